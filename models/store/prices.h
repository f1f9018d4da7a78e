// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/spend.h"
#include "models/store/connection.h"

/// What calls cost. Rows are ended, never changed.
namespace ostiary::store::prices {

[[nodiscard]] Result<QList<Price>> inForce(Connection &connection);
[[nodiscard]] Result<QList<Price>> page(Connection &connection, const Cursor &from, int limit);
/// Ends the one for the same upstream, kind and subject.
[[nodiscard]] Result<> insert(Connection &connection, const Price &price);
/// NotFound. Conflict: it had ended.
[[nodiscard]] Result<Price> end(Connection &connection, const PriceId &id, Time now);

} // namespace ostiary::store::prices
