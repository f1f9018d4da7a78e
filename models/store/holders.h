// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/connection.h"

namespace ostiary::store {

/// What stands behind a credential at this moment: its account, and what that is in the credential's organization.
struct Holder {
    AccountKind kind = AccountKind::Person;
    bool isAdmin = false;
    bool isDisabled = false;
    std::optional<Role> role; ///< nullopt: no longer a member there
    QString plan;
    std::optional<Time> trialEndsAt;
    Limits limits; ///< of the organization
};

/// The columns kind, is_admin, disabled_at, role, plan, trial_ends_at and the four of limits, in this order.
[[nodiscard]] Holder readHolder(Row &row);

} // namespace ostiary::store
