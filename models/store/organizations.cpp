// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/organizations.h"

#include "models/store/figures.h"

namespace ostiary::store::organizations {

namespace {

Organization read(Row &row)
{
    Organization organization;
    organization.id = row.id<OrganizationId>();
    organization.name = row.text();
    organization.plan = row.text();
    organization.trialEndsAt = row.maybeTime();
    organization.personalOf = row.id<AccountId>();
    organization.createdAt = row.time();
    organization.limits = readLimits(row);
    organization.budget = readBudget(row);
    return organization;
}

Result<> noted(Connection &connection, Result<int> rows, const OrganizationId &id)
{
    CHECK(rows);
    connection.changed(Table::Organizations, id.text(), ChangeKind::Updated);
    return {};
}

} // namespace

Result<> insert(Connection &connection, const Organization &organization)
{
    CHECK(connection.run(QStringLiteral("organizations/insert"),
                         {{QStringLiteral(":id"), value(organization.id)},
                          {QStringLiteral(":name"), organization.name},
                          {QStringLiteral(":created_at"), value(organization.createdAt)},
                          {QStringLiteral(":trial_ends_at"), value(organization.trialEndsAt)}}));
    connection.changed(Table::Organizations, organization.id.text(), ChangeKind::Inserted);
    return {};
}

Result<> setPersonal(Connection &connection, const OrganizationId &id, const AccountId &account)
{
    CHECK(connection.run(QStringLiteral("organizations/set_personal"),
                         {{QStringLiteral(":id"), value(id)}, {QStringLiteral(":account_id"), value(account)}}));
    return {};
}

Result<std::optional<Organization>> find(Connection &connection, const OrganizationId &id)
{
    return connection.one(QStringLiteral("organizations/find"), {{QStringLiteral(":id"), value(id)}}, read);
}

Result<QList<Organization>> page(Connection &connection, const Cursor &from, int limit)
{
    return connection.all(QStringLiteral("organizations/page"),
                          {{QStringLiteral(":created_at"), from.createdAt},
                           {QStringLiteral(":id"), from.id},
                           {QStringLiteral(":limit"), limit}},
                          read);
}

Result<QList<Membership>> ofAccount(Connection &connection, const AccountId &account)
{
    return connection.all(QStringLiteral("organizations/of_account"), {{QStringLiteral(":account_id"), value(account)}},
                          [](Row &row) {
                              Membership membership;
                              membership.organization = read(row);
                              membership.role = roleFromString(row.text()).value_or(Role::Auditor);
                              return membership;
                          });
}

Result<> rename(Connection &connection, const OrganizationId &id, const QString &name)
{
    return noted(connection,
                 connection.run(QStringLiteral("organizations/rename"),
                                {{QStringLiteral(":id"), value(id)}, {QStringLiteral(":name"), name}}),
                 id);
}

Result<> setPlan(Connection &connection, const OrganizationId &id, const QString &plan,
                 const std::optional<Time> &trialEndsAt)
{
    return noted(connection,
                 connection.run(QStringLiteral("organizations/set_plan"),
                                {{QStringLiteral(":id"), value(id)},
                                 {QStringLiteral(":plan"), plan},
                                 {QStringLiteral(":trial_ends_at"), value(trialEndsAt)}}),
                 id);
}

Result<> setLimits(Connection &connection, const Organization &organization)
{
    const Limits &limits = organization.limits;
    return noted(connection,
                 connection.run(QStringLiteral("organizations/set_limits"),
                                {{QStringLiteral(":id"), value(organization.id)},
                                 {QStringLiteral(":standard_count"), orNull(limits.standard)},
                                 {QStringLiteral(":ai_count"), orNull(limits.ai)},
                                 {QStringLiteral(":raise_factor"), orNull(limits.raise)},
                                 {QStringLiteral(":raised_until"), value(limits.raisedUntil)},
                                 {QStringLiteral(":cap_micros"), orNull(organization.budget.capMicros)},
                                 {QStringLiteral(":alert_micros"), orNull(organization.budget.alertMicros)}}),
                 organization.id);
}

} // namespace ostiary::store::organizations
