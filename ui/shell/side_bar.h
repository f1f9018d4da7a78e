// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QListWidget>

namespace ostiary::ui {

/// The console's pages as a quiet list, with a number where something waits.
class SideBar final : public QListWidget
{
    Q_OBJECT

public:
    explicit SideBar(QWidget *parent = nullptr);

    void addPage(const QString &icon, const QString &title);
    void setBadge(int row, int count);
};

} // namespace ostiary::ui
