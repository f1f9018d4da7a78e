// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/holders.h"

/// OAuth sessions.
namespace ostiary::store::grants {

/// An OAuth session, and who stands behind it.
struct Owned {
    Grant grant;
    Holder holder;
};

/// `leftOut`: scopes that its client asked for and that were not allowed.
[[nodiscard]] Result<> insert(Connection &connection, const Grant &grant, const QStringList &leftOut = {});
[[nodiscard]] Result<QStringList> leftOut(Connection &connection, const GrantId &id);
[[nodiscard]] Result<std::optional<Owned>> find(Connection &connection, const GrantId &id);
/// NotFound, or the session as it is now; revoking twice changes nothing. Forgets the consent: the next time asks
/// again.
[[nodiscard]] Result<Grant> revoke(Connection &connection, const GrantId &id, Time now);
/// The same, and remembers that a spent token or code of it came again.
[[nodiscard]] Result<Grant> endForReuse(Connection &connection, const GrantId &id, Time now);
/// From now on its refresh tokens work only together with that key (RFC 9449 §5).
[[nodiscard]] Result<> bind(Connection &connection, const GrantId &id, const QString &keyThumbprint);
/// The session that a program has in its own name, if one still works.
[[nodiscard]] Result<std::optional<GrantId>> findOfMachine(Connection &connection, const ClientId &client,
                                                           const QString &resource, Time now);
/// The session that an identity provider vouched for before, if one still works.
[[nodiscard]] Result<std::optional<GrantId>> findVouched(Connection &connection, const AccountId &account,
                                                         const ClientId &client, const QString &resource,
                                                         const QStringList &scopes, const QString &issuer, Time now);
/// All sessions of a program that nobody ended.
[[nodiscard]] Result<QList<GrantId>> machineIds(Connection &connection, const ClientId &client);
/// Those of an account that still work, as a list of ids; with an organization, only those made under it.
[[nodiscard]] Result<QList<GrantId>> activeIds(Connection &connection, const AccountId &account,
                                               const std::optional<OrganizationId> &organization = {});
/// Says of all of them that what they permit has changed.
[[nodiscard]] Result<> announce(Connection &connection, const AccountId &account);
[[nodiscard]] Result<> touch(Connection &connection, const GrantId &id, Time now);
/// Of everyone, or of one account.
[[nodiscard]] Result<QList<Grant>> page(Connection &connection, const std::optional<AccountId> &account,
                                        const Cursor &from, int limit);

} // namespace ostiary::store::grants
