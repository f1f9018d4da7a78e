// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/connection.h"

namespace ostiary::store::organizations {

/// On the plan Free, whatever `plan` says; `personalOf` is set once that account is there.
[[nodiscard]] Result<> insert(Connection &connection, const Organization &organization);
[[nodiscard]] Result<> setPersonal(Connection &connection, const OrganizationId &id, const AccountId &account);
[[nodiscard]] Result<std::optional<Organization>> find(Connection &connection, const OrganizationId &id);
[[nodiscard]] Result<QList<Organization>> page(Connection &connection, const Cursor &from, int limit);
/// Those that an account is in; its own first.
[[nodiscard]] Result<QList<Membership>> ofAccount(Connection &connection, const AccountId &account);
[[nodiscard]] Result<> rename(Connection &connection, const OrganizationId &id, const QString &name);
[[nodiscard]] Result<> setPlan(Connection &connection, const OrganizationId &id, const QString &plan,
                               const std::optional<Time> &trialEndsAt);
/// Its limits and its budget.
[[nodiscard]] Result<> setLimits(Connection &connection, const Organization &organization);

} // namespace ostiary::store::organizations
