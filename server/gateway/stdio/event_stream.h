// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/gateway.h"

#include <functional>

namespace ostiary::gateway {

/// An answer that is a stream of events, each one JSON-RPC message. Lives on the host's thread.
class EventStream : public std::enable_shared_from_this<EventStream>
{
public:
    using Clock = std::chrono::steady_clock;

    /// `changed` is called when it was paused, goes on, or was closed by the client.
    [[nodiscard]] static std::shared_ptr<EventStream> create(std::function<void()> changed);
    ~EventStream();
    EventStream(const EventStream &) = delete;
    EventStream &operator=(const EventStream &) = delete;

    [[nodiscard]] Answer answer(Headers extra) const;
    void message(const QByteArray &json);
    void keepAlive(Clock::time_point now, std::chrono::milliseconds period);
    void close(ByteStream::End end = ByteStream::End::Complete);
    [[nodiscard]] bool isOpen() const { return m_open; }
    [[nodiscard]] bool isPaused() const { return m_open && m_paused; }

private:
    explicit EventStream(std::function<void()> changed) : m_changed(std::move(changed)) { }

    std::function<void()> m_changed;
    std::shared_ptr<ByteStream> m_bytes = ByteStream::create();
    Clock::time_point m_lastByte = Clock::now();
    bool m_open = true;
    bool m_paused = false;
};

} // namespace ostiary::gateway
