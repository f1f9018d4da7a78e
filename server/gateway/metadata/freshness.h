// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/headers.h"

#include <chrono>
#include <optional>

namespace ostiary::gateway {

/// How long an answer is fresh from now on, as its server says it (RFC 9111 §4.2.1): max-age less Age; 0 for no-store
/// and no-cache; else Expires less Date. nullopt: it says nothing.
[[nodiscard]] std::optional<std::chrono::seconds> freshnessOf(const Headers &headers);

} // namespace ostiary::gateway
