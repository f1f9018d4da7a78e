// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/streams/open_streams.h"

namespace ostiary {

void OpenStreams::add(const QString &credentialId, quint64 since, const std::shared_ptr<ByteStream> &stream)
{
    const std::scoped_lock lock(m_mutex);
    if (m_cutAt.value(credentialId) > since) {
        stream->cancel();
        return;
    }
    QList<std::weak_ptr<ByteStream>> &streams = m_streams[credentialId];
    streams.removeIf([](const std::weak_ptr<ByteStream> &weak) {
        const std::shared_ptr<ByteStream> open = weak.lock();
        return !open || open->ended();
    });
    streams << stream;
}

void OpenStreams::cut(const QString &credentialId)
{
    QList<std::weak_ptr<ByteStream>> streams;
    {
        const std::scoped_lock lock(m_mutex);
        streams = m_streams.take(credentialId);
        if (m_cutAt.size() >= kMostCut)
            m_cutAt.clear();
        m_cutAt.insert(credentialId, ++m_moment);
    }
    for (const std::weak_ptr<ByteStream> &weak : std::as_const(streams)) {
        if (const std::shared_ptr<ByteStream> stream = weak.lock())
            stream->cancel();
    }
}

qsizetype OpenStreams::count() const
{
    const std::scoped_lock lock(m_mutex);
    qsizetype open = 0;
    for (const auto &streams : m_streams) {
        open += std::ranges::count_if(streams, [](const auto &weak) {
            const auto stream = weak.lock();
            return stream && !stream->ended();
        });
    }
    return open;
}

} // namespace ostiary
