// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/admin.h"
#include "models/store/store.h"
#include "server/core/crypto/key_ring.h"
#include "server/core/crypto/token_signer.h"
#include "server/core/oauth/client_service.h"
#include "server/core/oauth/resources.h"

namespace ostiary {

/// What a token request asks for, whatever its grant (OAuth 2.1 §3.2.2).
struct TokenRequest {
    QString grantType;
    QString code;
    std::optional<QString> redirectUri;
    QString codeVerifier;
    QString refreshToken;
    QString scope;
    QString resource;
};

struct IssuedTokens {
    QByteArray accessToken;
    std::chrono::seconds expiresIn;
    Secret refreshToken;
    QStringList scopes;
};

/// The token endpoint's rules: each grant is a hook, the phases that all share are exchange()'s.
class TokenService
{
public:
    struct Policy {
        std::chrono::seconds accessLifetime{60 * 60}; ///< V4
        std::chrono::seconds refreshLifetime{90 * 24 * 60 * 60}; ///< V4: from the consent on, however often it rotates
        std::chrono::seconds grace{30}; ///< how long a spent refresh token gives its same successor
    };
    TokenService(store::Store &store, const KeyRing &keys, const TokenSigner &signer, const Resources &resources,
                 const Clock &clock, Random &random, Policy policy);

    /// InvalidGrant, InvalidRequest, InvalidScope, InvalidTarget, UnsupportedGrantType.
    [[nodiscard]] Task<Result<IssuedTokens>> exchange(OAuthClient client, TokenRequest request);

    /// RFC 7009: ends the session that the refresh or access token belongs to, if it is this client's. Never an error
    /// for a token that is unknown.
    [[nodiscard]] Task<Result<bool>> revoke(OAuthClient client, QByteArray token);

    [[nodiscard]] Task<Result<Grant>> revokeGrant(GrantId id, std::optional<AccountId> owner = {});
    [[nodiscard]] Result<Page<Grant>> listGrants(const PageRequest &page, const std::optional<AccountId> &owner = {});

private:
    /// A session that may have tokens, and the refresh token that goes with the answer.
    struct Authorized {
        Grant grant;
        QStringList scopes;
        Secret refreshToken;
    };
    /// Inside the transaction an outer error undoes everything; an inner one is committed with what it noted (a burnt
    /// code, a revoked family) and then told.
    using Outcome = Result<Result<Authorized>>;
    [[nodiscard]] Task<Result<Authorized>> authorizationCode(OAuthClient client, TokenRequest request);
    [[nodiscard]] Task<Result<Authorized>> refreshToken(OAuthClient client, TokenRequest request);
    [[nodiscard]] Outcome spendCode(store::Connection &connection, const OAuthClient &client,
                                    const TokenRequest &request);
    [[nodiscard]] Outcome rotate(store::Connection &connection, const OAuthClient &client, const TokenRequest &request);
    [[nodiscard]] Outcome replayed(store::Connection &connection, const Grant &grant, const QByteArray &presented,
                                   qint64 generation, qint64 newest, Time usedAt, const QByteArray &successor);

    store::Store &m_store;
    const KeyRing &m_keys;
    const TokenSigner &m_signer;
    const Resources &m_resources;
    const Clock &m_clock;
    Random &m_random;
    const Policy m_policy;
};

} // namespace ostiary
