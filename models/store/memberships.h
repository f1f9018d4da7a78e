// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/connection.h"

/// Who is in which organization, and as what.
namespace ostiary::store::memberships {

/// False: is a member already, and keeps the role.
Result<bool> insert(Connection &connection, const OrganizationId &organization, const AccountId &account, Role role,
                    Time now);
[[nodiscard]] Result<std::optional<Member>> find(Connection &connection, const OrganizationId &organization,
                                                 const AccountId &account);
[[nodiscard]] Result<QList<Member>> ofOrganization(Connection &connection, const OrganizationId &organization,
                                                   int limit);
[[nodiscard]] Result<qint64> count(Connection &connection, const OrganizationId &organization);
/// NotFound. Conflict: the last owner.
[[nodiscard]] Result<> setRole(Connection &connection, const OrganizationId &organization, const AccountId &account,
                               Role role);
/// NotFound. Conflict: the last owner.
[[nodiscard]] Result<> remove(Connection &connection, const OrganizationId &organization, const AccountId &account);

} // namespace ostiary::store::memberships
