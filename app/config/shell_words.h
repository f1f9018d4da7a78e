// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/error.h"

#include <QStringList>

namespace ostiary::app {

/// The words of a command line as a POSIX shell would split them (XCU §2.2: '…', "…" and backslash), and nothing else
/// that a shell does: no variables, no patterns, no pipes. InvalidValue: a quote is not closed, or a backslash ends it.
[[nodiscard]] Result<QStringList> splitShellWords(const QString &line);

} // namespace ostiary::app
