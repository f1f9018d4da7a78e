// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/pages_endpoint.h"

#include "server/http/pages/page_renderer.h"

#include <QJsonArray>

namespace ostiary::http {

using namespace Qt::StringLiterals;

QList<Route> PagesEndpoint::routes()
{
    const Stack page{.access = Access::Optional, .limit = LimitClass::None, .errors = ErrorStyle::Page};
    const Stack asset{.access = Access::Public, .limit = LimitClass::None};
    // clang-format off
    return {
        {Method::Get,  "/",              page,  "PagesEndpoint::home",  [this](const Context &c) { return home(c); }},
        {Method::Get,  "/assets/{name}", asset, "PagesEndpoint::asset", [this](const Context &c) { return this->asset(c); }},
    };
    // clang-format on
}

Task<Result<Response>> PagesEndpoint::home(const Context &context)
{
    QJsonObject values{{u"public_url"_s, m_publicUrl},
                       {u"signed_in"_s, context.principal != nullptr},
                       {u"registration_open"_s, m_registrationOpen}};
    if (context.principal) {
        values.insert(u"email"_s, context.principal->email);
        values.insert(u"csrf"_s, QString::fromLatin1(m_sessions.csrfToken(context.principal->credentialId)));
    }
    QJsonArray upstreams;
    // Names of upstreams are nobody's business but those who are let in.
    for (const UpstreamLink &upstream : m_upstreams) {
        if (context.principal && m_owners.mayUse(*context.principal, upstream.name))
            upstreams.append(QJsonObject{{u"name"_s, upstream.name}, {u"url"_s, upstream.url}});
    }
    values.insert(u"upstreams"_s, upstreams);
    return Result<Response>(PageRenderer::page(u"home"_s, values));
}

Task<Result<Response>> PagesEndpoint::asset(const Context &context)
{
    return Result<Response>(PageRenderer::asset(context.parameter.toLatin1()));
}

} // namespace ostiary::http
