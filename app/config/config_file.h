// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/settings.h"
#include "models/error.h"

namespace ostiary::app {

/// Reads a TOML 1.0 file into `settings`. NotFound: no such file. InvalidValue: "FILE:LINE: what is wrong and how it
/// should look", also for keys that do not exist and, with the column, for what is no TOML.
[[nodiscard]] Result<> applyConfigFile(const QString &path, Settings &settings);

/// "FILE:LINE" or the name of a flag or variable, before what went wrong there.
[[nodiscard]] std::unexpected<Error> failAt(const QString &where, const Error &error);

} // namespace ostiary::app
