// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/api_key_table.h"
#include "models/tables/grant_table.h"
#include "models/tables/organization_table.h"

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
        WhoColumn,
        OrganizationColumn,
        TokensColumn,
        CredentialColumn,
        PriceColumn,
    };

    /// Older entries are left to the command line, which can write all of them into a file.
    static constexpr qsizetype kMostRows = 20'000;

    /// What entries name by ids; all of them outlive the table.
    struct Names {
        const ApiKeyTable &keys;
        const GrantTable &grants;
        const OrganizationTable &organizations;
    };
    SpendTable(Admin &admin, const Clock &clock, const Names &names, QObject *parent = nullptr);

private:
    static Columns columns(const Names &names);
    QFuture<Result<Page<SpendEntry>>> fetch(PageRequest page) override;
    [[nodiscard]] QString idOf(const SpendEntry &entry) const override { return QString::number(entry.number); }

    qsizetype m_read = 0; ///< in this reading
};

} // namespace ostiary
