// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/routing/route.h"

namespace ostiary::http {

/// /auth/check: whether a credential is good, for reverse proxies that ask first (nginx auth_request, Traefik
/// ForwardAuth, Caddy forward_auth). Who it is goes back in headers.
class CheckEndpoint
{
public:
    [[nodiscard]] QList<Route> routes();
    [[nodiscard]] Task<Result<Response>> check(const Context &context);
};

/// /livez and /readyz.
class HealthEndpoint
{
public:
    /// `ready` says what is not, if anything.
    explicit HealthEndpoint(std::function<Result<>()> ready) : m_ready(std::move(ready)) { }
    [[nodiscard]] QList<Route> routes();
    [[nodiscard]] Task<Result<Response>> live(const Context &context);
    [[nodiscard]] Task<Result<Response>> ready(const Context &context);

private:
    std::function<Result<>()> m_ready;
};

} // namespace ostiary::http
