// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/oauth/consent_service.h"
#include "server/core/sessions/session_service.h"
#include "server/http/routing/route.h"

namespace ostiary::http {

/// /api/oauth/authorize (OAuth 2.1 §4.1) and the consent page. The page waits; whoever decides first, here or on the
/// desktop, sends the browser on.
class ConsentEndpoint
{
public:
    ConsentEndpoint(ClientService &clients, ConsentService &consents, const SessionService &sessions,
                    const Resources &resources, const ScopeCatalogue &scopes, const Clock &clock);
    [[nodiscard]] QList<Route> routes();

    [[nodiscard]] Task<Result<Response>> authorize(const Context &context);
    [[nodiscard]] Task<Result<Response>> show(const Context &context);
    [[nodiscard]] Task<Result<Response>> decide(const Context &context);
    [[nodiscard]] Task<Result<Response>> status(const Context &context);

private:
    [[nodiscard]] static Result<Response> unknownClient(const Error &error, const Context &context);
    [[nodiscard]] Response refusal(const AuthorizeRefusal &refusal, const Context &context) const;
    [[nodiscard]] QJsonObject commonValues(const Approval &approval, const Context &context) const;
    [[nodiscard]] Result<Response> page(const store::approvals::Pending &pending, const Context &context) const;
    [[nodiscard]] Result<store::approvals::Pending> own(const QString &id, const Context &context) const;

    ClientService &m_clients;
    ConsentService &m_consents;
    const SessionService &m_sessions;
    const Resources &m_resources;
    const ScopeCatalogue &m_scopes;
    const Clock &m_clock;
};

} // namespace ostiary::http
