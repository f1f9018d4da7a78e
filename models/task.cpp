// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/task.h"

#include <QCoreApplication>
#include <QEvent>

#include <deque>

namespace ostiary {

/// What was posted waits here and not in Qt's events, so that the lock is what hands it over: tools that look for data
/// races see it, and cannot see into Qt's own queue.
struct Anchor::State {
    /// One event, one piece of work: also an event loop within another gets on.
    class Receiver final : public QObject
    {
    public:
        explicit Receiver(State &state) : m_state(state) { }
        bool event(QEvent *event) override
        {
            if (event->type() != QEvent::User)
                return QObject::event(event);
            if (const std::function<void()> work = m_state.next())
                work();
            return true;
        }

    private:
        State &m_state;
    };

    std::mutex mutex; ///< also keeps others from posting to the receiver while it goes
    std::deque<std::function<void()>> waiting;
    QObject *receiver = new Receiver(*this); ///< lives and dies in its thread

    void add(std::function<void()> work)
    {
        const std::scoped_lock lock(mutex);
        if (!receiver)
            return;
        waiting.push_back(std::move(work));
        QCoreApplication::postEvent(receiver, new QEvent(QEvent::User));
    }

    std::function<void()> next()
    {
        const std::scoped_lock lock(mutex);
        std::function<void()> work = std::move(waiting.front());
        waiting.pop_front();
        return work;
    }

    void end()
    {
        std::deque<std::function<void()>> dropped; // what it holds may post while it goes
        const std::scoped_lock lock(mutex);
        dropped.swap(waiting);
        delete std::exchange(receiver, nullptr);
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
    if (anchor.m_state)
        anchor.m_state->add(std::move(work));
}

} // namespace ostiary
