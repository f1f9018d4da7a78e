// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/control/unix_socket.h"

#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace ostiary::app {

using namespace Qt::StringLiterals;

namespace {

constexpr int kBacklog = 64;

std::unexpected<Error> failSystem(ErrorCode code, const QString &sentence, int error)
{
    return fail(code, u"%1: %2."_s.arg(sentence, QString::fromLocal8Bit(std::strerror(error))));
}

/// The folder by descriptor: short to name through /proc, and the same folder from the check to the bind.
Result<Descriptor> openFolder(const QString &path)
{
    const QByteArray folder = QFile::encodeName(QFileInfo(path).absolutePath());
    Descriptor opened(::open(folder.constData(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (opened.isOpen())
        return opened;
    const int error = errno;
    const auto code = error == ENOENT ? ErrorCode::NotFound
        : error == EACCES             ? ErrorCode::Forbidden
                                      : ErrorCode::Internal;
    return failSystem(code, u"The folder %1 cannot be opened"_s.arg(QFile::decodeName(folder)), error);
}

/// sun_path holds 108 bytes and real paths more, so the socket is named through the folder's descriptor. (chdir() would
/// move every thread of the program.)
sockaddr_un addressOf(const Descriptor &folder, const QByteArray &name)
{
    const QByteArray path = "/proc/self/fd/" + QByteArray::number(folder.get()) + '/' + name;
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    qstrncpy(address.sun_path, path.constData(), sizeof address.sun_path);
    return address;
}

QByteArray fileName(const QString &path)
{
    return QFile::encodeName(QFileInfo(path).fileName());
}

Result<Descriptor> newSocket()
{
    Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (socket.isOpen())
        return socket;
    return failSystem(ErrorCode::Unavailable, u"No control socket can be made"_s, errno);
}

/// Whoever can write into the folder could put a socket of their own there and be told passwords.
Result<> checkFolder(const Descriptor &folder, const QString &path)
{
    struct stat status{};
    if (::fstat(folder.get(), &status) == 0 && (status.st_mode & (S_IWGRP | S_IWOTH)) == 0)
        return {};
    return fail(ErrorCode::Forbidden,
                u"Other users can write into the folder %1, so no control socket is made there; use chmod 700."_s.arg(
                    QFileInfo(path).absolutePath()));
}

/// The kernel drops the lock when its holder dies, however it dies; so a socket file without one is left over.
Result<Descriptor> takeLock(const Descriptor &folder, const QByteArray &name)
{
    const QByteArray lockName = name + ".lock";
    Descriptor lock(::openat(folder.get(), lockName.constData(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!lock.isOpen())
        return failSystem(ErrorCode::Internal, u"The control socket's lock cannot be opened"_s, errno);
    if (::flock(lock.get(), LOCK_EX | LOCK_NB) == 0)
        return lock;
    if (errno == EWOULDBLOCK)
        return fail(ErrorCode::Conflict, u"Another Ostiary already runs on this data folder."_s);
    return failSystem(ErrorCode::Internal, u"The control socket's lock cannot be taken"_s, errno);
}

Result<> removeLeftover(const Descriptor &folder, const QByteArray &name)
{
    struct stat status{};
    if (::fstatat(folder.get(), name.constData(), &status, AT_SYMLINK_NOFOLLOW) != 0)
        return {};
    if (!S_ISSOCK(status.st_mode))
        return fail(ErrorCode::Conflict,
                    u"%1 is in the control socket's place; move it away."_s.arg(QFile::decodeName(name)));
    if (::unlinkat(folder.get(), name.constData(), 0) == 0)
        return {};
    return failSystem(ErrorCode::Internal, u"An old control socket cannot be removed"_s, errno);
}

} // namespace

Descriptor::~Descriptor()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

UnixListener::UnixListener(Descriptor folder, Descriptor lock, Descriptor socket, QByteArray name)
    : m_folder(std::move(folder)), m_lock(std::move(lock)), m_socket(std::move(socket)), m_name(std::move(name))
{
}

UnixListener::~UnixListener()
{
    // While the lock is held, the file is ours.
    if (m_socket.isOpen())
        ::unlinkat(m_folder.get(), m_name.constData(), 0);
}

Result<UnixListener> UnixListener::bind(const QString &path)
{
    const QByteArray name = fileName(path);
    TRY(Descriptor folder, openFolder(path));
    CHECK(checkFolder(folder, path));
    TRY(Descriptor lock, takeLock(folder, name));
    CHECK(removeLeftover(folder, name));
    TRY(Descriptor socket, newSocket());

    // On Linux the file gets the descriptor's mode: it is never open to others, not even between bind and chmod.
    ::fchmod(socket.get(), 0600);
    const sockaddr_un address = addressOf(folder, name);
    if (::bind(socket.get(), reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0)
        return failSystem(ErrorCode::Internal, u"The control socket %1 cannot be made"_s.arg(path), errno);
    UnixListener listener(std::move(folder), std::move(lock), std::move(socket), name);
    if (::fchmodat(listener.m_folder.get(), name.constData(), 0600, 0) != 0
        || ::listen(listener.descriptor(), kBacklog) != 0)
        return failSystem(ErrorCode::Internal, u"The control socket %1 cannot be opened"_s.arg(path), errno);
    return listener;
}

Descriptor UnixListener::accept() const
{
    return Descriptor(::accept4(m_socket.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
}

Result<Descriptor> connectUnix(const QString &path)
{
    TRY(const Descriptor folder, openFolder(path));
    TRY(Descriptor socket, newSocket());
    const sockaddr_un address = addressOf(folder, fileName(path));
    if (::connect(socket.get(), reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0)
        return socket;
    switch (const int error = errno) {
    case ENOENT:
    case ECONNREFUSED:
    case ENOTSOCK: return fail(ErrorCode::NotFound, u"No Ostiary is running on this data folder."_s);
    case EACCES:
    case EPERM:
        return fail(ErrorCode::Forbidden,
                    u"This user may not use the control socket %1; run it as the user that the "
                    "server runs as."_s.arg(path));
    case EAGAIN: return fail(ErrorCode::Unavailable, u"The server takes no more control connections now; try again."_s);
    default: return failSystem(ErrorCode::Unavailable, u"The control socket %1 does not answer"_s.arg(path), error);
    }
}

std::optional<uid_t> peerUser(int socket)
{
    ucred peer{};
    socklen_t size = sizeof peer;
    if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
        return std::nullopt;
    return peer.uid;
}

bool mayTalk(uid_t peer, uid_t self)
{
    constexpr uid_t kRoot = 0;
    return peer == self || peer == kRoot;
}

} // namespace ostiary::app
