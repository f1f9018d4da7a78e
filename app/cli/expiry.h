// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/clock.h"
#include "models/error.h"

#include <optional>

namespace ostiary::app {

/// When a key ends: 12h, 30d, 8w, 1y from now, a date (its last moment, UTC), an RFC 3339 time, or "never".
[[nodiscard]] Result<std::optional<Time>> parseExpiry(const QString &text, Time now);

} // namespace ostiary::app
