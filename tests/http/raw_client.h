// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>

#include <arpa/inet.h>
#include <chrono>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

/// One answer as it came over the wire.
struct RawAnswer {
    int status = 0; ///< 0: none came
    QByteArray head; ///< with the empty line
    QByteArray body; ///< chunks taken apart
    bool complete = false; ///< the body is as long as the head promised, or the last chunk came

    [[nodiscard]] QByteArray field(QByteArrayView name) const
    {
        for (const QByteArray &line : head.split('\n')) {
            const qsizetype colon = line.indexOf(':');
            if (colon > 0 && line.first(colon).compare(name, Qt::CaseInsensitive) == 0)
                return line.sliced(colon + 1).trimmed();
        }
        return {};
    }
};

/// A client that sends exactly the bytes it is told to, over a blocking socket with a deadline for everything.
class RawClient
{
public:
    /// Not connected yet.
    RawClient() : m_socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) { }
    explicit RawClient(quint16 port, int receiveBuffer = 0) : RawClient()
    {
        if (receiveBuffer)
            ::setsockopt(m_socket, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, sizeof receiveBuffer);
        connect(port);
    }
    RawClient(RawClient &&other) noexcept
        : m_socket(std::exchange(other.m_socket, -1)), m_connected(other.m_connected), m_in(std::move(other.m_in))
    {
    }
    RawClient &operator=(RawClient &&) = delete;
    ~RawClient() { hangUp(); }

    void connect(quint16 port)
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        m_connected = ::connect(m_socket, reinterpret_cast<sockaddr *>(&address), sizeof address) == 0;
    }
    [[nodiscard]] bool isConnected() const { return m_connected; }
    void hangUp()
    {
        if (m_socket >= 0)
            ::close(std::exchange(m_socket, -1));
    }

    RawClient &send(QByteArrayView bytes)
    {
        while (!bytes.isEmpty()) {
            const ssize_t sent = ::send(m_socket, bytes.data(), size_t(bytes.size()), MSG_NOSIGNAL);
            if (sent <= 0)
                break;
            bytes = bytes.sliced(sent);
        }
        return *this;
    }

    /// False at the end of the stream, a reset, or when nothing came in time.
    bool receive(int timeoutMs = 10'000)
    {
        pollfd waiting{.fd = m_socket, .events = POLLIN, .revents = 0};
        if (::poll(&waiting, 1, timeoutMs) <= 0)
            return false;
        char buffer[16 * 1024];
        const ssize_t size = ::recv(m_socket, buffer, sizeof buffer, 0);
        m_closed = size <= 0;
        if (size > 0)
            m_in.append(buffer, size);
        return size > 0;
    }

    /// Whether the server closes the connection without sending anything more.
    [[nodiscard]] bool isClosed(int timeoutMs = 10'000)
    {
        return m_in.isEmpty() && !m_closed ? !receive(timeoutMs) && m_closed : m_closed;
    }

    [[nodiscard]] QByteArray receiveUntil(QByteArrayView wanted)
    {
        while (!m_in.contains(wanted) && receive()) { }
        const qsizetype at = m_in.indexOf(wanted);
        return at < 0 ? QByteArray() : take(at + wanted.size());
    }

    [[nodiscard]] RawAnswer answer(bool withBody = true)
    {
        RawAnswer result;
        result.head = receiveUntil("\r\n\r\n");
        result.status = result.head.mid(9, 3).toInt();
        if (!withBody || result.status == 0 || result.status == 100 || result.status == 204) {
            result.complete = result.status != 0;
        } else if (result.field("Transfer-Encoding") == "chunked") {
            result.complete = takeChunks(result.body);
        } else if (const QByteArray length = result.field("Content-Length"); !length.isEmpty()) {
            while (m_in.size() < length.toLongLong() && receive()) { }
            result.complete = m_in.size() >= length.toLongLong();
            result.body = take(std::min<qsizetype>(m_in.size(), length.toLongLong()));
        } else {
            while (receive()) { }
            result.complete = m_closed;
            result.body = take(m_in.size());
        }
        return result;
    }

    [[nodiscard]] const QByteArray &unread() const { return m_in; }
    [[nodiscard]] int descriptor() const { return m_socket; }

private:
    QByteArray take(qsizetype size)
    {
        QByteArray taken = m_in.first(size);
        m_in.remove(0, size);
        return taken;
    }

    bool takeChunks(QByteArray &body)
    {
        while (true) {
            const QByteArray line = receiveUntil("\r\n");
            if (line.isEmpty())
                return false;
            const qsizetype size = line.trimmed().toLongLong(nullptr, 16);
            while (m_in.size() < size + 2 && receive()) { }
            if (m_in.size() < size + 2)
                return false;
            body += take(size);
            take(2);
            if (size == 0)
                return true;
        }
    }

    int m_socket;
    bool m_connected = false;
    bool m_closed = false;
    QByteArray m_in;
};
