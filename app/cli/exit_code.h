// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/error.h"

namespace ostiary::app {

/// Documented in --help; scripts rely on them.
enum ExitCode : int {
    kOk = 0,
    kFailed = 1,
    kUsage = 2,
    kNotReachable = 3,
    kNotAuthorised = 4,
    kNotFound = 5,
    kConflict = 6,
    kRateLimited = 7,
    kInterrupted = 130, ///< 128 + SIGINT, as shells have it
};

[[nodiscard]] ExitCode exitCodeOf(ErrorCode code);

} // namespace ostiary::app
