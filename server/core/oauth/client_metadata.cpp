// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/oauth/client_metadata.h"

#include "server/core/crypto/public_jwk.h"
#include "server/core/oauth/client_id_url.h"
#include "server/core/oauth/redirect_uri.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace ostiary::client_metadata {

namespace {

constexpr qsizetype kLongestText = 10'000;
constexpr qsizetype kLongestJwks = 16 * 1024; ///< bytes of JSON
const QString kNone = QStringLiteral("none");
const QString kBasic = QStringLiteral("client_secret_basic");
const QString kPost = QStringLiteral("client_secret_post");
const QString kPrivateKey = QStringLiteral("private_key_jwt");
const QStringList kGrantTypes{QStringLiteral("authorization_code"), QStringLiteral("refresh_token"),
                              QStringLiteral("urn:ietf:params:oauth:grant-type:device_code"),
                              QStringLiteral("client_credentials")}; ///< the last only once an operator allows it

std::unexpected<Error> refused(const QString &why)
{
    return fail(ErrorCode::InvalidClientMetadata, why);
}

Result<QStringList> stringList(const QJsonObject &metadata, const QString &name)
{
    const QJsonValue value = metadata.value(name);
    if (value.isUndefined() || value.isNull())
        return QStringList();
    if (!value.isArray())
        return refused(QStringLiteral("%1 must be a list of strings.").arg(name));
    QStringList list;
    for (const QJsonValue &item : value.toArray()) {
        if (!item.isString())
            return refused(QStringLiteral("%1 must be a list of strings.").arg(name));
        list << item.toString();
    }
    return list;
}

Result<QString> string(const QJsonObject &metadata, const QString &name, const QString &otherwise, qsizetype longest)
{
    const QJsonValue value = metadata.value(name);
    if (value.isUndefined() || value.isNull())
        return otherwise;
    if (!value.isString() || value.toString().size() > longest)
        return refused(QStringLiteral("%1 must be a string of at most %2 characters.").arg(name).arg(longest));
    return value.toString();
}

Result<bool> boolean(const QJsonObject &metadata, const QString &name)
{
    const QJsonValue value = metadata.value(name);
    if (!value.isUndefined() && !value.isNull() && !value.isBool())
        return refused(QStringLiteral("%1 must be true or false.").arg(name));
    return value.toBool();
}

// RFC 7591 §2: what is left out means authorization_code; a list of which we know nothing cannot be served.
Result<QStringList> grantTypes(const QJsonObject &metadata)
{
    TRY(QStringList asked, stringList(metadata, QStringLiteral("grant_types")));
    if (asked.isEmpty())
        return QStringList{kGrantTypes.first()};
    asked.removeIf([](const QString &type) { return !kGrantTypes.contains(type); });
    if (asked.isEmpty() || asked == QStringList{kGrantTypes[1]})
        return refused(QStringLiteral("grant_types must include one of: authorization_code, %1, %2.")
                           .arg(kGrantTypes[2], kGrantTypes[3]));
    return asked;
}

Result<QStringList> redirectUris(const QJsonObject &metadata)
{
    const auto wrong = [](const QString &why) { return fail(ErrorCode::InvalidRedirectUri, why); };
    const QJsonValue value = metadata.value(QLatin1String("redirect_uris"));
    TRY(const QStringList types, grantTypes(metadata));
    if (value.isUndefined() && !types.contains(kGrantTypes.first()))
        return QStringList(); // devices and programs are never sent anywhere
    if (!value.isArray() || value.toArray().isEmpty())
        return wrong(QStringLiteral("redirect_uris must be a list with at least one address."));
    if (value.toArray().size() > kMostRedirectUris)
        return wrong(QStringLiteral("redirect_uris may have at most %1 addresses.").arg(kMostRedirectUris));
    QStringList uris;
    for (const QJsonValue &item : value.toArray()) {
        TRY(const RedirectUri uri, RedirectUri::parse(item.toString()));
        uris << uri.text();
    }
    return uris;
}

Result<QString> name(const QJsonObject &metadata, const QString &otherwise)
{
    TRY(const QString given, string(metadata, QStringLiteral("client_name"), otherwise, kLongestText));
    const QString plain = given.simplified().left(kLongestName);
    return plain.isEmpty() ? otherwise : plain;
}

// What we know of what was asked for; the rest is dropped, since clients die on a refusal.
Result<QString> scope(const QJsonObject &metadata, const ScopeCatalogue &scopes)
{
    TRY(const QString asked, string(metadata, QStringLiteral("scope"), QString(), ScopeCatalogue::kLongest));
    QStringList words = asked.split(u' ', Qt::SkipEmptyParts);
    words.removeIf([&](const QString &word) { return !scopes.knows(word); });
    words.removeDuplicates();
    return words.join(u' ');
}

Result<> readKeys(const QJsonObject &metadata, OAuthClient &client)
{
    const QJsonValue jwks = metadata.value(QLatin1String("jwks"));
    TRY(client.jwksUri, string(metadata, QStringLiteral("jwks_uri"), QString(), ClientIdUrl::kLongest));
    if (!jwks.isUndefined() && !jwks.isNull()) {
        if (!client.jwksUri.isEmpty())
            return refused(QStringLiteral("Give jwks or jwks_uri, not both.")); // RFC 7591 §2
        client.jwks = QJsonDocument(jwks.toObject()).toJson(QJsonDocument::Compact);
        if (client.jwks.size() > kLongestJwks)
            return refused(QStringLiteral("jwks may have at most %1 bytes.").arg(kLongestJwks));
        CHECK(parseJwkSet(jwks.toObject()));
    }
    if (!client.jwksUri.isEmpty() && !ClientIdUrl::parse(client.jwksUri))
        return refused(QStringLiteral("jwks_uri must be https://HOST/PATH."));
    return {};
}

Result<OAuthClient> common(const QJsonObject &metadata, const QString &unnamed, const ScopeCatalogue &scopes)
{
    OAuthClient client;
    TRY(client.redirectUris, redirectUris(metadata));
    TRY(client.grantTypes, grantTypes(metadata));
    TRY(const QStringList responseTypes, stringList(metadata, QStringLiteral("response_types")));
    if (!responseTypes.isEmpty() && !responseTypes.contains(QStringLiteral("code")))
        return refused(QStringLiteral("response_types must include code."));
    TRY(client.name, name(metadata, unnamed));
    TRY(client.scope, scope(metadata, scopes));
    TRY(client.softwareId, string(metadata, QStringLiteral("software_id"), QString(), 200));
    TRY(client.needsDpop, boolean(metadata, QStringLiteral("dpop_bound_access_tokens")));
    return client;
}

Result<> checkMethod(const OAuthClient &client)
{
    if (client.tokenEndpointAuthMethod == kPrivateKey && client.jwks.isEmpty() && client.jwksUri.isEmpty())
        return refused(QStringLiteral("private_key_jwt needs the client's public keys: jwks or jwks_uri."));
    return {};
}

} // namespace

