// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QPushButton;

namespace ostiary::ui {

/// What stands where a list would be: why it is empty, what to do next, and a button that does it.
struct EmptyText {
    QString icon;
    QString why;
    QString next;
    QString action; ///< empty: no button
};

class EmptyState final : public QWidget
{
    Q_OBJECT

public:
    explicit EmptyState(const EmptyText &text, QWidget *parent = nullptr);

signals:
    void activated();
};

} // namespace ostiary::ui
