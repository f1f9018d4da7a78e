// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/grant_table.h"

#include "models/tables/states.h"

namespace ostiary {

const GrantTable::Columns &GrantTable::columns()
{
    static const Columns kColumns{
        {QT_TR_NOOP("Client"), ColumnKind::Text, [](const Grant &g, Time) { return g.clientName; }, 17},
        {QT_TR_NOOP("State"), ColumnKind::State, [](const Grant &g, Time now) { return stateWord(g, now); }, 10},
        {QT_TR_NOOP("Account"), ColumnKind::Text, [](const Grant &g, Time) { return g.accountEmail; }, 16},
        {QT_TR_NOOP("Scopes"), ColumnKind::Tags, [](const Grant &g, Time) { return g.scopes; }, 21},
        {QT_TR_NOOP("For"), ColumnKind::Code, [](const Grant &g, Time) { return g.resource; }, 20},
        {QT_TR_NOOP("Last used"), ColumnKind::Moment, [](const Grant &g, Time) { return moment(g.lastUsedAt); }, 13},
        {QT_TR_NOOP("Expires"), ColumnKind::Deadline, [](const Grant &g, Time) { return moment(g.expiresAt); }, 11},
        {QT_TR_NOOP("Allowed"), ColumnKind::Moment, [](const Grant &g, Time) { return moment(g.createdAt); }, 11},
    };
    return kColumns;
}

GrantTable::GrantTable(Admin &admin, const Clock &clock, QObject *parent)
    : RecordTableModel(columns(), admin, clock, Table::Grants, parent)
{
}

QFuture<Result<Page<Grant>>> GrantTable::fetch(PageRequest page)
{
    return admin().grants(page);
}

QString GrantTable::stateOf(const Grant &grant, Time now) const
{
    return stateWord(grant, now);
}

} // namespace ostiary
