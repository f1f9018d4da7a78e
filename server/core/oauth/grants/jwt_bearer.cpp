// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/oauth/grants/jwt_bearer.h"

#include "models/store/accounts.h"
#include "models/store/used_once.h"

namespace ostiary {

using namespace store;

Task<Result<Authorized>> JwtBearerGrant::authorize(OAuthClient client, TokenRequest request)
{
    CO_TRY(const Wish wish, check(client, request));
    co_return co_await inTransaction(
        [this, client, wish](Connection &connection) { return spend(connection, client, wish); });
}

Result<JwtBearerGrant::Wish> JwtBearerGrant::check(const OAuthClient &client, const TokenRequest &request) const
{
    if (!m_tools.policy.trustedIssuers)
        return fail(ErrorCode::UnsupportedGrantType, QStringLiteral("This server trusts no identity provider."));
    if (client.tokenEndpointAuthMethod == QLatin1String("none"))
        return fail(ErrorCode::UnauthorizedClient, QStringLiteral("A public client cannot prove that it is the one."));
    Wish wish;
    TRY(wish.assertion,
        m_tools.policy.trustedIssuers->verify(request.assertion.toUtf8(), m_tools.resources.issuer(), now()));
    if (wish.assertion.client != client.id.text())
        return invalidGrant(QStringLiteral("The assertion was made for another client."));
    if (!wish.assertion.resource.isEmpty() && !request.resource.isEmpty()
        && wish.assertion.resource != request.resource)
        return fail(ErrorCode::InvalidTarget, QStringLiteral("resource is not the one of the assertion."));
    TRY(wish.resource,
        m_tools.resources.find(wish.assertion.resource.isEmpty() ? request.resource : wish.assertion.resource));
    // What the provider allows and what is asked for, both.
    TRY(const QStringList asked, m_tools.scopes.forRequest(request.scope));
    const QStringList allowed = wish.assertion.scope ? wish.assertion.scope->split(u' ', Qt::SkipEmptyParts) : asked;
    for (const QString &scope : asked) {
        if (m_tools.scopes.includes(allowed, scope))
            wish.scopes << scope;
    }
    if (wish.scopes.isEmpty() && !asked.isEmpty())
        return fail(ErrorCode::InvalidScope, QStringLiteral("The assertion allows nothing of what is asked for."));
    return wish;
}

GrantHook::Outcome JwtBearerGrant::spend(Connection &connection, const OAuthClient &client, const Wish &wish)
{
    const QString name = wish.assertion.issuer + u'|' + wish.assertion.id;
    TRY(const bool first, used_once::spend(connection, macOf("assertion|" + name.toUtf8()), wish.assertion.expiresAt));
    if (!first)
        return Result<Authorized>(invalidGrant(QStringLiteral("The assertion was used before.")));
    TRY(const auto account, accounts::findByEmail(connection, wish.assertion.email));
    if (!account || account->account.disabledAt) {
        return Result<Authorized>(
            invalidGrant(QStringLiteral("There is no account here for whom the assertion vouches.")));
    }
    TRY(const Grant grant,
        sessionOf(connection,
                  {.account = account->account,
                   .client = client.id,
                   .scopes = wish.scopes,
                   .resource = wish.resource,
                   .issuer = wish.assertion.issuer}));
    return Result<Authorized>(Authorized{.grant = grant, .scopes = wish.scopes});
}

} // namespace ostiary
