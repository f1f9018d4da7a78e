// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/record_table_model.h"

namespace ostiary {

/// Every OAuth client that registered.
class ClientTable final : public RecordTableModel<OAuthClient>
{
    Q_OBJECT

public:
    enum { NameColumn, RedirectsColumn, AuthenticationColumn, LastUsedColumn, CreatedColumn, IdColumn };

    ClientTable(Admin &admin, const Clock &clock, QObject *parent = nullptr);

private:
    static const Columns &columns();
    QFuture<Result<Page<OAuthClient>>> fetch(PageRequest page) override;
};

} // namespace ostiary
