// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/projects.h"

#include "models/store/figures.h"

namespace ostiary::store::projects {

namespace {

Project read(Row &row)
{
    Project project;
    project.id = row.id<ProjectId>();
    project.organization = row.id<OrganizationId>();
    project.name = row.text();
    project.activeKeys = int(row.number());
    project.createdAt = row.time();
    project.budget = readBudget(row);
    return project;
}

std::unexpected<Error> nameTaken(const QString &name)
{
    return fail(ErrorCode::Conflict, QStringLiteral("There is a project called \"%1\" already.").arg(name));
}

} // namespace

Result<> insert(Connection &connection, const Project &project)
{
    TRY(const int rows,
        connection.run(QStringLiteral("projects/insert"),
                       {{QStringLiteral(":id"), value(project.id)},
                        {QStringLiteral(":organization_id"), value(project.organization)},
                        {QStringLiteral(":name"), project.name},
                        {QStringLiteral(":created_at"), value(project.createdAt)}}));
    if (rows == 0)
        return nameTaken(project.name);
    connection.changed(Table::Projects, project.id.text(), ChangeKind::Inserted);
    return {};
}

Result<std::optional<Project>> find(Connection &connection, const ProjectId &id, Time now)
{
    return connection.one(QStringLiteral("projects/find"),
                          {{QStringLiteral(":id"), value(id)}, {QStringLiteral(":now"), value(now)}}, read);
}

Result<QList<Project>> ofOrganization(Connection &connection, const OrganizationId &organization, Time now, int limit)
{
    return connection.all(QStringLiteral("projects/of_organization"),
                          {{QStringLiteral(":organization_id"), value(organization)},
                           {QStringLiteral(":now"), value(now)},
                           {QStringLiteral(":limit"), limit}},
                          read);
}

Result<ProjectId> first(Connection &connection, const OrganizationId &organization)
{
    TRY(const std::optional<ProjectId> found,
        connection.one(QStringLiteral("projects/first"), {{QStringLiteral(":organization_id"), value(organization)}},
                       [](Row &row) { return row.id<ProjectId>(); }));
    if (!found)
        return fail(ErrorCode::Internal);
    return *found;
}

Result<qint64> count(Connection &connection, const OrganizationId &organization)
{
    TRY(const std::optional<qint64> found,
        connection.one(QStringLiteral("projects/count"), {{QStringLiteral(":organization_id"), value(organization)}},
                       [](Row &row) { return row.number(); }));
    return found.value_or(0);
}

Result<> rename(Connection &connection, const ProjectId &id, const QString &name)
{
    TRY(const int rows,
        connection.run(QStringLiteral("projects/rename"),
                       {{QStringLiteral(":id"), value(id)}, {QStringLiteral(":name"), name}}));
    if (rows == 0)
        return nameTaken(name);
    connection.changed(Table::Projects, id.text(), ChangeKind::Updated);
    return {};
}

Result<> setBudget(Connection &connection, const ProjectId &id, const Budget &budget)
{
    CHECK(connection.run(QStringLiteral("projects/set_budget"),
                         {{QStringLiteral(":id"), value(id)},
                          {QStringLiteral(":cap_micros"), orNull(budget.capMicros)},
                          {QStringLiteral(":alert_micros"), orNull(budget.alertMicros)}}));
    connection.changed(Table::Projects, id.text(), ChangeKind::Updated);
    return {};
}

Result<QList<Project>> page(Connection &connection, Time now, const Cursor &from, int limit)
{
    return connection.all(QStringLiteral("projects/page"),
                          {{QStringLiteral(":now"), value(now)},
                           {QStringLiteral(":created_at"), from.createdAt},
                           {QStringLiteral(":id"), from.id},
                           {QStringLiteral(":limit"), limit}},
                          read);
}

Result<> remove(Connection &connection, const ProjectId &id, const ProjectId &target)
{
    for (const QString &statement : {QStringLiteral("projects/move_keys"), QStringLiteral("projects/move_grants")})
        CHECK(connection.run(statement,
                             {{QStringLiteral(":id"), value(id)}, {QStringLiteral(":target"), value(target)}}));
    CHECK(connection.run(QStringLiteral("projects/delete"), {{QStringLiteral(":id"), value(id)}}));
    connection.changed(Table::Projects, id.text(), ChangeKind::Deleted);
    return {};
}

} // namespace ostiary::store::projects
