// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/credentials/api_key_service.h"
#include "server/core/organizations/organization_service.h"
#include "server/http/endpoints/session_cookies.h"
#include "server/http/routing/route.h"

namespace ostiary::http {

/// Who may make accounts, and how.
struct RegistrationRules {
    bool people = false; ///< strangers may make accounts
    bool agents = false; ///< strangers may register agents
    bool agentsByCode = false; ///< whoever has a code, or is signed in, may register agents
};

/// /auth/register, /auth/register-agent, /auth/login, /auth/totp, /auth/logout, /auth/me (F1–F3, F6).
class AccountsEndpoint
{
public:
    AccountsEndpoint(AccountService &accounts, SignInService &signIns, SessionService &sessions, ApiKeyService &keys,
                     const OrganizationService &organizations, const LinkService &links, const SessionCookies &cookies,
                     const Clock &clock, RegistrationRules rules);
    [[nodiscard]] QList<Route> routes();

    [[nodiscard]] Task<Result<Response>> registerAccount(const Context &context);
    [[nodiscard]] Task<Result<Response>> registerAgent(const Context &context);
    [[nodiscard]] Task<Result<Response>> login(const Context &context);
    [[nodiscard]] Task<Result<Response>> secondStep(const Context &context);
    [[nodiscard]] Task<Result<Response>> logout(const Context &context);
    [[nodiscard]] Task<Result<Response>> me(const Context &context);

    /// The answer to a sign-in, with its cookies; also that by passkey.
    /// Counts an attempt, and lets the answer say how many are left.
    [[nodiscard]] Result<> admit(const QString &email, const Context &context);
    [[nodiscard]] Response welcome(const SignInService::SignedIn &signedIn, int status) const;

private:
    AccountService &m_accounts;
    SignInService &m_signIns;
    SessionService &m_sessions;
    ApiKeyService &m_keys;
    const OrganizationService &m_organizations;
    const LinkService &m_links;
    const SessionCookies &m_cookies;
    const Clock &m_clock;
    const RegistrationRules m_rules;
};

} // namespace ostiary::http
