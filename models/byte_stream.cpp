// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/byte_stream.h"

namespace ostiary {

std::shared_ptr<ByteStream> ByteStream::create()
{
    return std::shared_ptr<ByteStream>(new ByteStream);
}

void ByteStream::write(QByteArray bytes)
{
    const std::scoped_lock lock(m_mutex);
    if (m_end || bytes.isEmpty())
        return;
    m_waiting.append(bytes);
    if (m_writtenObserver)
        m_writtenObserver(bytes);
    notifyConsumer();
    if (!m_paused && m_waiting.size() > kHighWater) {
        m_paused = true;
        if (m_pausedCallback)
            post(m_producerAnchor, [callback = m_pausedCallback] { callback(true); });
    }
}

void ByteStream::finish(End end)
{
    const std::scoped_lock lock(m_mutex);
    if (m_end)
        return;
    m_end = end;
    if (m_endedObserver)
        m_endedObserver(end);
    if (end == End::Cancelled)
        m_waiting.clear();
    notifyConsumer();
    if (m_endedCallback)
        post(m_producerAnchor, [callback = m_endedCallback, end] { callback(end); });
}

void ByteStream::setProducer(std::function<void(bool)> paused, std::function<void(End)> ended)
{
    const std::scoped_lock lock(m_mutex);
    m_producerAnchor = threadAnchor();
    m_pausedCallback = std::move(paused);
    m_endedCallback = std::move(ended);
    if (m_end && m_endedCallback)
        post(m_producerAnchor, [callback = m_endedCallback, end = *m_end] { callback(end); });
}

void ByteStream::setObserver(std::function<void(QByteArrayView)> written, std::function<void(End)> ended)
{
    const std::scoped_lock lock(m_mutex);
    m_writtenObserver = std::move(written);
    m_endedObserver = std::move(ended);
    if (!m_waiting.isEmpty())
        m_writtenObserver(m_waiting);
    if (m_end)
        m_endedObserver(*m_end);
}

void ByteStream::setConsumer(std::function<void()> ready)
{
    const std::scoped_lock lock(m_mutex);
    m_consumerAnchor = threadAnchor();
    m_readyCallback = std::move(ready);
    if (m_readyCallback && (!m_waiting.isEmpty() || m_end))
        notifyConsumer();
}

QByteArray ByteStream::read()
{
    const std::scoped_lock lock(m_mutex);
    QByteArray bytes = std::exchange(m_waiting, {});
    if (m_paused) {
        m_paused = false;
        if (m_pausedCallback)
            post(m_producerAnchor, [callback = m_pausedCallback] { callback(false); });
    }
    return bytes;
}

std::optional<ByteStream::End> ByteStream::ended() const
{
    const std::scoped_lock lock(m_mutex);
    return m_waiting.isEmpty() ? m_end : std::nullopt;
}

qsizetype ByteStream::waiting() const
{
    const std::scoped_lock lock(m_mutex);
    return m_waiting.size();
}

// Called with the mutex held. One posted event serves all bytes that arrive before it runs.
void ByteStream::notifyConsumer()
{
    if (!m_readyCallback || std::exchange(m_consumerNotified, true))
        return;
    post(m_consumerAnchor, [self = shared_from_this()] {
        std::function<void()> ready;
        {
            const std::scoped_lock lock(self->m_mutex);
            self->m_consumerNotified = false;
            ready = self->m_readyCallback;
        }
        if (ready)
            ready();
    });
}

} // namespace ostiary
