// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/clock.h"

#include <QByteArray>
#include <QHash>

#include <array>
#include <deque>
#include <mutex>

namespace ostiary {

/// At most `count` requests in any `window`.
struct RateRule {
    QByteArray name; ///< as RateLimit-Policy calls it: "standard", "ai", "auth"
    int count = 0;
    std::chrono::seconds window{60};
};

struct RateDecision {
    bool allowed = true;
    int limit = 0;
    int remaining = 0;
    std::chrono::seconds reset{0}; ///< until the oldest counted request no longer counts, rounded up
    std::chrono::seconds retryAfter{0}; ///< when refused: never earlier than the truth
};

/// Exact sliding windows: a request counts for precisely one window. Requests of one millisecond share an entry, so a
/// window costs at most a small, known amount however many requests it admits. Thread-safe.
class RateLimiter
{
public:
    explicit RateLimiter(const Clock &clock) : m_clock(clock) { }

    /// Counts a request of `who` (refused ones do not count), or says when to come back.
    [[nodiscard]] RateDecision admit(const QByteArray &who, const RateRule &rule);
    /// How things stand, without counting anything.
    [[nodiscard]] RateDecision peek(const QByteArray &who, const RateRule &rule);
    /// As if `who` had made no request yet.
    void forgive(const QByteArray &who);

private:
    struct Entry {
        std::chrono::milliseconds at;
        int count;
    };
    struct Window {
        std::deque<Entry> entries;
        int total = 0;
    };
    struct Shard {
        std::mutex mutex;
        QHash<QByteArray, Window> windows;
        std::chrono::milliseconds sweptAt{0};
    };
    static void forget(Window &window, std::chrono::milliseconds before);
    static void sweep(Shard &shard, std::chrono::milliseconds now);

    const Clock &m_clock;
    std::array<Shard, 16> m_shards;
};

} // namespace ostiary
