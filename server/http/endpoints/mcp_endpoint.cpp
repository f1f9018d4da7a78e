// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/mcp_endpoint.h"

#include "server/core/mcp/tool_calls.h"
#include "server/http/endpoints/audience.h"

namespace ostiary::http {

QList<Route> McpEndpoint::routes()
{
    const Stack stack{
        .access = Access::Protected, .limit = LimitClass::Upstream, .cors = Cors::Mcp, .bodyLimit = kBodyLimit};
    QList<Route> routes;
    for (const char *path : {"/mcp", "/mcp/{upstream}"}) {
        for (const Method method : {Method::Post, Method::Get, Method::Delete})
            routes << Route{.method = method,
                            .path = path,
                            .stack = stack,
                            .name = "McpEndpoint::call",
                            .handler = [this](const Context &c) { return call(c); },
                            .step = AttemptStep::FirstCall};
    }
    return routes;
}

// Read once, for scopes and prices; where neither asks for it, the body passes unread.
Result<QStringList> McpEndpoint::toolsIn(const Request &request, const QString &upstream) const
{
    if (request.body.isEmpty() || (!m_rules.hasNeeds(upstream) && m_meter.isFree(upstream)))
        return QStringList();
    return mcp::toolsCalled(request.headers, request.body);
}

Task<Result<Response>> McpEndpoint::call(const Context &context)
{
    const Principal &caller = *context.principal;
    const QString resource = context.parameter.isEmpty()
        ? m_resources.ofPath(QStringLiteral("/mcp"))
        : m_resources.ofPath(QStringLiteral("/mcp/") + context.parameter);
    CO_CHECK(checkAudience(caller, resource, m_resources.issuer()));
    CO_CHECK(m_rules.check(caller, context.parameter));
    if (context.request.method == Method::Head)
        co_return fail(ErrorCode::MethodNotAllowed, QStringLiteral("This address takes POST, GET and DELETE."));
    const QString &upstream = m_rules.named(context.parameter);
    CO_TRY(const QStringList tools, toolsIn(context.request, upstream));
    CO_CHECK(m_rules.checkScopes(caller, upstream, tools, m_scopes));
    CO_TRY(std::optional<Charge> charge, m_meter.ofMcp(upstream, tools));
    CO_TRY(Response response, co_await m_calls.run(std::move(charge), caller, [&context] {
        return context.upstreams->call(context.parameter, context.request, *context.principal);
    }));
    if (response.stream)
        m_streams.add(caller.credentialId, context.since, response.stream);
    co_return response;
}

} // namespace ostiary::http
