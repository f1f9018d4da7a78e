// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrl>

#include <functional>

namespace ostiary::gateway {

/// A small real HTTP server on loopback; each test says how it behaves.
class UpstreamServer : public QTcpServer
{
public:
    struct Request {
        QByteArray head; ///< request line and fields
        QByteArray body;
        [[nodiscard]] QByteArray target() const { return head.split(' ').value(1); }
        [[nodiscard]] QByteArray field(const QByteArray &name) const
        {
            for (const QByteArray &line : head.split('\n')) {
                if (line.toLower().startsWith(name.toLower() + ':'))
                    return line.sliced(name.size() + 1).trimmed();
            }
            return {};
        }
    };
    using Handler = std::function<void(QTcpSocket &socket, const Request &request)>;

    explicit UpstreamServer(Handler handler) : m_handler(std::move(handler))
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this] {
            ++connections;
            QTcpSocket *socket = nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] { take(*socket); });
            connect(socket, &QTcpSocket::disconnected, this, [this] { ++disconnections; });
            connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        });
    }

    [[nodiscard]] QUrl url(const QString &path = QStringLiteral("/mcp")) const
    {
        return QUrl(QStringLiteral("http://127.0.0.1:%1%2").arg(serverPort()).arg(path));
    }

    static void reply(QTcpSocket &socket, const QByteArray &status, const QByteArray &fields, const QByteArray &body)
    {
        socket.write("HTTP/1.1 " + status + "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n" + fields
                     + "\r\n" + body);
    }
    static void chunk(QTcpSocket &socket, const QByteArray &bytes)
    {
        socket.write(QByteArray::number(bytes.size(), 16) + "\r\n" + bytes + "\r\n");
    }
    static constexpr const char *kEventHead
        = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

    int connections = 0;
    int disconnections = 0;
    QPointer<QTcpSocket> last;
    QList<Request> requests;

private:
    void take(QTcpSocket &socket)
    {
        QByteArray &waiting = m_waiting[&socket];
        waiting += socket.readAll();
        for (;;) {
            const qsizetype headEnd = waiting.indexOf("\r\n\r\n");
            if (headEnd < 0)
                return;
            Request request{waiting.first(headEnd), {}};
            const qsizetype length = request.field("Content-Length").toLongLong();
            if (waiting.size() < headEnd + 4 + length)
                return;
            request.body = waiting.sliced(headEnd + 4, length);
            waiting.remove(0, headEnd + 4 + length);
            last = &socket;
            requests.append(request);
            m_handler(socket, request);
        }
    }

    Handler m_handler;
    QHash<QTcpSocket *, QByteArray> m_waiting;
};

} // namespace ostiary::gateway
