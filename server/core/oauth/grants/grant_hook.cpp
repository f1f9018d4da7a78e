// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/oauth/grants/grant_hook.h"

#include "models/store/grants.h"
#include "models/store/projects.h"
#include "models/store/refresh_tokens.h"

namespace ostiary {

Result<Authorized> GrantHook::open(store::Connection &connection, const Account &account, const OAuthClient &client,
                                   const Allowed &allowed)
{
    Authorized authorized;
    Grant &grant = authorized.grant;
    grant.id = m_tools.random.id<GrantId>();
    grant.account = account.id;
    grant.organization = account.organization;
    TRY(grant.project, store::projects::first(connection, grant.organization));
    grant.client = client.id;
    grant.scopes = allowed.scopes;
    grant.resource = allowed.resource;
    if (client.tokenEndpointAuthMethod == QLatin1String("none"))
        grant.keyThumbprint = allowed.keyThumbprint;
    grant.createdAt = now();
    const std::chrono::seconds longest = m_tools.policy.refreshLifetime;
    grant.expiresAt = grant.createdAt + std::min(allowed.lifetime.value_or(longest), longest);
    authorized.scopes = allowed.scopes;
    authorized.refreshToken = m_tools.random.token();
    CHECK(store::grants::insert(connection, grant, allowed.leftOut));
    CHECK(store::refresh_tokens::insert(connection, macOf(authorized.refreshToken.reveal()), grant.id, 1,
                                        grant.createdAt));
    return authorized;
}

std::unexpected<Error> invalidGrant(const QString &why)
{
    return fail(ErrorCode::InvalidGrant, why);
}

Result<> checkKey(const QString &boundTo, const TokenRequest &request)
{
    if (boundTo.isEmpty() || boundTo == request.keyThumbprint)
        return {};
    if (request.keyThumbprint.isEmpty()) {
        return fail(ErrorCode::InvalidDpopProof,
                    QStringLiteral("This is bound to a key; send a proof by that key in the header DPoP."));
    }
    return invalidGrant(QStringLiteral("This is bound to another key than the one of the DPoP proof."));
}

} // namespace ostiary
