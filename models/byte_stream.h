// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/task.h"

#include <QByteArray>

#include <functional>
#include <memory>
#include <mutex>
#include <optional>

namespace ostiary {

/// Bytes on their way from one producer to one consumer, each on its own thread (which may be the same). The producer
/// writes and is told when to pause, to go on, and that nobody listens any more; the consumer reads and may cancel.
/// Every callback runs from the event loop of the thread that registered it, never inside a call of the other side.
class ByteStream : public std::enable_shared_from_this<ByteStream>
{
public:
    /// How a stream ended.
    enum class End {
        Complete, ///< the producer finished
        Broken, ///< the producer failed midway: the message must not look complete
        Cancelled, ///< the consumer went away, or access was taken back
    };

    [[nodiscard]] static std::shared_ptr<ByteStream> create();

    // ---- producer ----
    /// Does nothing after the end. Bytes wait until the consumer reads.
    void write(QByteArray bytes);
    void finish(End end = End::Complete);
    /// `paused(true)` when more than kHighWater bytes wait, `paused(false)` when they have been read.
    /// `ended` once, with how: also when the consumer cancels. Both optional.
    void setProducer(std::function<void(bool paused)> paused, std::function<void(End)> ended);

    // ---- whoever counts ----
    /// Told of the bytes as they are written (those that wait already, at once) and of the end, on the thread where
    /// that happens and inside that call: must be quick, and must not touch the stream. Set before the consumer reads.
    void setObserver(std::function<void(QByteArrayView bytes)> written, std::function<void(End)> ended);

    // ---- consumer ----
    /// `ready` is called when bytes or the end wait; then read() until it is empty and look at ended().
    void setConsumer(std::function<void()> ready);
    [[nodiscard]] QByteArray read();
    /// Set once the end has come *and* everything before it was read (at once when cancelled).
    [[nodiscard]] std::optional<End> ended() const;
    void cancel() { finish(End::Cancelled); }
    /// Bytes that were written and not read yet.
    [[nodiscard]] qsizetype waiting() const;

    static constexpr qsizetype kHighWater = 256 * 1024; ///< bytes

private:
    ByteStream() = default;
    void notifyConsumer();

    mutable std::mutex m_mutex;
    QByteArray m_waiting;
    std::optional<End> m_end;
    bool m_paused = false;
    bool m_consumerNotified = false;
    Anchor m_producerAnchor;
    Anchor m_consumerAnchor;
    std::function<void(bool)> m_pausedCallback;
    std::function<void(End)> m_endedCallback;
    std::function<void()> m_readyCallback;
    std::function<void(QByteArrayView)> m_writtenObserver;
    std::function<void(End)> m_endedObserver;
};

} // namespace ostiary
