// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/error.h"
#include "models/task.h"

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
            future.then(threadAnchor(), [waiter](const QFuture<Result<T>> &) { waiter.resume(); });
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
