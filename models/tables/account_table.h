// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/record_table_model.h"

namespace ostiary {

/// Every account: people and agents.
class AccountTable final : public RecordTableModel<Account>
{
    Q_OBJECT

public:
    enum { EmailColumn, KindColumn, RoleColumn, CreatedColumn };

    AccountTable(Admin &admin, const Clock &clock, QObject *parent = nullptr);

private:
    static const Columns &columns();
    QFuture<Result<Page<Account>>> fetch(PageRequest page) override;
};

} // namespace ostiary
