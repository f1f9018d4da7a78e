// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/check_endpoint.h"

namespace ostiary::http {

namespace {

Response plain(const QByteArray &text)
{
    return {.status = 200,
            .headers = {{"Content-Type", "text/plain; charset=utf-8"}, {"Cache-Control", "no-store"}},
            .body = text,
            .stream = {}};
}

} // namespace

QList<Route> CheckEndpoint::routes()
{
    const Stack stack{.access = Access::Protected, .limit = LimitClass::Standard};
    QList<Route> routes;
    // A proxy asks with the method of the request that it holds; none of them changes anything here.
    for (const Method method : {Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete})
        routes << Route{method, "/auth/check", stack, "CheckEndpoint::check",
                        [this](const Context &c) { return check(c); }};
    return routes;
}

Task<Result<Response>> CheckEndpoint::check(const Context &context)
{
    const Principal &who = *context.principal;
    Response response{.status = 200, .headers = {}, .body = {}, .stream = {}};
    response.headers.reserve(16); // with what the dispatcher adds
    response.headers.add(QByteArrayLiteral("Cache-Control"), QByteArrayLiteral("no-store"));
    response.headers.add(QByteArrayLiteral("Remote-User"), who.account.text().toLatin1());
    response.headers.add(QByteArrayLiteral("Remote-Email"), who.email.toLatin1());
    response.headers.add(QByteArrayLiteral("X-Ostiary-Credential"), who.credentialId.toLatin1());
    response.headers.add(QByteArrayLiteral("X-Ostiary-Scopes"), who.scopes.join(u' ').toLatin1());
    return Result<Response>(std::move(response));
}

QList<Route> HealthEndpoint::routes()
{
    const Stack open{.access = Access::Public, .limit = LimitClass::None};
    // clang-format off
    return {
        {Method::Get, "/livez",  open, "HealthEndpoint::live",  [this](const Context &c) { return live(c); }},
        {Method::Get, "/readyz", open, "HealthEndpoint::ready", [this](const Context &c) { return ready(c); }},
    };
    // clang-format on
}

Task<Result<Response>> HealthEndpoint::live(const Context &)
{
    return Result<Response>(plain("ok\n"));
}

Task<Result<Response>> HealthEndpoint::ready(const Context &context)
{
    CO_CHECK(m_ready());
    CO_TRY(const Parameters query, context.request.query());
    co_return plain(query.value(u"verbose") ? "[+]store ok\n[+]keys ok\nok\n" : "ok\n");
}

} // namespace ostiary::http
