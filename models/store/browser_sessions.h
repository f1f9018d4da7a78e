// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/holders.h"

namespace ostiary::store::browser_sessions {

/// A sign-in, and whose it is.
struct Owned {
    BrowserSession session;
    OrganizationId organization; ///< the one that the account works in now
    QString email;
    Holder holder;
};

[[nodiscard]] Result<> insert(Connection &connection, const BrowserSession &session, const QByteArray &hash);
[[nodiscard]] Result<std::optional<Owned>> findByHash(Connection &connection, const QByteArray &hash);
/// Those that still hold and were used after `idleSince`, newest first.
[[nodiscard]] Result<QList<BrowserSession>> page(Connection &connection, const AccountId &account, Time now,
                                                 Time idleSince, int limit);
/// False: there was none.
[[nodiscard]] Result<bool> remove(Connection &connection, const SessionId &id);
/// All sign-ins of an account, but one. The number of them.
[[nodiscard]] Result<int> removeOthers(Connection &connection, const AccountId &account, const SessionId &kept);
[[nodiscard]] Result<> removeExpired(Connection &connection, Time now, Time idleSince);
[[nodiscard]] Result<> touch(Connection &connection, const SessionId &id, Time now);
/// A password or passkey was shown once more.
[[nodiscard]] Result<> authenticate(Connection &connection, const SessionId &id, Time now);
/// Says of every sign-in of an account that what it permits has changed.
[[nodiscard]] Result<> announce(Connection &connection, const AccountId &account);

} // namespace ostiary::store::browser_sessions
