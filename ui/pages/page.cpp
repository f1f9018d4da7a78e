// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/page.h"

#include "ui/look/flat_style.h"
#include "ui/parts/labels.h"

#include <QVBoxLayout>

namespace ostiary::ui {

Page::Page(const QString &title, const QString &sentence) : m_body(new QVBoxLayout(this))
{
    m_body->setContentsMargins(3 * kGrid, 3 * kGrid, 3 * kGrid, 2 * kGrid);
    m_body->setSpacing(kGrid);
    m_body->addWidget(titleLabel(title));
    m_body->addWidget(quietLabel(sentence));
    m_body->addSpacing(kGrid);
}

} // namespace ostiary::ui
