// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/listener/listening_socket.h"

#include "server/http/listener/port_owner.h"

#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace ostiary::http {

namespace {

constexpr int kBacklog = 1024;
constexpr int kUnsentInKernel
    = 256 * 1024; ///< bytes; the rest of a stream waits here, where its producer can be paused

class Socket
{
public:
    explicit Socket(int descriptor) : m_descriptor(descriptor) { }
    Socket(Socket &&other) noexcept : m_descriptor(other.release()) { }
    Socket &operator=(Socket &&) = delete;
    ~Socket()
    {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
    }
    [[nodiscard]] int get() const { return m_descriptor; }
    int release() { return std::exchange(m_descriptor, -1); }
    void set(int level, int option, int value) const
    {
        ::setsockopt(m_descriptor, level, option, &value, sizeof value);
    }

private:
    int m_descriptor;
};

struct Address {
    sockaddr_storage storage{};
    socklen_t size = 0;

    [[nodiscard]] sockaddr *get() { return reinterpret_cast<sockaddr *>(&storage); }
};

Address toNative(const QHostAddress &address, quint16 port)
{
    Address result;
    if (address.protocol() == QAbstractSocket::IPv4Protocol) {
        auto *v4 = reinterpret_cast<sockaddr_in *>(&result.storage);
        v4->sin_family = AF_INET;
        v4->sin_port = htons(port);
        v4->sin_addr.s_addr = htonl(address.toIPv4Address());
        result.size = sizeof *v4;
        return result;
    }
    auto *v6 = reinterpret_cast<sockaddr_in6 *>(&result.storage);
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(port);
    const Q_IPV6ADDR bytes = address.toIPv6Address();
    if (address.protocol() != QAbstractSocket::AnyIPProtocol)
        std::memcpy(&v6->sin6_addr, &bytes, sizeof bytes);
    v6->sin6_scope_id = address.scopeId().toUInt();
    result.size = sizeof *v6;
    return result;
}

quint16 portOf(int descriptor)
{
    Address bound;
    bound.size = sizeof bound.storage;
    ::getsockname(descriptor, bound.get(), &bound.size);
    return ntohs(bound.storage.ss_family == AF_INET ? reinterpret_cast<sockaddr_in *>(&bound.storage)->sin_port
                                                    : reinterpret_cast<sockaddr_in6 *>(&bound.storage)->sin6_port);
}

std::unexpected<Error> failure(int error, const QHostAddress &address, quint16 port)
{
    const QString where = QStringLiteral("%1 port %2").arg(address.toString()).arg(port);
    switch (error) {
    case EADDRINUSE: {
        const QString owner = portOwner(port);
        return fail(ErrorCode::Unavailable,
                    QStringLiteral("Port %1 is in use%2; stop that program or choose another port.")
                        .arg(port)
                        .arg(owner.isEmpty() ? QString() : QStringLiteral(" by %1").arg(owner)));
    }
    case EADDRNOTAVAIL:
    case EAFNOSUPPORT:
        return fail(ErrorCode::Unavailable,
                    QStringLiteral("%1 is not an address of this machine; choose one that it has, or 127.0.0.1.")
                        .arg(address.toString()));
    case EACCES:
    case EPERM:
        return fail(
            ErrorCode::Unavailable,
            QStringLiteral("This user may not listen on port %1; choose a port from 1024 on, or give the program "
                           "the capability CAP_NET_BIND_SERVICE.")
                .arg(port));
    default:
        return fail(
            ErrorCode::Unavailable,
            QStringLiteral("Cannot listen on %1: %2.").arg(where, QString::fromLocal8Bit(std::strerror(error))));
    }
}

Result<Socket> listenOn(const QHostAddress &address, quint16 port, bool shared)
{
    Address native = toNative(address, port);
    Socket socket(::socket(native.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (socket.get() < 0)
        return failure(errno, address, port);
    // Accepted sockets inherit all of these, which saves a system call per connection and option.
    socket.set(SOL_SOCKET, SO_REUSEADDR, 1);
    if (shared)
        socket.set(SOL_SOCKET, SO_REUSEPORT, 1);
    if (native.storage.ss_family == AF_INET6)
        socket.set(IPPROTO_IPV6, IPV6_V6ONLY, address.protocol() != QAbstractSocket::AnyIPProtocol);
    socket.set(IPPROTO_TCP, TCP_NODELAY, 1);
    socket.set(IPPROTO_TCP, TCP_NOTSENT_LOWAT, kUnsentInKernel);
    socket.set(SOL_SOCKET, SO_KEEPALIVE, 1); // finds out about clients that vanish while a stream is quiet
    socket.set(IPPROTO_TCP, TCP_KEEPIDLE, 60);
    socket.set(IPPROTO_TCP, TCP_KEEPINTVL, 15);
    socket.set(IPPROTO_TCP, TCP_KEEPCNT, 4);
    if (::bind(socket.get(), native.get(), native.size) < 0 || ::listen(socket.get(), kBacklog) < 0)
        return failure(errno, address, port);
    return socket;
}

} // namespace

Result<ListeningSockets> openListeningSockets(const QHostAddress &address, quint16 port, int count)
{
    // The first socket does not share, so it fails when anybody else listens there. While it listens nobody else can;
    // only then it lets the others in, and goes.
    Result<Socket> first = listenOn(address, port, false);
    if (!first && address.protocol() == QAbstractSocket::AnyIPProtocol && first.error().code == ErrorCode::Unavailable
        && ::access("/proc/net/if_inet6", F_OK) != 0)
        return openListeningSockets(QHostAddress(QHostAddress::AnyIPv4), port, count); // no IPv6 here
    if (!first)
        return std::unexpected(first.error());
    ListeningSockets result{.descriptors = {}, .port = portOf(first->get())};
    if (count == 1) {
        result.descriptors.push_back(first->release());
        return result;
    }
    first->set(SOL_SOCKET, SO_REUSEPORT, 1);
    std::vector<Socket> others;
    for (int i = 0; i < count; ++i) {
        TRY(Socket socket, listenOn(address, result.port, true));
        others.push_back(std::move(socket));
    }
    for (Socket &socket : others)
        result.descriptors.push_back(socket.release());
    return result;
}

} // namespace ostiary::http
