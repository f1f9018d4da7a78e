// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connections.h"
#include "models/spend.h"

#include <QString>

#include <chrono>

// The states and kinds that tables show, as stable words (for programs, icons and colours) and as words for people.

namespace ostiary {

/// An active key or session that ends sooner than this is "expiring"; a key is warned about a month before, and once
/// more on its last day.
constexpr std::chrono::days kExpiringSoon{7};
constexpr std::chrono::days kExpiringMonth{30};
constexpr std::chrono::days kExpiringDay{1};

/// "active", "expiring_month", "expiring", "expiring_day", "disabled", "expired" or "revoked".
[[nodiscard]] QString stateWord(const ApiKey &key, Time now);
/// "active", "expiring", "expired" or "revoked".
[[nodiscard]] QString stateWord(const Grant &grant, Time now);
/// Whether the key still works and ends within a week.
[[nodiscard]] bool isExpiring(const ApiKey &key, Time now);
/// "pending", "approved", "denied" or "expired"; a pending one that ran out counts as expired.
[[nodiscard]] QString stateWord(const Approval &approval, Time now);
/// "active", "disabled"
[[nodiscard]] QString stateWord(const Account &account);
/// "working", "failing"
[[nodiscard]] QString stateWord(const UpstreamStatus &upstream);
/// "in_force", "ended"
[[nodiscard]] QString stateWord(const Price &price);
/// How near a budget is to its end: "budget_free", then "budget_50", "budget_80", "budget_100" by what it is warned
/// of; "budget_full" when nothing is left of its cap.
[[nodiscard]] QString stateWord(const BudgetState &state);

/// "under_way", "connected", "stopped"
[[nodiscard]] QString stateWord(const ConnectionAttempt &attempt);

/// What people read instead of a stable word, in their language.
[[nodiscard]] QString stateLabel(const QString &word);

} // namespace ostiary
