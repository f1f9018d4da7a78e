// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/accounts.h"

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
    account.createdAt = row.time();
    return account;
}

} // namespace

QString toText(AccountKind kind)
{
    return kind == AccountKind::Agent ? QStringLiteral("agent") : QStringLiteral("person");
}

AccountKind kindFromText(const QString &text)
{
    return text == QLatin1String("agent") ? AccountKind::Agent : AccountKind::Person;
}

Result<std::optional<Account>> find(Connection &connection, const AccountId &id)
{
    return connection.one(QStringLiteral("accounts/find"), {{QStringLiteral(":id"), value(id)}}, read);
}

Result<std::optional<WithPassword>> findByEmail(Connection &connection, const QString &email)
{
    return connection.one(QStringLiteral("accounts/find_by_email"), {{QStringLiteral(":email"), email}}, [](Row &row) {
        WithPassword found;
        found.account = read(row);
        found.passwordHash = row.text().toLatin1();
        return found;
    });
}

Result<> insert(Connection &connection, const Account &account, const QByteArray &passwordHash)
{
    CHECK(connection.run(QStringLiteral("organizations/insert"),
                         {{QStringLiteral(":id"), value(account.organization)},
                          {QStringLiteral(":name"), account.email},
                          {QStringLiteral(":created_at"), value(account.createdAt)}}));
    TRY(const int rows,
        connection.run(QStringLiteral("accounts/insert"),
                       {{QStringLiteral(":id"), value(account.id)},
                        {QStringLiteral(":organization_id"), value(account.organization)},
                        {QStringLiteral(":email"), account.email},
                        {QStringLiteral(":kind"), toText(account.kind)},
                        {QStringLiteral(":is_admin"), account.isAdmin},
                        {QStringLiteral(":password_hash"), QString::fromLatin1(passwordHash)},
                        {QStringLiteral(":created_at"), value(account.createdAt)}}));
    if (rows == 0)
        return fail(ErrorCode::Conflict, QStringLiteral("There is an account with that e-mail address already."));
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

Result<qint64> count(Connection &connection)
{
    TRY(const std::optional<qint64> found,
        connection.one(QStringLiteral("accounts/count"), {}, [](Row &row) { return row.number(); }));
    return found.value_or(0);
}

} // namespace ostiary::store::accounts
