// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/listener/connection_count.h"

#include <algorithm>

namespace ostiary::http {

namespace {

QHostAddress network(const QHostAddress &peer)
{
    if (peer.protocol() != QAbstractSocket::IPv6Protocol)
        return peer;
    Q_IPV6ADDR bytes = peer.toIPv6Address();
    std::fill(bytes.c + 8, bytes.c + 16, quint8(0));
    return QHostAddress(bytes);
}

} // namespace

bool ConnectionCount::enter(const QHostAddress &peer)
{
    if (m_open.fetch_add(1, std::memory_order_relaxed) >= m_most) {
        m_open.fetch_sub(1, std::memory_order_relaxed);
        return false;
    }
    if (m_perAddress == 0)
        return true;
    const std::scoped_lock lock(m_mutex);
    int &count = m_byAddress[network(peer)];
    if (count < m_perAddress) {
        ++count;
        return true;
    }
    m_open.fetch_sub(1, std::memory_order_relaxed);
    return false;
}

void ConnectionCount::leave(const QHostAddress &peer)
{
    m_open.fetch_sub(1, std::memory_order_relaxed);
    if (m_perAddress == 0)
        return;
    const std::scoped_lock lock(m_mutex);
    const auto found = m_byAddress.find(network(peer));
    if (found != m_byAddress.end() && --*found == 0)
        m_byAddress.erase(found);
}

} // namespace ostiary::http
