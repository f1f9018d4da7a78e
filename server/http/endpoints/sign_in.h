// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/accounts/account_service.h"
#include "server/core/limits/rate_limiter.h"
#include "server/core/sessions/session_service.h"
#include "server/http/cookies.h"
#include "server/http/routing/credentials.h"

namespace ostiary::http {

/// What the JSON endpoints and the pages share of signing in: the limit of password attempts and the cookies.
class SignIn
{
public:
    SignIn(AccountService &accounts, SessionService &sessions, RateLimiter &limiter, RateRule rule,
           CredentialNames names, CookieRules cookies);

    /// Counts an attempt for the account *and* the address (IPv6 by /64): hosted clients share addresses, so an address
    /// alone is only stopped when it floods. RateLimited.
    [[nodiscard]] Result<> admit(const QString &email, const QHostAddress &peer);

    struct SignedIn {
        Account account;
        SessionService::Opened session;
    };
    [[nodiscard]] Task<Result<SignedIn>> withPassword(QString email, Secret password, const Request &request);
    [[nodiscard]] Task<Result<SignedIn>> as(Account account, const Request &request);
    [[nodiscard]] Task<Result<bool>> out(QString sessionId);

    void setCookies(Response &response, const SessionService::Opened &session) const;
    void clearCookies(Response &response) const;

    [[nodiscard]] const CredentialNames &names() const { return m_names; }
    [[nodiscard]] const CookieRules &cookieRules() const { return m_cookies; }
    [[nodiscard]] AccountService &accounts() const { return m_accounts; }
    [[nodiscard]] const SessionService &sessions() const { return m_sessions; }

    static constexpr int kAddressFactor = 20; ///< an address may try this many times what one account may

private:
    AccountService &m_accounts;
    SessionService &m_sessions;
    RateLimiter &m_limiter;
    const RateRule m_rule;
    const CredentialNames m_names;
    const CookieRules m_cookies;
};

} // namespace ostiary::http
