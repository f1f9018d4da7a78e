// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/oauth/client_service.h"

#include "server/core/oauth/redirect_uri.h"
#include "server/core/oauth/scopes.h"
#include "server/core/paging.h"

#include <QJsonArray>

namespace ostiary {

namespace {

constexpr qsizetype kLongestName = 200;
const QStringList kAuthMethods{QStringLiteral("none"), QStringLiteral("client_secret_basic"),
                               QStringLiteral("client_secret_post")};
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
    if (value.toArray().size() > ClientService::kMostRedirectUris)
        return wrong(
            QStringLiteral("redirect_uris may have at most %1 addresses.").arg(ClientService::kMostRedirectUris));
    QStringList uris;
    for (const QJsonValue &item : value.toArray()) {
        TRY(const RedirectUri uri, RedirectUri::parse(item.toString()));
        uris << uri.text();
    }
    return uris;
}

} // namespace

ClientService::ClientService(store::Store &store, const KeyRing &keys, const Clock &clock, Random &random)
    : m_store(store), m_keys(keys), m_clock(clock), m_random(random)
{
}

Task<Result<ClientService::Registered>> ClientService::registerClient(QJsonObject metadata)
{
    Registered registered;
    OAuthClient &client = registered.client;
    CO_TRY(client.redirectUris, redirectUris(metadata));
    CO_TRY(client.grantTypes, grantTypes(metadata));
    CO_TRY(const QStringList responseTypes, stringList(metadata, QStringLiteral("response_types")));
    if (!responseTypes.isEmpty() && !responseTypes.contains(QStringLiteral("code")))
        co_return refused(QStringLiteral("response_types must include code."));
    CO_TRY(client.tokenEndpointAuthMethod,
           string(metadata, QStringLiteral("token_endpoint_auth_method"), kAuthMethods[1], 100));
    if (!kAuthMethods.contains(client.tokenEndpointAuthMethod)) {
        co_return refused(QStringLiteral("token_endpoint_auth_method must be one of: %1.")
                              .arg(kAuthMethods.join(QLatin1String(", "))));
    }
    CO_TRY(client.name, string(metadata, QStringLiteral("client_name"), QStringLiteral("Unnamed client"), 10'000));
    client.name = client.name.simplified().left(kLongestName);
    if (client.name.isEmpty())
        client.name = QStringLiteral("Unnamed client");
    CO_TRY(client.scope, string(metadata, QStringLiteral("scope"), QString(), scopes::kLongest));
    client.id = m_random.id<ClientId>();
    client.createdAt = m_clock.now();
    registered.registrationToken = m_random.token();
    if (client.tokenEndpointAuthMethod != kAuthMethods.first())
        registered.secret = m_random.token();

    const store::oauth_clients::WithSecrets row{
        .client = client,
        .secretHash
        = registered.secret.isEmpty() ? QByteArray() : m_keys.mac(Purpose::OAuthSecret, registered.secret.reveal()),
        .registrationTokenHash = m_keys.mac(Purpose::OAuthSecret, registered.registrationToken.reveal()),
    };
    CO_CHECK(co_await m_store.write([row](store::Connection &connection) -> Result<bool> {
        CHECK(store::oauth_clients::insert(connection, row));
        return true;
    }));
    co_return registered;
}

Result<std::optional<OAuthClient>> ClientService::find(const ClientId &id)
{
    TRY(store::Connection *const connection, m_store.reader());
    TRY(auto found, store::oauth_clients::find(*connection, id));
    return found ? std::optional(std::move(found->client)) : std::nullopt;
}

Result<OAuthClient> ClientService::readRegistration(const ClientId &id, const QByteArray &registrationToken)
{
    TRY(store::Connection *const connection, m_store.reader());
    TRY(auto found, store::oauth_clients::find(*connection, id));
    if (!found || Secret(found->registrationTokenHash) != Secret(m_keys.mac(Purpose::OAuthSecret, registrationToken)))
        return fail(ErrorCode::InvalidToken, QStringLiteral("Send the client's registration access token."));
    return std::move(found->client);
}

Result<OAuthClient> ClientService::authenticate(const Credentials &credentials)
{
    TRY(store::Connection *const connection, m_store.reader());
    TRY(auto found, store::oauth_clients::find(*connection, ClientId(credentials.clientId)));
    if (!found)
        return fail(ErrorCode::InvalidClient,
                    QStringLiteral("The client is not registered here (any more); register again."));
    if (found->secretHash.isEmpty() != !credentials.secret) {
        return fail(ErrorCode::InvalidClient,
                    credentials.secret ? QStringLiteral("This client is public and has no secret.")
                                       : QStringLiteral("This client must send its secret."));
    }
    if (credentials.secret
        && Secret(found->secretHash) != Secret(m_keys.mac(Purpose::OAuthSecret, credentials.secret->reveal())))
        return fail(ErrorCode::InvalidClient, QStringLiteral("The client secret is wrong."));
    return std::move(found->client);
}

Result<Page<OAuthClient>> ClientService::list(const PageRequest &page)
{
    return paging::read<OAuthClient>(m_store, page,
                                     [](store::Connection &connection, const store::Cursor &from, int limit) {
                                         return store::oauth_clients::page(connection, from, limit);
                                     });
}

} // namespace ostiary