const QStringList &authenticationMethods()
{
    static const QStringList kMethods{kNone, kBasic, kPost, kPrivateKey};
    return kMethods;
}

bool hasSecret(const OAuthClient &client)
{
    return client.tokenEndpointAuthMethod == kBasic || client.tokenEndpointAuthMethod == kPost;
}

Result<OAuthClient> fromRegistration(const QJsonObject &metadata, const ScopeCatalogue &scopes)
{
    TRY(OAuthClient client, common(metadata, QStringLiteral("Unnamed client"), scopes));
    TRY(client.tokenEndpointAuthMethod, string(metadata, QStringLiteral("token_endpoint_auth_method"), kBasic, 100));
    if (!authenticationMethods().contains(client.tokenEndpointAuthMethod)) {
        return refused(QStringLiteral("token_endpoint_auth_method must be one of: %1.")
                           .arg(authenticationMethods().join(QLatin1String(", "))));
    }
    // Who proves itself otherwise needs no keys, and what it says of them is not even looked at.
    if (client.tokenEndpointAuthMethod == kPrivateKey)
        CHECK(readKeys(metadata, client));
    CHECK(checkMethod(client));
    return client;
}

Result<OAuthClient> fromDocument(const QString &url, const QByteArray &body, const ScopeCatalogue &scopes)
{
    QJsonParseError problem{};
    const QJsonDocument document = QJsonDocument::fromJson(body, &problem);
    if (!document.isObject())
        return refused(QStringLiteral("It is not a JSON object."));
    const QJsonObject metadata = document.object();
    if (metadata.value(QLatin1String("client_id")).toString() != url)
        return refused(QStringLiteral("Its client_id is not its own address, character by character."));
    if (metadata.value(QLatin1String("client_name")).toString().trimmed().isEmpty())
        return refused(QStringLiteral("It has no client_name."));
    for (const char *secret : {"client_secret", "client_secret_expires_at"}) {
        if (metadata.contains(QLatin1String(secret)))
            return refused(QStringLiteral("It has a %1, which everybody can read.").arg(QLatin1String(secret)));
    }
    TRY(OAuthClient client, common(metadata, url, scopes));
    // ChatGPT's document lists all methods that it can do, instead of one.
    TRY(const QStringList several, stringList(metadata, QStringLiteral("token_endpoint_auth_methods_supported")));
    const QString usual = several.isEmpty() || several.contains(kNone) ? kNone : several.first();
    TRY(client.tokenEndpointAuthMethod, string(metadata, QStringLiteral("token_endpoint_auth_method"), usual, 100));
    if (client.tokenEndpointAuthMethod != kNone && client.tokenEndpointAuthMethod != kPrivateKey) {
        return refused(QStringLiteral("Its token_endpoint_auth_method must be none or private_key_jwt: a document "
                                      "keeps no secret."));
    }
    CHECK(readKeys(metadata, client));
    CHECK(checkMethod(client));
    client.id = ClientId(url);
    client.origin = ClientOrigin::Document;
    return client;
}

} // namespace ostiary::client_metadata
