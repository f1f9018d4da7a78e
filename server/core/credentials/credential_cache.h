// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/change.h"
#include "models/networks.h"
#include "server/core/principal/principal.h"

#include <QHash>
#include <QMultiHash>

#include <atomic>
#include <memory>
#include <mutex>
#include <shared_mutex>

namespace ostiary {

/// Who a credential stands for, by a keyed hash ("mac") of what the client sent. An entry goes the moment a commit
/// touches its row: the change feed calls drop() before a revocation is acknowledged. Thread-safe.
class CredentialCache
{
public:
    struct Entry {
        Principal principal;
        std::optional<Time> expiresAt;
        std::optional<std::chrono::milliseconds> idleLimit; ///< it also ends when it is not used for so long
        mutable std::atomic<qint64> seenMs = 0; ///< wall clock; the last use there was
        Table table = Table::ApiKeys;
        Networks networks; ///< where it works from
        QString keyThumbprint; ///< the key that each request must prove to hold (RFC 9449); empty: none
        mutable std::atomic<qint64> lastUsedMs = 0; ///< wall clock; written to the store in batches
        mutable std::mutex usedMutex;
        mutable QString usedAddress; ///< of the first use since the last batch
        mutable QString usedClient;
    };
    using EntryPointer = std::shared_ptr<const Entry>;

    [[nodiscard]] EntryPointer find(const QByteArray &mac) const;

    /// To be read before the row is: what was read from the store counts only if nothing was dropped meanwhile.
    [[nodiscard]] quint64 generation() const { return m_generation.load(std::memory_order_acquire); }
    void insert(const QByteArray &mac, const EntryPointer &entry, quint64 generation);

    void drop(const QList<Change> &changes);

    struct Use {
        Table table;
        QString id;
        Time at;
        QString address;
        QString client;
    };
    /// The uses since the last call, one per credential.
    [[nodiscard]] QList<Use> takeUses();

    static constexpr qsizetype kMost = 200'000; ///< entries; beyond, the cache starts anew

private:
    void keepUse(const EntryPointer &entry);
    void clear();

    mutable std::shared_mutex m_mutex;
    QHash<QByteArray, EntryPointer> m_entries;
    QMultiHash<QString, QByteArray> m_macsById;
    QList<EntryPointer> m_dropped; ///< that were used since the last takeUses()
    std::atomic<quint64> m_generation = 0;
};

} // namespace ostiary
