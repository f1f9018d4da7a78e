// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/crypto/token_signer.h"
#include "server/core/oauth/client_service.h"
#include "server/core/oauth/resources.h"
#include "server/core/organizations/upstream_rules.h"
#include "server/http/routing/route.h"

namespace ostiary::http {

/// The documents by which clients find their way: RFC 8414, RFC 9728, RFC 9727, the signing keys. Never the request's
/// Host, always the configured issuer.
class DiscoveryEndpoint
{
public:
    /// `vouched`: identity providers are trusted (ID-JAG).
    DiscoveryEndpoint(const Resources &resources, const TokenSigner &signer, const ClientService &clients,
                      const ScopeCatalogue &scopes, const UpstreamRules &upstreams, bool vouched = false)
        : m_resources(resources), m_signer(signer), m_clients(clients), m_scopes(scopes), m_upstreams(upstreams),
          m_vouched(vouched)
    {
    }
    [[nodiscard]] QList<Route> routes();

    [[nodiscard]] Task<Result<Response>> authorizationServer(const Context &context);
    [[nodiscard]] Task<Result<Response>> protectedResource(const Context &context);
    [[nodiscard]] Task<Result<Response>> apiCatalog(const Context &context);
    [[nodiscard]] Task<Result<Response>> keys(const Context &context);

private:
    const Resources &m_resources;
    const TokenSigner &m_signer;
    const ClientService &m_clients;
    const ScopeCatalogue &m_scopes;
    const UpstreamRules &m_upstreams;
    const bool m_vouched;
};

} // namespace ostiary::http
