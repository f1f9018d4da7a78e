// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QTimeZone>

#include <atomic>
#include <chrono>

namespace ostiary {

/// A moment of wall-clock time, in milliseconds since 1970 UTC. What the store keeps and the rules compare.
using Time = std::chrono::sys_time<std::chrono::milliseconds>;

[[nodiscard]] inline QDateTime toDateTime(Time time)
{
    return QDateTime::fromMSecsSinceEpoch(time.time_since_epoch().count(), QTimeZone::UTC);
}

/// RFC 3339 in UTC, to the second: `2026-11-21T17:30:00Z`.
[[nodiscard]] inline QString toIso(Time time)
{
    return toDateTime(time).toString(Qt::ISODate);
}

/// Time is an argument: whoever needs it is given one of these. Safe to call from any thread.
class Clock
{
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual Time now() const = 0;
    /// Never goes back; for limits and deadlines.
    [[nodiscard]] virtual std::chrono::milliseconds monotonic() const = 0;
};

class SystemClock final : public Clock
{
public:
    [[nodiscard]] Time now() const override;
    [[nodiscard]] std::chrono::milliseconds monotonic() const override;
};

/// Stands still until told to move; for tests.
class ManualClock final : public Clock
{
public:
    explicit ManualClock(Time start = Time{std::chrono::seconds{1'800'000'000}}) : m_now(start.time_since_epoch()) { }
    [[nodiscard]] Time now() const override { return Time{m_now.load()}; }
    [[nodiscard]] std::chrono::milliseconds monotonic() const override { return m_now.load(); }
    void advance(std::chrono::milliseconds by) { m_now.store(m_now.load() + by); }

private:
    std::atomic<std::chrono::milliseconds> m_now;
};

} // namespace ostiary
