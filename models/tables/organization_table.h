// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/plan_table.h"

namespace ostiary {

/// Every organization, with the plan that holds for it.
class OrganizationTable final : public RecordTableModel<Organization>
{
    Q_OBJECT

public:
    enum { NameColumn, PlanColumn, CreatedColumn };

    /// `plans` outlives it.
    OrganizationTable(Admin &admin, const Clock &clock, const PlanTable &plans, QObject *parent = nullptr);

    /// "Free", or "Pro (trial, 9 days left)"; empty for an organization that is not known (yet).
    [[nodiscard]] QString planWords(const OrganizationId &id, Time now) const;
    [[nodiscard]] QString nameOf(const OrganizationId &id) const; ///< its id while nothing is known of it
    /// Limits and budget of its own, in words; empty: as its plan says.
    [[nodiscard]] QString limitsOf(const OrganizationId &id, Time now) const;

private:
    static Columns columns(const PlanTable &plans);
    QFuture<Result<Page<Organization>>> fetch(PageRequest page) override;

    const PlanTable &m_plans;
};

} // namespace ostiary
