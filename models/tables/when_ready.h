// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/error.h"

#include <QCoreApplication>
#include <QFutureWatcher>

namespace ostiary {

/// Calls `then` with what the future brought, from the event loop of the context's thread; never once the context is
/// gone. A future that was cancelled counts as Unavailable.
template <typename T, typename Then>
void whenReady(QObject *context, const QFuture<Result<T>> &future, Then then)
{
    auto *watcher = new QFutureWatcher<Result<T>>(context);
    QObject::connect(watcher, &QFutureWatcherBase::finished, context, [watcher, then = std::move(then)] {
        watcher->deleteLater();
        const QFuture<Result<T>> done = watcher->future();
        if (done.resultCount() > 0)
            then(done.result());
        else
            then(Result<T>(fail(ErrorCode::Unavailable,
                                QCoreApplication::translate(
                                    "ostiary::Admin", "The server stopped before it answered. Please try again."))));
    });
    watcher->setFuture(future);
}

} // namespace ostiary
