// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/writer.h"

#include <future>

namespace ostiary::store {

/// The database: a read connection for each thread that asks, and one writer.
class Store
{
public:
    /// Opens or creates the file and brings its schema up to date. StoreFailed: `detail` says what to do.
    [[nodiscard]] static Result<std::unique_ptr<Store>> open(const QString &file);
    ~Store();

    /// This thread's own connection, for reading.
    [[nodiscard]] Result<Connection *> reader();

    /// Runs `work(Connection &) -> Result<T>` on the writer's thread, in a transaction; the Task is done once that is
    /// committed (or undone, when `work` returned an error). `work` must not refer to anything that the caller may
    /// outlive.
    template <typename Work>
    [[nodiscard]] auto write(Work work) -> Task<std::invoke_result_t<Work &, Connection &>>
    {
        using R = std::invoke_result_t<Work &, Connection &>;
        const Deferred<R> deferred;
        auto result = std::make_shared<std::optional<R>>();
        Result<> queued = m_writer->submit({
            .run =
                [work = std::make_shared<Work>(std::move(work)), result](Connection &connection) {
                    result->emplace((*work)(connection));
                    return (*result)->has_value();
                },
            .done =
                [deferred, result](const Error *commitFailure) {
                    deferred.resolve(commitFailure ? R(std::unexpected(*commitFailure)) : *std::move(*result));
                },
        });
        if (!queued)
            return R(std::unexpected(queued.error()));
        return deferred.task();
    }

    /// The same, but waits: for the start and the end of the program, never on a thread that serves.
    template <typename Work>
    auto writeNow(Work work) -> std::invoke_result_t<Work &, Connection &>
    {
        using R = std::invoke_result_t<Work &, Connection &>;
        std::optional<R> result;
        std::promise<Result<>> committed;
        CHECK(m_writer->submit({
            .run = [&](Connection &connection) { return result.emplace(work(connection)).has_value(); },
            .done =
                [&](const Error *failure) {
                    committed.set_value(failure ? Result<>(std::unexpected(*failure)) : Result<>());
                },
        }));
        CHECK(committed.get_future().get());
        return *std::move(result);
    }

    [[nodiscard]] ChangeFeed &changes() { return m_changes; }

private:
    explicit Store(QString file);

    const QString m_file;
    const quint64 m_serial; ///< tells this store's thread connections from those of one that was at this address before
    ChangeFeed m_changes;
    std::unique_ptr<Writer> m_writer;
};

} // namespace ostiary::store
