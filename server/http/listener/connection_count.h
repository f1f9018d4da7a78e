// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QHostAddress>

#include <atomic>
#include <mutex>

namespace ostiary::http {

/// How many connections are open, over all workers, and per client address. Safe to call from any thread.
class ConnectionCount
{
public:
    /// `perAddress` 0: no own limit. IPv6 clients own a /64, so that is what counts as one address.
    ConnectionCount(int most, int perAddress) : m_most(most), m_perAddress(perAddress) { }

    /// False, and nothing counted, when there are too many.
    [[nodiscard]] bool enter(const QHostAddress &peer);
    void leave(const QHostAddress &peer);
    [[nodiscard]] int open() const { return m_open.load(std::memory_order_relaxed); }

private:
    const int m_most;
    const int m_perAddress;
    std::atomic<int> m_open = 0;
    std::mutex m_mutex;
    QHash<QHostAddress, int> m_byAddress;
};

} // namespace ostiary::http
