// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/connection.h"

// Limits and budgets, as several tables keep them.

namespace ostiary::store {

[[nodiscard]] std::optional<int> maybeInt(Row &row);

/// The columns standard_count, ai_count, raise_factor, raised_until, in this order.
[[nodiscard]] Limits readLimits(Row &row);
/// The columns cap_micros, alert_micros, in this order.
[[nodiscard]] Budget readBudget(Row &row);

template <typename Number>
[[nodiscard]] QVariant orNull(const std::optional<Number> &number)
{
    return number ? QVariant(*number) : QVariant();
}

} // namespace ostiary::store
