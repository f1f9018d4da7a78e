// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/upstream/session_bindings.h"

namespace ostiary::gateway {

bool SessionBindings::admits(const QString &upstream, const QByteArray &session, const AccountId &account)
{
    const std::scoped_lock lock(m_mutex);
    dropOld();
    const auto found = m_places.constFind({upstream, session});
    return found == m_places.cend() || (*found)->account == account;
}

void SessionBindings::bind(const QString &upstream, const QByteArray &session, const AccountId &account)
{
    const std::scoped_lock lock(m_mutex);
    const auto now = std::chrono::steady_clock::now();
    if (const auto found = m_places.constFind({upstream, session}); found != m_places.cend()) {
        const Place place = *found;
        if (place->account != account)
            return;
        place->usedAt = now;
        m_bindings.splice(m_bindings.begin(), m_bindings, place);
        return;
    }
    m_bindings.push_front({{upstream, session}, account, now});
    m_places.insert({upstream, session}, m_bindings.begin());
    ++m_counts[upstream];
    dropOld();
}

void SessionBindings::forget(const QString &upstream, const QByteArray &session)
{
    const std::scoped_lock lock(m_mutex);
    if (const auto found = m_places.constFind({upstream, session}); found != m_places.cend())
        drop(*found);
}

int SessionBindings::count(const QString &upstream) const
{
    const std::scoped_lock lock(m_mutex);
    return m_counts.value(upstream);
}

void SessionBindings::drop(Place place)
{
    --m_counts[place->key.first];
    m_places.remove(place->key);
    m_bindings.erase(place);
}

void SessionBindings::dropOld()
{
    const auto oldest = std::chrono::steady_clock::now() - kIdleTime;
    while (!m_bindings.empty() && (qsizetype(m_bindings.size()) > m_limit || m_bindings.back().usedAt < oldest))
        drop(std::prev(m_bindings.end()));
}

} // namespace ostiary::gateway
