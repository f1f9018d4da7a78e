// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/stdio/reply.h"

#include "server/gateway/rpc/message.h"

namespace ostiary::gateway {

void ReplyPort::resolve(Result<Answer> answer) const
{
    sink->resolve(ticket, std::move(answer));
}

std::pair<quint64, Task<Result<Answer>>> ReplySink::open()
{
    const Deferred<Result<Answer>> deferred;
    const std::scoped_lock lock(m_mutex);
    m_waiting.emplace(++m_lastTicket, deferred);
    return {m_lastTicket, deferred.task()};
}

void ReplySink::resolve(quint64 ticket, Result<Answer> answer)
{
    const std::scoped_lock lock(m_mutex); // held while resolving: close() must not return in between
    const auto found = m_waiting.find(ticket);
    if (found != m_waiting.end()) {
        found->second.resolve(std::move(answer));
        m_waiting.erase(found);
    } else if (answer && answer->stream) {
        answer->stream->cancel();
    }
}

void ReplySink::close()
{
    const std::scoped_lock lock(m_mutex);
    for (const auto &[ticket, deferred] : m_waiting)
        deferred.resolve(fail(ErrorCode::Unavailable, QStringLiteral("The server is shutting down.")));
    m_waiting.clear();
}

std::shared_ptr<Reply> Reply::create(ReplyPort port, Shape shape, const std::stop_token &gone,
                                     std::function<void()> changed)
{
    const std::shared_ptr<Reply> self(new Reply(std::move(port), std::move(shape), std::move(changed)));
    if (gone.stop_possible()) {
        self->m_watch.emplace(gone, [weak = std::weak_ptr(self), anchor = threadAnchor()] {
            post(anchor, [weak] {
                if (const auto reply = weak.lock())
                    reply->clientGone();
            });
        });
    }
    return self;
}

void Reply::message(const QByteArray &json)
{
    if (!canStream())
        return;
    openStream();
    m_stream->message(json);
}

void Reply::response(const QByteArray &json)
{
    --m_shape.requests;
    if (isGone())
        return;
    if (!m_stream && !m_shape.mayBeJson)
        openStream();
    if (m_stream) {
        m_stream->message(json);
        if (m_shape.requests == 0)
            m_stream->close();
        return;
    }
    m_responses.append(json);
    if (m_shape.requests == 0)
        sendJson();
}

void Reply::sendJson()
{
    Answer answer = rpc::jsonAnswer(200, m_shape.isBatch ? '[' + m_responses.join(',') + ']' : m_responses.first());
    for (const auto &[name, value] : m_shape.headers)
        answer.headers.add(name, value);
    m_port.resolve(std::move(answer));
}

bool Reply::fail(Error error)
{
    if (m_stream)
        return false;
    m_port.resolve(std::unexpected(std::move(error)));
    return true;
}

void Reply::tick(Clock::time_point now, std::chrono::milliseconds streamAfter, std::chrono::milliseconds keepAlive)
{
    // Proxies and clients give up on an answer without a head long before they give up on an open stream.
    if (!m_stream && canStream() && now - m_since >= streamAfter)
        openStream();
    if (m_stream)
        m_stream->keepAlive(now, keepAlive);
}

void Reply::openStream()
{
    if (m_stream)
        return;
    m_stream = EventStream::create(m_changed);
    m_port.resolve(m_stream->answer(m_shape.headers));
    for (const QByteArray &response : std::exchange(m_responses, {}))
        m_stream->message(response);
}

void Reply::clientGone()
{
    if (std::exchange(m_gone, true))
        return;
    if (m_stream)
        m_stream->close(ByteStream::End::Cancelled);
    else
        m_port.resolve(ostiary::fail(ErrorCode::Unavailable, QStringLiteral("The client went away.")));
    m_changed();
}

} // namespace ostiary::gateway
