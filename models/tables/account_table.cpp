// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/account_table.h"

#include "models/tables/states.h"

namespace ostiary {

namespace {

QString role(const Account &account)
{
    return account.isAdmin ? AccountTable::tr("Administrator") : AccountTable::tr("User");
}

} // namespace

AccountTable::Columns AccountTable::columns(const OrganizationTable &organizations)
{
    return {
        {QT_TR_NOOP("E-mail"), ColumnKind::Text, [](const Account &a, Time) { return a.email; }, 28},
        {QT_TR_NOOP("State"), ColumnKind::State, [](const Account &a, Time) { return stateWord(a); }, 11},
        {QT_TR_NOOP("Kind"), ColumnKind::State, [](const Account &a, Time) { return toString(a.kind); }, 10},
        {QT_TR_NOOP("Role"), ColumnKind::Text, [](const Account &a, Time) { return role(a); }, 14},
        {QT_TR_NOOP("Plan"), ColumnKind::Text,
         [&organizations](const Account &a, Time now) { return organizations.planWords(a.organization, now); }, 25},
        {QT_TR_NOOP("Limits"), ColumnKind::Text,
         [&organizations](const Account &a, Time now) { return organizations.limitsOf(a.organization, now); }, 18},
        {QT_TR_NOOP("Created"), ColumnKind::Moment, [](const Account &a, Time) { return moment(a.createdAt); }, 13},
    };
}

AccountTable::AccountTable(Admin &admin, const Clock &clock, const OrganizationTable &organizations, QObject *parent)
    : RecordTableModel(columns(organizations), admin, clock, Table::Accounts, parent)
{
    showAnewWhen(organizations, PlanColumn);
    showAnewWhen(organizations, LimitsColumn);
}

QFuture<Result<Page<Account>>> AccountTable::fetch(PageRequest page)
{
    return admin().accounts(page);
}

QString AccountTable::stateOf(const Account &account, Time) const
{
    return stateWord(account);
}

} // namespace ostiary
