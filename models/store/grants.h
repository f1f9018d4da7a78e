// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/connection.h"

/// OAuth sessions.
namespace ostiary::store::grants {

/// An OAuth session, and of what kind its account is.
struct Owned {
    Grant grant;
    AccountKind accountKind = AccountKind::Person;
    bool accountIsAdmin = false;
};

[[nodiscard]] Result<> insert(Connection &connection, const Grant &grant);
[[nodiscard]] Result<std::optional<Owned>> find(Connection &connection, const GrantId &id);
/// NotFound, or the session as it is now; revoking twice changes nothing. Forgets the consent: the next time asks
/// again.
[[nodiscard]] Result<Grant> revoke(Connection &connection, const GrantId &id, Time now);
[[nodiscard]] Result<> touch(Connection &connection, const GrantId &id, Time now);
/// Of everyone, or of one account.
[[nodiscard]] Result<QList<Grant>> page(Connection &connection, const std::optional<AccountId> &account,
                                        const Cursor &from, int limit);

} // namespace ostiary::store::grants
