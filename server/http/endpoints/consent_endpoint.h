// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/oauth/consent_service.h"
#include "server/core/sessions/session_service.h"
#include "server/http/endpoints/consent_tools.h"
#include "server/http/routing/route.h"

namespace ostiary::http {

/// /api/oauth/authorize (OAuth 2.1 §4.1) and the consent page. The page waits; whoever decides first, here or on the
/// desktop, sends the browser on.
class ConsentEndpoint
{
public:
    ConsentEndpoint(ClientService &clients, ConsentService &consents, const SessionService &sessions,
                    const Resources &resources, const UpstreamRules &rules, const ScopeCatalogue &scopes,
                    const Clock &clock);
    [[nodiscard]] QList<Route> routes();

    [[nodiscard]] Task<Result<Response>> authorize(const Context &context);
    [[nodiscard]] Task<Result<Response>> show(const Context &context);
    [[nodiscard]] Task<Result<Response>> decide(const Context &context);
    [[nodiscard]] Task<Result<Response>> status(const Context &context);

private:
    [[nodiscard]] static Result<Response> unknownClient(const Error &error, const Context &context);
    [[nodiscard]] Response refusal(const AuthorizeRefusal &refusal, const Context &context) const;
    [[nodiscard]] Result<QJsonObject> commonValues(const Approval &approval, const Principal &who) const;
    /// `wrong`: what was to be allowed and could not be, which is shown as it was sent.
    struct Wrong {
        ApprovalChoice choice;
        Error error;
    };
    [[nodiscard]] Task<Result<Response>> page(const Context &context, store::approvals::Pending pending,
                                              std::optional<Wrong> wrong = {}) const;
    void addChoice(QJsonObject &values, const Context &context, const Approval &approval,
                   const ConsentTools::Found &tools, const QStringList &allowedBefore,
                   const std::optional<Wrong> &wrong) const;
    [[nodiscard]] Task<Result<Response>> allow(const Context &context, store::approvals::Pending pending,
                                               Parameters form);
    [[nodiscard]] Result<store::approvals::Pending> own(const QString &id, const Context &context) const;

    ClientService &m_clients;
    ConsentService &m_consents;
    const SessionService &m_sessions;
    const Resources &m_resources;
    const ScopeCatalogue &m_scopes;
    const ConsentTools m_tools;
    const Clock &m_clock;
};

} // namespace ostiary::http
