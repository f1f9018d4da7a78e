// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/accounts/mailer.h"
#include "server/core/accounts/setup_service.h"
#include "server/core/oauth/client_service.h"
#include "server/core/organizations/organization_service.h"
#include "server/http/endpoints/accounts_endpoint.h"
#include "server/http/endpoints/desk_rule.h"
#include "server/http/endpoints/form_token.h"

namespace ostiary::http {

/// The pages on the way in: /login with its second step, /logout, /signup, /setup, /forgot, /reset, /invitation.
class EntryPages
{
public:
    struct Parts {
        AccountService &accounts;
        SignInService &signIns;
        SessionService &sessions;
        SetupService &setup;
        LinkService &links;
        OrganizationService &organizations;
        ClientService &clients;
        const SessionCookies &cookies;
        const FormTokens &tokens;
        const Clock &clock;
        Mailer *mailer = nullptr; ///< null: this server sends no mail
        RegistrationRules rules;
        std::chrono::days trial;
        bool passkeys = false; ///< possible at this server's address
        DeskRule desk = {}; ///< whose browsers may wait for the console instead of signing in
    };
    explicit EntryPages(Parts parts) : m(std::move(parts)) { }
    [[nodiscard]] QList<Route> routes();

    [[nodiscard]] Task<Result<Response>> showLogin(const Context &context);
    [[nodiscard]] Task<Result<Response>> login(const Context &context);
    [[nodiscard]] Task<Result<Response>> loginCode(const Context &context);
    [[nodiscard]] Task<Result<Response>> logout(const Context &context);
    [[nodiscard]] Task<Result<Response>> showSignup(const Context &context);
    [[nodiscard]] Task<Result<Response>> signup(const Context &context);
    [[nodiscard]] Task<Result<Response>> showSetup(const Context &context);
    [[nodiscard]] Task<Result<Response>> setup(const Context &context);
    [[nodiscard]] Task<Result<Response>> showForgot(const Context &context);
    [[nodiscard]] Task<Result<Response>> forgot(const Context &context);
    [[nodiscard]] Task<Result<Response>> showReset(const Context &context);
    [[nodiscard]] Task<Result<Response>> reset(const Context &context);
    [[nodiscard]] Task<Result<Response>> showInvitation(const Context &context);
    [[nodiscard]] Task<Result<Response>> invitation(const Context &context);

private:
    struct Fields;
    [[nodiscard]] Result<Response> page(const QString &name, const Context &context, QJsonObject values,
                                        const std::optional<Error> &error = {},
                                        const QByteArray &formAction = {}) const;
    [[nodiscard]] Result<Response> loginPage(const Context &context, const QString &next, const QString &email,
                                             const std::optional<Error> &error, const QString &notice = {}) const;
    [[nodiscard]] Result<Response> codePage(const Context &context, const QString &next, const QJsonObject &members,
                                            const std::optional<Error> &error) const;
    [[nodiscard]] Result<Response> signupPage(const Context &context, const Parameters &given,
                                              const std::optional<Error> &error) const;
    [[nodiscard]] Result<QJsonObject> invitationValues(const QString &token) const;
    [[nodiscard]] Response enter(const SignInService::SignedIn &signedIn, const QString &next) const;
    void mailLink(const Account &account) const;

    const Parts m;
};

} // namespace ostiary::http
