// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/limits/rate_limiter.h"

namespace ostiary {

using namespace std::chrono;

namespace {
constexpr milliseconds kSweepEvery = 60s;
constexpr milliseconds kLongestWindow = 1h; ///< an idle principal is forgotten after this

seconds roundedUp(milliseconds duration)
{
    return std::max(seconds(1), ceil<seconds>(duration));
}
} // namespace

RateDecision RateLimiter::admit(const QByteArray &who, const RateRule &rule)
{
    const milliseconds now = m_clock.monotonic();
    Shard &shard = m_shards[qHash(who) % m_shards.size()];
    const std::scoped_lock lock(shard.mutex);
    if (now - shard.sweptAt > kSweepEvery)
        sweep(shard, now);
    Window &window = shard.windows[who];
    forget(window, now - rule.window);

    RateDecision decision{.limit = rule.count};
    if (window.total >= rule.count) {
        decision.allowed = false;
        if (window.entries.empty()) // a limit of 0 admits nothing, ever
            decision.reset = rule.window;
        else
            decision.reset = roundedUp(window.entries.front().at + rule.window - now);
        decision.retryAfter = decision.reset;
        return decision;
    }
    if (!window.entries.empty() && window.entries.back().at == now)
        ++window.entries.back().count;
    else
        window.entries.push_back({now, 1});
    ++window.total;
    decision.remaining = rule.count - window.total;
    decision.reset = roundedUp(window.entries.front().at + rule.window - now);
    return decision;
}

RateDecision RateLimiter::peek(const QByteArray &who, const RateRule &rule)
{
    const milliseconds now = m_clock.monotonic();
    Shard &shard = m_shards[qHash(who) % m_shards.size()];
    const std::scoped_lock lock(shard.mutex);
    RateDecision decision{.limit = rule.count, .remaining = rule.count};
    const auto window = shard.windows.find(who);
    if (window == shard.windows.end())
        return decision;
    forget(*window, now - rule.window);
    decision.remaining = std::max(0, rule.count - window->total);
    if (!window->entries.empty())
        decision.reset = roundedUp(window->entries.front().at + rule.window - now);
    decision.allowed = decision.remaining > 0;
    return decision;
}

void RateLimiter::forgive(const QByteArray &who)
{
    Shard &shard = m_shards[qHash(who) % m_shards.size()];
    const std::scoped_lock lock(shard.mutex);
    shard.windows.remove(who);
}

void RateLimiter::forget(Window &window, milliseconds before)
{
    while (!window.entries.empty() && window.entries.front().at <= before) {
        window.total -= window.entries.front().count;
        window.entries.pop_front();
    }
}

void RateLimiter::sweep(Shard &shard, milliseconds now)
{
    shard.sweptAt = now;
    shard.windows.removeIf([&](const auto &it) {
        return it.value().entries.empty() || it.value().entries.back().at < now - kLongestWindow;
    });
}

} // namespace ostiary
