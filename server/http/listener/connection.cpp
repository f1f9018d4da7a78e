// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/listener/connection.h"

#include "server/http/listener/exchange.h"
#include "server/http/listener/request_parser.h"
#include "server/http/listener/worker.h"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace ostiary::http {

namespace {

constexpr qsizetype kMostUnsent = 256 * 1024; ///< beyond this, streams wait and no further request is answered
constexpr qint64 kLingerMs = 2000;

} // namespace

Connection::Connection(Worker &worker, int descriptor, QHostAddress peer)
    : m_worker(worker), m_descriptor(descriptor), m_peer(std::move(peer)),
      m_deadline(worker.now() + worker.limits().headTime.count())
{
}

Connection::~Connection()
{
    Q_ASSERT(!isOpen());
}

void Connection::handleEvents(quint32 events)
{
    if (!isOpen())
        return;
    m_readable |= bool(events & EPOLLIN);
    m_peerClosed |= bool(events & EPOLLRDHUP);
    if (events & (EPOLLERR | EPOLLHUP))
        return close();
    if ((events & EPOLLOUT) && !m_out.isEmpty()) {
        send();
        if (m_exchange)
            m_exchange->pump();
    }
    // Half-closed counts as gone: a client that hangs up in the middle of an answer looks just like this.
    if (m_exchange && m_peerClosed)
        return close();
    receive();
}

void Connection::checkDeadlines(qint64 now)
{
    if (m_exchange && m_exchange->waiting() + m_out.size() > m_worker.limits().unreadStream)
        return close();
    if (m_sendDeadline && now > m_sendDeadline)
        return close();
    if (!m_deadline || now <= m_deadline)
        return;
    if (m_state == State::Receiving && m_parser)
        return refuse(Refusal::TooSlow);
    close();
}

void Connection::drain()
{
    m_draining = true;
    if (m_exchange && m_exchange->isStreaming())
        return m_exchange->cut();
    receive();
    if (m_state == State::Receiving && !m_parser && m_out.isEmpty())
        close();
}

void Connection::close()
{
    if (!isOpen())
        return;
    m_state = State::Closed;
    ::close(m_descriptor); // leaves the epoll set by itself
    if (const std::shared_ptr<Exchange> exchange = std::exchange(m_exchange, {}))
        exchange->abandon();
    m_worker.giveBack(std::move(m_parser));
    m_worker.giveBack(std::move(m_out));
    m_worker.retire(*this);
}

// ---- receiving ----------------------------------------------------------------------------------------------------

void Connection::receive()
{
    if (m_state == State::Lingering)
        return discard();
    if (m_parsing) // an answer came at once: the loop below goes on by itself
        return;
    m_parsing = true;
    do {
        if (!m_in.isEmpty())
            parse(std::exchange(m_in, {}), false);
        else if (m_readable)
            readOnce();
        if (m_exchange && m_peerClosed)
            close();
        if (!takesMore())
            send(); // else all answers leave together
    } while (m_state == State::Receiving && takesMore() && (m_readable || !m_in.isEmpty()));
    m_parsing = false;
    m_worker.sendSoon(*this);
}

void Connection::readOnce()
{
    const std::span<char> scratch = m_worker.scratch();
    const ssize_t size = ::recv(m_descriptor, scratch.data(), scratch.size(), 0);
    if (size > 0) {
        // A short read means that nothing is left, unless the end of the stream is.
        m_readable = m_peerClosed || size_t(size) == scratch.size();
        parse(QByteArrayView(scratch.data(), size), true);
    } else if (size < 0 && (errno == EAGAIN || errno == EINTR)) {
        m_readable = errno == EINTR;
    } else {
        m_readable = false;
        m_closeWhenSent = true;
        if (m_out.isEmpty())
            close();
    }
}

/// Scratch bytes are for one request only: what runs while it is served may read into the same memory.
void Connection::parse(QByteArrayView bytes, bool isScratch)
{
    bool served = false;
    while (!bytes.isEmpty() && m_state == State::Receiving && takesMore() && !(served && isScratch)) {
        const bool fresh = !m_parser;
        if (fresh)
            m_parser = m_worker.takeParser();
        bytes = bytes.sliced(m_parser->feed(bytes));
        switch (m_parser->progress()) {
        case RequestParser::Progress::Head:
            // A new connection's time for the head runs since it was accepted.
            if (fresh && m_requests > 0)
                m_deadline = m_worker.now() + m_worker.limits().headTime.count();
            break;
        case RequestParser::Progress::Body: awaitBody(); break;
        case RequestParser::Progress::Complete:
            serve();
            served = true;
            break;
        case RequestParser::Progress::Refused: return refuse(m_parser->refusal(), !m_parser->isHead());
        }
    }
    if (!bytes.isEmpty() && isOpen() && !m_closeWhenSent)
        m_in = bytes.toByteArray();
}

