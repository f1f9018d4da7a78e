// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/error.h"

#include <sys/types.h>

#include <utility>

namespace ostiary::app {

/// An open descriptor, closed when it goes.
class Descriptor
{
public:
    Descriptor() = default;
    explicit Descriptor(int fd) : m_fd(fd) { }
    Descriptor(Descriptor &&other) noexcept : m_fd(other.release()) { }
    Descriptor &operator=(Descriptor &&other) noexcept
    {
        std::swap(m_fd, other.m_fd);
        return *this;
    }
    ~Descriptor();

    [[nodiscard]] int get() const { return m_fd; }
    [[nodiscard]] bool isOpen() const { return m_fd >= 0; }
    [[nodiscard]] int release() { return std::exchange(m_fd, -1); }

private:
    int m_fd = -1;
};

/// A listening AF_UNIX socket with mode 0600, its folder, and the lock that says it is ours. The file goes with it.
class UnixListener
{
public:
    /// Replaces what a dead server left behind. The path may be longer than sun_path (108 bytes). Conflict: another
    /// server holds the lock. Forbidden: others can write into the folder. Internal: what the system said.
    [[nodiscard]] static Result<UnixListener> bind(const QString &path);
    UnixListener(UnixListener &&) = default;
    UnixListener &operator=(UnixListener &&) = delete;
    ~UnixListener();

    [[nodiscard]] int descriptor() const { return m_socket.get(); }
    /// The next connection, non-blocking, or a closed Descriptor when none waits.
    [[nodiscard]] Descriptor accept() const;

private:
    UnixListener(Descriptor folder, Descriptor lock, Descriptor socket, QByteArray name);

    Descriptor m_folder;
    Descriptor m_lock;
    Descriptor m_socket;
    QByteArray m_name; ///< of the socket in its folder
};

/// NotFound: nobody listens there. Forbidden: this user may not. Unavailable: it takes no more connections now.
[[nodiscard]] Result<Descriptor> connectUnix(const QString &path);

/// Who is at the other end (SO_PEERCRED), when the system can say.
[[nodiscard]] std::optional<uid_t> peerUser(int socket);

/// Only the same user and root may talk over the control socket, either way.
[[nodiscard]] bool mayTalk(uid_t peer, uid_t self);

} // namespace ostiary::app
