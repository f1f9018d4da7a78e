// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/approval_table.h"

#include "models/tables/states.h"

namespace ostiary {

const ApprovalTable::Columns &ApprovalTable::columns()
{
    static const Columns kColumns{
        {QT_TR_NOOP("Client"), ColumnKind::Text, [](const Approval &a, Time) { return a.clientName; }, 20},
        {QT_TR_NOOP("State"), ColumnKind::State, [](const Approval &a, Time now) { return stateWord(a, now); }, 11},
        {QT_TR_NOOP("Account"), ColumnKind::Text, [](const Approval &a, Time) { return a.accountEmail; }, 22},
        {QT_TR_NOOP("Sends you to"), ColumnKind::Code, [](const Approval &a, Time) { return a.redirectUri; }, 26},
        {QT_TR_NOOP("Scopes"), ColumnKind::Tags, [](const Approval &a, Time) { return a.scopes; }, 25},
        {QT_TR_NOOP("For"), ColumnKind::Code, [](const Approval &a, Time) { return a.resource; }, 26},
        {QT_TR_NOOP("Code"), ColumnKind::Code, [](const Approval &a, Time) { return a.matchCode; }, 7},
        {QT_TR_NOOP("Asked"), ColumnKind::Moment, [](const Approval &a, Time) { return moment(a.createdAt); }, 13},
    };
    return kColumns;
}

ApprovalTable::ApprovalTable(Admin &admin, const Clock &clock, QObject *parent)
    : RecordTableModel(columns(), admin, clock, Table::Approvals, parent)
{
}

QFuture<Result<Page<Approval>>> ApprovalTable::fetch(PageRequest page)
{
    return admin().approvals(page);
}

QString ApprovalTable::stateOf(const Approval &approval, Time now) const
{
    return stateWord(approval, now);
}

} // namespace ostiary
