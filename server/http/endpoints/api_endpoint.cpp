// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/api_endpoint.h"

#include "server/http/endpoints/audience.h"

namespace ostiary::http {

QList<Route> ApiEndpoint::routes()
{
    const Stack stack{
        .access = Access::Protected, .limit = LimitClass::Upstream, .cors = Cors::Mcp, .bodyLimit = kBodyLimit};
    QList<Route> routes;
    for (const ApiUpstream &upstream : m_upstreams) {
        for (const Method method : {Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete}) {
            routes << Route{.method = method,
                            .path = upstream.path + "/{rest…}",
                            .stack = stack,
                            .name = "ApiEndpoint::call",
                            .handler = [this, name = upstream.name](const Context &c) { return call(c, name); },
                            .upstream = upstream.name};
        }
    }
    return routes;
}

Task<Result<Response>> ApiEndpoint::call(const Context &context, const QString &upstream)
{
    const Principal &caller = *context.principal;
    const Request &request = context.request;
    // No token is made for an API alone: it takes one for the whole server.
    CO_CHECK(checkAudience(caller, m_resources.issuer(), m_resources.issuer()));
    CO_CHECK(m_rules.check(caller, upstream));
    CO_TRY(std::optional<Charge> charge, m_meter.ofRequest(upstream, context.parameter, request.headers, request.body));
    CO_TRY(Response response, co_await m_calls.run(std::move(charge), caller, [&context, &upstream] {
        return context.upstreams->forward(upstream, context.parameter.toLatin1(), context.request, *context.principal);
    }));
    if (response.stream)
        m_streams.add(caller.credentialId, context.since, response.stream);
    co_return response;
}

} // namespace ostiary::http
