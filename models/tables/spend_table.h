// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/record_table_model.h"

namespace ostiary {

/// Every movement of money, the newest first: what was held, charged and given back. A row's id is its number.
class SpendTable final : public RecordTableModel<SpendEntry>
{
    Q_OBJECT

public:
    enum {
        NumberColumn,
        AtColumn,
        KindColumn,
        HeldColumn,
        SpentColumn,
        SubjectColumn,
        UpstreamColumn,
        CredentialColumn,
        OrganizationColumn,
        TokensColumn,
        PriceColumn,
    };

    /// Older entries are left to the command line, which can write all of them into a file.
    static constexpr qsizetype kMostRows = 20'000;

    SpendTable(Admin &admin, const Clock &clock, QObject *parent = nullptr);

private:
    static const Columns &columns();
    QFuture<Result<Page<SpendEntry>>> fetch(PageRequest page) override;
    [[nodiscard]] QString idOf(const SpendEntry &entry) const override { return QString::number(entry.number); }

    qsizetype m_read = 0; ///< in this reading
};

} // namespace ostiary
