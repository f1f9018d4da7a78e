// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/change_feed.h"

namespace ostiary::store {

ChangeFeed::Subscription &ChangeFeed::Subscription::operator=(Subscription &&other) noexcept
{
    std::swap(m_feed, other.m_feed);
    std::swap(m_id, other.m_id);
    return *this;
}

ChangeFeed::Subscription::~Subscription()
{
    if (!m_feed)
        return;
    const std::scoped_lock lock(m_feed->m_mutex);
    m_feed->m_subscribers.erase(m_id);
}

ChangeFeed::Subscription ChangeFeed::subscribe(Subscriber subscriber)
{
    const std::scoped_lock lock(m_mutex);
    m_subscribers.emplace(m_nextId, std::move(subscriber));
    return {this, m_nextId++};
}

void ChangeFeed::publish(QList<Change> changes)
{
    if (changes.isEmpty())
        return;
    const std::scoped_lock lock(m_mutex);
    for (Change &change : changes)
        change.sequence = ++m_sequence;
    for (const auto &[id, subscriber] : m_subscribers)
        subscriber(changes);
}

} // namespace ostiary::store
