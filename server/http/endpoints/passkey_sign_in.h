// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/endpoints/accounts_endpoint.h"
#include "server/http/endpoints/passkeys_endpoint.h"

namespace ostiary::http {

/// Signing in with a passkey, by the same rules as with a password.
class PasskeySignIn final : public PasskeyDoor
{
public:
    PasskeySignIn(SignInService &signIns, const AccountsEndpoint &accounts) : m_signIns(signIns), m_accounts(accounts)
    {
    }

    [[nodiscard]] Result<> admit(const Request &request) override;
    [[nodiscard]] Result<AccountId> waitingFor(const QString &loginTicket) override;
    [[nodiscard]] Task<Result<Response>> enter(PasskeyService::SignedIn who, QString loginTicket,
                                               const Request &request) override;

private:
    SignInService &m_signIns;
    const AccountsEndpoint &m_accounts;
};

} // namespace ostiary::http
