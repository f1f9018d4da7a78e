// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/oauth/metadata.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace ostiary::oauth_metadata {

namespace {

// RFC 8414 §3.2: what has no elements is left out.
void addScopes(QJsonObject &document, const QStringList &scopes)
{
    if (!scopes.isEmpty())
        document.insert(QStringLiteral("scopes_supported"), QJsonArray::fromStringList(scopes));
}

} // namespace

QJsonObject authorizationServer(const QString &issuer, const ClientService &clients, const ScopeCatalogue &scopes,
                                bool vouched)
{
    const QJsonArray clientAuthentication = QJsonArray::fromStringList(client_metadata::authenticationMethods());
    QJsonArray confidential = clientAuthentication;
    confidential.removeFirst(); // "none"
    const QJsonArray algorithms = QJsonArray::fromStringList(PublicJwk::algorithms());
    QJsonArray grantTypes{QStringLiteral("authorization_code"), QStringLiteral("refresh_token"),
                          QStringLiteral("client_credentials"),
                          QStringLiteral("urn:ietf:params:oauth:grant-type:device_code"),
                          QStringLiteral("urn:ietf:params:oauth:grant-type:token-exchange")};
    if (vouched)
        grantTypes.append(QStringLiteral("urn:ietf:params:oauth:grant-type:jwt-bearer"));
    QJsonObject document{
        {QStringLiteral("issuer"), issuer},
        {QStringLiteral("authorization_endpoint"), issuer + QStringLiteral("/api/oauth/authorize")},
        {QStringLiteral("token_endpoint"), issuer + QStringLiteral("/api/oauth/token")},
        {QStringLiteral("revocation_endpoint"), issuer + QStringLiteral("/api/oauth/revoke")},
        {QStringLiteral("introspection_endpoint"), issuer + QStringLiteral("/api/oauth/introspect")},
        {QStringLiteral("device_authorization_endpoint"), issuer + QStringLiteral("/api/oauth/device_authorization")},
        {QStringLiteral("jwks_uri"), issuer + QStringLiteral("/api/oauth/jwks")},
        {QStringLiteral("response_types_supported"), QJsonArray{QStringLiteral("code")}},
        {QStringLiteral("response_modes_supported"), QJsonArray{QStringLiteral("query")}},
        {QStringLiteral("grant_types_supported"), grantTypes},
        {QStringLiteral("token_endpoint_auth_methods_supported"), clientAuthentication},
        {QStringLiteral("token_endpoint_auth_signing_alg_values_supported"), algorithms},
        {QStringLiteral("revocation_endpoint_auth_methods_supported"), clientAuthentication},
        {QStringLiteral("revocation_endpoint_auth_signing_alg_values_supported"), algorithms},
        {QStringLiteral("introspection_endpoint_auth_methods_supported"), confidential},
        {QStringLiteral("introspection_endpoint_auth_signing_alg_values_supported"), algorithms},
        {QStringLiteral("code_challenge_methods_supported"), QJsonArray{QStringLiteral("S256")}},
        {QStringLiteral("authorization_response_iss_parameter_supported"), true},
        {QStringLiteral("dpop_signing_alg_values_supported"), algorithms},
    };
    if (clients.registers())
        document.insert(QStringLiteral("registration_endpoint"), issuer + QStringLiteral("/api/oauth/register"));
    addScopes(document, scopes.supported());
    if (vouched) {
        document.insert(QStringLiteral("authorization_grant_profiles_supported"),
                        QJsonArray{QStringLiteral("urn:ietf:params:oauth:grant-profile:id-jag")});
    }
    // Only beside "none", which every such client uses: hosted clients want both or register instead.
    if (clients.readsDocuments())
        document.insert(QStringLiteral("client_id_metadata_document_supported"), true);
    return document;
}

QJsonObject protectedResource(const Resources &resources, const QString &path, const QStringList &scopes)
{
    QJsonObject document{
        {QStringLiteral("resource"), resources.ofPath(path)},
        {QStringLiteral("authorization_servers"), QJsonArray{resources.issuer()}},
        {QStringLiteral("bearer_methods_supported"), QJsonArray{QStringLiteral("header")}},
        {QStringLiteral("dpop_signing_alg_values_supported"), QJsonArray::fromStringList(PublicJwk::algorithms())},
        {QStringLiteral("dpop_bound_access_tokens_required"), false},
        {QStringLiteral("resource_name"), QStringLiteral("Ostiary")},
    };
    addScopes(document, scopes);
    return document;
}

QJsonObject apiCatalog(const Resources &resources)
{
    QJsonArray linkset;
    for (const QString &path : resources.mcpPaths()) {
        const QString about = resources.issuer() + QStringLiteral("/.well-known/oauth-protected-resource") + path;
        const QJsonObject link{{QStringLiteral("href"), about},
                               {QStringLiteral("type"), QStringLiteral("application/json")}};
        linkset.append(QJsonObject{{QStringLiteral("anchor"), resources.ofPath(path)},
                                   {QStringLiteral("service-meta"), QJsonArray{link}}});
    }
    return {{QStringLiteral("linkset"), linkset}};
}

QJsonObject registration(const OAuthClient &client, const QString &issuer)
{
    QJsonObject document{
        {QStringLiteral("client_id"), client.id.text()},
        {QStringLiteral("client_id_issued_at"), double(client.createdAt.time_since_epoch().count() / 1000)},
        {QStringLiteral("client_name"), client.name},
        {QStringLiteral("redirect_uris"), QJsonArray::fromStringList(client.redirectUris)},
        {QStringLiteral("token_endpoint_auth_method"), client.tokenEndpointAuthMethod},
        {QStringLiteral("grant_types"), QJsonArray::fromStringList(client.grantTypes)},
        {QStringLiteral("response_types"), QJsonArray{QStringLiteral("code")}},
        {QStringLiteral("registration_client_uri"), issuer + QStringLiteral("/api/oauth/register/") + client.id.text()},
    };
    if (!client.scope.isEmpty())
        document.insert(QStringLiteral("scope"), client.scope);
    if (client.needsDpop)
        document.insert(QStringLiteral("dpop_bound_access_tokens"), true);
    if (!client.softwareId.isEmpty())
        document.insert(QStringLiteral("software_id"), client.softwareId);
    if (!client.jwks.isEmpty())
        document.insert(QStringLiteral("jwks"), QJsonDocument::fromJson(client.jwks).object());
    if (!client.jwksUri.isEmpty())
        document.insert(QStringLiteral("jwks_uri"), client.jwksUri);
    return document;
}

} // namespace ostiary::oauth_metadata
