// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/credentials/key_care.h"
#include "server/core/credentials/revocation_service.h"
#include "server/core/limits/rate_limiter.h"
#include "server/http/routing/route.h"

namespace ostiary::http {

/// /api/revoke-all (V8), and /api/leaked-keys for whoever finds keys in public.
class RevocationEndpoint
{
public:
    RevocationEndpoint(RevocationService &revocations, KeyCare &keys, RateLimiter &limiter)
        : m_revocations(revocations), m_keys(keys), m_limiter(limiter)
    {
    }
    [[nodiscard]] QList<Route> routes();

    [[nodiscard]] Task<Result<Response>> preview(const Context &context);
    [[nodiscard]] Task<Result<Response>> revokeAll(const Context &context);
    [[nodiscard]] Task<Result<Response>> reportLeaked(const Context &context);

private:
    RevocationService &m_revocations;
    KeyCare &m_keys;
    RateLimiter &m_limiter;
};

} // namespace ostiary::http
