// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/record_table_model.h"

namespace ostiary {

/// The servers that Ostiary stands in front of. Nothing announces their changes: call refresh().
class UpstreamTable final : public RecordTableModel<UpstreamStatus>
{
    Q_OBJECT

public:
    enum { NameColumn, StateColumn, UrlColumn, TargetColumn, SessionsColumn, ErrorColumn };

    UpstreamTable(Admin &admin, const Clock &clock, QObject *parent = nullptr);

private:
    static const Columns &columns();
    QFuture<Result<Page<UpstreamStatus>>> fetch(PageRequest page) override;
    [[nodiscard]] QString idOf(const UpstreamStatus &upstream) const override { return upstream.name; }
    [[nodiscard]] QString stateOf(const UpstreamStatus &upstream, Time now) const override;
};

} // namespace ostiary
