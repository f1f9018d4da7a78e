// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/error.h"
#include "server/http/application.h"
#include "server/http/listener/trusted_proxies.h"

#include <QHostAddress>

#include <chrono>
#include <functional>
#include <memory>

namespace ostiary::http {

using namespace std::chrono_literals;

/// What one client may cost. Sizes in bytes.
struct Limits {
    qsizetype requestLine = 8 * 1024; ///< 414 beyond
    qsizetype head = 16 * 1024; ///< request line and all header fields; 431 beyond
    int headerFields = 100; ///< 431 beyond
    std::chrono::milliseconds headTime = 10s; ///< from the first byte (or accept) to the end of the head; 408
    std::chrono::milliseconds idleTime = 60s; ///< between requests on one connection; closed quietly
    std::chrono::milliseconds bodyTime = 30s; ///< to the first KiB of the body, and then …
    qsizetype bodyBytesPerSecond = 1024; ///< … this rate over the whole body; 408 below
    qsizetype unreadStream = 4 * 1024 * 1024; ///< waiting for a client that does not read; aborted beyond …
    std::chrono::milliseconds unreadTime = 30s; ///< … or when nothing of it left for this long
    int requestsPerConnection = 100'000; ///< then closed after the answer
    int connections = 0; ///< of all workers together; 0: 80 % of RLIMIT_NOFILE; 503 and close beyond
    int connectionsPerAddress = 0; ///< IPv6 counts by /64; 0: no own limit
};

/// The HTTP front: N worker threads, each with its own listening socket (SO_REUSEPORT), epoll set, strict parser and
/// QHttpServer behind it. What reaches the Application is complete and valid.
class Server
{
public:
    struct Options {
        QHostAddress address = QHostAddress::LocalHost;
        quint16 port = 0; ///< 0: any free one
        int workers = 0; ///< 0: one per core, at most 8
        Limits limits;
        TrustedProxies proxies;
    };
    using ApplicationFactory = std::function<std::unique_ptr<Application>()>;

    Server();
    ~Server();

    /// Listens, and returns the port. Unavailable: `detail` tells a port in use, an address that is not this machine's
    /// and a missing permission apart, and says what to do.
    [[nodiscard]] Result<quint16> start(Options options, ApplicationFactory factory);

    /// Stops accepting, lets running requests finish for at most `patience`, ends open streams, joins the workers.
    void stop(std::chrono::milliseconds patience = 5s);

    [[nodiscard]] int openConnections() const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace ostiary::http
