// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/connection.h"

namespace ostiary::store::api_keys {

/// A key, and of what kind its account is.
struct Owned {
    ApiKey key;
    AccountKind accountKind = AccountKind::Person;
    bool accountIsAdmin = false;
};

[[nodiscard]] Result<std::optional<ApiKey>> find(Connection &connection, const ApiKeyId &id);
[[nodiscard]] Result<std::optional<Owned>> findByHash(Connection &connection, const QByteArray &hash);
/// Conflict when the account has `most` active keys already.
[[nodiscard]] Result<> insert(Connection &connection, const ApiKey &key, const QByteArray &hash, int most);
/// NotFound, or the key as it is now; revoking twice changes nothing.
[[nodiscard]] Result<ApiKey> revoke(Connection &connection, const ApiKeyId &id, Time now);
[[nodiscard]] Result<> touch(Connection &connection, const ApiKeyId &id, Time now);
/// Of everyone, or of one account.
[[nodiscard]] Result<QList<ApiKey>> page(Connection &connection, const std::optional<AccountId> &account,
                                         const Cursor &from, int limit);

} // namespace ostiary::store::api_keys
