// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/oauth/dpop_proof.h"

#include <QHash>
#include <QSet>

#include <map>
#include <mutex>

namespace ostiary {

/// The proofs that were taken, each until it is too old anyway. In memory and bounded: where there is no room, a proof
/// is refused, never taken unseen. Thread-safe.
class DpopReplays
{
public:
    struct Most {
        qsizetype all = 1 << 20; ///< proofs; about 50 MB
        qsizetype ofKey = 1 << 15; ///< so that one key cannot take the room of all: a hundred a second
    };
    explicit DpopReplays(Most most) : m_most(most) { }
    DpopReplays() : DpopReplays(Most{}) { }

    /// Whether spend() would take it.
    [[nodiscard]] Result<> look(const DpopProof &proof, Time now);
    /// InvalidDpopProof: it was taken before. RateLimited: there are too many of its key; Unavailable: of all.
    [[nodiscard]] Result<> spend(const DpopProof &proof, Time now);

private:
    using Mark = std::pair<quint64, quint64>; ///< half of a SHA-256 of the jti
    using Minute = std::chrono::sys_time<std::chrono::minutes>;
    struct Bucket {
        QHash<QString, QSet<Mark>> ofKey; ///< by thumbprint
        qsizetype size = 0;
    };
    void forget(Time now);
    [[nodiscard]] Result<> lookLocked(const DpopProof &proof, const Mark &mark) const;

    const Most m_most;
    std::mutex m_mutex;
    std::map<Minute, Bucket> m_buckets; ///< by the minute after which their proofs are too old
    qsizetype m_size = 0;
};

} // namespace ostiary
