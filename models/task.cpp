// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/task.h"

#include <QMetaObject>

namespace ostiary {

/// The object lives and dies in its thread; the lock keeps others from posting to it while it goes.
struct Anchor::State {
    std::mutex mutex;
    QObject *object = new QObject;

    void end()
    {
        const std::scoped_lock lock(mutex);
        delete std::exchange(object, nullptr);
    }
};

Anchor threadAnchor()
{
    struct Holder {
        Anchor anchor;
        Holder() { anchor.m_state = std::make_shared<Anchor::State>(); }
        ~Holder() { anchor.m_state->end(); }
    };
    thread_local const Holder holder;
    return holder.anchor;
}

void post(const Anchor &anchor, std::function<void()> work)
{
    if (!anchor.m_state)
        return;
    const std::scoped_lock lock(anchor.m_state->mutex);
    if (anchor.m_state->object)
        QMetaObject::invokeMethod(anchor.m_state->object, std::move(work), Qt::QueuedConnection);
}

} // namespace ostiary
