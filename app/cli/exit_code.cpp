// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/exit_code.h"

namespace ostiary::app {

ExitCode exitCodeOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Unavailable: return kNotReachable;
    case ErrorCode::AuthenticationRequired:
    case ErrorCode::InvalidCredentials:
    case ErrorCode::InvalidToken:
    case ErrorCode::InsufficientScope:
    case ErrorCode::Forbidden:
    case ErrorCode::AccessDenied: return kNotAuthorised;
    case ErrorCode::NotFound: return kNotFound;
    case ErrorCode::Conflict: return kConflict;
    case ErrorCode::RateLimited: return kRateLimited;
    default: return kFailed;
    }
}

} // namespace ostiary::app
