// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/admin.h"

#include <QTimer>

namespace ostiary::ui {

/// The server's status as last heard. Nothing announces its changes, so it asks now and then.
class ServerWatch final : public QObject
{
    Q_OBJECT

public:
    explicit ServerWatch(Admin &admin, QObject *parent = nullptr);

    void refresh();
    [[nodiscard]] const std::optional<ServerStatus> &status() const { return m_status; }
    /// Why the last question had no answer.
    [[nodiscard]] const std::optional<Error> &problem() const { return m_problem; }
    /// What clients use; empty while nothing was heard.
    [[nodiscard]] QUrl publicUrl() const;
    [[nodiscard]] QString mcpUrl() const;
    /// What people call it: the host of its public URL; "this server" while nothing was heard.
    [[nodiscard]] QString name() const;
    /// "Running", "Not listening", "Not reachable", "Asking …".
    [[nodiscard]] QString word() const;
    [[nodiscard]] bool isWell() const { return m_status && !m_problem && !m_status->url.isEmpty(); }

signals:
    void updated();

private:
    Admin &m_admin;
    std::optional<ServerStatus> m_status;
    std::optional<Error> m_problem;
    QTimer m_timer;
    bool m_asking = false;
};

} // namespace ostiary::ui
