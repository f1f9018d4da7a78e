// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/credentials/credential_cache.h"

namespace ostiary {

CredentialCache::EntryPointer CredentialCache::find(const QByteArray &mac) const
{
    const std::shared_lock lock(m_mutex);
    return m_entries.value(mac);
}

void CredentialCache::insert(const QByteArray &mac, const EntryPointer &entry, quint64 generation)
{
    const std::unique_lock lock(m_mutex);
    if (generation != m_generation.load(std::memory_order_relaxed))
        return; // a row changed since this one was read: the next request reads it again
    if (m_entries.size() >= kMost)
        clear();
    if (!m_entries.contains(mac))
        m_macsById.insert(entry->principal.credentialId, mac);
    m_entries.insert(mac, entry);
}

void CredentialCache::drop(const QList<Change> &changes)
{
    const std::unique_lock lock(m_mutex);
    for (const Change &change : changes) {
        if (change.kind == ChangeKind::Touched || change.kind == ChangeKind::Inserted)
            continue;
        m_generation.fetch_add(1, std::memory_order_release);
        // Rare, and every credential of the account or organization, or every token of the key, hangs on it.
        if (change.table == Table::Accounts || change.table == Table::Organizations
            || change.table == Table::SigningKeys) {
            clear();
            continue;
        }
        for (const QByteArray &mac : m_macsById.values(change.id))
            keepUse(m_entries.take(mac));
        m_macsById.remove(change.id);
    }
}

void CredentialCache::keepUse(const EntryPointer &entry)
{
    if (entry && entry->lastUsedMs.load(std::memory_order_relaxed) != 0)
        m_dropped << entry;
}

void CredentialCache::clear()
{
    for (const EntryPointer &entry : std::as_const(m_entries))
        keepUse(entry);
    m_entries.clear();
    m_macsById.clear();
}

QList<CredentialCache::Use> CredentialCache::takeUses()
{
    QHash<QString, Use> uses;
    const std::unique_lock lock(m_mutex);
    const auto take = [&](const EntryPointer &entry) {
        const qint64 at = entry->lastUsedMs.exchange(0);
        if (at == 0)
            return;
        Use &use = uses[entry->principal.credentialId];
        const Time time{std::chrono::milliseconds{at}};
        if (use.id.isEmpty() || use.at < time) {
            const std::scoped_lock used(entry->usedMutex);
            use = {entry->table, entry->principal.credentialId, time, entry->usedAddress, entry->usedClient};
        }
    };
    std::ranges::for_each(m_entries, take);
    std::ranges::for_each(std::exchange(m_dropped, {}), take);
    return uses.values();
}

} // namespace ostiary
