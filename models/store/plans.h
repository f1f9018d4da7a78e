// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/connection.h"

namespace ostiary::store::plans {

/// The least first.
[[nodiscard]] Result<QList<Plan>> all(Connection &connection);
/// Everything but name and rank. NotFound.
[[nodiscard]] Result<> update(Connection &connection, const Plan &plan);

} // namespace ostiary::store::plans
