// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/application.h"
#include "server/http/listener/fed_socket.h"

#include <QAbstractHttpServer>
#include <QTcpServer>

#include <memory>
#include <vector>

namespace ostiary::http {

/// The one place where requests go into QHttpServer and come out again, into the application. Only complete and valid
/// ones get here. One per worker, on its thread.
class Gate final : public QAbstractHttpServer
{
public:
    /// Takes the listening descriptor, but accepts nothing from it: that is the worker's.
    Gate(Application &application, int listeningDescriptor);
    /// Ends every exchange first: QHttpServer does not outlive a responder.
    ~Gate() override;

    /// Nobody can connect any more.
    void stopListening();
    /// Serves the request; when this returns, the exchange may be done already.
    void serve(const std::shared_ptr<Exchange> &exchange);
    /// The exchange on that socket is done; never called while QHttpServer is reading from it.
    void release(FedSocket *socket);

    /// Requests that the application has not answered yet, also those whose client has gone.
    [[nodiscard]] int running() const { return *m_running; }

protected:
    bool handleRequest(const QHttpServerRequest &request, QHttpServerResponder &responder) override;
    void missingHandler(const QHttpServerRequest &, QHttpServerResponder &) override { }

private:
    class Server;

    FedSocket *idleSocket();

    Application &m_application;
    Server *m_server; ///< ours as a child object
    std::vector<FedSocket *> m_sockets;
    std::vector<FedSocket *> m_idle;
    std::shared_ptr<Exchange> m_current; ///< being fed; taken by handleRequest()
    std::shared_ptr<int> m_running = std::make_shared<int>(0); ///< shared: a task may outlive all this
};

} // namespace ostiary::http
