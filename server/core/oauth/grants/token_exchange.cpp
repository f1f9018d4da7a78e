// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/oauth/grants/token_exchange.h"

#include "models/store/grants.h"
#include "server/core/oauth/access_token.h"

namespace ostiary {

namespace {

std::unexpected<Error> invalid(const QString &why)
{
    return fail(ErrorCode::InvalidRequest, why);
}

bool isAccessToken(const QString &type)
{
    return type == accessTokenType() || type == QLatin1String("urn:ietf:params:oauth:token-type:jwt");
}

} // namespace

QString accessTokenType()
{
    return QStringLiteral("urn:ietf:params:oauth:token-type:access_token");
}

Task<Result<Authorized>> TokenExchangeGrant::authorize(OAuthClient client, TokenRequest request)
{
    if (!isAccessToken(request.subjectTokenType) || request.subjectToken.isEmpty())
        co_return invalid(QStringLiteral("subject_token must be an access token of this server, with its type."));
    if (!request.requestedTokenType.isEmpty() && request.requestedTokenType != accessTokenType())
        co_return invalid(QStringLiteral("Only access tokens can be asked for."));
    if (!request.actorToken.isEmpty())
        co_return invalid(QStringLiteral("Acting for somebody else is not offered; leave actor_token out."));
    // RFC 8693 §2.2.2: a subject token that is no good is an invalid_request.
    const Result<AccessToken> subject
        = AccessToken::verify(request.subjectToken.toUtf8(), m_tools.signer, m_tools.resources.issuer(), now());
    if (!subject || subject->client != client.id)
        co_return invalid(QStringLiteral("subject_token is no valid access token of this client."));
    CO_CHECK(checkKey(subject->keyThumbprint, request)); // what comes of it is bound to the same key
    CO_TRY(store::Connection *const connection, m_tools.store.reader());
    CO_TRY(const auto found, store::grants::find(*connection, subject->grant));
    if (!found || found->grant.stateAt(now()) != GrantState::Active || found->holder.isDisabled || !found->holder.role)
        co_return invalid(QStringLiteral("The session of subject_token has ended."));
    CO_TRY(const QString audience, audienceFor(request, subject->audience));
    CO_TRY(const QStringList scopes, m_tools.scopes.narrowed(request.scope, subject->scopes));
    co_return Authorized{.grant = found->grant, .scopes = scopes, .audience = audience, .notAfter = subject->expiresAt};
}

// The whole server may become one of its resources; one resource stays what it is.
Result<QString> TokenExchangeGrant::audienceFor(const TokenRequest &request, const QString &present) const
{
    if (!request.resource.isEmpty() && !request.audience.isEmpty() && request.resource != request.audience)
        return fail(ErrorCode::InvalidTarget, QStringLiteral("Ask for one resource at a time."));
    const QString asked = request.resource.isEmpty() ? request.audience : request.resource;
    if (asked.isEmpty())
        return present;
    TRY(const QString resource, m_tools.resources.find(asked));
    if (resource != present && present != m_tools.resources.issuer())
        return fail(ErrorCode::InvalidTarget, QStringLiteral("The subject_token is for another resource."));
    return resource;
}

} // namespace ostiary
