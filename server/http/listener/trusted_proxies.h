// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/headers.h"
#include "models/networks.h"

namespace ostiary::http {

/// The reverse proxies whose word is taken for whom they forward (X-Forwarded-For), and for nothing else: which address
/// and scheme the server is reached by stands in its settings.
class TrustedProxies
{
public:
    TrustedProxies() = default; ///< nobody is believed
    explicit TrustedProxies(Networks networks) : m_networks(std::move(networks)) { }

    /// The peer, unless it is a trusted proxy: then the last address in X-Forwarded-For that is none, for each proxy
    /// writes down its own peer behind what it got, and what stands before the last stranger is the stranger's word.
    /// The peer, too, where something stands there that is no address. Ports are let go.
    [[nodiscard]] QHostAddress clientOf(const QHostAddress &peer, const Headers &headers) const;

private:
    [[nodiscard]] bool trusts(const QHostAddress &address) const
    {
        return !m_networks.isEmpty() && m_networks.contains(address);
    }

    Networks m_networks;
};

} // namespace ostiary::http
