// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/error.h"
#include "models/secret.h"

namespace ostiary::app {

/// The password in a file, or on stdin for "-" (asked for, unseen, when that is a terminal). One newline at its end is
/// no part of it. Never taken from the command line, where every user of the machine could read it.
[[nodiscard]] Result<Secret> readPassword(const QString &file);
/// An API key on stdin, asked for in the same way; blanks around it are no part of it.
[[nodiscard]] Result<Secret> readKey();

} // namespace ostiary::app
