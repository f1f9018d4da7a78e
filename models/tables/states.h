// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/records.h"

#include <QString>

#include <chrono>

// The states and kinds that tables show, as stable words (for programs, icons and colours) and as words for people.

namespace ostiary {

/// An active key or session that ends sooner than this is "expiring".
constexpr std::chrono::days kExpiringSoon{7};

/// "active", "expiring", "expired" or "revoked".
[[nodiscard]] QString stateWord(const ApiKey &key, Time now);
[[nodiscard]] QString stateWord(const Grant &grant, Time now);
/// "pending", "approved", "denied" or "expired"; a pending one that ran out counts as expired.
[[nodiscard]] QString stateWord(const Approval &approval, Time now);
/// "active", "disabled"
[[nodiscard]] QString stateWord(const Account &account);
/// "working", "failing"
[[nodiscard]] QString stateWord(const UpstreamStatus &upstream);

/// What people read instead of a stable word, in their language.
[[nodiscard]] QString stateLabel(const QString &word);

} // namespace ostiary
