// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/tools/tool_book.h"

namespace ostiary::gateway {

ToolBook::Entered ToolBook::enter(const QString &upstream, const Deferred<ToolAnswer> &waiter)
{
    const std::scoped_lock lock(m_mutex);
    Entry &entry = m_entries[upstream];
    if (entry.known && m_clock.now() < entry.until)
        return {.known = entry.known};
    if (entry.waiters.size() >= kMostWaiters)
        return {.known = ToolAnswer()};
    entry.waiters << waiter;
    return {.known = {}, .mustAsk = !std::exchange(entry.isAsking, true)};
}

void ToolBook::finish(const QString &upstream, ToolAnswer answer)
{
    QList<Deferred<ToolAnswer>> waiters;
    {
        const std::scoped_lock lock(m_mutex);
        Entry &entry = m_entries[upstream];
        entry.until = m_clock.now() + (answer ? std::chrono::seconds(kFresh) : kFreshFailure);
        entry.known = answer;
        entry.isAsking = false;
        waiters = std::exchange(entry.waiters, {});
    }
    for (const Deferred<ToolAnswer> &waiter : std::as_const(waiters))
        waiter.resolve(answer);
}

} // namespace ostiary::gateway
