// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/holders.h"

namespace ostiary::store::api_keys {

/// A key, and who stands behind it.
struct Owned {
    ApiKey key;
    Holder holder;
};

[[nodiscard]] Result<std::optional<ApiKey>> find(Connection &connection, const ApiKeyId &id);
[[nodiscard]] Result<std::optional<Owned>> findByHash(Connection &connection, const QByteArray &hash);
/// Conflict when the account has `most` active keys already.
[[nodiscard]] Result<> insert(Connection &connection, const ApiKey &key, const QByteArray &hash, int most);
/// NotFound, or the key as it is now; revoking twice changes nothing.
[[nodiscard]] Result<ApiKey> revoke(Connection &connection, const ApiKeyId &id, Time now);
/// Those of an account that still work, as a list of ids; with an organization, only those made under it.
[[nodiscard]] Result<QList<ApiKeyId>> activeIds(Connection &connection, const AccountId &account,
                                                const std::optional<OrganizationId> &organization = {});
/// Says of all of them that what they permit has changed.
[[nodiscard]] Result<> announce(Connection &connection, const AccountId &account);
/// Everything that may be changed: name, networks, scopes, end, switch, limits, budget. Conflict: it is revoked.
[[nodiscard]] Result<ApiKey> change(Connection &connection, const ApiKey &key);
[[nodiscard]] Result<> touch(Connection &connection, const ApiKeyId &id, Time now, const QString &address,
                             const QString &client);
/// Of everyone, or of one account; those that ended before `endedSince` are left out.
[[nodiscard]] Result<QList<ApiKey>> page(Connection &connection, const std::optional<AccountId> &account,
                                         Time endedSince, const Cursor &from, int limit);

/// A key that will end, and whom to tell.
struct Ending {
    ApiKeyId key;
    QString name;
    QString hint;
    Time expiresAt;
    QString email;
};
/// Those that end until `before` and were told of at most further ahead than `days`; not those that were rotated.
[[nodiscard]] Result<QList<Ending>> ending(Connection &connection, Time now, Time before, int days);
[[nodiscard]] Result<> setTold(Connection &connection, const ApiKeyId &id, int days);

} // namespace ostiary::store::api_keys
