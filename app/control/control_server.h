// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/control/unix_socket.h"
#include "models/admin.h"

#include <QSocketNotifier>

#include <memory>

namespace ostiary::app {

class LineSocket;

/// DATA/control.sock
[[nodiscard]] QString controlSocketPath(const QString &dataFolder);

/// Lets other processes of the same user (and root) do what the Admin can. Lives in the Admin's thread; the file goes
/// when the server goes.
class ControlServer final : public QObject
{
    Q_OBJECT

public:
    /// Errors: those of UnixListener::bind(). `admin` and `clock` outlive the server.
    [[nodiscard]] static Result<std::unique_ptr<ControlServer>> listen(Admin &admin, const Clock &clock,
                                                                       const QString &path);

    static constexpr int kConnectionsMax = 64;
    static constexpr int kPendingMax = 64; ///< unanswered requests of one connection; more wait for "unavailable"

private:
    ControlServer(Admin &admin, const Clock &clock, UnixListener listener);
    void acceptAll();
    void welcome(Descriptor connection);

    Admin &m_admin;
    const Clock &m_clock;
    UnixListener m_listener;
    QSocketNotifier m_notifier;
    int m_connections = 0;
};

} // namespace ostiary::app
