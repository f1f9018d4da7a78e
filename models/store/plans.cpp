// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/plans.h"

#include "models/store/figures.h"

namespace ostiary::store::plans {

namespace {

Plan read(Row &row)
{
    Plan plan;
    plan.name = row.text();
    plan.rank = int(row.number());
    plan.title = row.text();
    plan.standardLimit = maybeInt(row);
    plan.aiLimit = maybeInt(row);
    plan.aiCapMicros = row.maybeNumber();
    plan.memberLimit = maybeInt(row);
    plan.projectLimit = maybeInt(row);
    plan.customLimits = row.flag();
    return plan;
}

} // namespace

Result<QList<Plan>> all(Connection &connection)
{
    return connection.all(QStringLiteral("plans/all"), {}, read);
}

Result<> update(Connection &connection, const Plan &plan)
{
    TRY(const int rows,
        connection.run(QStringLiteral("plans/update"),
                       {{QStringLiteral(":name"), plan.name},
                        {QStringLiteral(":title"), plan.title},
                        {QStringLiteral(":standard_count"), orNull(plan.standardLimit)},
                        {QStringLiteral(":ai_count"), orNull(plan.aiLimit)},
                        {QStringLiteral(":ai_cap_micros"), orNull(plan.aiCapMicros)},
                        {QStringLiteral(":member_limit"), orNull(plan.memberLimit)},
                        {QStringLiteral(":project_limit"), orNull(plan.projectLimit)},
                        {QStringLiteral(":custom_limits"), plan.customLimits}}));
    if (rows == 0)
        return fail(ErrorCode::NotFound, QStringLiteral("There is no plan %1.").arg(plan.name));
    connection.changed(Table::Plans, plan.name, ChangeKind::Updated);
    return {};
}

} // namespace ostiary::store::plans
