// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/oauth/scope_catalogue.h"
#include "server/core/organizations/upstream_rules.h"
#include "server/http/routing/route.h"

namespace ostiary::http {

/// GET /api/scopes: which scopes there are, in words, and what needs them of what the caller may use.
class ScopesEndpoint
{
public:
    ScopesEndpoint(const ScopeCatalogue &scopes, const UpstreamRules &upstreams)
        : m_scopes(scopes), m_upstreams(upstreams)
    {
    }
    [[nodiscard]] QList<Route> routes() const;

    [[nodiscard]] Task<Result<Response>> list(const Context &context) const;

private:
    const ScopeCatalogue &m_scopes;
    const UpstreamRules &m_upstreams;
};

} // namespace ostiary::http
