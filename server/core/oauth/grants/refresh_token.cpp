// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/oauth/grants/refresh_token.h"

#include "models/store/grants.h"

#include <QLoggingCategory>

namespace ostiary {

Q_LOGGING_CATEGORY(lcRefresh, "ostiary.oauth.refresh")

using namespace store;

namespace {

constexpr qint64 kKeptGenerations = 200; ///< spent refresh tokens that still prove reuse

// Clients in the wild repeat the scope that they asked for first. What the person unticked then is no reason to end
// their session now; a request for nothing else is refused as ever.
QString withoutLeftOut(const QString &scope, const QStringList &leftOut, const QStringList &granted,
                       const ScopeCatalogue &scopes)
{
    QStringList words = scope.split(u' ', Qt::SkipEmptyParts);
    words.removeIf([&](const QString &word) { return leftOut.contains(word) && !scopes.includes(granted, word); });
    return words.isEmpty() ? scope : words.join(u' ');
}

} // namespace

Task<Result<Authorized>> RefreshTokenGrant::authorize(OAuthClient client, TokenRequest request)
{
    return inTransaction([this, client = std::move(client), request = std::move(request)](Connection &connection) {
        return spend(connection, client, request);
    });
}

GrantHook::Outcome RefreshTokenGrant::spend(Connection &connection, const OAuthClient &client,
                                            const TokenRequest &request)
{
    const QByteArray presented = request.refreshToken.toUtf8();
    TRY(const std::optional<Entry> token, refresh_tokens::find(connection, macOf(presented)));
    if (!token)
        return Result<Authorized>(invalidGrant(QStringLiteral("The refresh token is unknown.")));
    TRY(const std::optional<grants::Owned> found, grants::find(connection, token->grant));
    if (!found || found->grant.client != client.id) {
        qCWarning(lcRefresh) << "a refresh token of" << token->grant.text()
                             << "came from another client:" << client.id.text();
        return Result<Authorized>(invalidGrant(QStringLiteral("The refresh token belongs to another client.")));
    }
    Grant grant = found->grant;
    // Before its reuse means anything: who does not have the key can neither use the session nor end it.
    if (const Result<> isItsKey = checkKey(grant.keyThumbprint, request); !isItsKey)
        return Result<Authorized>(std::unexpected(isItsKey.error()));
    if (found->holder.isDisabled || !found->holder.role)
        return Result<Authorized>(invalidGrant(QStringLiteral("The account has no access any more.")));
    if (grant.stateAt(now()) != GrantState::Active)
        return Result<Authorized>(
            invalidGrant(QStringLiteral("This session is %1; sign in again.").arg(toString(grant.stateAt(now())))));
    std::optional<Secret> successor = token->usedAt ? successorOf(*token, presented) : std::nullopt;
    if (token->usedAt && !successor) {
        CHECK(grants::endForReuse(connection, grant.id, now()));
        qCWarning(lcRefresh) << "a spent refresh token came again; its session was ended:" << grant.id.text() << "of"
                             << grant.accountEmail;
        return Result<Authorized>(
            invalidGrant(QStringLiteral("The refresh token was used before; this session has been ended.")));
    }
    // Whoever asks for too much keeps the token that was sent.
    TRY(const QStringList leftOut, grants::leftOut(connection, grant.id));
    const Result<QStringList> scopes = scopesFor(request, grant, leftOut);
    if (!scopes)
        return Result<Authorized>(std::unexpected(scopes.error()));
    if (!successor) {
        TRY(successor, rotate(connection, *token, presented));
        const bool isPublic = client.tokenEndpointAuthMethod == QLatin1String("none");
        if (isPublic && grant.keyThumbprint.isEmpty() && !request.keyThumbprint.isEmpty()) {
            grant.keyThumbprint = request.keyThumbprint; // from here on (RFC 9449 §5)
            CHECK(grants::bind(connection, grant.id, grant.keyThumbprint));
        }
    }
    return Result<Authorized>(Authorized{.grant = grant, .scopes = *scopes, .refreshToken = *std::move(successor)});
}

Result<QStringList> RefreshTokenGrant::scopesFor(const TokenRequest &request, const Grant &grant,
                                                 const QStringList &leftOut) const
{
    // Clients in the wild leave `resource` out when they refresh: the one that the session was made for holds.
    if (!request.resource.isEmpty()) {
        const Result<QString> resource = m_tools.resources.find(request.resource);
        if (!resource || *resource != grant.resource)
            return fail(ErrorCode::InvalidTarget, QStringLiteral("This session is for another resource."));
    }
    return m_tools.scopes.narrowed(withoutLeftOut(request.scope, leftOut, grant.scopes, m_tools.scopes), grant.scopes);
}

// Decided by generations, not by times: two rotations within one second are two rotations.
std::optional<Secret> RefreshTokenGrant::successorOf(const Entry &token, const QByteArray &presented) const
{
    const bool successorIsUnused = token.generation == token.newestGeneration - 1;
    if (!successorIsUnused || now() - *token.usedAt >= m_tools.policy.grace)
        return std::nullopt;
    return m_tools.keys.openAs(presented, token.successor);
}

Result<Secret> RefreshTokenGrant::rotate(Connection &connection, const Entry &token, const QByteArray &presented)
{
    Secret next = m_tools.random.token();
    const QByteArray successor = m_tools.keys.sealFor(presented, next.reveal(), m_tools.random);
    TRY(const bool first, refresh_tokens::use(connection, macOf(presented), successor, now()));
    Q_ASSERT(first); // one writer, and we read it unused in this transaction
    CHECK(refresh_tokens::insert(connection, macOf(next.reveal()), token.grant, token.generation + 1, now()));
    CHECK(refresh_tokens::removeOlder(connection, token.grant, token.generation - kKeptGenerations));
    CHECK(grants::touch(connection, token.grant, now()));
    return next;
}

} // namespace ostiary
