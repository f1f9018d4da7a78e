// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/connection.h"

namespace ostiary::store::browser_sessions {

/// A sign-in, and whose it is.
struct Owned {
    BrowserSession session;
    Account account;
};

[[nodiscard]] Result<> insert(Connection &connection, const BrowserSession &session, const QByteArray &hash);
[[nodiscard]] Result<std::optional<Owned>> findByHash(Connection &connection, const QByteArray &hash);
/// Those that still hold, newest first.
[[nodiscard]] Result<QList<BrowserSession>> page(Connection &connection, const AccountId &account, Time now, int limit);
/// False: there was none.
[[nodiscard]] Result<bool> remove(Connection &connection, const SessionId &id);
[[nodiscard]] Result<> removeExpired(Connection &connection, Time now);

} // namespace ostiary::store::browser_sessions
