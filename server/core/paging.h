// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/admin.h"
#include "models/store/store.h"

/// Reading a list page by page.
namespace ostiary::paging {

constexpr int kMostRows = 1000;

/// `read(connection, from, limit)` gives the rows; one more is asked for to know whether there is a next page.
template <typename T, typename Read>
[[nodiscard]] Result<Page<T>> read(store::Store &store, const PageRequest &request, Read read)
{
    if (request.limit < 1 || request.limit > kMostRows) {
        return failField(QStringLiteral("limit"), QStringLiteral("The limit must be from 1 to %1.").arg(kMostRows));
    }
    TRY(const store::Cursor from, store::Cursor::parse(request.cursor));
    TRY(store::Connection *const connection, store.reader());
    TRY(QList<T> rows, read(*connection, from, request.limit + 1));
    Page<T> page;
    if (rows.size() > request.limit) {
        rows.removeLast();
        page.nextCursor = store::Cursor::after(rows.last().createdAt, rows.last().id.text());
    }
    page.rows = std::move(rows);
    return page;
}

} // namespace ostiary::paging
