// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QString>

#include <chrono>

namespace ostiary::gateway {

/// Slows down who keeps starting something that dies young: three tries are free, then waits of 1, 2, 4 … 60 s.
class BackOff
{
public:
    using Clock = std::chrono::steady_clock;
    using Key = std::pair<QString, QString>; ///< upstream and account: one account's crashes are not another's

    /// Zero: go ahead.
    [[nodiscard]] std::chrono::seconds waitFor(const Key &key, Clock::time_point now) const;
    void failed(const Key &key, Clock::time_point now);
    void succeeded(const Key &key) { m_failures.remove(key); }

    static constexpr int kFree = 3;
    static constexpr std::chrono::seconds kLongest{60};

private:
    struct Failures {
        int count = 0;
        Clock::time_point until;
    };
    QHash<Key, Failures> m_failures;
};

} // namespace ostiary::gateway
