// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/parts/empty_state.h"

#include "ui/look/flat_style.h"
#include "ui/look/icons.h"
#include "ui/parts/labels.h"

#include <QPushButton>
#include <QVBoxLayout>

namespace ostiary::ui {

EmptyState::EmptyState(const EmptyText &text, QWidget *parent) : QWidget(parent)
{
    auto *column = new QVBoxLayout(this);
    column->setSpacing(kGrid);
    column->addStretch(2);
    QLabel *why = headingLabel(text.why);
    QLabel *next = quietLabel(text.next);
    for (QLabel *label : {why, next}) {
        label->setAlignment(Qt::AlignHCenter);
        label->setMaximumWidth(520);
        label->setMinimumWidth(std::min(520, label->fontMetrics().horizontalAdvance(label->text()) + kGrid));
        column->addWidget(label, 0, Qt::AlignHCenter);
    }
    if (!text.action.isEmpty()) {
        auto *button = new QPushButton(text.action);
        makePrimary(button);
        column->addSpacing(kGrid);
        column->addWidget(button, 0, Qt::AlignHCenter);
        connect(button, &QPushButton::clicked, this, &EmptyState::activated);
    }
    column->addStretch(3);
}

} // namespace ostiary::ui
