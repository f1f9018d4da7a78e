// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/connection.h"

/// Links and codes that work once: password resets and invitations.
namespace ostiary::store::one_time_links {

[[nodiscard]] Result<> insert(Connection &connection, const OneTimeLink &link, const QByteArray &hash);
[[nodiscard]] Result<std::optional<OneTimeLink>> find(Connection &connection, const QByteArray &hash);
/// False: used, run out or taken back; of parallel callers only one gets true.
[[nodiscard]] Result<bool> use(Connection &connection, const QByteArray &hash, Time now);
/// Invitations that still hold, newest first.
[[nodiscard]] Result<QList<OneTimeLink>> ofOrganization(Connection &connection, const OrganizationId &organization,
                                                        Time now, int limit);
/// NotFound.
[[nodiscard]] Result<> remove(Connection &connection, const LinkId &id, const OrganizationId &organization);
[[nodiscard]] Result<> removeResets(Connection &connection, const AccountId &account);
[[nodiscard]] Result<> removeExpired(Connection &connection, Time before);

} // namespace ostiary::store::one_time_links
