// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/accounts.h"

#include "models/store/memberships.h"
#include "models/store/organizations.h"
#include "models/store/projects.h"

namespace ostiary::store::accounts {

namespace {

Account read(Row &row)
{
    Account account;
    account.id = row.id<AccountId>();
    account.organization = row.id<OrganizationId>();
    account.email = row.text();
    account.kind = kindFromText(row.text());
    account.isAdmin = row.flag();
    account.owner = row.id<AccountId>();
    account.disabledAt = row.maybeTime();
    account.createdAt = row.time();
    return account;
}

WithPassword readWithPassword(Row &row)
{
    WithPassword found;
    found.account = read(row);
    found.passwordHash = row.text().toLatin1();
    return found;
}

// A statement that leaves the last administrator alone changed nothing: was it that, or is there no such account?
Result<> changedOrLast(Connection &connection, int rows, const AccountId &id)
{
    if (rows > 0) {
        connection.changed(Table::Accounts, id.text(), ChangeKind::Updated);
        return {};
    }
    TRY(const std::optional<Account> account, find(connection, id));
    if (!account)
        return fail(ErrorCode::NotFound, QStringLiteral("There is no account %1.").arg(id.text()));
    return fail(ErrorCode::Conflict,
                QStringLiteral(
                    "%1 is the last account that may administer this server; make another one an administrator first.")
                    .arg(account->email));
}

} // namespace

AccountKind kindFromText(const QString &text)
{
    return text == QLatin1String("agent") ? AccountKind::Agent : AccountKind::Person;
}

Result<std::optional<WithPassword>> findWithPassword(Connection &connection, const AccountId &id)
{
    return connection.one(QStringLiteral("accounts/find"), {{QStringLiteral(":id"), value(id)}}, readWithPassword);
}

Result<std::optional<Account>> find(Connection &connection, const AccountId &id)
{
    return connection.one(QStringLiteral("accounts/find"), {{QStringLiteral(":id"), value(id)}}, read);
}

Result<std::optional<WithPassword>> findByEmail(Connection &connection, const QString &email)
{
    return connection.one(QStringLiteral("accounts/find_by_email"), {{QStringLiteral(":email"), email}},
                          readWithPassword);
}

Result<> insert(Connection &connection, const Account &account, const QByteArray &passwordHash,
                const std::optional<Time> &trialEndsAt, const ProjectId &project)
{
    CHECK(organizations::insert(connection,
                                {.id = account.organization,
                                 .name = account.email,
                                 .plan = {},
                                 .trialEndsAt = trialEndsAt,
                                 .personalOf = {},
                                 .createdAt = account.createdAt}));
    TRY(const int rows,
        connection.run(QStringLiteral("accounts/insert"),
                       {{QStringLiteral(":id"), value(account.id)},
                        {QStringLiteral(":organization_id"), value(account.organization)},
                        {QStringLiteral(":email"), account.email},
                        {QStringLiteral(":kind"), toString(account.kind)},
                        {QStringLiteral(":is_admin"), account.isAdmin},
                        {QStringLiteral(":owner_id"), account.owner.isEmpty() ? QVariant() : value(account.owner)},
                        {QStringLiteral(":password_hash"), QString::fromLatin1(passwordHash)},
                        {QStringLiteral(":created_at"), value(account.createdAt)}}));
    if (rows == 0)
        return fail(ErrorCode::Conflict, QStringLiteral("There is an account with that e-mail address already."));
    CHECK(organizations::setPersonal(connection, account.organization, account.id));
    CHECK(memberships::insert(connection, account.organization, account.id, Role::Owner, account.createdAt));
    if (!project.isEmpty()) {
        CHECK(projects::insert(connection,
                               {.id = project,
                                .organization = account.organization,
                                .name = QStringLiteral("Default"),
                                .createdAt = account.createdAt}));
    }
    connection.changed(Table::Accounts, account.id.text(), ChangeKind::Inserted);
    return {};
}

Result<QList<Account>> page(Connection &connection, const Cursor &from, int limit)
{
    return connection.all(QStringLiteral("accounts/page"),
                          {{QStringLiteral(":created_at"), from.createdAt},
                           {QStringLiteral(":id"), from.id},
                           {QStringLiteral(":limit"), limit}},
                          read);
}

Result<QList<Account>> people(Connection &connection, int limit)
{
    return connection.all(QStringLiteral("accounts/people"), {{QStringLiteral(":limit"), limit}}, read);
}

Result<qint64> count(Connection &connection)
{
    TRY(const std::optional<qint64> found,
        connection.one(QStringLiteral("accounts/count"), {}, [](Row &row) { return row.number(); }));
    return found.value_or(0);
}

Result<bool> hasOtherAdmin(Connection &connection, const AccountId &id)
{
    TRY(const std::optional<bool> found,
        connection.one(QStringLiteral("accounts/has_other_admin"), {{QStringLiteral(":id"), value(id)}},
                       [](Row &row) { return row.flag(); }));
    return found.value_or(false);
}

Result<> setPassword(Connection &connection, const AccountId &id, const QByteArray &passwordHash, Time now)
{
    CHECK(connection.run(QStringLiteral("accounts/set_password"),
                         {{QStringLiteral(":id"), value(id)},
                          {QStringLiteral(":password_hash"), QString::fromLatin1(passwordHash)},
                          {QStringLiteral(":now"), value(now)}}));
    connection.changed(Table::Accounts, id.text(), ChangeKind::Updated);
    return {};
}

Result<> rehash(Connection &connection, const AccountId &id, const QByteArray &before, const QByteArray &after)
{
    CHECK(connection.run(QStringLiteral("accounts/rehash"),
                         {{QStringLiteral(":id"), value(id)},
                          {QStringLiteral(":before"), QString::fromLatin1(before)},
                          {QStringLiteral(":after"), QString::fromLatin1(after)}}));
    return {};
}

Result<> setAdmin(Connection &connection, const AccountId &id, bool isAdmin)
{
    TRY(const int rows,
        connection.run(QStringLiteral("accounts/set_admin"),
                       {{QStringLiteral(":id"), value(id)}, {QStringLiteral(":is_admin"), isAdmin}}));
    return changedOrLast(connection, rows, id);
}

Result<> setDisabled(Connection &connection, const AccountId &id, const std::optional<Time> &since)
{
    TRY(const int rows,
        connection.run(QStringLiteral("accounts/set_disabled"),
                       {{QStringLiteral(":id"), value(id)}, {QStringLiteral(":since"), value(since)}}));
    return changedOrLast(connection, rows, id);
}

Result<> setOrganization(Connection &connection, const AccountId &id, const OrganizationId &organization)
{
    CHECK(connection.run(
        QStringLiteral("accounts/set_organization"),
        {{QStringLiteral(":id"), value(id)}, {QStringLiteral(":organization_id"), value(organization)}}));
    connection.changed(Table::Accounts, id.text(), ChangeKind::Updated);
    return {};
}

} // namespace ostiary::store::accounts
