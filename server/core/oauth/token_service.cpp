// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/oauth/token_service.h"

#include "models/store/grants.h"
#include "models/store/oauth_clients.h"
#include "models/store/refresh_tokens.h"
#include "server/core/oauth/access_token.h"
#include "server/core/oauth/grants/authorization_code.h"
#include "server/core/oauth/grants/client_credentials.h"
#include "server/core/oauth/grants/device_code.h"
#include "server/core/oauth/grants/jwt_bearer.h"
#include "server/core/oauth/grants/refresh_token.h"
#include "server/core/oauth/grants/token_exchange.h"
#include "server/core/oauth/grants/workload.h"
#include "server/core/oauth/machine_access.h"
#include "server/core/oauth/trusted_issuers.h"
#include "server/core/paging.h"

namespace ostiary {

using namespace store;

namespace {

// Of a program's session, the program itself (RFC 9068 §2.2), whether it registered or its platform vouches for it.
QString subjectOf(const Grant &grant)
{
    return grant.isMachine || !grant.workload.isEmpty() ? grant.client.text() : grant.account.text();
}

bool isGood(const grants::Owned &owned, Time now)
{
    return owned.grant.stateAt(now) == GrantState::Active && !owned.holder.isDisabled && owned.holder.role;
}

} // namespace

TokenService::TokenService(Store &store, const KeyRing &keys, const TokenSigner &signer, const Resources &resources,
                           const ScopeCatalogue &scopes, const Clock &clock, Random &random, Policy policy)
    : m_tools{store, keys, signer, resources, scopes, clock, random, policy}, m_dpop(resources.issuer(), clock)
{
    m_hooks.push_back(std::make_unique<AuthorizationCodeGrant>(m_tools));
    m_hooks.push_back(std::make_unique<RefreshTokenGrant>(m_tools));
    m_hooks.push_back(std::make_unique<ClientCredentialsGrant>(m_tools));
    m_hooks.push_back(std::make_unique<DeviceCodeGrant>(m_tools));
    m_hooks.push_back(std::make_unique<TokenExchangeGrant>(m_tools));
    if (policy.trustedIssuers)
        m_hooks.push_back(std::make_unique<JwtBearerGrant>(m_tools));
    if (policy.trustedIssuers && policy.trustedIssuers->hasWorkloads())
        m_workloads = std::make_unique<WorkloadGrant>(m_tools);
}

TokenService::~TokenService() = default;

QStringList TokenService::grantTypes() const
{
    QStringList types;
    for (const auto &hook : m_hooks)
        types << hook->type();
    return types;
}

Task<Result<IssuedTokens>> TokenService::exchange(OAuthClient client, TokenRequest request)
{
    const auto hook = std::ranges::find(m_hooks, request.grantType, [](const auto &each) { return each->type(); });
    if (hook == m_hooks.end()) {
        co_return fail(ErrorCode::UnsupportedGrantType,
                       QStringLiteral("grant_type must be one of: %1.").arg(grantTypes().join(QLatin1String(", "))));
    }
    co_return co_await issue(**hook, std::move(client), std::move(request));
}

Task<Result<IssuedTokens>> TokenService::exchangeOfWorkload(TokenRequest request)
{
    return issue(*m_workloads, {}, std::move(request));
}

Task<Result<IssuedTokens>> TokenService::issue(GrantHook &hook, OAuthClient client, TokenRequest request)
{
    const bool isExchange = request.grantType == QLatin1String(TokenExchangeGrant::kType);
    CO_TRY(const std::optional<DpopProof> proof, m_dpop.read(request.dpop));
    if (!proof && client.needsDpop) {
        co_return fail(ErrorCode::InvalidDpopProof,
                       QStringLiteral("This client registered dpop_bound_access_tokens; send a proof in the header "
                                      "DPoP."));
    }
    request.keyThumbprint = proof ? proof->thumbprint() : QString();
    CO_TRY(const Authorized authorized, co_await hook.authorize(std::move(client), std::move(request)));
    if (proof)
        CO_CHECK(m_dpop.spend(*proof));
    const Grant &grant = authorized.grant;
    const Time now = m_tools.clock.now();
    const Time latest = authorized.notAfter.value_or(grant.expiresAt);
    const AccessToken token{.subject = subjectOf(grant),
                            .client = grant.client,
                            .grant = grant.id,
                            .scopes = authorized.scopes,
                            .audience = authorized.audience.isEmpty() ? grant.resource : authorized.audience,
                            .expiresAt = std::min({now + m_tools.policy.accessLifetime, grant.expiresAt, latest}),
                            .keyThumbprint = proof ? proof->thumbprint() : QString()};
    co_return IssuedTokens{.accessToken = token.sign(m_tools.signer, m_tools.resources.issuer(), now, m_tools.random),
                           .expiresIn = std::chrono::floor<std::chrono::seconds>(token.expiresAt - now),
                           .refreshToken = authorized.refreshToken,
                           .scopes = authorized.scopes,
                           .issuedTokenType = isExchange ? accessTokenType() : QString(),
                           .tokenType = proof ? QStringLiteral("DPoP") : QStringLiteral("Bearer")};
}

Task<Result<bool>> TokenService::revoke(OAuthClient client, QByteArray token)
{
    const Time now = m_tools.clock.now();
    GrantId id;
    if (const auto access = AccessToken::verify(token, m_tools.signer, m_tools.resources.issuer(), now))
        id = access->grant;
    const QByteArray hash = m_tools.keys.mac(Purpose::OAuthSecret, token);
    return m_tools.store.write([id, hash, client, now](Connection &connection) mutable -> Result<bool> {
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

Result<std::optional<TokenFacts>> TokenService::introspect(const OAuthClient &client, const QByteArray &token)
{
    const Time now = m_tools.clock.now();
    if (const auto access = AccessToken::verify(token, m_tools.signer, m_tools.resources.issuer(), now))
        return access->client == client.id ? factsOf(*access) : std::nullopt;
    TRY(Connection *const connection, m_tools.store.reader());
    TRY(const auto entry, refresh_tokens::find(*connection, m_tools.keys.mac(Purpose::OAuthSecret, token)));
    if (!entry || entry->usedAt)
        return std::nullopt;
    TRY(const auto found, grants::find(*connection, entry->grant));
    if (!found || found->grant.client != client.id || !isGood(*found, now))
        return std::nullopt;
    const Grant &grant = found->grant;
    return TokenFacts{.isRefreshToken = true,
                      .subject = subjectOf(grant),
                      .username = grant.accountEmail,
                      .client = grant.client,
                      .scopes = grant.scopes,
                      .audience = grant.resource,
                      .issuedAt = {},
                      .expiresAt = grant.expiresAt,
                      .id = {},
                      .keyThumbprint = grant.keyThumbprint};
}

Result<std::optional<TokenFacts>> TokenService::factsOf(const AccessToken &token)
{
    TRY(Connection *const connection, m_tools.store.reader());
    TRY(const auto found, grants::find(*connection, token.grant));
    if (!found || !isGood(*found, m_tools.clock.now()))
        return std::nullopt;
    return TokenFacts{.isRefreshToken = false,
                      .subject = token.subject,
                      .username = found->grant.accountEmail,
                      .client = token.client,
                      .scopes = token.scopes,
                      .audience = token.audience,
                      .issuedAt = token.issuedAt,
                      .expiresAt = token.expiresAt,
                      .id = token.id,
                      .keyThumbprint = token.keyThumbprint};
}

Task<Result<Grant>> TokenService::revokeGrant(GrantId id, std::optional<AccountId> owner)
{
    return m_tools.store.write([id, owner, now = m_tools.clock.now()](Connection &connection) -> Result<Grant> {
        TRY(const auto found, grants::find(connection, id));
        if (owner && (!found || found->grant.account != *owner))
            return fail(ErrorCode::NotFound, QStringLiteral("There is no OAuth session %1 of yours.").arg(id.text()));
        if (found && found->grant.isMachine)
            CHECK(MachineAccess::withdraw(connection, found->grant.client, now));
        return grants::revoke(connection, id, now);
    });
}

Result<Page<Grant>> TokenService::listGrants(const PageRequest &page, const std::optional<AccountId> &owner)
{
    return paging::read<Grant>(m_tools.store, page, [&](Connection &connection, const Cursor &from, int limit) {
        return grants::page(connection, owner, from, limit);
    });
}

} // namespace ostiary
