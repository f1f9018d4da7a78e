// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/limits/rate_limiter.h"
#include "server/core/oauth/client_service.h"
#include "server/http/routing/route.h"

namespace ostiary::http {

/// /api/oauth/register: dynamic client registration (RFC 7591), and its management (RFC 7592) with the registration
/// access token, of which only a MAC is kept.
class RegistrationEndpoint
{
public:
    RegistrationEndpoint(ClientService &clients, RateLimiter &limiter, QString issuer)
        : m_clients(clients), m_limiter(limiter), m_issuer(std::move(issuer))
    {
    }
    [[nodiscard]] QList<Route> routes();

    [[nodiscard]] Task<Result<Response>> post(const Context &context);
    [[nodiscard]] Task<Result<Response>> get(const Context &context);
    [[nodiscard]] Task<Result<Response>> put(const Context &context);
    [[nodiscard]] Task<Result<Response>> remove(const Context &context);

private:
    ClientService &m_clients;
    RateLimiter &m_limiter;
    const QString m_issuer;
};

} // namespace ostiary::http
