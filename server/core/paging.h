// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/admin.h"
#include "models/store/store.h"

/// Reading a list page by page.
namespace ostiary::paging {

constexpr int kMostRows = 1000;

/// `read(connection, from, limit)` gives the rows; one more is asked for to know whether there is a next page.
/// `cursorAfter(row)` says where the page behind a row begins.
template <typename T, typename Read, typename CursorAfter>
[[nodiscard]] Result<Page<T>> read(store::Store &store, const PageRequest &request, Read read, CursorAfter cursorAfter)
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
        page.nextCursor = cursorAfter(rows.last());
    }
    page.rows = std::move(rows);
    return page;
}

/// The same for records that are listed by when they were made.
template <typename T, typename Read>
[[nodiscard]] Result<Page<T>> read(store::Store &store, const PageRequest &request, Read rows)
{
    return read<T>(store, request, rows,
                   [](const T &row) { return store::Cursor::after(row.createdAt, row.id.text()); });
}

} // namespace ostiary::paging
