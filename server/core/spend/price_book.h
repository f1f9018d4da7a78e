// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/admin.h"
#include "models/random.h"
#include "models/store/store.h"
#include "server/core/organizations/upstream_rules.h"

#include <shared_mutex>

namespace ostiary {

/// What calls cost. Kept in memory; read again when a commit changes it. Thread-safe.
class PriceBook
{
public:
    PriceBook(store::Store &store, const Clock &clock, Random &random);

    /// The price whose subject is this one, else the one with the longest beginning of it before a "*".
    [[nodiscard]] std::optional<Price> find(const QString &upstream, PriceKind kind, const QString &subject) const;
    /// Whether anything at the upstream has a price.
    [[nodiscard]] bool knows(const QString &upstream) const;

    /// Those in force and those that ended, the newest first.
    [[nodiscard]] Result<Page<Price>> list(const PageRequest &page);
    /// Those in force that concern `who`: what others have behind this door is nobody's business.
    [[nodiscard]] Result<Page<Price>> inForce(const PageRequest &page, const Principal &who,
                                              const UpstreamRules &rules);
    /// InvalidValue: upstream, subject, call_micros, input_micros, output_micros or max_output_tokens.
    [[nodiscard]] Task<Result<Price>> set(Price price);
    /// NotFound. Conflict: it had ended.
    [[nodiscard]] Task<Result<Price>> end(PriceId id);

private:
    [[nodiscard]] Result<> read();

    store::Store &m_store;
    const Clock &m_clock;
    Random &m_random;
    mutable std::shared_mutex m_mutex;
    QHash<QString, QList<Price>> m_byUpstream;
    store::ChangeFeed::Subscription m_changes;
};

} // namespace ostiary
