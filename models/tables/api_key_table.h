// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/record_table_model.h"

namespace ostiary {

/// Every API key, of every account, whatever its state.
class ApiKeyTable final : public RecordTableModel<ApiKey>
{
    Q_OBJECT

public:
    enum {
        NameColumn,
        StateColumn,
        AccountColumn,
        KeyColumn,
        ScopesColumn,
        LimitsColumn,
        LastUsedColumn,
        ExpiresColumn,
        CreatedColumn
    };

    ApiKeyTable(Admin &admin, const Clock &clock, QObject *parent = nullptr);

private:
    static const Columns &columns();
    QFuture<Result<Page<ApiKey>>> fetch(PageRequest page) override;
    [[nodiscard]] QString stateOf(const ApiKey &key, Time now) const override;
};

} // namespace ostiary
