// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/listener/connection.h"
#include "server/http/listener/connection_count.h"
#include "server/http/listener/gate.h"
#include "server/http/listener/request_parser.h"
#include "server/http/listener/server.h"

#include <QSocketNotifier>
#include <QTimer>

#include <array>
#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace ostiary::http {

/// One thread's share of the front: a listening socket, an epoll set behind a single notifier (so that Qt's event loop
/// never sees the single connections), the connections, and the application that they speak to.
class Worker
{
public:
    struct Setup {
        int listeningDescriptor = -1; ///< becomes the worker's
        Limits limits;
        TrustedProxies proxies;
        const Server::ApplicationFactory *factory = nullptr;
        ConnectionCount *count = nullptr;
        std::function<void()> finished; ///< called once, some time after stop()
    };

    /// On the thread that will run it.
    explicit Worker(Setup setup);
    ~Worker();
    Worker(const Worker &) = delete;
    Worker &operator=(const Worker &) = delete;

    /// No new connections; running requests have `patience`, then a moment to notice that their clients are gone.
    void stop(std::chrono::milliseconds patience);

    // ---- for the connections ----
    [[nodiscard]] const Limits &limits() const { return m_setup.limits; }
    [[nodiscard]] const TrustedProxies &proxies() const { return m_setup.proxies; }
    [[nodiscard]] qint64 now() const { return m_now; } ///< ms, steady, as of the latest events
    [[nodiscard]] QByteArrayView dateField() const { return m_dateField; }
    [[nodiscard]] QByteArray nextRequestId();
    [[nodiscard]] QByteArray refusalOf(Refusal refusal, QByteArrayView requestId, bool withBody = true) const;
    [[nodiscard]] std::span<char> scratch() { return m_scratch; }
    [[nodiscard]] std::unique_ptr<RequestParser> takeParser();
    void giveBack(std::unique_ptr<RequestParser> parser);
    [[nodiscard]] QByteArray takeBuffer();
    void giveBack(QByteArray buffer);
    void serve(const std::shared_ptr<Exchange> &exchange) { m_gate.serve(exchange); }
    /// Sends what the connection has: together with others', when events of many are being handled.
    void sendSoon(Connection &connection);
    /// The connection is closed; it is deleted when nothing on the stack can be its own any more.
    void retire(Connection &connection);

private:
    void handleEvents();
    void sendAll();
    void accept();
    void refuseConnection(int descriptor);
    void watchListener(bool on);
    void tick();
    void forEachConnection(const std::function<void(Connection &)> &visit);
    void tellTime();
    void finishWhenQuiet();

    Setup m_setup;
    std::unique_ptr<Application> m_application;
    Gate m_gate;
    int m_epoll = -1;
    std::unique_ptr<QSocketNotifier> m_notifier;
    QTimer m_timer;
    std::vector<std::unique_ptr<Connection>> m_connections; ///< each knows its index
    std::vector<std::unique_ptr<Connection>> m_retired;
    std::unique_ptr<RequestParser> m_spareParser;
    std::vector<QByteArray> m_spareBuffers;
    std::vector<Connection *> m_sending; ///< theirs leaves with the next sendAll()
    bool m_gathering = false; ///< events are being handled
    std::array<char, 64 * 1024> m_scratch;
    QByteArray m_idPrefix;
    quint64 m_requests = 0;
    qint64 m_now = 0;
    qint64 m_dateSecond = 0;
    QByteArray m_dateField;
    bool m_listening = false;
    bool m_stopping = false;
    qint64 m_stopDeadline = 0;
};

} // namespace ostiary::http
