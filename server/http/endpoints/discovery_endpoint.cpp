// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/discovery_endpoint.h"

#include "server/core/oauth/metadata.h"

namespace ostiary::http {

namespace {

constexpr QByteArrayView kProtectedResource = "/.well-known/oauth-protected-resource";

Response document(const QJsonObject &object)
{
    Response response = json(object);
    response.headers.set("Cache-Control", "public, max-age=300");
    return response;
}

} // namespace

QList<Route> DiscoveryEndpoint::routes()
{
    const Stack open{.access = Access::Public, .limit = LimitClass::None, .cors = Cors::Open};
    const auto server = [this](const Context &c) { return authorizationServer(c); };
    const auto resource = [this](const Context &c) { return protectedResource(c); };
    constexpr auto step = AttemptStep::Discovery;
    // clang-format off
    return {
        {Method::Get, "/.well-known/oauth-authorization-server",          open, "DiscoveryEndpoint::authorizationServer", server, {}, step},
        {Method::Get, "/.well-known/openid-configuration",                open, "DiscoveryEndpoint::authorizationServer", server, {}, step},
        {Method::Get, "/.well-known/oauth-protected-resource",            open, "DiscoveryEndpoint::protectedResource",   resource, {}, step},
        {Method::Get, "/.well-known/oauth-protected-resource/mcp",        open, "DiscoveryEndpoint::protectedResource",   resource, {}, step},
        {Method::Get, "/.well-known/oauth-protected-resource/mcp/{name}", open, "DiscoveryEndpoint::protectedResource",   resource, {}, step},
        {Method::Get, "/.well-known/api-catalog",                         open, "DiscoveryEndpoint::apiCatalog",          [this](const Context &c) { return apiCatalog(c); }},
        {Method::Get, "/api/oauth/jwks",                                  open, "DiscoveryEndpoint::keys",                [this](const Context &c) { return keys(c); }},
    };
    // clang-format on
}

Task<Result<Response>> DiscoveryEndpoint::authorizationServer(const Context &)
{
    return Result<Response>(
        document(oauth_metadata::authorizationServer(m_resources.issuer(), m_clients, m_scopes, m_vouched)));
}

Task<Result<Response>> DiscoveryEndpoint::protectedResource(const Context &context)
{
    QString path = QString::fromLatin1(context.request.path.sliced(kProtectedResource.size()));
    if (path.endsWith(u'/'))
        path.chop(1);
    if (!path.isEmpty() && !m_resources.isMcpPath(path))
        co_return fail(ErrorCode::NotFound, QStringLiteral("This server protects nothing at %1.").arg(path));
    // Of the whole server everything; of /mcp what the upstream behind it is closed without.
    const QString upstream = path.section(u'/', 2);
    const QStringList scopes = path.isEmpty() ? m_scopes.supported() : m_upstreams.firstScopes(upstream, m_scopes);
    co_return document(oauth_metadata::protectedResource(m_resources, path, scopes));
}

Task<Result<Response>> DiscoveryEndpoint::apiCatalog(const Context &)
{
    Response response = document(oauth_metadata::apiCatalog(m_resources));
    response.headers.set("Content-Type",
                         R"(application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727")");
    // RFC 9727 §2: also for HEAD, by a link.
    const QByteArray self = m_resources.issuer().toLatin1() + "/.well-known/api-catalog";
    response.headers.set("Link", '<' + self + ">; rel=\"api-catalog\"");
    return Result<Response>(std::move(response));
}

Task<Result<Response>> DiscoveryEndpoint::keys(const Context &)
{
    return Result<Response>(document(m_signer.publicKeys()));
}

} // namespace ostiary::http
