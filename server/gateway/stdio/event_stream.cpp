// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/stdio/event_stream.h"

namespace ostiary::gateway {

std::shared_ptr<EventStream> EventStream::create(std::function<void()> changed)
{
    const std::shared_ptr<EventStream> self(new EventStream(std::move(changed)));
    const std::weak_ptr<EventStream> weak = self;
    self->m_bytes->setProducer(
        [weak](bool paused) {
            if (const auto stream = weak.lock()) {
                stream->m_paused = paused;
                stream->m_changed();
            }
        },
        [weak](ByteStream::End) {
            const auto stream = weak.lock();
            if (stream && std::exchange(stream->m_open, false))
                stream->m_changed();
        });
    return self;
}

EventStream::~EventStream()
{
    close(ByteStream::End::Broken);
}

Answer EventStream::answer(Headers extra) const
{
    extra.add("Content-Type", "text/event-stream");
    extra.add("Cache-Control", "no-cache");
    extra.add("X-Accel-Buffering", "no"); // a reverse proxy in front must not hold events back
    return {.status = 200, .headers = std::move(extra), .body = {}, .stream = m_bytes};
}

void EventStream::message(const QByteArray &json)
{
    QByteArray event = "event: message\ndata: " + json + "\n\n";
    // CR ends a line of an event stream too; in JSON it is only white space.
    for (qsizetype at = event.indexOf('\r'); at >= 0; at = event.indexOf('\r', at))
        event[at] = ' ';
    m_bytes->write(std::move(event));
    m_lastByte = Clock::now();
}

void EventStream::keepAlive(Clock::time_point now, std::chrono::milliseconds period)
{
    if (!m_open || m_paused || now - m_lastByte < period)
        return;
    m_bytes->write(": keep-alive\n\n");
    m_lastByte = now;
}

// The callbacks go first: they would be called on a thread that may have ended by then.
void EventStream::close(ByteStream::End end)
{
    m_open = false;
    m_bytes->setProducer({}, {});
    m_bytes->finish(end);
}

} // namespace ostiary::gateway
