// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/tray.h"

#include "ui/look/icons.h"
#include "ui/shell/server_watch.h"

namespace ostiary::ui {

Tray::Tray(ServerWatch &server, QObject *parent) : QObject(parent), m_server(server), m_icon(markIcon())
{
    m_state = m_menu.addAction(QString());
    m_state->setEnabled(false);
    m_approvals = m_menu.addAction(lineIcon(QStringLiteral("consent")), QString(), this, &Tray::approvalsRequested);
    m_menu.addSeparator();
    m_menu.addAction(lineIcon(QStringLiteral("door")), tr("&Open the console"), this, &Tray::openRequested);
    m_menu.addAction(lineIcon(QStringLiteral("quit")), tr("&Quit …"), this, &Tray::quitRequested);
    m_icon.setContextMenu(&m_menu);
    connect(&m_icon, &QSystemTrayIcon::activated, this, [this](QSystemTrayIcon::ActivationReason reason) {
        if (reason == QSystemTrayIcon::Trigger)
            emit openRequested();
    });
    connect(&server, &ServerWatch::updated, this, &Tray::showStatus);
    showStatus();
    m_icon.show();
}

void Tray::showStatus()
{
    const int waiting = m_server.status() ? m_server.status()->pendingApprovals : 0;
    m_state->setText(tr("Server: %1").arg(m_server.word()));
    m_approvals->setText(waiting == 0 ? tr("Nobody waits for a consent") : tr("&Waiting for consent: %1").arg(waiting));
    m_approvals->setEnabled(waiting > 0);
    m_icon.setToolTip(QStringLiteral("Ostiary – %1").arg(m_server.word()));
}

} // namespace ostiary::ui
