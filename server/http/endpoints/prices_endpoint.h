// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/spend/price_book.h"
#include "server/http/routing/route.h"

namespace ostiary::http {

/// What calls cost: /api/billing/prices for whoever pays, /api/admin/prices for whoever sets them.
class PricesEndpoint
{
public:
    PricesEndpoint(PriceBook &prices, const UpstreamRules &rules) : m_prices(prices), m_rules(rules) { }
    [[nodiscard]] QList<Route> routes();

    [[nodiscard]] Task<Result<Response>> inForce(const Context &context);
    [[nodiscard]] Task<Result<Response>> list(const Context &context);
    [[nodiscard]] Task<Result<Response>> set(const Context &context);
    [[nodiscard]] Task<Result<Response>> end(const Context &context);

private:
    PriceBook &m_prices;
    const UpstreamRules &m_rules;
};

} // namespace ostiary::http
