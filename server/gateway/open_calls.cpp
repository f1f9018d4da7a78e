// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/open_calls.h"

#include <algorithm>

namespace ostiary::gateway {

bool OpenCalls::Call::attach(const std::shared_ptr<ByteStream> &stream)
{
    const std::scoped_lock lock(m_entry->mutex);
    m_entry->stream = stream;
    m_entry->isStreaming = stream != nullptr;
    if (m_entry->isCut && stream)
        stream->cancel();
    return !m_entry->isCut;
}

OpenCalls::Call OpenCalls::open(const QString &credentialId, const void *gateway)
{
    auto entry = std::make_shared<Entry>();
    entry->credentialId = credentialId;
    entry->gateway = gateway;
    const std::scoped_lock lock(m_mutex);
    if (m_entries.size() >= m_dropAt)
        dropEnded();
    m_entries.insert(credentialId, entry);
    return Call(std::move(entry));
}

void OpenCalls::close(const Call &call)
{
    const std::scoped_lock lock(m_mutex);
    m_entries.remove(call.m_entry->credentialId, call.m_entry);
}

void OpenCalls::cutCredential(const QString &credentialId)
{
    const std::scoped_lock lock(m_mutex);
    for (const auto &entry : m_entries.values(credentialId))
        cut(*entry);
}

void OpenCalls::cutGateway(const void *gateway)
{
    const std::scoped_lock lock(m_mutex);
    for (const auto &entry : std::as_const(m_entries)) {
        if (entry->gateway == gateway)
            cut(*entry);
    }
    m_entries.removeIf([&](const auto &it) { return it.value()->gateway == gateway; });
}

// A stream ends in the hands of others; its entry is found out now and then, so that each call pays the same little.
void OpenCalls::dropEnded()
{
    m_entries.removeIf([](const auto &it) {
        const std::scoped_lock lock(it.value()->mutex);
        return it.value()->isStreaming && it.value()->stream.expired();
    });
    m_dropAt = std::max<qsizetype>(64, m_entries.size() * 2);
}

void OpenCalls::cut(Entry &entry)
{
    const std::scoped_lock lock(entry.mutex);
    entry.isCut = true;
    if (const auto stream = entry.stream.lock())
        stream->cancel();
}

} // namespace ostiary::gateway
