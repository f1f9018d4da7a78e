// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/connection.h"

/// Assertions that a client may send only once (RFC 7523 §3).
namespace ostiary::store::used_assertions {

/// False: it was noted before.
[[nodiscard]] Result<bool> insert(Connection &connection, const QByteArray &hash, Time expiresAt);
[[nodiscard]] Result<> removeExpired(Connection &connection, Time before);

} // namespace ostiary::store::used_assertions
