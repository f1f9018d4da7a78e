// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/parts/segments.h"

#include "ui/look/flat_style.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QPushButton>

namespace ostiary::ui {

Segments::Segments(const QString &name, const QStringList &titles, QWidget *parent)
    : QWidget(parent), m_group(new QButtonGroup(this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(kGrid / 2);
    for (const QString &title : titles) {
        auto *button = new QPushButton(title);
        button->setCheckable(true);
        button->setAutoDefault(false);
        button->setAccessibleDescription(name);
        m_group->addButton(button, int(m_group->buttons().size()));
        row->addWidget(button);
    }
    m_group->buttons().constFirst()->setChecked(true);
    setAccessibleName(name);
    connect(m_group, &QButtonGroup::idToggled, this, [this](int index, bool isOn) {
        if (isOn)
            emit chosen(index);
    });
}

int Segments::current() const
{
    return m_group->checkedId();
}

void Segments::choose(int index)
{
    m_group->button(index)->setChecked(true);
}

} // namespace ostiary::ui
