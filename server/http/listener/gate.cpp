// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/listener/gate.h"

#include "server/http/listener/exchange.h"

#include <algorithm>
#include <unistd.h>

namespace ostiary::http {

namespace {

// What QHttpServer is told of a request: that there is one. The request itself, parsed already, waits in m_current;
// telling more of it would only have QHttpServer parse it again, byte by byte.
constexpr QByteArrayView kHead("GET / HTTP/1.1\r\n\r\n");

} // namespace

/// Listens, so that QHttpServer may be bound to it, and hands over fed sockets only. QTcpServer starts to accept by
/// itself whenever a pending connection is taken from it: a socket of that kind would come in past the guard.
class Gate::Server final : public QTcpServer
{
public:
    explicit Server(int listeningDescriptor)
    {
        setSocketDescriptor(listeningDescriptor);
        pauseAccepting();
    }
    void offer(QTcpSocket *socket) { addPendingConnection(socket); }

    QTcpSocket *nextPendingConnection() override
    {
        QTcpSocket *socket = QTcpServer::nextPendingConnection();
        pauseAccepting();
        return socket;
    }

protected:
    void incomingConnection(qintptr descriptor) override { ::close(int(descriptor)); } // never past the guard
};

Gate::Gate(Application &application, int listeningDescriptor)
    : m_application(application), m_server(new Server(listeningDescriptor))
{
    bind(m_server);
}

Gate::~Gate()
{
    const std::vector<FedSocket *> sockets = m_sockets;
    for (FedSocket *socket : sockets) {
        if (const std::shared_ptr<Exchange> exchange = socket->exchange())
            exchange->abandon();
        socket->disconnect(this);
    }
}

void Gate::stopListening()
{
    m_server->close();
}

void Gate::serve(const std::shared_ptr<Exchange> &exchange)
{
    FedSocket *socket = idleSocket();
    m_current = exchange;
    exchange->attach(*this, socket);
    socket->feed(kHead, exchange);
    if (std::exchange(m_current, {})) {
        // QHttpServer did not pass it on, which it has no reason to do: say so, and don't trust that socket again.
        exchange->fail();
        socket->disconnectFromHost();
    } else if (exchange->isAnswered()) {
        release(socket);
    }
}

void Gate::release(FedSocket *socket)
{
    socket->release();
    if (socket->state() == QAbstractSocket::ConnectedState)
        m_idle.push_back(socket);
}

bool Gate::handleRequest(const QHttpServerRequest &, QHttpServerResponder &responder)
{
    const std::shared_ptr<Exchange> exchange = std::exchange(m_current, {});
    if (!exchange)
        return false;
    Task<Response> task = m_application.handle(exchange->request());
    if (task.isDone()) {
        exchange->answer(responder, task.take());
        return true;
    }
    // A moved responder must outlive this function: QHttpServer expects to find itself busy after it.
    exchange->keep(std::move(responder));
    ++*m_running;
    whenDone(std::move(task), [running = m_running, exchange](Response response) {
        --*running;
        exchange->answerLater(std::move(response));
    });
    return true;
}

FedSocket *Gate::idleSocket()
{
    while (!m_idle.empty()) {
        FedSocket *socket = m_idle.back();
        m_idle.pop_back();
        if (socket->state() == QAbstractSocket::ConnectedState) // later versions of QHttpServer close what is idle
            return socket;
    }
    auto *socket = new FedSocket;
    m_sockets.push_back(socket);
    connect(socket, &QObject::destroyed, this, [this, socket] {
        std::erase(m_sockets, socket);
        std::erase(m_idle, socket);
    });
    m_server->offer(socket);
    return socket;
}

} // namespace ostiary::http
