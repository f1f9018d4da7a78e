// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/oauth_clients.h"

#include <QJsonArray>
#include <QJsonDocument>

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
    return client;
}

QVariant blobOrNull(const QByteArray &bytes)
{
    return bytes.isEmpty() ? QVariant() : QVariant(bytes);
}

} // namespace

Result<> insert(Connection &connection, const WithSecrets &entry)
{
    const OAuthClient &client = entry.client;
    const QByteArray uris
        = QJsonDocument(QJsonArray::fromStringList(client.redirectUris)).toJson(QJsonDocument::Compact);
    CHECK(connection.run(QStringLiteral("oauth_clients/insert"),
                         {{QStringLiteral(":id"), value(client.id)},
                          {QStringLiteral(":name"), client.name},
                          {QStringLiteral(":redirect_uris"), QString::fromUtf8(uris)},
                          {QStringLiteral(":token_endpoint_auth_method"), client.tokenEndpointAuthMethod},
                          {QStringLiteral(":grant_types"), value(client.grantTypes)},
                          {QStringLiteral(":scope"), client.scope},
                          {QStringLiteral(":secret_hash"), blobOrNull(entry.secretHash)},
                          {QStringLiteral(":registration_token_hash"), entry.registrationTokenHash},
                          {QStringLiteral(":created_at"), value(client.createdAt)}}));
    connection.changed(Table::OAuthClients, client.id.text(), ChangeKind::Inserted);
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

Result<> removeUnused(Connection &connection, Time before)
{
    CHECK(connection.run(QStringLiteral("oauth_clients/delete_unused"), {{QStringLiteral(":before"), value(before)}}));
    return {};
}

} // namespace ostiary::store::oauth_clients
