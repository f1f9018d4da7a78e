// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/change.h"

#include <QList>

#include <functional>
#include <map>
#include <mutex>

namespace ostiary::store {

/// Tells what every commit changed. Subscribers run on the writer's thread, after the commit and *before* whoever asked
/// for the write is answered: once a revocation is acknowledged, every cache has dropped the entry. So they must be
/// quick, must not write, and hop to their own thread for anything more.
class ChangeFeed
{
public:
    using Subscriber = std::function<void(const QList<Change> &)>;

    class Subscription
    {
    public:
        Subscription() = default;
        Subscription(ChangeFeed *feed, int id) : m_feed(feed), m_id(id) { }
        Subscription(Subscription &&other) noexcept : m_feed(std::exchange(other.m_feed, nullptr)), m_id(other.m_id) { }
        Subscription &operator=(Subscription &&other) noexcept;
        ~Subscription();

    private:
        ChangeFeed *m_feed = nullptr;
        int m_id = 0;
    };

    /// Until the subscription goes; it must not outlive the feed. No call is under way any more once it has gone.
    [[nodiscard]] Subscription subscribe(Subscriber subscriber);
    void publish(QList<Change> changes);

private:
    std::mutex m_mutex;
    std::map<int, Subscriber> m_subscribers;
    int m_nextId = 1;
    quint64 m_sequence = 0;
};

} // namespace ostiary::store
