// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/oauth/token_service.h"

#include "models/store/accounts.h"
#include "models/store/authorization_codes.h"
#include "models/store/grants.h"
#include "models/store/projects.h"
#include "models/store/refresh_tokens.h"
#include "server/core/crypto/base64url.h"
#include "server/core/oauth/access_token.h"
#include "server/core/oauth/scopes.h"
#include "server/core/paging.h"

#include <QCryptographicHash>
#include <QLoggingCategory>
#include <QRegularExpression>

namespace ostiary {

Q_LOGGING_CATEGORY(lcOAuth, "ostiary.oauth")

using namespace store;

namespace {

constexpr qint64 kMostWrongVerifiers = 3;
constexpr qint64 kKeptGenerations = 200; ///< spent refresh tokens that still prove reuse

std::unexpected<Error> invalidGrant(const QString &why)
{
    return fail(ErrorCode::InvalidGrant, why);
}

// RFC 7636 §4.1 and §4.6.
bool verifierMatches(const QString &verifier, const QString &challenge)
{
    static const QRegularExpression form(QStringLiteral(R"(\A[A-Za-z0-9._~-]{43,128}\z)"));
    if (!form.match(verifier).hasMatch())
        return false;
    const QByteArray digest = QCryptographicHash::hash(verifier.toLatin1(), QCryptographicHash::Sha256);
    return Secret(toBase64Url(digest)) == Secret(challenge.toLatin1());
}

} // namespace

TokenService::TokenService(Store &store, const KeyRing &keys, const TokenSigner &signer, const Resources &resources,
                           const Clock &clock, Random &random, Policy policy)
    : m_store(store), m_keys(keys), m_signer(signer), m_resources(resources), m_clock(clock), m_random(random),
      m_policy(policy)
{
}

Task<Result<IssuedTokens>> TokenService::exchange(OAuthClient client, TokenRequest request)
{
    struct Hook {
        QLatin1String type;
        Task<Result<Authorized>> (TokenService::*run)(OAuthClient, TokenRequest);
    };
    static constexpr std::array kHooks{
        Hook{QLatin1String("authorization_code"), &TokenService::authorizationCode},
        Hook{QLatin1String("refresh_token"), &TokenService::refreshToken},
    };
    const auto hook = std::ranges::find(kHooks, request.grantType, &Hook::type);
    if (hook == kHooks.end()) {
        co_return fail(ErrorCode::UnsupportedGrantType,
                       QStringLiteral("grant_type must be authorization_code or refresh_token."));
    }
    CO_TRY(const Authorized authorized, co_await (this->*hook->run)(client, request));
    const Time now = m_clock.now();
    const AccessToken token{.account = authorized.grant.account,
                            .client = authorized.grant.client,
                            .grant = authorized.grant.id,
                            .scopes = authorized.scopes,
                            .audience = authorized.grant.resource,
                            .expiresAt = std::min(now + m_policy.accessLifetime, authorized.grant.expiresAt)};
    co_return IssuedTokens{.accessToken = token.sign(m_signer, m_resources.issuer(), now, m_random),
                           .expiresIn = std::chrono::floor<std::chrono::seconds>(token.expiresAt - now),
                           .refreshToken = authorized.refreshToken,
                           .scopes = authorized.scopes};
}

Task<Result<TokenService::Authorized>> TokenService::authorizationCode(OAuthClient client, TokenRequest request)
{
    CO_TRY(Result<Authorized> outcome, co_await m_store.write([this, client, request](Connection &connection) {
        return spendCode(connection, client, request);
    }));
    co_return outcome;
}

Task<Result<TokenService::Authorized>> TokenService::refreshToken(OAuthClient client, TokenRequest request)
{
    CO_TRY(Result<Authorized> outcome, co_await m_store.write([this, client, request](Connection &connection) {
        return rotate(connection, client, request);
    }));
    co_return outcome;
}

TokenService::Outcome TokenService::spendCode(Connection &connection, const OAuthClient &client,
                                              const TokenRequest &request)
{
    const QByteArray hash = m_keys.mac(Purpose::OAuthSecret, request.code.toUtf8());
    const Time now = m_clock.now();
    TRY(const std::optional<authorization_codes::Entry> code, authorization_codes::find(connection, hash));
    if (!code)
        return Result<Authorized>(invalidGrant(QStringLiteral("The code is unknown.")));
    if (code->usedAt) {
        // RFC 6749 §4.1.2: a code that comes twice was stolen; what it was exchanged for ends.
        if (!code->grant.isEmpty())
            CHECK(grants::revoke(connection, code->grant, now));
        qCWarning(lcOAuth) << "an authorization code came twice; its session was ended:" << code->grant.text();
        return Result<Authorized>(invalidGrant(QStringLiteral("The code was used before.")));
    }
    const auto burn = [&](const QString &why) -> Outcome {
        CHECK(authorization_codes::use(connection, hash, {}, now));
        return Result<Authorized>(invalidGrant(why));
    };
    if (code->expiresAt <= now)
        return Result<Authorized>(invalidGrant(QStringLiteral("The code has expired.")));
    if (code->client != client.id)
        return burn(QStringLiteral("The code was made for another client."));
    if (request.redirectUri && *request.redirectUri != code->redirectUri)
        return Result<Authorized>(
            invalidGrant(QStringLiteral("redirect_uri is not the one of the authorization request.")));
    if (!verifierMatches(request.codeVerifier, code->codeChallenge)) {
        if (code->wrongTries + 1 >= kMostWrongVerifiers)
            return burn(QStringLiteral("The code_verifier is wrong, for the last time."));
        CHECK(authorization_codes::countWrongTry(connection, hash));
        return Result<Authorized>(invalidGrant(QStringLiteral("The code_verifier does not match the code_challenge.")));
    }
    if (!request.resource.isEmpty()) {
        const Result<QString> resource = m_resources.find(request.resource);
        if (!resource || *resource != code->resource) {
            return Result<Authorized>(fail(ErrorCode::InvalidTarget,
                                           QStringLiteral("resource is not the one of the authorization request.")));
        }
    }
    TRY(const std::optional<Account> account, accounts::find(connection, code->account));
    if (!account || account->disabledAt)
        return burn(QStringLiteral("The account is gone."));

    Authorized authorized;
    Grant &grant = authorized.grant;
    grant.id = m_random.id<GrantId>();
    grant.account = account->id;
    grant.organization = account->organization;
    TRY(grant.project, projects::first(connection, grant.organization));
    grant.client = client.id;
    grant.scopes = code->scopes;
    grant.resource = code->resource;
    grant.createdAt = now;
    grant.expiresAt = now + m_policy.refreshLifetime;
    authorized.scopes = grant.scopes;
    authorized.refreshToken = m_random.token();
    CHECK(authorization_codes::use(connection, hash, grant.id, now));
    CHECK(grants::insert(connection, grant));
    const QByteArray refreshHash = m_keys.mac(Purpose::OAuthSecret, authorized.refreshToken.reveal());
    CHECK(refresh_tokens::insert(connection, refreshHash, grant.id, 1, now));
    return Result<Authorized>(std::move(authorized));
}

TokenService::Outcome TokenService::rotate(Connection &connection, const OAuthClient &client,
                                           const TokenRequest &request)
{
    const QByteArray presented = request.refreshToken.toUtf8();
    const QByteArray hash = m_keys.mac(Purpose::OAuthSecret, presented);
    const Time now = m_clock.now();
    TRY(const std::optional<refresh_tokens::Entry> token, refresh_tokens::find(connection, hash));
    if (!token)
        return Result<Authorized>(invalidGrant(QStringLiteral("The refresh token is unknown.")));
    TRY(const std::optional<grants::Owned> found, grants::find(connection, token->grant));
    if (!found || found->grant.client != client.id)
        return Result<Authorized>(invalidGrant(QStringLiteral("The refresh token belongs to another client.")));
    const Grant &grant = found->grant;
    if (found->holder.isDisabled || !found->holder.role)
        return Result<Authorized>(invalidGrant(QStringLiteral("The account has no access any more.")));
    if (grant.stateAt(now) != GrantState::Active)
        return Result<Authorized>(
            invalidGrant(QStringLiteral("This session has been %1; sign in again.").arg(toString(grant.stateAt(now)))));
    const Result<QStringList> scopes = scopes::narrowed(request.scope, grant.scopes);
    if (!scopes)
        return Result<Authorized>(std::unexpected(scopes.error()));
    // Clients in the wild leave `resource` out when they refresh: the one that the session was made for holds.
    if (!request.resource.isEmpty()) {
        const Result<QString> resource = m_resources.find(request.resource);
        if (!resource || *resource != grant.resource)
            return Result<Authorized>(
                fail(ErrorCode::InvalidTarget, QStringLiteral("This session is for another resource.")));
    }
    if (token->usedAt) {
        TRY(Result<Authorized> again,
            replayed(connection, grant, presented, token->generation, token->newestGeneration, *token->usedAt,
                     token->successor));
        if (again)
            again->scopes = *scopes;
        return again;
    }
    Authorized authorized{.grant = grant, .scopes = *scopes, .refreshToken = m_random.token()};
    const QByteArray successor = m_keys.sealFor(presented, authorized.refreshToken.reveal(), m_random);
    TRY(const bool first, refresh_tokens::use(connection, hash, successor, now));
    Q_ASSERT(first); // one writer, and we read it unused in this transaction
    const QByteArray nextHash = m_keys.mac(Purpose::OAuthSecret, authorized.refreshToken.reveal());
    CHECK(refresh_tokens::insert(connection, nextHash, grant.id, token->generation + 1, now));
    CHECK(refresh_tokens::removeOlder(connection, grant.id, token->generation - kKeptGenerations));
    CHECK(grants::touch(connection, grant.id, now));
    return Result<Authorized>(std::move(authorized));
}

// A spent refresh token came again. Shortly after, with its successor unused, that is a lost answer or a parallel call
// of the same client: it gets the same successor. Otherwise it was stolen, and the family ends (OAuth 2.1 §4.3.1).
TokenService::Outcome TokenService::replayed(Connection &connection, const Grant &grant, const QByteArray &presented,
                                             qint64 generation, qint64 newest, Time usedAt, const QByteArray &successor)
{
    const Time now = m_clock.now();
    if (generation == newest - 1 && now - usedAt <= m_policy.grace) {
        std::optional<Secret> next = m_keys.openAs(presented, successor);
        if (next)
            return Result<Authorized>(Authorized{.grant = grant, .scopes = {}, .refreshToken = *std::move(next)});
    }
    CHECK(grants::revoke(connection, grant.id, now));
    qCWarning(lcOAuth) << "a spent refresh token came again; its session was ended:" << grant.id.text();
    return Result<Authorized>(
        invalidGrant(QStringLiteral("The refresh token was used before; this session has been ended.")));
}

Task<Result<bool>> TokenService::revoke(OAuthClient client, QByteArray token)
{
    GrantId id;
    if (const Result<AccessToken> access = AccessToken::verify(token, m_signer, m_resources.issuer(), m_clock.now())) {
        if (access->client == client.id)
            id = access->grant;
    }
    const QByteArray hash = m_keys.mac(Purpose::OAuthSecret, token);
    return m_store.write([id, hash, client, now = m_clock.now()](Connection &connection) mutable -> Result<bool> {
        if (id.isEmpty()) {
            TRY(const auto entry, refresh_tokens::find(connection, hash));
            if (!entry)
                return false;
            id = entry->grant;
        }
        TRY(const auto found, grants::find(connection, id));
        if (!found || found->grant.client != client.id)
            return false;
        CHECK(grants::revoke(connection, id, now));
        return true;
    });
}

Task<Result<Grant>> TokenService::revokeGrant(GrantId id, std::optional<AccountId> owner)
{
    return m_store.write([id, owner, now = m_clock.now()](Connection &connection) -> Result<Grant> {
        if (owner) {
            TRY(const auto found, grants::find(connection, id));
            if (!found || found->grant.account != *owner)
                return fail(ErrorCode::NotFound,
                            QStringLiteral("There is no OAuth session %1 of yours.").arg(id.text()));
        }
        return grants::revoke(connection, id, now);
    });
}

Result<Page<Grant>> TokenService::listGrants(const PageRequest &page, const std::optional<AccountId> &owner)
{
    return paging::read<Grant>(m_store, page, [&](Connection &connection, const Cursor &from, int limit) {
        return grants::page(connection, owner, from, limit);
    });
}

} // namespace ostiary
