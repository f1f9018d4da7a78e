// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/endpoints/sign_in.h"
#include "server/http/routing/route.h"

namespace ostiary::http {

/// /auth/register, /auth/login, /auth/logout, /auth/me (F1–F3).
class AccountsEndpoint
{
public:
    /// `registrationOpen`: strangers may make accounts.
    AccountsEndpoint(SignIn &signIn, bool registrationOpen) : m_signIn(signIn), m_registrationOpen(registrationOpen) { }
    [[nodiscard]] QList<Route> routes();

    [[nodiscard]] Task<Result<Response>> registerAccount(const Context &context);
    [[nodiscard]] Task<Result<Response>> login(const Context &context);
    [[nodiscard]] Task<Result<Response>> logout(const Context &context);
    [[nodiscard]] Task<Result<Response>> me(const Context &context);

private:
    [[nodiscard]] Response welcome(const SignIn::SignedIn &signedIn, int status) const;

    SignIn &m_signIn;
    const bool m_registrationOpen;
};

} // namespace ostiary::http
