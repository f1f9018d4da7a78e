// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/credentials/api_key_service.h"
#include "server/core/limits/limit_service.h"
#include "server/http/routing/route.h"

namespace ostiary::http {

/// /api/keys: one's own API keys (F5).
class KeysEndpoint
{
public:
    KeysEndpoint(ApiKeyService &keys, const LimitService &limits, const Clock &clock)
        : m_keys(keys), m_limits(limits), m_clock(clock)
    {
    }
    [[nodiscard]] QList<Route> routes();

    [[nodiscard]] Task<Result<Response>> list(const Context &context);
    [[nodiscard]] Task<Result<Response>> create(const Context &context);
    [[nodiscard]] Task<Result<Response>> check(const Context &context);
    [[nodiscard]] Task<Result<Response>> get(const Context &context);
    [[nodiscard]] Task<Result<Response>> change(const Context &context);
    [[nodiscard]] Task<Result<Response>> rotate(const Context &context);
    [[nodiscard]] Task<Result<Response>> simulate(const Context &context);
    [[nodiscard]] Task<Result<Response>> remove(const Context &context);

private:
    ApiKeyService &m_keys;
    const LimitService &m_limits;
    const Clock &m_clock;
};

} // namespace ostiary::http
