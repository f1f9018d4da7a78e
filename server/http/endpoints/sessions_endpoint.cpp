// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/sessions_endpoint.h"

#include "models/json.h"
#include "server/http/endpoints/listing.h"

namespace ostiary::http {

QList<Route> SessionsEndpoint::routes()
{
    const Stack own{.access = Access::Manager, .limit = LimitClass::Standard};
    // clang-format off
    return {
        {Method::Get,    "/api/sessions",            own, "SessionsEndpoint::list",        [this](const Context &c) { return list(c); }},
        {Method::Delete, "/api/sessions/{id}",       own, "SessionsEndpoint::remove",      [this](const Context &c) { return remove(c); }},
        {Method::Delete, "/api/sessions",            own, "SessionsEndpoint::removeOthers", [this](const Context &c) { return removeOthers(c); }},
        {Method::Get,    "/api/oauth/sessions",      own, "SessionsEndpoint::listGrants",  [this](const Context &c) { return listGrants(c); }},
        {Method::Delete, "/api/oauth/sessions/{id}", own, "SessionsEndpoint::removeGrant", [this](const Context &c) { return removeGrant(c); }},
    };
    // clang-format on
}

Task<Result<Response>> SessionsEndpoint::list(const Context &context)
{
    CO_TRY(const QList<BrowserSession> sessions, m_sessions.list(context.principal->account));
    QJsonArray items;
    for (const BrowserSession &session : sessions) {
        items.append(QJsonObject{{QStringLiteral("id"), session.id.text()},
                                 {QStringLiteral("created_at"), toIso(session.createdAt)},
                                 {QStringLiteral("expires_at"), toIso(session.expiresAt)},
                                 {QStringLiteral("last_seen_at"), toIso(session.lastSeenAt)},
                                 {QStringLiteral("address"), session.address},
                                 {QStringLiteral("user_agent"), session.userAgent},
                                 {QStringLiteral("current"), session.id.text() == context.principal->credentialId}});
    }
    co_return json({{QStringLiteral("items"), items}});
}

Task<Result<Response>> SessionsEndpoint::remove(const Context &context)
{
    CO_CHECK(co_await m_sessions.closeOf(SessionId(context.parameter), context.principal->account));
    co_return noContent();
}

Task<Result<Response>> SessionsEndpoint::removeOthers(const Context &context)
{
    CO_TRY(const int ended,
           co_await m_sessions.closeOthers(context.principal->account, SessionId(context.principal->credentialId)));
    co_return json({{QStringLiteral("ended"), ended}});
}

Task<Result<Response>> SessionsEndpoint::listGrants(const Context &context)
{
    CO_TRY(const PageRequest page, pageRequest(context.request));
    CO_TRY(const Page<Grant> grants, m_tokens.listGrants(page, context.principal->account));
    co_return json(toJson(grants, m_clock.now()));
}

Task<Result<Response>> SessionsEndpoint::removeGrant(const Context &context)
{
    CO_CHECK(co_await m_tokens.revokeGrant(GrantId(context.parameter), context.principal->account));
    co_return noContent();
}

} // namespace ostiary::http
