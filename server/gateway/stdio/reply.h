// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/stdio/event_stream.h"

#include <QByteArrayList>

#include <mutex>
#include <unordered_map>

namespace ostiary::gateway {

class ReplySink;

/// The way back to the waiting call on its worker's thread.
struct ReplyPort {
    std::shared_ptr<ReplySink> sink;
    quint64 ticket = 0;

    void resolve(Result<Answer> answer) const;
};

/// Shared by a Gateway and the calls it gave to the host: closed when the Gateway goes, so that nothing is sent to a
/// thread that may have ended. Thread-safe.
class ReplySink
{
public:
    /// On the Gateway's thread; the task is done when `ticket` is resolved.
    [[nodiscard]] std::pair<quint64, Task<Result<Answer>>> open();
    /// The first one counts; a stream that nobody takes is cancelled.
    void resolve(quint64 ticket, Result<Answer> answer);
    /// What still waits is answered Unavailable.
    void close();

private:
    std::mutex m_mutex;
    std::unordered_map<quint64, Deferred<Result<Answer>>> m_waiting;
    quint64 m_lastTicket = 0;
};

/// The answer to one POST, in the making: JSON when the response comes first, an event stream once something has to be
/// said before it. Lives on the host's thread.
class Reply : public std::enable_shared_from_this<Reply>
{
public:
    using Clock = EventStream::Clock;
    struct Shape {
        bool mayBeJson = true; ///< what the client accepts
        bool mayStream = true;
        bool isBatch = false;
        int requests = 1; ///< responses that it waits for
        Headers headers; ///< sent along
    };

    /// `changed`: it was paused, goes on, or its client went away.
    [[nodiscard]] static std::shared_ptr<Reply> create(ReplyPort port, Shape shape, const std::stop_token &gone,
                                                       std::function<void()> changed);

    /// Whether messages before the response can be sent with it.
    [[nodiscard]] bool canStream() const { return m_shape.mayStream && !isGone(); }
    void message(const QByteArray &json);
    void response(const QByteArray &json);
    /// Fails as a whole; possible only while nothing has been sent. False otherwise.
    bool fail(Error error);
    void tick(Clock::time_point now, std::chrono::milliseconds streamAfter, std::chrono::milliseconds keepAlive);
    [[nodiscard]] bool isGone() const { return m_gone || (m_stream && !m_stream->isOpen()); }
    [[nodiscard]] bool isPaused() const { return m_stream && m_stream->isPaused(); }

private:
    Reply(ReplyPort port, Shape shape, std::function<void()> changed)
        : m_port(std::move(port)), m_shape(std::move(shape)), m_changed(std::move(changed)), m_since(Clock::now())
    {
    }
    void clientGone();
    void openStream();
    void sendJson();

    ReplyPort m_port;
    Shape m_shape;
    std::function<void()> m_changed;
    Clock::time_point m_since;
    QByteArrayList m_responses;
    std::shared_ptr<EventStream> m_stream;
    bool m_gone = false;
    std::optional<std::stop_callback<std::function<void()>>> m_watch; // last: its callback must find the rest alive
};

} // namespace ostiary::gateway
