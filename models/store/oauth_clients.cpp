// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/oauth_clients.h"

#include "models/store/grants.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QUrl>

namespace ostiary::store::oauth_clients {

namespace {

OAuthClient read(Row &row)
{
    OAuthClient client;
    client.id = row.id<ClientId>();
    client.name = row.text();
    for (const QJsonValue &uri : QJsonDocument::fromJson(row.text().toUtf8()).array())
        client.redirectUris << uri.toString();
    client.tokenEndpointAuthMethod = row.text();
    client.grantTypes = row.words();
    client.scope = row.text();
    client.createdAt = row.time();
    client.lastUsedAt = row.maybeTime();
    client.owner = row.id<AccountId>();
    client.origin = clientOriginFromString(row.text()).value_or(ClientOrigin::Registered);
    client.softwareId = row.text();
    client.jwks = row.text().toUtf8();
    client.jwksUri = row.text();
    client.documentFetchedAt = row.maybeTime();
    client.needsDpop = row.flag();
    client.registrations = int(row.number());
    return client;
}

QVariant blobOrNull(const QByteArray &bytes)
{
    return bytes.isEmpty() ? QVariant() : QVariant(bytes);
}

QString urisOf(const OAuthClient &client)
{
    return QString::fromUtf8(
        QJsonDocument(QJsonArray::fromStringList(client.redirectUris)).toJson(QJsonDocument::Compact));
}

// A null text would be bound as NULL.
QString text(const QString &value)
{
    return value.isNull() ? QStringLiteral("") : value;
}

} // namespace

QString softwareKey(const OAuthClient &client)
{
    if (client.origin != ClientOrigin::Registered)
        return client.id.text();
    QStringList targets;
    for (const QString &uri : client.redirectUris) {
        const QUrl url(uri);
        targets << url.scheme() + QLatin1String("://") + url.host();
    }
    targets.sort();
    targets.removeDuplicates();
    return (client.softwareId.isEmpty() ? client.name : client.softwareId) + u'\n' + targets.join(u' ');
}

Result<> insert(Connection &connection, const WithSecrets &entry)
{
    const OAuthClient &client = entry.client;
    // An empty one matches no token: what is compared with it has 32 bytes.
    const QByteArray registration = entry.registrationTokenHash.isNull() ? QByteArray("") : entry.registrationTokenHash;
    CHECK(connection.run(QStringLiteral("oauth_clients/insert"),
                         {{QStringLiteral(":id"), value(client.id)},
                          {QStringLiteral(":name"), client.name},
                          {QStringLiteral(":redirect_uris"), urisOf(client)},
                          {QStringLiteral(":token_endpoint_auth_method"), client.tokenEndpointAuthMethod},
                          {QStringLiteral(":grant_types"), value(client.grantTypes)},
                          {QStringLiteral(":scope"), text(client.scope)},
                          {QStringLiteral(":secret_hash"), blobOrNull(entry.secretHash)},
                          {QStringLiteral(":registration_token_hash"), registration},
                          {QStringLiteral(":created_at"), value(client.createdAt)},
                          {QStringLiteral(":origin"), toString(client.origin)},
                          {QStringLiteral(":software_id"), text(client.softwareId)},
                          {QStringLiteral(":software"), softwareKey(client)},
                          {QStringLiteral(":jwks"), text(QString::fromUtf8(client.jwks))},
                          {QStringLiteral(":jwks_uri"), text(client.jwksUri)},
                          {QStringLiteral(":document_fetched_at"), value(client.documentFetchedAt)},
                          {QStringLiteral(":dpop_bound"), int(client.needsDpop)}}));
    connection.changed(Table::OAuthClients, client.id.text(), ChangeKind::Inserted);
    return {};
}

Result<> keepWorkload(Connection &connection, const OAuthClient &client, Time now)
{
    TRY(const int rows,
        connection.run(QStringLiteral("oauth_clients/keep_workload"),
                       {{QStringLiteral(":id"), value(client.id)},
                        {QStringLiteral(":name"), client.name},
                        {QStringLiteral(":grant_types"), value(client.grantTypes)},
                        {QStringLiteral(":now"), value(now)}}));
    if (rows > 0)
        connection.changed(Table::OAuthClients, client.id.text(), ChangeKind::Inserted);
    return {};
}

Result<> change(Connection &connection, const WithSecrets &entry)
{
    const OAuthClient &client = entry.client;
    TRY(const int rows,
        connection.run(QStringLiteral("oauth_clients/change"),
                       {{QStringLiteral(":id"), value(client.id)},
                        {QStringLiteral(":name"), client.name},
                        {QStringLiteral(":redirect_uris"), urisOf(client)},
                        {QStringLiteral(":token_endpoint_auth_method"), client.tokenEndpointAuthMethod},
                        {QStringLiteral(":grant_types"), value(client.grantTypes)},
                        {QStringLiteral(":scope"), text(client.scope)},
                        {QStringLiteral(":secret_hash"), blobOrNull(entry.secretHash)},
                        {QStringLiteral(":software_id"), text(client.softwareId)},
                        {QStringLiteral(":software"), softwareKey(client)},
                        {QStringLiteral(":jwks"), text(QString::fromUtf8(client.jwks))},
                        {QStringLiteral(":jwks_uri"), text(client.jwksUri)},
                        {QStringLiteral(":dpop_bound"), int(client.needsDpop)}}));
    if (rows == 0)
        return fail(ErrorCode::NotFound, QStringLiteral("There is no client %1.").arg(client.id.text()));
    connection.changed(Table::OAuthClients, client.id.text(), ChangeKind::Updated);
    return {};
}

Result<std::optional<WithSecrets>> find(Connection &connection, const ClientId &id)
{
    return connection.one(QStringLiteral("oauth_clients/find"), {{QStringLiteral(":id"), value(id)}}, [](Row &row) {
        WithSecrets found;
        found.client = read(row);
        found.secretHash = row.blob();
        found.registrationTokenHash = row.blob();
        return found;
    });
}

Result<QList<OAuthClient>> page(Connection &connection, const Cursor &from, int limit)
{
    return connection.all(QStringLiteral("oauth_clients/page"),
                          {{QStringLiteral(":created_at"), from.createdAt},
                           {QStringLiteral(":id"), from.id},
                           {QStringLiteral(":limit"), limit}},
                          read);
}

Result<> touch(Connection &connection, const ClientId &id, Time now)
{
    CHECK(connection.run(QStringLiteral("oauth_clients/touch"),
                         {{QStringLiteral(":id"), value(id)}, {QStringLiteral(":now"), value(now)}}));
    connection.changed(Table::OAuthClients, id.text(), ChangeKind::Touched);
    return {};
}

Result<bool> setOwner(Connection &connection, const OAuthClient &client)
{
    TRY(const int rows,
        connection.run(QStringLiteral("oauth_clients/set_owner"),
                       {{QStringLiteral(":id"), value(client.id)},
                        {QStringLiteral(":owner_id"), client.owner.isEmpty() ? QVariant() : value(client.owner)},
                        {QStringLiteral(":grant_types"), value(client.grantTypes)},
                        {QStringLiteral(":scope"), client.scope}}));
    if (rows > 0)
        connection.changed(Table::OAuthClients, client.id.text(), ChangeKind::Updated);
    return rows > 0;
}

Result<OAuthClient> remove(Connection &connection, const ClientId &id, Time now)
{
    TRY(std::optional<WithSecrets> found, find(connection, id));
    if (!found)
        return fail(ErrorCode::NotFound, QStringLiteral("There is no client %1.").arg(id.text().left(200)));
    TRY(const QList<GrantId> grants,
        connection.all(QStringLiteral("oauth_clients/active_grants"), {{QStringLiteral(":id"), value(id)}},
                       [](Row &row) { return row.id<GrantId>(); }));
    for (const GrantId &grant : grants)
        CHECK(grants::revoke(connection, grant, now));
    for (const char *statement : {"delete_codes", "delete_device_codes", "delete_approvals", "delete_consents"}) {
        CHECK(connection.run(QLatin1String("oauth_clients/") + QLatin1String(statement),
                             {{QStringLiteral(":id"), value(id)}}));
    }
    CHECK(connection.run(QStringLiteral("oauth_clients/delete"),
                         {{QStringLiteral(":id"), value(id)}, {QStringLiteral(":now"), value(now)}}));
    connection.changed(Table::OAuthClients, id.text(), ChangeKind::Deleted);
    return std::move(found->client);
}

Result<> removeUnused(Connection &connection, Time before)
{
    CHECK(connection.run(QStringLiteral("oauth_clients/delete_unused"), {{QStringLiteral(":before"), value(before)}}));
    return {};
}

} // namespace ostiary::store::oauth_clients
