// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/clock.h"
#include "server/core/limits/sliding_window.h"

#include <QByteArray>
#include <QList>

#include <array>
#include <atomic>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace ostiary {

/// At most `count` requests in any `window`.
struct RateRule {
    QByteArray name; ///< as RateLimit-Policy calls it: "standard", "ai", "auth"
    int count = 0;
    std::chrono::seconds window{60};
    bool failsClosed = false; ///< without room to count somebody new: refuse, instead of forgetting somebody else
    bool counted = false; ///< for takeCounts()
};

struct RateDecision {
    bool allowed = true;
    int limit = 0;
    int remaining = 0;
    std::chrono::seconds reset{0}; ///< until the oldest counted request no longer counts, rounded up
    std::chrono::seconds retryAfter{0}; ///< when refused: never earlier than the truth
};

/// Where somebody stands under a rule: what the RateLimit headers say.
struct RateStanding {
    RateRule rule;
    RateDecision decision;
};

/// What somebody asked for in one minute.
struct RequestCount {
    QByteArray who;
    QByteArray rule; ///< its name
    qint64 minute = 0; ///< since 1970, by the wall clock
    int admitted = 0;
    int refused = 0;
};

/// Exact sliding windows, one for each principal and name of a rule: a request counts for precisely one window.
/// Thread-safe. Holds at most `mostWindows`; what is idle for longer than its window is forgotten, in small slices.
/// When there are more all the same, sign-in and the like (`failsClosed`) refuse newcomers, and all else makes room by
/// forgetting the stalest window that it comes across: a limit that is kept less strictly for a while, not an outage.
class RateLimiter
{
public:
    explicit RateLimiter(const Clock &clock, qsizetype mostWindows = kMostWindows);

    /// Counts a request of `who` (refused ones do not count), or says when to come back.
    [[nodiscard]] RateDecision admit(const QByteArray &who, const RateRule &rule);
    /// How things stand, without counting anything.
    [[nodiscard]] RateDecision peek(const QByteArray &who, const RateRule &rule) const;
    /// As if `who` had made no request yet, by whatever rule.
    void forgive(const QByteArray &who);

    /// What came by `counted` rules since the last call. The same principal, rule and minute may come in several parts,
    /// of this call and of later ones: add them up. Visits only what made a request.
    [[nodiscard]] QList<RequestCount> takeCounts();
    /// Forgets all idle windows; called now and then, so that also a server that nobody uses any more gives memory
    /// back.
    void sweep();

    /// Windows held now, idle ones that are not swept yet included.
    [[nodiscard]] qsizetype windowCount() const;
    static constexpr qsizetype kMostWindows = 1 << 20;

private:
    struct Key {
        QByteArray who;
        quint32 hash;
        quint16 rule; ///< index of its name
        bool operator==(const Key &other) const { return rule == other.rule && who == other.who; }
    };
    struct Hash {
        size_t operator()(const Key &key) const noexcept { return key.hash; }
    };
    struct Window {
        SlidingWindow requests;
        quint32 seconds = 0; ///< how long one counts
        quint16 tally = 0; ///< where it is counted, as long as that is its own
        bool failsClosed = false;
    };
    struct Tally {
        QByteArray who;
        quint16 rule;
        qint64 minute;
        int admitted = 0;
        int refused = 0;
    };
    using Windows = std::unordered_map<Key, Window, Hash>;
    struct alignas(64) Shard {
        mutable std::mutex mutex;
        Windows windows;
        size_t hand = 0; ///< the bucket where the next slice of sweeping begins
        QList<QByteArray> rules; ///< names; few
        std::vector<Tally> tallies;
    };
    static constexpr size_t kShards = 64;

    [[nodiscard]] static quint16 indexOf(Shard &shard, const QByteArray &rule);
    [[nodiscard]] Windows::iterator insert(Shard &shard, const Key &key, const RateRule &rule, qint64 now);
    [[nodiscard]] bool makeRoom(Shard &shard, const RateRule &rule, qint64 now);
    [[nodiscard]] RateDecision withoutWindow(Shard &shard, const Key &key, const RateRule &rule) const;
    [[nodiscard]] static RateDecision decide(bool allowed, const SlidingWindow &requests, const RateRule &rule,
                                             qint64 now);
    static void sweepSlice(Shard &shard, qint64 now, size_t buckets);
    void tally(Shard &shard, const Key &key, Window &window, bool admitted) const;
    void sayFull(bool refuses);

    /// Milliseconds since this was made.
    [[nodiscard]] qint64 now() const { return (m_clock.monotonic() - m_epoch).count(); }

    const Clock &m_clock;
    const std::chrono::milliseconds m_epoch;
    const size_t m_mostInShard;
    std::array<Shard, kShards> m_shards;
    std::array<std::atomic<qint64>, 2> m_saidFullAt{-60'000, -60'000}; ///< of newcomers let in, and refused
};

} // namespace ostiary
