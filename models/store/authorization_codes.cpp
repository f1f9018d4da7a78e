// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/authorization_codes.h"

namespace ostiary::store::authorization_codes {

Result<> insert(Connection &connection, const QByteArray &hash, const Entry &entry)
{
    CHECK(connection.run(QStringLiteral("authorization_codes/insert"),
                         {{QStringLiteral(":hash"), hash},
                          {QStringLiteral(":client_id"), value(entry.client)},
                          {QStringLiteral(":account_id"), value(entry.account)},
                          {QStringLiteral(":redirect_uri"), entry.redirectUri},
                          {QStringLiteral(":code_challenge"), entry.codeChallenge},
                          {QStringLiteral(":scopes"), value(entry.scopes)},
                          {QStringLiteral(":resource"), entry.resource},
                          {QStringLiteral(":expires_at"), value(entry.expiresAt)},
                          {QStringLiteral(":key_thumbprint"), entry.keyThumbprint},
                          {QStringLiteral(":left_out"), value(entry.leftOut)},
                          {QStringLiteral(":lifetime_s"), value(entry.lifetime)}}));
    return {};
}

Result<std::optional<Entry>> find(Connection &connection, const QByteArray &hash)
{
    return connection.one(QStringLiteral("authorization_codes/find"), {{QStringLiteral(":hash"), hash}}, [](Row &row) {
        Entry entry;
        entry.client = row.id<ClientId>();
        entry.account = row.id<AccountId>();
        entry.redirectUri = row.text();
        entry.codeChallenge = row.text();
        entry.scopes = row.words();
        entry.resource = row.text();
        entry.expiresAt = row.time();
        entry.usedAt = row.maybeTime();
        entry.wrongTries = row.number();
        entry.grant = row.id<GrantId>();
        entry.keyThumbprint = row.text();
        entry.leftOut = row.words();
        entry.lifetime = row.maybeSeconds();
        return entry;
    });
}

Result<bool> use(Connection &connection, const QByteArray &hash, const GrantId &grant, Time now)
{
    TRY(const int rows,
        connection.run(QStringLiteral("authorization_codes/use"),
                       {{QStringLiteral(":hash"), hash},
                        {QStringLiteral(":grant_id"), grant.isEmpty() ? QVariant() : value(grant)},
                        {QStringLiteral(":now"), value(now)}}));
    return rows > 0;
}

Result<> countWrongTry(Connection &connection, const QByteArray &hash)
{
    CHECK(connection.run(QStringLiteral("authorization_codes/count_wrong_try"), {{QStringLiteral(":hash"), hash}}));
    return {};
}

Result<> removeUnused(Connection &connection, const AccountId &account)
{
    CHECK(connection.run(QStringLiteral("authorization_codes/delete_unused_of_account"),
                         {{QStringLiteral(":account_id"), value(account)}}));
    return {};
}

Result<> removeExpired(Connection &connection, Time before)
{
    CHECK(connection.run(QStringLiteral("authorization_codes/delete_expired"),
                         {{QStringLiteral(":before"), value(before)}}));
    return {};
}

} // namespace ostiary::store::authorization_codes
