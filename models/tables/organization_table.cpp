// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/organization_table.h"

#include "models/tables/limit_words.h"

namespace ostiary {

namespace {

QString words(const Organization &organization, const PlanTable &plans, Time now)
{
    const QString effective = organization.planAt(now);
    const QString title = plans.titleOf(effective);
    if (effective == organization.plan)
        return title;
    const auto days = std::chrono::ceil<std::chrono::days>(*organization.trialEndsAt - now).count();
    return days == 1 ? OrganizationTable::tr("%1 (trial, 1 day left)").arg(title)
                     : OrganizationTable::tr("%1 (trial, %2 days left)").arg(title).arg(days);
}

} // namespace

OrganizationTable::Columns OrganizationTable::columns(const PlanTable &plans)
{
    return {
        {QT_TR_NOOP("Organization"), ColumnKind::Text, [](const Organization &o, Time) { return o.name; }, 26},
        {QT_TR_NOOP("Plan"), ColumnKind::Text,
         [&plans](const Organization &o, Time now) { return words(o, plans, now); }, 24},
        {QT_TR_NOOP("Created"), ColumnKind::Moment, [](const Organization &o, Time) { return moment(o.createdAt); },
         13},
    };
}

OrganizationTable::OrganizationTable(Admin &admin, const Clock &clock, const PlanTable &plans, QObject *parent)
    : RecordTableModel(columns(plans), admin, clock, Table::Organizations, parent), m_plans(plans)
{
    showAnewWhen(plans, PlanColumn);
}

QString OrganizationTable::planWords(const OrganizationId &id, Time now) const
{
    const Organization *organization = find(id.text());
    return organization ? words(*organization, m_plans, now) : QString();
}

QString OrganizationTable::nameOf(const OrganizationId &id) const
{
    const Organization *organization = find(id.text());
    return organization ? organization->name : id.text();
}

QString OrganizationTable::limitsOf(const OrganizationId &id, Time now) const
{
    const Organization *organization = find(id.text());
    return organization ? limitWords(organization->limits, organization->budget, now) : QString();
}

QFuture<Result<Page<Organization>>> OrganizationTable::fetch(PageRequest page)
{
    return admin().organizations(page);
}

} // namespace ostiary
