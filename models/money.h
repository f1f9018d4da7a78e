// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

// Money is counted in millionths of a dollar, never in floating point.

namespace ostiary {

/// "12.5" dollars are 12'500'000 millionths. Nullopt: no plain amount, more than six decimals, or a billion and more.
[[nodiscard]] std::optional<qint64> parseDollars(const QString &text);
/// "$12.50": two decimals, and more where there are some. "-$0.25" for what is given back.
[[nodiscard]] QString dollars(qint64 micros);

} // namespace ostiary
