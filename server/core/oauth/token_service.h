// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/admin.h"
#include "server/core/oauth/grants/grant_hook.h"

namespace ostiary {

struct AccessToken;

struct IssuedTokens {
    QByteArray accessToken;
    std::chrono::seconds expiresIn;
    Secret refreshToken; ///< empty: none
    QStringList scopes;
    QString issuedTokenType = {}; ///< RFC 8693 §2.2.1; empty: the grant was no exchange
    QString tokenType = QStringLiteral("Bearer"); ///< or "DPoP"
};

/// What is known of a token that is good now (RFC 7662 §2.2).
struct TokenFacts {
    bool isRefreshToken = false;
    QString subject;
    QString username; ///< the account's e-mail
    ClientId client;
    QStringList scopes;
    QString audience;
    std::optional<Time> issuedAt;
    Time expiresAt;
    QString id; ///< jti; empty for a refresh token
    QString keyThumbprint; ///< of the key that it is bound to; empty: to none
};

/// The token endpoint's rules: each grant is a hook, the phases that all share are exchange()'s.
class TokenService
{
public:
    using Policy = TokenPolicy;
    TokenService(store::Store &store, const KeyRing &keys, const TokenSigner &signer, const Resources &resources,
                 const ScopeCatalogue &scopes, const Clock &clock, Random &random, Policy policy);
    ~TokenService();

    /// InvalidGrant, InvalidRequest, InvalidScope, InvalidTarget, UnauthorizedClient, UnsupportedGrantType; for devices
    /// AuthorizationPending, SlowDown, ExpiredToken, DeviceDenied; with a DPoP proof InvalidDpopProof and the errors of
    /// DpopReplays.
    [[nodiscard]] Task<Result<IssuedTokens>> exchange(OAuthClient client, TokenRequest request);

    /// A request without a client, by a program that its platform vouches for; only if hasWorkloads().
    [[nodiscard]] Task<Result<IssuedTokens>> exchangeOfWorkload(TokenRequest request);
    [[nodiscard]] bool hasWorkloads() const { return m_workloads != nullptr; }

    /// RFC 7009: ends the session that the refresh or access token belongs to, if it is this client's. Never an error
    /// for a token that is unknown.
    [[nodiscard]] Task<Result<bool>> revoke(OAuthClient client, QByteArray token);

    /// RFC 7662: what an access or refresh token of this client is good for; nullopt: nothing, or none of this
    /// client's.
    [[nodiscard]] Result<std::optional<TokenFacts>> introspect(const OAuthClient &client, const QByteArray &token);

    /// A program's session: what allowed it to have tokens of its own goes, too, or it would come straight back.
    [[nodiscard]] Task<Result<Grant>> revokeGrant(GrantId id, std::optional<AccountId> owner = {});
    [[nodiscard]] Result<Page<Grant>> listGrants(const PageRequest &page, const std::optional<AccountId> &owner = {});

    /// The values of `grant_type`.
    [[nodiscard]] QStringList grantTypes() const;

private:
    [[nodiscard]] Task<Result<IssuedTokens>> issue(GrantHook &hook, OAuthClient client, TokenRequest request);
    [[nodiscard]] Result<std::optional<TokenFacts>> factsOf(const AccessToken &token);

    const GrantTools m_tools;
    std::vector<std::unique_ptr<GrantHook>> m_hooks;
    std::unique_ptr<GrantHook> m_workloads; ///< nullptr: none are known here
    DpopVerifier m_dpop;
};

} // namespace ostiary
