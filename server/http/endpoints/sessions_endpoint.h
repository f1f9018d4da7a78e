// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/oauth/token_service.h"
#include "server/core/sessions/session_service.h"
#include "server/http/routing/route.h"

namespace ostiary::http {

/// /api/sessions and /api/oauth/sessions: where one is signed in, and which apps one let in.
class SessionsEndpoint
{
public:
    SessionsEndpoint(SessionService &sessions, TokenService &tokens, const Clock &clock)
        : m_sessions(sessions), m_tokens(tokens), m_clock(clock)
    {
    }
    [[nodiscard]] QList<Route> routes();

    [[nodiscard]] Task<Result<Response>> list(const Context &context);
    [[nodiscard]] Task<Result<Response>> remove(const Context &context);
    [[nodiscard]] Task<Result<Response>> removeOthers(const Context &context);
    [[nodiscard]] Task<Result<Response>> listGrants(const Context &context);
    [[nodiscard]] Task<Result<Response>> removeGrant(const Context &context);

private:
    SessionService &m_sessions;
    TokenService &m_tokens;
    const Clock &m_clock;
};

} // namespace ostiary::http
