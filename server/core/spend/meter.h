// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/headers.h"
#include "server/core/spend/charge.h"
#include "server/core/spend/price_book.h"

namespace ostiary {

/// How an upstream's calls are charged.
struct Metering {
    bool isMetered = false; ///< every call costs something; else only what has a price does
    std::optional<qint64> unknownMicros; ///< what a call without a price costs; nullopt: it is refused
};

/// Says what a call may cost, before it is made.
class Meter
{
public:
    Meter(const PriceBook &prices, QHash<QString, Metering> upstreams)
        : m_prices(prices), m_upstreams(std::move(upstreams))
    {
    }

    /// Whether nothing there costs anything: then nobody has to read what is sent.
    [[nodiscard]] bool isFree(const QString &upstream) const;

    /// Of a message to an MCP server that calls these tools (see mcp::toolsCalled); all else is free. Nullopt: free.
    /// PriceUnknown.
    [[nodiscard]] Result<std::optional<Charge>> ofMcp(const QString &upstream, const QStringList &tools) const;

    /// Of a request to an HTTP upstream; `path` is what follows the upstream's own, with its "/". A model in the body
    /// goes before the path. PriceUnknown. InvalidRequest: it can't be read, and so not be charged.
    [[nodiscard]] Result<std::optional<Charge>> ofRequest(const QString &upstream, const QString &path,
                                                          const Headers &headers, const QByteArray &body) const;

private:
    [[nodiscard]] Result<std::optional<Charge>> unknown(const QString &upstream, const QString &subject) const;
    [[nodiscard]] Result<std::optional<Charge>> ofTool(const QString &upstream, const QString &tool) const;

    const PriceBook &m_prices;
    const QHash<QString, Metering> m_upstreams;
};

} // namespace ostiary
