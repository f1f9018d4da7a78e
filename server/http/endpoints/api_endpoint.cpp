// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/api_endpoint.h"

#include "server/http/endpoints/audience.h"

namespace ostiary::http {

namespace {

/// "POST /chat/completions": what the operator's patterns are held against. InvalidRequest: a path that some servers
/// take for another one ("/a//b", "/a;b", "/a%2562", "/a./b"), and so could lead past a pattern.
Result<QString> subjectOf(Method method, const QString &rest)
{
    const QByteArray path = QByteArray::fromPercentEncoding(rest.toLatin1());
    const auto strange = [&](QByteArrayView part) { return path.contains(part); };
    if (!path.isValidUtf8() || strange("//") || strange(";") || strange("%") || strange("./") || strange(" /")
        || path.endsWith('.') || path.endsWith(' ')) {
        return fail(ErrorCode::InvalidRequest,
                    QStringLiteral("What a request may do here depends on its path, and this one could be read in two "
                                   "ways. Write it plainly, like /chat/completions."));
    }
    // HEAD is GET without the body, and servers differ in what a slash at the end means.
    const QString plain = QString::fromUtf8(path.endsWith('/') ? path.chopped(1) : path);
    return QString::fromLatin1(toString(method == Method::Head ? Method::Get : method)) + u' '
        + (plain.isEmpty() ? QStringLiteral("/") : plain);
}

} // namespace

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

Result<> ApiEndpoint::checkScopes(const Context &context, const QString &upstream) const
{
    QStringList subjects;
    if (m_rules.hasNeeds(upstream)) {
        TRY(const QString subject, subjectOf(context.request.method, context.parameter));
        subjects << subject;
    }
    return m_rules.checkScopes(*context.principal, upstream, subjects, m_scopes);
}

Task<Result<Response>> ApiEndpoint::call(const Context &context, const QString &upstream)
{
    const Principal &caller = *context.principal;
    const Request &request = context.request;
    // No token is made for an API alone: it takes one for the whole server.
    CO_CHECK(checkAudience(caller, m_resources.issuer(), m_resources.issuer()));
    CO_CHECK(m_rules.check(caller, upstream));
    CO_CHECK(checkScopes(context, upstream));
    CO_TRY(std::optional<Charge> charge, m_meter.ofRequest(upstream, context.parameter, request.headers, request.body));
    CO_TRY(Response response, co_await m_calls.run(std::move(charge), caller, [&context, &upstream] {
        return context.upstreams->forward(upstream, context.parameter.toLatin1(), context.request, *context.principal);
    }));
    if (response.stream)
        m_streams.add(caller.credentialId, context.since, response.stream);
    co_return response;
}

} // namespace ostiary::http
