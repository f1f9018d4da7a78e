// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/task.h"

#include <QCoreApplication>

namespace ostiary {

/// The value of a task, turning the event loop until it is there.
template <typename T>
T await(Task<T> task)
{
    std::optional<T> value;
    whenDone(std::move(task), [&](T done) { value = std::move(done); });
    while (!value)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    return *std::move(value);
}

} // namespace ostiary
