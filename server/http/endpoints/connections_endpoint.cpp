// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/connections_endpoint.h"

#include "models/json.h"
#include "server/http/endpoints/listing.h"

namespace ostiary::http {

namespace {

Result<QString> urlOf(const Request &request)
{
    if (request.header("content-type").startsWith("application/x-www-form-urlencoded")) {
        TRY(const Parameters form, request.form());
        return form.value(u"url").value_or(QString());
    }
    TRY(const QJsonObject body, request.json());
    const QJsonValue url = body.value(QLatin1String("url"));
    if (!url.isString())
        return failField(QStringLiteral("url"), QStringLiteral("The url must be a string."));
    return url.toString();
}

} // namespace

QList<Route> ConnectionsEndpoint::routes()
{
    const Stack own{.access = Access::Manager, .limit = LimitClass::Standard};
    const Stack anyone{.access = Access::Protected, .limit = LimitClass::Standard};
    // clang-format off
    return {
        {Method::Get,  "/api/connections",           own,    "ConnectionsEndpoint::list",  [this](const Context &c) { return list(c); }},
        {Method::Get,  "/api/connections/{id}",      own,    "ConnectionsEndpoint::get",   [this](const Context &c) { return get(c); }},
        {Method::Post, "/api/oauth/authorize/check", anyone, "ConnectionsEndpoint::check", [this](const Context &c) { return check(c); }},
    };
    // clang-format on
}

// An administrator of the server, not of an organization: attempts that nobody signed in for belong to none. And only
// by a session or a key of their own: what an app was let in for does not reach over other people's comings.
AccountId ConnectionsEndpoint::visibleTo(const Principal &who)
{
    return who.isAdmin && who.via != Principal::Via::AccessToken ? AccountId() : who.account;
}

Task<Result<Response>> ConnectionsEndpoint::list(const Context &context)
{
    CO_TRY(const PageRequest page, pageRequest(context.request));
    CO_TRY(const Page<ConnectionAttempt> attempts, co_await m_recorder.list(page, visibleTo(*context.principal)));
    co_return json(toJson(attempts));
}

Task<Result<Response>> ConnectionsEndpoint::get(const Context &context)
{
    CO_TRY(const ConnectionAttempt attempt,
           co_await m_recorder.find(AttemptId(context.parameter), visibleTo(*context.principal)));
    co_return json(toJson(attempt));
}

Task<Result<Response>> ConnectionsEndpoint::check(const Context &context)
{
    CO_TRY(const QString url, urlOf(context.request));
    CO_TRY(const AuthorizeReport report, co_await m_tester.check(url));
    co_return json(toJson(report));
}

} // namespace ostiary::http
