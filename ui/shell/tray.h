// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMenu>
#include <QSystemTrayIcon>

namespace ostiary::ui {

class ServerWatch;

/// The icon in the tray, where the desktop has one: how the server is, how many wait, and the way back.
class Tray final : public QObject
{
    Q_OBJECT

public:
    explicit Tray(ServerWatch &server, QObject *parent = nullptr);

    /// Some desktops have no tray; on others it appears later.
    [[nodiscard]] static bool isAvailable() { return QSystemTrayIcon::isSystemTrayAvailable(); }

signals:
    void openRequested();
    void approvalsRequested();
    void quitRequested();

private:
    void showStatus();

    ServerWatch &m_server;
    QMenu m_menu;
    QAction *m_state;
    QAction *m_approvals;
    QSystemTrayIcon m_icon;
};

} // namespace ostiary::ui
