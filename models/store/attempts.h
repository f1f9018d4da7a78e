// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connections.h"
#include "models/store/connection.h"

/// How clients came in.
namespace ostiary::store::attempts {

/// Inserts it, or brings it up to date. Its `clientName` and `accountEmail` are looked up, not taken from it.
[[nodiscard]] Result<> put(Connection &connection, const ConnectionAttempt &attempt);
[[nodiscard]] Result<> remove(Connection &connection, const AttemptId &id);
[[nodiscard]] Result<std::optional<ConnectionAttempt>> find(Connection &connection, const AttemptId &id);
/// Newest first. An empty account: of all.
[[nodiscard]] Result<QList<ConnectionAttempt>> page(Connection &connection, const AccountId &account,
                                                    const Cursor &from, int limit);
/// Those that nothing has ended yet, the newest first.
[[nodiscard]] Result<QList<ConnectionAttempt>> underWay(Connection &connection, int limit);
/// Those that began before that, all but the newest `most`, and all but the newest `mostNameless` without a client id.
[[nodiscard]] Result<> removeOld(Connection &connection, Time before, int most, int mostNameless);

} // namespace ostiary::store::attempts
