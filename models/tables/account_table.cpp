// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/account_table.h"

namespace ostiary {

namespace {

QString kind(const Account &account)
{
    return account.kind == AccountKind::Agent ? AccountTable::tr("Agent") : AccountTable::tr("Person");
}

QString role(const Account &account)
{
    return account.isAdmin ? AccountTable::tr("Administrator") : AccountTable::tr("Member");
}

} // namespace

const AccountTable::Columns &AccountTable::columns()
{
    static const Columns kColumns{
        {QT_TR_NOOP("E-mail"), ColumnKind::Text, [](const Account &a, Time) { return a.email; }, 26},
        {QT_TR_NOOP("Kind"), ColumnKind::Text, [](const Account &a, Time) { return kind(a); }, 10},
        {QT_TR_NOOP("Role"), ColumnKind::Text, [](const Account &a, Time) { return role(a); }, 14},
        {QT_TR_NOOP("Created"), ColumnKind::Moment, [](const Account &a, Time) { return moment(a.createdAt); }, 13},
    };
    return kColumns;
}

AccountTable::AccountTable(Admin &admin, const Clock &clock, QObject *parent)
    : RecordTableModel(columns(), admin, clock, Table::Accounts, parent)
{
}

QFuture<Result<Page<Account>>> AccountTable::fetch(PageRequest page)
{
    return admin().accounts(page);
}

} // namespace ostiary
