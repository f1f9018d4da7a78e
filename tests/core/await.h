// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/task.h"

#include <QEventLoop>

namespace ostiary {

/// The value of a task, turning the event loop until it is there.
template <typename T>
T await(Task<T> task)
{
    std::optional<T> value;
    QEventLoop loop;
    whenDone(std::move(task), [&](T done) {
        value = std::move(done);
        loop.quit();
    });
    if (!value)
        loop.exec();
    return *std::move(value);
}

} // namespace ostiary
