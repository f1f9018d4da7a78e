// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/oauth/token_service.h"
#include "server/http/routing/route.h"

namespace ostiary::http {

/// /api/oauth/token (OAuth 2.1 §3.2) and /api/oauth/revoke (RFC 7009).
class TokenEndpoint
{
public:
    TokenEndpoint(ClientService &clients, TokenService &tokens) : m_clients(clients), m_tokens(tokens) { }
    [[nodiscard]] QList<Route> routes();

    [[nodiscard]] Task<Result<Response>> post(const Context &context);
    [[nodiscard]] Task<Result<Response>> revoke(const Context &context);

private:
    ClientService &m_clients;
    TokenService &m_tokens;
};

} // namespace ostiary::http
