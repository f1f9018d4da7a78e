// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/spend/spend_service.h"
#include "server/http/routing/route.h"

namespace ostiary::http {

/// /api/billing/spend (F10) and the ledger behind it.
class BillingEndpoint
{
public:
    explicit BillingEndpoint(SpendService &spend) : m_spend(spend) { }
    [[nodiscard]] QList<Route> routes();

    [[nodiscard]] Task<Result<Response>> spend(const Context &context);
    [[nodiscard]] Task<Result<Response>> ledger(const Context &context);

private:
    SpendService &m_spend;
};

} // namespace ostiary::http
