// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/await_future.h"
#include "app/cli/command_line.h"
#include "models/json.h"

#include <limits>

namespace ostiary::app {

template <typename T>
struct ListColumn {
    QString title;
    QString (*text)(const T &record, Time now);
};

template <typename T>
QJsonObject jsonOf(const T &record, Time now)
{
    if constexpr (requires { toJson(record, now); })
        return toJson(record, now);
    else
        return toJson(record);
}

template <typename T>
using ListCall = QFuture<Result<Page<T>>> (Admin::*)(PageRequest);

/// All pages of one list, or its first `most` records, as a table or as {"items": […]}.
template <typename T>
Task<Result<>> printList(CommandRun run, ListCall<T> list, QList<ListColumn<T>> columns, QString whenEmpty,
                         qsizetype most = std::numeric_limits<qsizetype>::max())
{
    QList<T> records;
    PageRequest request{.limit = int(std::min<qsizetype>(most, 200))};
    do {
        CO_TRY(const Page<T> page, co_await answerOf((run.admin.*list)(request)));
        records += page.rows;
        request.cursor = page.nextCursor;
    } while (!request.cursor.isEmpty() && records.size() < most);
    records.resize(std::min(records.size(), most));

    const Time now = run.clock.now();
    if (run.out.isJson()) {
        QJsonArray items;
        for (const T &record : records)
            items.append(jsonOf(record, now));
        run.out.object({{QStringLiteral("items"), items}});
        co_return Result<>();
    }
    if (records.isEmpty()) {
        run.out.note(whenEmpty);
        co_return Result<>();
    }
    QStringList titles;
    for (const ListColumn<T> &column : columns)
        titles.append(column.title);
    QList<QStringList> rows;
    for (const T &record : records) {
        QStringList cells;
        for (const ListColumn<T> &column : columns)
            cells.append(column.text(record, now));
        rows.append(cells);
    }
    run.out.table(titles, rows);
    co_return Result<>();
}

/// The first record of a list for which `member` has that value, page by page; nullopt: none.
template <typename T, typename Value>
Task<Result<std::optional<T>>> findIn(CommandRun run, ListCall<T> list, Value T::*member, Value wanted)
{
    PageRequest request{.limit = 1000};
    do {
        CO_TRY(const Page<T> page, co_await answerOf((run.admin.*list)(request)));
        for (const T &record : page.rows) {
            if (record.*member == wanted)
                co_return record;
        }
        request.cursor = page.nextCursor;
    } while (!request.cursor.isEmpty());
    co_return std::nullopt;
}

/// The account with that e-mail address, however it is written. NotFound.
[[nodiscard]] Task<Result<Account>> findAccount(CommandRun run, QString email);

/// The organization with that id, or that of an account with that e-mail address. NotFound.
[[nodiscard]] Task<Result<Organization>> findOrganization(CommandRun run, QString word);
constexpr const char *kOrganizationPurpose
    = "Its id (org_…), or the e-mail address of an account that was born with it";

/// The one word that a command takes: which record it is about.
struct Argument {
    const char *name; ///< "id"
    const char *type; ///< "ID"
    const char *purpose;
};
/// A command that does something to what its argument names.
CLI::App *addCommandOn(CLI::App &group, CommandLine &line, const char *name, const char *purpose, Argument argument,
                       std::function<Task<Result<>>(CommandRun run, QString word)> act);

/// Does one thing to the record with that id and says so.
template <typename T, typename IdType>
Task<Result<>> changeOne(CommandRun run, QFuture<Result<T>> (Admin::*change)(IdType), QString id, QString done)
{
    CO_TRY(const T record, co_await answerOf((run.admin.*change)(IdType(id))));
    if (run.out.isJson())
        run.out.object(jsonOf(record, run.clock.now()));
    run.out.note(done.arg(id));
    co_return Result<>();
}

} // namespace ostiary::app
