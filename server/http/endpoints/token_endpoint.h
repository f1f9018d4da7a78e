// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/oauth/device_service.h"
#include "server/core/oauth/token_service.h"
#include "server/http/routing/route.h"

namespace ostiary::http {

/// /api/oauth/token (OAuth 2.1 §3.2), /api/oauth/revoke (RFC 7009), /api/oauth/introspect (RFC 7662) and
/// /api/oauth/device_authorization (RFC 8628 §3.1): where clients authenticate.
class TokenEndpoint
{
public:
    TokenEndpoint(ClientService &clients, TokenService &tokens, DeviceService &devices)
        : m_clients(clients), m_tokens(tokens), m_devices(devices)
    {
    }
    [[nodiscard]] QList<Route> routes();

    [[nodiscard]] Task<Result<Response>> post(const Context &context);
    [[nodiscard]] Task<Result<Response>> revoke(const Context &context);
    [[nodiscard]] Task<Result<Response>> introspect(const Context &context);
    [[nodiscard]] Task<Result<Response>> authorizeDevice(const Context &context);

private:
    ClientService &m_clients;
    TokenService &m_tokens;
    DeviceService &m_devices;
};

} // namespace ostiary::http
