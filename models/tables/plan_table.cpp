// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/plan_table.h"

#include "models/money.h"

namespace ostiary {

namespace {

QString atMost(std::optional<int> limit)
{
    return limit ? QString::number(*limit) : PlanTable::tr("Any number");
}

QString cap(const Plan &plan)
{
    return plan.aiCapMicros ? dollars(*plan.aiCapMicros) : PlanTable::tr("No cap");
}

} // namespace

const PlanTable::Columns &PlanTable::columns()
{
    static const Columns kColumns{
        {QT_TR_NOOP("Plan"), ColumnKind::Text, [](const Plan &p, Time) { return p.title; }, 14},
        {QT_TR_NOOP("Members"), ColumnKind::Text, [](const Plan &p, Time) { return atMost(p.memberLimit); }, 12},
        {QT_TR_NOOP("Projects"), ColumnKind::Text, [](const Plan &p, Time) { return atMost(p.projectLimit); }, 12},
        {QT_TR_NOOP("AI a month"), ColumnKind::Text, [](const Plan &p, Time) { return cap(p); }, 12},
    };
    return kColumns;
}

PlanTable::PlanTable(Admin &admin, const Clock &clock, QObject *parent)
    : RecordTableModel(columns(), admin, clock, Table::Plans, parent)
{
}

QString PlanTable::titleOf(const QString &name) const
{
    const Plan *plan = find(name);
    return plan ? plan->title : name;
}

QFuture<Result<Page<Plan>>> PlanTable::fetch(PageRequest page)
{
    return admin().plans(page);
}

} // namespace ostiary
