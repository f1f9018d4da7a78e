// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/clock.h"
#include "models/error.h"
#include "server/core/crypto/key_ring.h"

#include <QHash>

#include <mutex>

namespace ostiary {

/// Challenges that travel with the client while it answers, so that asking costs the server no memory: sealed, for one
/// use and one account, for kLifetime. What was answered is remembered until it would have run out anyway. May be used
/// from any thread.
///
/// Limits: the memory is this process's. After a restart, or on another process with the same master key, a ticket
/// that was answered within kLifetime could be answered again by whoever saw ticket *and* answer; authenticators that
/// count refuse that, the others do not.
class ChallengeTickets
{
public:
    ChallengeTickets(const KeyRing &keys, const Clock &clock, Random &random);

    struct Issued {
        QByteArray challenge; ///< kChallengeBytes
        QString ticket;
    };
    /// `use` names what the answer is for: no other use can open the ticket. `account` may be empty.
    [[nodiscard]] Issued issue(QByteArrayView use, const AccountId &account);

    struct Opened {
        QByteArray challenge;
        AccountId account;
        Time expiresAt;
    };
    /// InvalidValue (`ticket`): of another use, altered, too late or answered before.
    [[nodiscard]] Result<Opened> open(QByteArrayView use, const QString &ticket);

    /// Once the answer is proved, before anything is done for it: only the first of several gets through. Wrong answers
    /// spend nothing, so that strangers cannot fill the memory. InvalidValue (`ticket`), or Unavailable when full.
    [[nodiscard]] Result<> spend(const Opened &opened);

    static constexpr std::chrono::minutes kLifetime{5};
    static constexpr qsizetype kChallengeBytes = 32;
    static constexpr qsizetype kMostRemembered = 50'000;

private:
    const KeyRing &m_keys;
    const Clock &m_clock;
    Random &m_random;
    std::mutex m_mutex;
    QHash<QByteArray, Time> m_spent; ///< challenge: when its ticket runs out
    Time m_nextSweep;
};

} // namespace ostiary
