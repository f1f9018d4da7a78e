// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/oauth/consent_service.h"
#include "server/http/endpoints/desk_rule.h"
#include "server/http/endpoints/form_token.h"

namespace ostiary::http {

/// Consent without signing in, for a browser on the computer that this runs on: the console or the command line, which
/// only the owner of the data folder can use, stands in for the sign-in and says as whom. The page waits; no session is
/// made. What it waits for is bound to a cookie of its own, which no other browser has.
class DeskEndpoint
{
public:
    DeskEndpoint(ClientService &clients, ConsentService &consents, const Resources &resources,
                 const ScopeCatalogue &scopes, const FormTokens &tokens, const SessionCookies &cookies,
                 const Clock &clock, DeskRule rule)
        : m_clients(clients), m_consents(consents), m_resources(resources), m_scopes(scopes), m_tokens(tokens),
          m_cookies(cookies), m_clock(clock), m_rule(rule)
    {
    }
    [[nodiscard]] QList<Route> routes();

    [[nodiscard]] Task<Result<Response>> ask(const Context &context);
    [[nodiscard]] Task<Result<Response>> show(const Context &context);
    [[nodiscard]] Task<Result<Response>> status(const Context &context);

private:
    struct Waiting {
        store::approvals::Pending pending;
        QByteArray browser; ///< its cookie
    };
    [[nodiscard]] Result<Waiting> own(const Context &context) const;
    [[nodiscard]] Response page(const Approval &approval) const;

    ClientService &m_clients;
    ConsentService &m_consents;
    const Resources &m_resources;
    const ScopeCatalogue &m_scopes;
    const FormTokens &m_tokens;
    const SessionCookies &m_cookies;
    const Clock &m_clock;
    const DeskRule m_rule;
};

} // namespace ostiary::http
