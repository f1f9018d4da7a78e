// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/error.h"
#include "models/secret.h"

namespace ostiary::app {

/// The one line of a file that only its owner (and perhaps a group) may read, without its line break. At most 4096
/// bytes. InvalidValue (`setting`) with one sentence: it is missing, empty, open to others, or longer than a line.
[[nodiscard]] Result<Secret> readSecretFile(const QString &setting, const QString &path);

} // namespace ostiary::app
