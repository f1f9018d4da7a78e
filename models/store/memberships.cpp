// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/memberships.h"

#include "models/store/accounts.h"

namespace ostiary::store::memberships {

namespace {

Member read(Row &row)
{
    Member member;
    member.organization = row.id<OrganizationId>();
    member.account = row.id<AccountId>();
    member.email = row.text();
    member.kind = accounts::kindFromText(row.text());
    member.role = roleFromString(row.text()).value_or(Role::Auditor);
    member.createdAt = row.time();
    return member;
}

Result<> changedOrLast(Connection &connection, int rows, const OrganizationId &organization, const AccountId &account)
{
    if (rows > 0) {
        connection.changed(Table::Organizations, organization.text(), ChangeKind::Updated);
        return {};
    }
    TRY(const std::optional<Member> member, find(connection, organization, account));
    if (!member)
        return fail(ErrorCode::NotFound, QStringLiteral("There is no such member."));
    return fail(ErrorCode::Conflict,
                QStringLiteral("%1 is the last owner of the organization; make another member an owner first.")
                    .arg(member->email));
}

} // namespace

Result<bool> insert(Connection &connection, const OrganizationId &organization, const AccountId &account, Role role,
                    Time now)
{
    TRY(const int rows,
        connection.run(QStringLiteral("memberships/insert"),
                       {{QStringLiteral(":organization_id"), value(organization)},
                        {QStringLiteral(":account_id"), value(account)},
                        {QStringLiteral(":role"), toString(role)},
                        {QStringLiteral(":created_at"), value(now)}}));
    if (rows > 0) // nobody had a credential by it yet: there is nothing to read again
        connection.changed(Table::Organizations, organization.text(), ChangeKind::Inserted);
    return rows > 0;
}

Result<std::optional<Member>> find(Connection &connection, const OrganizationId &organization, const AccountId &account)
{
    return connection.one(
        QStringLiteral("memberships/find"),
        {{QStringLiteral(":organization_id"), value(organization)}, {QStringLiteral(":account_id"), value(account)}},
        read);
}

Result<QList<Member>> ofOrganization(Connection &connection, const OrganizationId &organization, int limit)
{
    return connection.all(
        QStringLiteral("memberships/of_organization"),
        {{QStringLiteral(":organization_id"), value(organization)}, {QStringLiteral(":limit"), limit}}, read);
}

Result<qint64> count(Connection &connection, const OrganizationId &organization)
{
    TRY(const std::optional<qint64> found,
        connection.one(QStringLiteral("memberships/count"), {{QStringLiteral(":organization_id"), value(organization)}},
                       [](Row &row) { return row.number(); }));
    return found.value_or(0);
}

Result<> setRole(Connection &connection, const OrganizationId &organization, const AccountId &account, Role role)
{
    TRY(const int rows,
        connection.run(QStringLiteral("memberships/set_role"),
                       {{QStringLiteral(":organization_id"), value(organization)},
                        {QStringLiteral(":account_id"), value(account)},
                        {QStringLiteral(":role"), toString(role)}}));
    return changedOrLast(connection, rows, organization, account);
}

Result<> remove(Connection &connection, const OrganizationId &organization, const AccountId &account)
{
    TRY(const int rows,
        connection.run(QStringLiteral("memberships/delete"),
                       {{QStringLiteral(":organization_id"), value(organization)},
                        {QStringLiteral(":account_id"), value(account)}}));
    return changedOrLast(connection, rows, organization, account);
}

} // namespace ostiary::store::memberships
