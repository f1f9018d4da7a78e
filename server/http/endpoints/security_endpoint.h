// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/endpoints/session_cookies.h"
#include "server/http/routing/route.h"

namespace ostiary::http {

/// How one signs in: password, authenticator app, recovery codes, and who tried. What mails a reset link is told, when
/// there is one.
class SecurityEndpoint
{
public:
    SecurityEndpoint(AccountService &accounts, SecondFactorService &factors, SignInService &signIns,
                     const SessionCookies &cookies)
        : m_accounts(accounts), m_factors(factors), m_signIns(signIns), m_cookies(cookies)
    {
    }
    [[nodiscard]] QList<Route> routes();

    [[nodiscard]] Task<Result<Response>> show(const Context &context);
    [[nodiscard]] Task<Result<Response>> confirm(const Context &context);
    [[nodiscard]] Task<Result<Response>> changePassword(const Context &context);
    [[nodiscard]] Task<Result<Response>> resetPassword(const Context &context);
    [[nodiscard]] Task<Result<Response>> beginTotp(const Context &context);
    [[nodiscard]] Task<Result<Response>> confirmTotp(const Context &context);
    [[nodiscard]] Task<Result<Response>> removeTotp(const Context &context);
    [[nodiscard]] Task<Result<Response>> newRecoveryCodes(const Context &context);
    [[nodiscard]] Task<Result<Response>> signIns(const Context &context);

private:
    AccountService &m_accounts;
    SecondFactorService &m_factors;
    SignInService &m_signIns;
    const SessionCookies &m_cookies;
};

} // namespace ostiary::http
