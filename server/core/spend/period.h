// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/clock.h"

/// Budgets are monthly: a period is a calendar month in UTC, written "2026-11".
namespace ostiary::period {

[[nodiscard]] inline QString of(Time now)
{
    return toDateTime(now).toString(QStringLiteral("yyyy-MM"));
}

[[nodiscard]] inline Time startOf(const QString &period)
{
    const QDate first = QDate::fromString(period + QStringLiteral("-01"), Qt::ISODate);
    return Time{std::chrono::milliseconds{QDateTime(first, QTime(0, 0), QTimeZone::UTC).toMSecsSinceEpoch()}};
}

/// When the next one begins, and what was spent counts no more.
[[nodiscard]] inline Time endOf(const QString &period)
{
    const QDate first = QDate::fromString(period + QStringLiteral("-01"), Qt::ISODate).addMonths(1);
    return Time{std::chrono::milliseconds{QDateTime(first, QTime(0, 0), QTimeZone::UTC).toMSecsSinceEpoch()}};
}

} // namespace ostiary::period
