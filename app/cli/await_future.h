// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/error.h"
#include "models/task.h"

#include <QFutureWatcher>

namespace ostiary::app {

/// Waits for an Admin's answer in a coroutine, on this thread. A future that ends without an answer is Unavailable.
template <typename T>
Task<Result<T>> answerOf(QFuture<Result<T>> future)
{
    struct Wait {
        QFuture<Result<T>> future;
        bool await_ready() { return future.isFinished(); }
        void await_suspend(std::coroutine_handle<> waiter)
        {
            // A watcher and not then(), which is passed over when the promise was dropped.
            auto *watcher = new QFutureWatcher<Result<T>>;
            QObject::connect(watcher, &QFutureWatcherBase::finished, watcher, [watcher, waiter] {
                watcher->deleteLater();
                waiter.resume();
            });
            watcher->setFuture(future);
        }
        Result<T> await_resume()
        {
            if (future.resultCount() > 0)
                return future.result();
            return fail(ErrorCode::Unavailable, QStringLiteral("The server ended before it had answered."));
        }
    };
    co_return co_await Wait{std::move(future)};
}

} // namespace ostiary::app
