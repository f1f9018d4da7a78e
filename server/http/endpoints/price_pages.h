// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/spend/price_book.h"
#include "server/http/endpoints/account_frame.h"

namespace ostiary::http {

/// /account/prices: what calls cost, for whoever pays; administrators of the server set and end prices there.
class PricePages
{
public:
    /// `upstreams`: the names that are offered in the form.
    PricePages(const AccountFrame &frame, PriceBook &prices, const UpstreamRules &rules, QStringList upstreams)
        : m_frame(frame), m_prices(prices), m_rules(rules), m_upstreams(std::move(upstreams))
    {
    }
    [[nodiscard]] QList<Route> routes();

    [[nodiscard]] Task<Result<Response>> show(const Context &context);
    [[nodiscard]] Task<Result<Response>> set(const Context &context);
    [[nodiscard]] Task<Result<Response>> end(const Context &context);

private:
    [[nodiscard]] Result<Response> page(const Context &context, const std::optional<Error> &error = {},
                                        const Parameters *sent = nullptr) const;

    const AccountFrame &m_frame;
    PriceBook &m_prices;
    const UpstreamRules &m_rules;
    const QStringList m_upstreams;
};

} // namespace ostiary::http
