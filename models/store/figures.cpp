// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/figures.h"

namespace ostiary::store {

std::optional<int> maybeInt(Row &row)
{
    const std::optional<qint64> number = row.maybeNumber();
    return number ? std::optional(int(*number)) : std::nullopt;
}

Limits readLimits(Row &row)
{
    Limits limits;
    limits.standard = maybeInt(row);
    limits.ai = maybeInt(row);
    limits.raise = maybeInt(row);
    limits.raisedUntil = row.maybeTime();
    return limits;
}

Budget readBudget(Row &row)
{
    Budget budget;
    budget.capMicros = row.maybeNumber();
    budget.alertMicros = row.maybeNumber();
    return budget;
}

} // namespace ostiary::store
