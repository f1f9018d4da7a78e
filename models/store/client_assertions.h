// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/connection.h"

/// Signed assertions by which clients proved themselves (RFC 7523), so that none counts twice.
namespace ostiary::store::client_assertions {

/// Whether it is the first time.
[[nodiscard]] Result<bool> spend(Connection &connection, const ClientId &client, const QByteArray &hash,
                                 Time expiresAt);
[[nodiscard]] Result<> removeExpired(Connection &connection, Time now);

} // namespace ostiary::store::client_assertions
