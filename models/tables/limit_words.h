// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/records.h"

#include <QString>

namespace ostiary {

/// Limits and a budget of one's own, for people: "×2 until 14:05, 60/min, AI 10/min, $25.00". Empty when there are
/// none, as when the plan's hold.
[[nodiscard]] QString limitWords(const Limits &limits, const Budget &budget, Time now);
/// "×2 until 14:05", with the date when that is not today; empty when nothing is raised.
[[nodiscard]] QString raiseWords(const Limits &limits, Time now);

} // namespace ostiary
