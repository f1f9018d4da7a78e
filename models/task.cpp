// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/task.h"

#include <QMetaObject>

namespace ostiary {

QObject *threadAnchor()
{
    thread_local QObject anchor;
    return &anchor;
}

void post(QObject *anchor, std::function<void()> work)
{
    QMetaObject::invokeMethod(anchor, std::move(work), Qt::QueuedConnection);
}

} // namespace ostiary
