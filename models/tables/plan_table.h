// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/record_table_model.h"

namespace ostiary {

/// The plans that organizations can have, the least first. A row's id is the plan's name.
class PlanTable final : public RecordTableModel<Plan>
{
    Q_OBJECT

public:
    enum { TitleColumn, MembersColumn, ProjectsColumn, CapColumn };

    PlanTable(Admin &admin, const Clock &clock, QObject *parent = nullptr);

    /// What people read instead of a plan's name; the name while nothing is known of it.
    [[nodiscard]] QString titleOf(const QString &name) const;

private:
    static const Columns &columns();
    QFuture<Result<Page<Plan>>> fetch(PageRequest page) override;
    [[nodiscard]] QString idOf(const Plan &plan) const override { return plan.name; }
};

} // namespace ostiary
