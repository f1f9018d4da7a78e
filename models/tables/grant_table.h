// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/record_table_model.h"

namespace ostiary {

/// Every OAuth session: what a person allowed a client to do.
class GrantTable final : public RecordTableModel<Grant>
{
    Q_OBJECT

public:
    enum {
        ClientColumn,
        StateColumn,
        AccountColumn,
        ScopesColumn,
        ResourceColumn,
        LastUsedColumn,
        ExpiresColumn,
        CreatedColumn
    };

    GrantTable(Admin &admin, const Clock &clock, QObject *parent = nullptr);

private:
    static const Columns &columns();
    QFuture<Result<Page<Grant>>> fetch(PageRequest page) override;
    [[nodiscard]] QString stateOf(const Grant &grant, Time now) const override;
};

} // namespace ostiary