void Connection::awaitBody()
{
    const Limits &limits = m_worker.limits();
    if (m_bodyBegin == 0)
        m_bodyBegin = m_worker.now();
    m_deadline = m_bodyBegin + limits.bodyTime.count() + m_parser->bodySize() * 1000 / limits.bodyBytesPerSecond;
    if (m_parser->expectsContinue() && !std::exchange(m_continueSent, true))
        out().append("HTTP/1.1 100 Continue\r\n\r\n");
}

void Connection::serve()
{
    const Limits &limits = m_worker.limits();
    std::unique_ptr<RequestParser> parser = std::move(m_parser);
    Request request = parser->takeRequest();
    request.peer = m_peer;
    request.client = m_worker.proxies().clientOf(m_peer, request.headers);
    request.id = m_worker.nextRequestId();
    const Exchange::Manner manner{.closes
                                  = !parser->keepsAlive() || m_draining || ++m_requests >= limits.requestsPerConnection,
                                  .http10 = parser->isHttp10()};
    m_worker.giveBack(std::move(parser));
    m_continueSent = false;
    m_bodyBegin = 0;
    m_deadline = 0;
    m_state = State::Busy;
    m_exchange = std::make_shared<Exchange>(*this, std::move(request), manner);
    m_worker.serve(m_exchange);
    if (m_exchange && m_exchange->isAnswered())
        finishExchange();
}

void Connection::refuse(Refusal refusal, bool withBody)
{
    out().append(m_worker.refusalOf(refusal, m_worker.nextRequestId(), withBody));
    m_worker.giveBack(std::move(m_parser));
    m_in.clear();
    m_state = State::Busy; // nothing more is read until the answer is on its way
    m_deadline = 0;
    m_lingerWhenSent = true;
    send();
}

void Connection::discard()
{
    const std::span<char> scratch = m_worker.scratch();
    while (m_readable) {
        const ssize_t size = ::recv(m_descriptor, scratch.data(), scratch.size(), 0);
        if (size == 0 || (size < 0 && errno != EAGAIN && errno != EINTR))
            return close();
        m_readable = size > 0 || errno == EINTR;
    }
}

// ---- answering ----------------------------------------------------------------------------------------------------

QByteArray &Connection::out()
{
    if (m_out.isNull())
        m_out = m_worker.takeBuffer();
    return m_out;
}

bool Connection::takesMore() const
{
    return m_out.size() < kMostUnsent;
}

QByteArray Connection::ownFields(QByteArrayView requestId, bool closes) const
{
    QByteArray fields;
    fields.reserve(512);
    fields.append(m_worker.dateField()).append("X-Request-Id: ").append(requestId).append("\r\n");
    if (closes)
        fields.append("Connection: close\r\n");
    return fields;
}

QByteArray Connection::refusalOf(Refusal refusal, QByteArrayView requestId) const
{
    return m_worker.refusalOf(refusal, requestId);
}

void Connection::send()
{
    while (isOpen() && !m_out.isEmpty()) {
        const ssize_t size = ::send(m_descriptor, m_out.constData(), size_t(m_out.size()), MSG_NOSIGNAL);
        if (size > 0) {
            m_sendDeadline = 0;
            m_out.remove(0, size);
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            if (!m_sendDeadline)
                m_sendDeadline = m_worker.now() + m_worker.limits().unreadTime.count();
            return;
        } else if (errno != EINTR) {
            return close();
        }
    }
    if (isOpen())
        afterSending();
}

/// Everything is with the kernel.
void Connection::afterSending()
{
    m_sendDeadline = 0;
    m_worker.giveBack(std::exchange(m_out, {}));
    if (m_closeWhenSent)
        return close();
    if (m_lingerWhenSent && m_state != State::Lingering) {
        // Closing with unread bytes would reset the connection, and the client might never see why (RFC 9112 §9.6).
        m_state = State::Lingering;
        m_deadline = m_worker.now() + kLingerMs;
        ::shutdown(m_descriptor, SHUT_WR);
        discard();
    }
}

void Connection::streamReady()
{
    m_exchange->pump();
}

void Connection::answered()
{
    finishExchange();
    receive();
}

void Connection::finishExchange()
{
    m_closeWhenSent = m_exchange->closes();
    m_exchange.reset();
    if (m_closeWhenSent)
        return; // still "busy": nothing more is read
    m_state = State::Receiving;
    m_deadline = m_worker.now() + m_worker.limits().idleTime.count();
}

} // namespace ostiary::http
