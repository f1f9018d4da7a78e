// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/api_keys.h"

#include "models/store/figures.h"

namespace ostiary::store::api_keys {

namespace {

ApiKey read(Row &row)
{
    ApiKey key;
    key.id = row.id<ApiKeyId>();
    key.account = row.id<AccountId>();
    key.organization = row.id<OrganizationId>();
    key.project = row.id<ProjectId>();
    key.accountEmail = row.text();
    key.kind = keyKindFromString(row.text()).value_or(KeyKind::Fos);
    key.name = row.text();
    key.hint = row.text();
    key.scopes = row.words();
    key.networks = row.words();
    key.createdAt = row.time();
    key.expiresAt = row.maybeTime();
    key.disabledAt = row.maybeTime();
    key.revokedAt = row.maybeTime();
    key.lastUsedAt = row.maybeTime();
    key.lastUsedAddress = row.text();
    key.lastUsedClient = row.text();
    key.replaces = row.id<ApiKeyId>();
    key.replacedBy = row.id<ApiKeyId>();
    key.limits = readLimits(row);
    key.budget = readBudget(row);
    return key;
}

} // namespace

Result<std::optional<ApiKey>> find(Connection &connection, const ApiKeyId &id)
{
    return connection.one(QStringLiteral("api_keys/find"), {{QStringLiteral(":id"), value(id)}}, read);
}

Result<std::optional<Owned>> findByHash(Connection &connection, const QByteArray &hash)
{
    return connection.one(QStringLiteral("api_keys/find_by_hash"), {{QStringLiteral(":hash"), hash}}, [](Row &row) {
        Owned owned;
        owned.key = read(row);
        owned.holder = readHolder(row);
        return owned;
    });
}

Result<> insert(Connection &connection, const ApiKey &key, const QByteArray &hash, int most)
{
    TRY(const int rows,
        connection.run(QStringLiteral("api_keys/insert"),
                       {{QStringLiteral(":id"), value(key.id)},
                        {QStringLiteral(":account_id"), value(key.account)},
                        {QStringLiteral(":organization_id"), value(key.organization)},
                        {QStringLiteral(":project_id"), key.project.isEmpty() ? QVariant() : value(key.project)},
                        {QStringLiteral(":kind"), toString(key.kind)},
                        {QStringLiteral(":name"), key.name},
                        {QStringLiteral(":hint"), key.hint},
                        {QStringLiteral(":hash"), hash},
                        {QStringLiteral(":scopes"), value(key.scopes)},
                        {QStringLiteral(":networks"), value(key.networks)},
                        {QStringLiteral(":replaces"), key.replaces.isEmpty() ? QVariant() : value(key.replaces)},
                        {QStringLiteral(":created_at"), value(key.createdAt)},
                        {QStringLiteral(":expires_at"), value(key.expiresAt)},
                        {QStringLiteral(":standard_count"), orNull(key.limits.standard)},
                        {QStringLiteral(":ai_count"), orNull(key.limits.ai)},
                        {QStringLiteral(":cap_micros"), orNull(key.budget.capMicros)},
                        {QStringLiteral(":alert_micros"), orNull(key.budget.alertMicros)},
                        {QStringLiteral(":most"), most}}));
    if (rows == 0) {
        return fail(
            ErrorCode::Conflict,
            QStringLiteral("This account has %1 active keys, the most it may have; revoke one first.").arg(most));
    }
    connection.changed(Table::ApiKeys, key.id.text(), ChangeKind::Inserted);
    return {};
}

Result<ApiKey> revoke(Connection &connection, const ApiKeyId &id, Time now)
{
    TRY(const int rows,
        connection.run(QStringLiteral("api_keys/revoke"),
                       {{QStringLiteral(":id"), value(id)}, {QStringLiteral(":now"), value(now)}}));
    TRY(std::optional<ApiKey> key, find(connection, id));
    if (!key)
        return fail(ErrorCode::NotFound, QStringLiteral("There is no key %1.").arg(id.text()));
    if (rows > 0)
        connection.changed(Table::ApiKeys, id.text(), ChangeKind::Updated);
    return *std::move(key);
}

Result<QList<ApiKeyId>> activeIds(Connection &connection, const AccountId &account,
                                  const std::optional<OrganizationId> &organization)
{
    return connection.all(QStringLiteral("api_keys/active_ids"),
                          {{QStringLiteral(":account_id"), value(account)},
                           {QStringLiteral(":organization_id"), value(organization.value_or(OrganizationId()))}},
                          [](Row &row) { return row.id<ApiKeyId>(); });
}

Result<> announce(Connection &connection, const AccountId &account)
{
    TRY(const QList<ApiKeyId> ids, activeIds(connection, account));
    for (const ApiKeyId &id : ids)
        connection.changed(Table::ApiKeys, id.text(), ChangeKind::Updated);
    return {};
}

Result<ApiKey> change(Connection &connection, const ApiKey &key)
{
    TRY(const std::optional<ApiKey> before, find(connection, key.id));
    TRY(const int rows,
        connection.run(QStringLiteral("api_keys/change"),
                       {{QStringLiteral(":id"), value(key.id)},
                        {QStringLiteral(":name"), key.name},
                        {QStringLiteral(":networks"), value(key.networks)},
                        {QStringLiteral(":scopes"), value(key.scopes)},
                        {QStringLiteral(":expires_at"), value(key.expiresAt)},
                        {QStringLiteral(":disabled_at"), value(key.disabledAt)},
                        {QStringLiteral(":standard_count"), orNull(key.limits.standard)},
                        {QStringLiteral(":ai_count"), orNull(key.limits.ai)},
                        {QStringLiteral(":raise_factor"), orNull(key.limits.raise)},
                        {QStringLiteral(":raised_until"), value(key.limits.raisedUntil)},
                        {QStringLiteral(":cap_micros"), orNull(key.budget.capMicros)},
                        {QStringLiteral(":alert_micros"), orNull(key.budget.alertMicros)}}));
    if (rows == 0)
        return fail(ErrorCode::Conflict, QStringLiteral("The key is revoked; that is final."));
    const bool permitsTheSame = before && before->scopes == key.scopes && before->networks == key.networks
        && before->expiresAt == key.expiresAt && before->disabledAt == key.disabledAt;
    connection.changed(Table::ApiKeys, key.id.text(), permitsTheSame ? ChangeKind::Revised : ChangeKind::Updated);
    TRY(const std::optional<ApiKey> now, find(connection, key.id));
    return now.value_or(key);
}

Result<> touch(Connection &connection, const ApiKeyId &id, Time now, const QString &address, const QString &client)
{
    TRY(const int rows,
        connection.run(QStringLiteral("api_keys/touch"),
                       {{QStringLiteral(":id"), value(id)},
                        {QStringLiteral(":now"), value(now)},
                        {QStringLiteral(":address"), address},
                        {QStringLiteral(":client"), client}}));
    if (rows > 0)
        connection.changed(Table::ApiKeys, id.text(), ChangeKind::Touched);
    return {};
}

Result<QList<ApiKey>> page(Connection &connection, const std::optional<AccountId> &account, Time endedSince,
                           const Cursor &from, int limit)
{
    if (account) {
        return connection.all(QStringLiteral("api_keys/page_of_account"),
                              {{QStringLiteral(":account_id"), value(*account)},
                               {QStringLiteral(":created_at"), from.createdAt},
                               {QStringLiteral(":id"), from.id},
                               {QStringLiteral(":ended_since"), value(endedSince)},
                               {QStringLiteral(":limit"), limit}},
                              read);
    }
    return connection.all(QStringLiteral("api_keys/page"),
                          {{QStringLiteral(":created_at"), from.createdAt},
                           {QStringLiteral(":id"), from.id},
                           {QStringLiteral(":ended_since"), value(endedSince)},
                           {QStringLiteral(":limit"), limit}},
                          read);
}

Result<QList<Ending>> ending(Connection &connection, Time now, Time before, int days)
{
    return connection.all(QStringLiteral("api_keys/ending"),
                          {{QStringLiteral(":now"), value(now)},
                           {QStringLiteral(":before"), value(before)},
                           {QStringLiteral(":days"), days}},
                          [](Row &row) {
                              Ending ending;
                              ending.key = row.id<ApiKeyId>();
                              ending.name = row.text();
                              ending.hint = row.text();
                              ending.expiresAt = row.time();
                              ending.email = row.text();
                              return ending;
                          });
}

Result<> setTold(Connection &connection, const ApiKeyId &id, int days)
{
    CHECK(connection.run(QStringLiteral("api_keys/set_told"),
                         {{QStringLiteral(":id"), value(id)}, {QStringLiteral(":days"), days}}));
    return {};
}

} // namespace ostiary::store::api_keys
