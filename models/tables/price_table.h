// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/record_table_model.h"

namespace ostiary {

/// Every price, those in force first, with what it was before: a price is never changed.
class PriceTable final : public RecordTableModel<Price>
{
    Q_OBJECT

public:
    enum {
        SubjectColumn,
        KindColumn,
        UpstreamColumn,
        CallColumn,
        InputColumn,
        OutputColumn,
        MostColumn,
        StateColumn,
        SinceColumn
    };

    PriceTable(Admin &admin, const Clock &clock, QObject *parent = nullptr);

private:
    static const Columns &columns();
    QFuture<Result<Page<Price>>> fetch(PageRequest page) override;
    [[nodiscard]] QString stateOf(const Price &price, Time now) const override;
};

} // namespace ostiary
