// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/error.h"
#include "server/core/principal/principal.h"

namespace ostiary::http {

/// An access token opens what it was made for, or everything if it was made for the whole server (RFC 8707 §2; MCP
/// "Token Handling"). Keys and sessions have no audience. InvalidToken.
[[nodiscard]] inline Result<> checkAudience(const Principal &caller, const QString &resource, const QString &issuer)
{
    if (caller.via != Principal::Via::AccessToken || caller.audience == resource || caller.audience == issuer)
        return {};
    return fail(ErrorCode::InvalidToken, QStringLiteral("The token was made for another resource."));
}

} // namespace ostiary::http
