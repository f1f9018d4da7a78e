// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/grants.h"

#include "models/store/consents.h"

namespace ostiary::store::grants {

namespace {

Grant read(Row &row)
{
    Grant grant;
    grant.id = row.id<GrantId>();
    grant.account = row.id<AccountId>();
    grant.organization = row.id<OrganizationId>();
    grant.project = row.id<ProjectId>();
    grant.accountEmail = row.text();
    grant.client = row.id<ClientId>();
    grant.clientName = row.text();
    grant.scopes = row.words();
    grant.resource = row.text();
    grant.createdAt = row.time();
    grant.expiresAt = row.time();
    grant.lastUsedAt = row.maybeTime();
    grant.revokedAt = row.maybeTime();
    grant.reusedAt = row.maybeTime();
    grant.isMachine = row.flag();
    grant.vouchedBy = row.text();
    grant.keyThumbprint = row.text();
    grant.workload = row.text();
    return grant;
}

} // namespace

Result<> insert(Connection &connection, const Grant &grant, const QStringList &leftOut)
{
    CHECK(connection.run(QStringLiteral("grants/insert"),
                         {{QStringLiteral(":id"), value(grant.id)},
                          {QStringLiteral(":account_id"), value(grant.account)},
                          {QStringLiteral(":organization_id"), value(grant.organization)},
                          {QStringLiteral(":project_id"), grant.project.isEmpty() ? QVariant() : value(grant.project)},
                          {QStringLiteral(":client_id"), value(grant.client)},
                          {QStringLiteral(":scopes"), value(grant.scopes)},
                          {QStringLiteral(":resource"), grant.resource},
                          {QStringLiteral(":created_at"), value(grant.createdAt)},
                          {QStringLiteral(":expires_at"), value(grant.expiresAt)},
                          {QStringLiteral(":is_machine"), int(grant.isMachine)},
                          {QStringLiteral(":vouched_by"), grant.vouchedBy},
                          {QStringLiteral(":key_thumbprint"), grant.keyThumbprint},
                          {QStringLiteral(":workload"), grant.workload},
                          {QStringLiteral(":left_out"), value(leftOut)}}));
    connection.changed(Table::Grants, grant.id.text(), ChangeKind::Inserted);
    return {};
}

Result<QStringList> leftOut(Connection &connection, const GrantId &id)
{
    TRY(const std::optional<QStringList> found,
        connection.one(QStringLiteral("grants/left_out"), {{QStringLiteral(":id"), value(id)}},
                       [](Row &row) { return row.words(); }));
    return found.value_or(QStringList());
}

Result<std::optional<Owned>> find(Connection &connection, const GrantId &id)
{
    return connection.one(QStringLiteral("grants/find"), {{QStringLiteral(":id"), value(id)}}, [](Row &row) {
        Owned owned;
        owned.grant = read(row);
        owned.holder = readHolder(row);
        return owned;
    });
}

Result<Grant> revoke(Connection &connection, const GrantId &id, Time now)
{
    TRY(const int rows,
        connection.run(QStringLiteral("grants/revoke"),
                       {{QStringLiteral(":id"), value(id)}, {QStringLiteral(":now"), value(now)}}));
    TRY(std::optional<Owned> found, find(connection, id));
    if (!found)
        return fail(ErrorCode::NotFound, QStringLiteral("There is no OAuth session %1.").arg(id.text()));
    if (rows > 0) {
        CHECK(consents::forget(connection, found->grant.account, found->grant.client));
        connection.changed(Table::Grants, id.text(), ChangeKind::Updated);
    }
    return std::move(found->grant);
}

Result<Grant> endForReuse(Connection &connection, const GrantId &id, Time now)
{
    CHECK(connection.run(QStringLiteral("grants/mark_reused"),
                         {{QStringLiteral(":id"), value(id)}, {QStringLiteral(":now"), value(now)}}));
    return revoke(connection, id, now);
}

Result<> bind(Connection &connection, const GrantId &id, const QString &keyThumbprint)
{
    CHECK(connection.run(QStringLiteral("grants/bind"),
                         {{QStringLiteral(":id"), value(id)}, {QStringLiteral(":key_thumbprint"), keyThumbprint}}));
    connection.changed(Table::Grants, id.text(), ChangeKind::Revised);
    return {};
}

Result<std::optional<GrantId>> findOfMachine(Connection &connection, const ClientId &client, const QString &resource,
                                             Time now)
{
    return connection.one(QStringLiteral("grants/find_of_machine"),
                          {{QStringLiteral(":client_id"), value(client)},
                           {QStringLiteral(":resource"), resource},
                           {QStringLiteral(":now"), value(now)}},
                          [](Row &row) { return row.id<GrantId>(); });
}

Result<std::optional<GrantId>> findVouched(Connection &connection, const AccountId &account, const ClientId &client,
                                           const QString &resource, const QStringList &scopes, const QString &issuer,
                                           Time now)
{
    return connection.one(QStringLiteral("grants/find_vouched"),
                          {{QStringLiteral(":account_id"), value(account)},
                           {QStringLiteral(":client_id"), value(client)},
                           {QStringLiteral(":resource"), resource},
                           {QStringLiteral(":scopes"), value(scopes)},
                           {QStringLiteral(":vouched_by"), issuer},
                           {QStringLiteral(":now"), value(now)}},
                          [](Row &row) { return row.id<GrantId>(); });
}

Result<QList<GrantId>> machineIds(Connection &connection, const ClientId &client)
{
    return connection.all(QStringLiteral("grants/machine_ids"), {{QStringLiteral(":client_id"), value(client)}},
                          [](Row &row) { return row.id<GrantId>(); });
}

Result<QList<GrantId>> activeIds(Connection &connection, const AccountId &account,
                                 const std::optional<OrganizationId> &organization)
{
    return connection.all(QStringLiteral("grants/active_ids"),
                          {{QStringLiteral(":account_id"), value(account)},
                           {QStringLiteral(":organization_id"), value(organization.value_or(OrganizationId()))}},
                          [](Row &row) { return row.id<GrantId>(); });
}

Result<> announce(Connection &connection, const AccountId &account)
{
    TRY(const QList<GrantId> ids, activeIds(connection, account));
    for (const GrantId &id : ids)
        connection.changed(Table::Grants, id.text(), ChangeKind::Updated);
    return {};
}

Result<> touch(Connection &connection, const GrantId &id, Time now)
{
    TRY(const int rows,
        connection.run(QStringLiteral("grants/touch"),
                       {{QStringLiteral(":id"), value(id)}, {QStringLiteral(":now"), value(now)}}));
    if (rows > 0)
        connection.changed(Table::Grants, id.text(), ChangeKind::Touched);
    return {};
}

Result<QList<Grant>> page(Connection &connection, const std::optional<AccountId> &account, const Cursor &from,
                          int limit)
{
    if (account) {
        return connection.all(QStringLiteral("grants/page_of_account"),
                              {{QStringLiteral(":account_id"), value(*account)},
                               {QStringLiteral(":created_at"), from.createdAt},
                               {QStringLiteral(":id"), from.id},
                               {QStringLiteral(":limit"), limit}},
                              read);
    }
    return connection.all(QStringLiteral("grants/page"),
                          {{QStringLiteral(":created_at"), from.createdAt},
                           {QStringLiteral(":id"), from.id},
                           {QStringLiteral(":limit"), limit}},
                          read);
}

} // namespace ostiary::store::grants
