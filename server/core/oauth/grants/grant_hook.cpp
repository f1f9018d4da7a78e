// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/oauth/grants/grant_hook.h"

#include "models/store/grants.h"
#include "models/store/projects.h"
#include "models/store/refresh_tokens.h"

namespace ostiary {

namespace {

// How long tokens of one subject, client and resource share a session.
constexpr std::chrono::hours kVouchedSession{24};

} // namespace

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

Result<Grant> GrantHook::sessionOf(store::Connection &connection, const Vouched &vouched)
{
    const Account &account = vouched.account;
    TRY(const auto existing,
        store::grants::findVouched(connection, account.id, vouched.client, vouched.resource, vouched.scopes,
                                   vouched.issuer, now() + m_tools.policy.accessLifetime));
    if (existing) {
        TRY(const auto found, store::grants::find(connection, *existing));
        if (found)
            return found->grant;
    }
    Grant grant;
    grant.id = m_tools.random.id<GrantId>();
    grant.account = account.id;
    grant.organization = account.organization;
    TRY(grant.project, store::projects::first(connection, grant.organization));
    grant.client = vouched.client;
    grant.scopes = vouched.scopes;
    grant.resource = vouched.resource;
    grant.createdAt = now();
    grant.expiresAt = now() + std::max<std::chrono::seconds>(kVouchedSession, m_tools.policy.accessLifetime);
    grant.vouchedBy = vouched.issuer;
    grant.workload = vouched.workload;
    CHECK(store::grants::insert(connection, grant));
    return grant;
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
