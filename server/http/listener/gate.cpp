// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/listener/gate.h"

#include "server/http/listener/exchange.h"

#include <algorithm>

namespace ostiary::http {

class Gate::Server final : public QTcpServer
{
public:
    void offer(QTcpSocket *socket) { addPendingConnection(socket); }
};

Gate::Gate(Application &application, int listeningDescriptor) : m_application(application), m_server(new Server)
{
    m_server->setSocketDescriptor(listeningDescriptor);
    m_server->pauseAccepting();
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

void Gate::serve(const std::shared_ptr<Exchange> &exchange)
{
    FedSocket *socket = idleSocket();
    m_current = exchange;
    exchange->attach(*this, socket);
    socket->feed(exchange->canonicalHead(), exchange);
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
    if (!m_idle.empty()) {
        FedSocket *socket = m_idle.back();
        m_idle.pop_back();
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
