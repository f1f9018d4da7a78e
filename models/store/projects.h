// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/connection.h"

namespace ostiary::store::projects {

/// Conflict: a sibling has the name.
[[nodiscard]] Result<> insert(Connection &connection, const Project &project);
[[nodiscard]] Result<std::optional<Project>> find(Connection &connection, const ProjectId &id, Time now);
/// The oldest first: that is where things land that name none.
[[nodiscard]] Result<QList<Project>> ofOrganization(Connection &connection, const OrganizationId &organization,
                                                    Time now, int limit);
[[nodiscard]] Result<ProjectId> first(Connection &connection, const OrganizationId &organization);
[[nodiscard]] Result<qint64> count(Connection &connection, const OrganizationId &organization);
/// Conflict: a sibling has the name.
[[nodiscard]] Result<> rename(Connection &connection, const ProjectId &id, const QString &name);
[[nodiscard]] Result<> setBudget(Connection &connection, const ProjectId &id, const Budget &budget);
/// Of everyone.
[[nodiscard]] Result<QList<Project>> page(Connection &connection, Time now, const Cursor &from, int limit);
/// What hangs on it moves to `target`.
[[nodiscard]] Result<> remove(Connection &connection, const ProjectId &id, const ProjectId &target);

} // namespace ostiary::store::projects
