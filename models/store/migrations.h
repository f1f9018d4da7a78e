// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/connection.h"

namespace ostiary::store {

/// Brings the database to this program's schema: forward only, one transaction per step, and a copy of the file beside
/// it (`ostiary.db.before-VERSION`) before the first step of an upgrade. StoreFailed with a sentence when the database
/// is of a newer program.
[[nodiscard]] Result<> migrate(Connection &connection, const QString &file);

} // namespace ostiary::store
