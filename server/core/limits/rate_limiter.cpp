// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/limits/rate_limiter.h"

#include <QHash>
#include <QLoggingCategory>

#include <limits>

namespace ostiary {

using namespace std::chrono;

namespace {

Q_LOGGING_CATEGORY(lcLimits, "ostiary.limits")

// Slices of sweeping, in buckets of about one window each. What a newcomer pays keeps the table clean as long as there
// are newcomers; the larger ones take some 20 microseconds.
constexpr size_t kSliceOfNewcomer = 4;
constexpr size_t kSlice = 256;
constexpr size_t kSample = 16; ///< buckets among which the stalest window makes room

constexpr qint64 kSayEvery = 60'000; ///< ms

seconds roundedUp(qint64 ms)
{
    return std::max(seconds(1), ceil<seconds>(milliseconds(ms)));
}

qint64 msOf(seconds duration)
{
    return milliseconds(duration).count();
}

} // namespace

RateLimiter::RateLimiter(const Clock &clock, qsizetype mostWindows)
    : m_clock(clock), m_epoch(clock.monotonic()),
      m_mostInShard(std::clamp<size_t>(size_t(mostWindows) / kShards, 1, std::numeric_limits<quint16>::max()))
{
}

RateDecision RateLimiter::admit(const QByteArray &who, const RateRule &rule)
{
    const auto hash = quint32(qHash(who));
    Shard &shard = m_shards[hash % kShards];
    const std::scoped_lock lock(shard.mutex);
    const qint64 now = this->now(); // in here, so that no window sees it go back
    Key key{who, hash, indexOf(shard, rule.name)};
    auto found = shard.windows.find(key);
    if (found == shard.windows.end() && rule.count > 0)
        found = insert(shard, key, rule, now);
    if (found == shard.windows.end())
        return withoutWindow(shard, key, rule);

    Window &window = found->second;
    window.seconds = quint32(rule.window.count());
    window.failsClosed = rule.failsClosed;
    window.requests.forget(now - msOf(rule.window));
    const bool allowed = window.requests.count() < rule.count;
    if (allowed)
        window.requests.add(now);
    if (rule.counted)
        tally(shard, found->first, window, allowed);
    return decide(allowed, window.requests, rule, now);
}

RateDecision RateLimiter::peek(const QByteArray &who, const RateRule &rule) const
{
    const auto hash = quint32(qHash(who));
    const Shard &shard = m_shards[hash % kShards];
    const std::scoped_lock lock(shard.mutex);
    const qint64 now = this->now();
    const qsizetype index = shard.rules.indexOf(rule.name);
    const auto found = index < 0 ? shard.windows.end() : shard.windows.find({who, hash, quint16(index)});
    static const SlidingWindow kNone;
    const SlidingWindow &requests = found == shard.windows.end() ? kNone : found->second.requests;
    return decide(requests.countAfter(now - msOf(rule.window)) < rule.count, requests, rule, now);
}

void RateLimiter::forgive(const QByteArray &who)
{
    const auto hash = quint32(qHash(who));
    Shard &shard = m_shards[hash % kShards];
    const std::scoped_lock lock(shard.mutex);
    for (qsizetype rule = 0; rule < shard.rules.size(); ++rule)
        shard.windows.erase({who, hash, quint16(rule)});
}

RateDecision RateLimiter::decide(bool allowed, const SlidingWindow &requests, const RateRule &rule, qint64 now)
{
    const qint64 window = msOf(rule.window);
    const int used = requests.countAfter(now - window);
    const int stale = requests.count() - used;
    RateDecision decision{.allowed = allowed, .limit = rule.count, .remaining = std::max(0, rule.count - used)};
    if (used > 0)
        decision.reset = roundedUp(requests.moment(stale) + window - now);
    if (allowed)
        return decision;
    // Usually the oldest one has to go; more than that when the limit was higher before.
    decision.retryAfter
        = rule.count > 0 ? roundedUp(requests.moment(stale + used - rule.count) + window - now) : rule.window;
    decision.reset = decision.retryAfter;
    return decision;
}

// ---- the table ----------------------------------------------------------------------------------------------------

quint16 RateLimiter::indexOf(Shard &shard, const QByteArray &rule)
{
    const qsizetype index = shard.rules.indexOf(rule);
    if (index >= 0)
        return quint16(index);
    Q_ASSERT(shard.rules.size() < std::numeric_limits<quint16>::max()); // names are the program's, not a client's
    shard.rules.append(rule);
    return quint16(shard.rules.size() - 1);
}

/// end(): there is no room.
RateLimiter::Windows::iterator RateLimiter::insert(Shard &shard, const Key &key, const RateRule &rule, qint64 now)
{
    sweepSlice(shard, now, kSliceOfNewcomer);
    if (shard.windows.size() >= m_mostInShard && !makeRoom(shard, rule, now))
        return shard.windows.end();
    // A copy of its own: the caller's may have room to grow, or be no more than a view.
    return shard.windows.try_emplace({QByteArray(key.who.constData(), key.who.size()), key.hash, key.rule}).first;
}

bool RateLimiter::makeRoom(Shard &shard, const RateRule &rule, qint64 now)
{
    sweepSlice(shard, now, kSlice);
    if (shard.windows.size() < m_mostInShard)
        return true;
    sayFull(rule.failsClosed);
    if (rule.failsClosed)
        return false;
    // Never one of a rule that fails closed: or a flood of requests would wash away who failed to sign in how often.
    const Key *stalest = nullptr;
    qint64 least = std::numeric_limits<qint64>::max();
    for (size_t i = 0; i < kSample; ++i) {
        shard.hand = (shard.hand + 1) % shard.windows.bucket_count();
        for (auto it = shard.windows.cbegin(shard.hand); it != shard.windows.cend(shard.hand); ++it) {
            if (!it->second.failsClosed && it->second.requests.newest() < least) {
                stalest = &it->first;
                least = it->second.requests.newest();
            }
        }
    }
    if (stalest)
        shard.windows.erase(shard.windows.find(*stalest));
    return stalest;
}

/// For whom nothing can be remembered: a limit of 0 admits nothing ever; without room, sign-in waits, all else passes.
RateDecision RateLimiter::withoutWindow(Shard &shard, const Key &key, const RateRule &rule) const
{
    const bool allowed = rule.count > 0 && !rule.failsClosed;
    if (rule.counted) {
        Window none;
        tally(shard, key, none, allowed);
    }
    const seconds wait = rule.count > 0 ? 1s : rule.window;
    if (allowed)
        return {.limit = rule.count, .remaining = rule.count - 1, .reset = rule.window};
    return {.allowed = false, .limit = rule.count, .remaining = 0, .reset = wait, .retryAfter = wait};
}

void RateLimiter::sweepSlice(Shard &shard, qint64 now, size_t buckets)
{
    Windows &windows = shard.windows;
    for (size_t i = 0; i < std::min(buckets, windows.bucket_count()); ++i) {
        shard.hand = (shard.hand + 1) % windows.bucket_count();
        for (auto it = windows.cbegin(shard.hand); it != windows.cend(shard.hand);) {
            const auto &[key, window] = *it++;
            if (window.requests.isEmpty() || window.requests.newest() + msOf(seconds(window.seconds)) <= now)
                windows.erase(windows.find(key));
        }
    }
}

void RateLimiter::sweep()
{
    for (Shard &shard : m_shards) {
        for (size_t done = 0;; done += kSlice) { // in slices, so that no request waits for long
            const std::scoped_lock lock(shard.mutex);
            if (done >= shard.windows.bucket_count())
                break;
            sweepSlice(shard, now(), kSlice);
        }
    }
}

qsizetype RateLimiter::windowCount() const
{
    size_t count = 0;
    for (const Shard &shard : m_shards) {
        const std::scoped_lock lock(shard.mutex);
        count += shard.windows.size();
    }
    return qsizetype(count);
}

void RateLimiter::sayFull(bool refuses)
{
    std::atomic<qint64> &saidAt = m_saidFullAt[refuses];
    const qint64 now = this->now();
    qint64 before = saidAt.load(std::memory_order_relaxed);
    if (now - before < kSayEvery || !saidAt.compare_exchange_strong(before, now))
        return;
    if (refuses)
        qCWarning(lcLimits, "There is no room to count more attempts to sign in; newcomers are told to wait a second.");
    else
        qCWarning(lcLimits, "There is no room to count more clients; those that were quiet for longest start anew.");
}

// ---- counts -------------------------------------------------------------------------------------------------------

void RateLimiter::tally(Shard &shard, const Key &key, Window &window, bool admitted) const
{
    const qint64 minute = floor<minutes>(m_clock.now()).time_since_epoch().count();
    std::vector<Tally> &tallies = shard.tallies;
    const auto isOwn = [&](const Tally &tally) {
        return tally.who.constData() == key.who.constData() && tally.rule == key.rule && tally.minute == minute;
    };
    if (window.tally >= tallies.size() || !isOwn(tallies[window.tally])) {
        if (tallies.size() >= m_mostInShard) // nobody takes them
            return;
        window.tally = quint16(tallies.size());
        tallies.push_back({.who = key.who, .rule = key.rule, .minute = minute});
    }
    ++(admitted ? tallies[window.tally].admitted : tallies[window.tally].refused);
}

QList<RequestCount> RateLimiter::takeCounts()
{
    QList<RequestCount> counts;
    for (Shard &shard : m_shards) {
        std::vector<Tally> taken;
        QList<QByteArray> rules;
        {
            const std::scoped_lock lock(shard.mutex);
            taken.swap(shard.tallies);
            rules = shard.rules;
        }
        for (const Tally &tally : taken)
            counts.append({tally.who, rules.at(tally.rule), tally.minute, tally.admitted, tally.refused});
    }
    return counts;
}

} // namespace ostiary
