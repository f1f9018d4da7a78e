// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/passkey_sign_in.h"

namespace ostiary::http {

Result<> PasskeySignIn::admit(const Request &request)
{
    return m_signIns.admitNetwork(request.client);
}

Result<AccountId> PasskeySignIn::waitingFor(const QString &loginTicket)
{
    return m_signIns.accountOfTicket(loginTicket.toUtf8());
}

Task<Result<Response>> PasskeySignIn::enter(PasskeyService::SignedIn who, QString, const Request &request)
{
    CO_TRY(const SignInService::SignedIn signedIn, co_await m_signIns.withPasskey(who.account, visitorOf(request)));
    co_return m_accounts.welcome(signedIn, 200);
}

} // namespace ostiary::http
