// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/listener/refusal.h"
#include "server/http/request.h"

#include <QHostAddress>

#include <memory>

namespace ostiary::http {

class Exchange;
class RequestParser;
class Worker;

/// One client's connection: bytes in, requests out one after the other, answers in the same order back. Registered
/// edge-triggered, so that no state change costs a system call. While it only waits it owns no buffer, no parser and
/// nothing of QHttpServer.
class Connection
{
public:
    Connection(Worker &worker, int descriptor, QHostAddress peer);
    ~Connection();
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;

    [[nodiscard]] const QHostAddress &peer() const { return m_peer; }
    /// Its place among the worker's connections.
    [[nodiscard]] size_t index() const { return m_index; }
    void setIndex(size_t index) { m_index = index; }
    [[nodiscard]] bool isOpen() const { return m_state != State::Closed; }

    // ---- the worker's side; times in ms of its steady clock ----
    void handleEvents(quint32 events);
    void checkDeadlines(qint64 now);
    /// Finishes the request that is being read or answered, cuts an open stream, then closes.
    void drain();
    void close();

    // ---- the exchange's side ----
    [[nodiscard]] QByteArray &out();
    [[nodiscard]] bool takesMore() const;
    [[nodiscard]] QByteArray ownFields(QByteArrayView requestId, bool closes) const;
    [[nodiscard]] QByteArray refusalOf(Refusal refusal, QByteArrayView requestId) const;
    /// Sends what is in out(), as far as the kernel takes it.
    void send();
    void streamReady();
    /// The exchange is done; goes on with the next request.
    void answered();

private:
    enum class State {
        Receiving, ///< between requests, or within one
        Busy, ///< a request is being answered
        Lingering, ///< refused: what the client still sends is thrown away, so that it sees the answer
        Closed,
    };

    void receive();
    void readOnce();
    void parse(QByteArrayView bytes, bool isScratch);
    void awaitBody();
    void serve();
    void refuse(Refusal refusal, bool withBody = true);
    void discard();
    void finishExchange();
    void afterSending();

    Worker &m_worker;
    const int m_descriptor;
    const QHostAddress m_peer;
    size_t m_index = 0;
    State m_state = State::Receiving;
    bool m_readable = false; ///< there may be more to read: edges are not repeated
    bool m_peerClosed = false;
    bool m_closeWhenSent = false;
    bool m_lingerWhenSent = false;
    bool m_continueSent = false;
    bool m_draining = false;
    bool m_parsing = false;
    int m_requests = 0;
    qint64 m_deadline = 0; ///< for what the state waits for; 0: none
    qint64 m_sendDeadline = 0; ///< for the client to take something of m_out; 0: nothing waits
    qint64 m_bodyBegin = 0;
    std::unique_ptr<RequestParser> m_parser; ///< while part of a request is here
    std::shared_ptr<Exchange> m_exchange; ///< while busy
    QByteArray m_in; ///< pipelined behind the request that is being answered
    QByteArray m_out;
};

} // namespace ostiary::http
