// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/id.h"

#include <QByteArray>
#include <QHash>
#include <QString>

#include <chrono>
#include <list>
#include <mutex>

namespace ostiary::gateway {

/// Whose the sessions of HTTP upstreams are (MCP security best practices: a session id is no credential). Bounded: the
/// one unused for longest goes first. Thread-safe.
class SessionBindings
{
public:
    explicit SessionBindings(qsizetype limit = 65'536) : m_limit(limit) { }

    /// False: the session belongs to another account.
    [[nodiscard]] bool admits(const QString &upstream, const QByteArray &session, const AccountId &account);
    /// The first account to use a session owns it; later calls keep it fresh.
    void bind(const QString &upstream, const QByteArray &session, const AccountId &account);
    void forget(const QString &upstream, const QByteArray &session);
    [[nodiscard]] int count(const QString &upstream) const;

    static constexpr std::chrono::hours kIdleTime{24};

private:
    using Key = std::pair<QString, QByteArray>;
    struct Binding {
        Key key;
        AccountId account;
        std::chrono::steady_clock::time_point usedAt;
    };
    using Place = std::list<Binding>::iterator;

    void drop(Place place);
    void dropOld();

    mutable std::mutex m_mutex;
    qsizetype m_limit;
    std::list<Binding> m_bindings; ///< the freshest first
    QHash<Key, Place> m_places;
    QHash<QString, int> m_counts;
};

} // namespace ostiary::gateway
