// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/record_table_model.h"

namespace ostiary {

/// Consents that somebody waits for, and those decided in the last hour.
class ApprovalTable final : public RecordTableModel<Approval>
{
    Q_OBJECT

public:
    enum {
        ClientColumn,
        StateColumn,
        AccountColumn,
        RedirectColumn,
        ScopesColumn,
        ResourceColumn,
        CodeColumn,
        CreatedColumn
    };

    ApprovalTable(Admin &admin, const Clock &clock, QObject *parent = nullptr);

private:
    static const Columns &columns();
    QFuture<Result<Page<Approval>>> fetch(PageRequest page) override;
    [[nodiscard]] QString stateOf(const Approval &approval, Time now) const override;
};

} // namespace ostiary
