// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/record_table_model.h"

namespace ostiary {

/// Every attempt of a client to connect.
class AttemptTable final : public RecordTableModel<ConnectionAttempt>
{
    Q_OBJECT

public:
    enum { ClientColumn, StateColumn, ReachedColumn, StartedColumn, AccountColumn, BecauseColumn, AddressColumn };

    AttemptTable(Admin &admin, const Clock &clock, QObject *parent = nullptr);

    /// The client's name, else what its program says of itself.
    [[nodiscard]] static QString nameOf(const ConnectionAttempt &attempt);
    /// "Authorization"
    [[nodiscard]] static QString stepName(AttemptStep step);

private:
    static const Columns &columns();
    QFuture<Result<Page<ConnectionAttempt>>> fetch(PageRequest page) override;
    [[nodiscard]] QString stateOf(const ConnectionAttempt &attempt, Time now) const override;
};

} // namespace ostiary
