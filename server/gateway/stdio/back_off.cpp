// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/stdio/back_off.h"

#include <algorithm>

namespace ostiary::gateway {

namespace {
constexpr std::chrono::minutes kForgetAfter{5}; ///< beyond the last wait
} // namespace

std::chrono::seconds BackOff::waitFor(const Key &key, Clock::time_point now) const
{
    const auto found = m_failures.constFind(key);
    if (found == m_failures.cend() || found->count < kFree || found->until <= now)
        return std::chrono::seconds(0);
    return std::chrono::ceil<std::chrono::seconds>(found->until - now);
}

void BackOff::failed(const Key &key, Clock::time_point now)
{
    m_failures.removeIf([&](const auto &entry) { return now - entry.value().until > kForgetAfter; });
    Failures &failures = m_failures[key];
    ++failures.count;
    const int doublings = std::clamp(failures.count - kFree, 0, 6);
    failures.until = now + std::min(std::chrono::seconds(1 << doublings), kLongest);
}

} // namespace ostiary::gateway
