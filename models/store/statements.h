// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace ostiary::store {

/// The text of sql/NAME.sql, e.g. statement("accounts/find"). An unknown name is a programming error and ends the
/// program.
[[nodiscard]] QString statement(const QString &name);

/// The names of all statements but the migrations.
[[nodiscard]] QStringList statementNames();

/// The migrations in order; the first brings an empty database to version 1.
[[nodiscard]] QStringList migrations();

} // namespace ostiary::store
