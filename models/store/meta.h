// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/connection.h"

/// A few values that the database remembers about itself.
namespace ostiary::store::meta {

[[nodiscard]] Result<std::optional<QString>> find(Connection &connection, const QString &name);
/// Conflict-free only once: a second insert of the same name is StoreFailed.
[[nodiscard]] Result<> insert(Connection &connection, const QString &name, const QString &value);

} // namespace ostiary::store::meta
