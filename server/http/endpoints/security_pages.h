// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/accounts/second_factor_service.h"
#include "server/core/accounts/sign_in_service.h"
#include "server/core/passkeys/passkey_service.h"
#include "server/http/endpoints/account_frame.h"
#include "server/http/endpoints/form_token.h"

namespace ostiary::http {

/// /account/security and /account/confirm.
class SecurityPages
{
public:
    SecurityPages(const AccountFrame &frame, AccountService &accounts, SecondFactorService &factors,
                  SignInService &signIns, PasskeyService &passkeys)
        : m_frame(frame), m_accounts(accounts), m_factors(factors), m_signIns(signIns), m_passkeys(passkeys)
    {
    }
    [[nodiscard]] QList<Route> routes();

    [[nodiscard]] Task<Result<Response>> show(const Context &context);
    [[nodiscard]] Task<Result<Response>> changePassword(const Context &context);
    [[nodiscard]] Task<Result<Response>> beginTotp(const Context &context);
    [[nodiscard]] Task<Result<Response>> confirmTotp(const Context &context);
    [[nodiscard]] Task<Result<Response>> removeTotp(const Context &context);
    [[nodiscard]] Task<Result<Response>> newCodes(const Context &context);
    [[nodiscard]] Task<Result<Response>> removePasskey(const Context &context);
    [[nodiscard]] Task<Result<Response>> showConfirm(const Context &context);
    [[nodiscard]] Task<Result<Response>> confirm(const Context &context);

private:
    struct Extra {
        QJsonObject totpSetup;
        QStringList codes;
        std::optional<Error> error;
    };
    [[nodiscard]] Result<Response> page(const Context &context, const Extra &extra) const;
    [[nodiscard]] Result<Response> confirmPage(const Context &context, const QString &next,
                                               const std::optional<Error> &error) const;

    const AccountFrame &m_frame;
    AccountService &m_accounts;
    SecondFactorService &m_factors;
    SignInService &m_signIns;
    PasskeyService &m_passkeys;
};

} // namespace ostiary::http
