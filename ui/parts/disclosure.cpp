// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/parts/disclosure.h"

#include "ui/look/flat_style.h"

#include <QToolButton>
#include <QVBoxLayout>

namespace ostiary::ui {

Disclosure::Disclosure(const QString &title, QWidget *content) : m_button(new QToolButton), m_content(content)
{
    m_button->setText(title);
    m_button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_button->setAutoRaise(true);
    m_button->setCheckable(true);
    m_button->setMinimumHeight(4 * kGrid);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kGrid);
    column->addWidget(m_button, 0, Qt::AlignLeft);
    column->addWidget(m_content);
    connect(m_button, &QToolButton::toggled, this, &Disclosure::setOpen);
    setOpen(false);
}

void Disclosure::setOpen(bool open)
{
    m_button->setChecked(open);
    m_button->setArrowType(open ? Qt::DownArrow : Qt::RightArrow);
    m_content->setVisible(open);
}

} // namespace ostiary::ui
