// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/organization_table.h"

namespace ostiary {

/// Every account: people and agents, with the plan of their organization.
class AccountTable final : public RecordTableModel<Account>
{
    Q_OBJECT

public:
    enum { EmailColumn, StateColumn, KindColumn, RoleColumn, PlanColumn, LimitsColumn, CreatedColumn };

    /// `organizations` outlives it.
    AccountTable(Admin &admin, const Clock &clock, const OrganizationTable &organizations, QObject *parent = nullptr);

private:
    static Columns columns(const OrganizationTable &organizations);
    QFuture<Result<Page<Account>>> fetch(PageRequest page) override;
    [[nodiscard]] QString stateOf(const Account &account, Time now) const override;
};

} // namespace ostiary
