// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/credentials/api_key_service.h"
#include "server/core/limits/limit_service.h"
#include "server/core/spend/price_book.h"
#include "server/core/spend/spend_service.h"
#include "server/http/endpoints/account_frame.h"

namespace ostiary::http {

/// /account/usage: budgets and what became of them, limits and how much of them is in use.
class UsagePages
{
public:
    struct Parts {
        const AccountFrame &frame;
        ApiKeyService &keys;
        const LimitService &limits;
        SpendService &spend;
        PriceBook &prices;
    };
    explicit UsagePages(Parts parts) : m(std::move(parts)) { }
    [[nodiscard]] QList<Route> routes();

    [[nodiscard]] Task<Result<Response>> show(const Context &context);

private:
    [[nodiscard]] QJsonArray limitRows(const Principal &who, const Plan &plan) const;
    [[nodiscard]] Result<QJsonArray> keyRows(const Principal &who, const Plan &plan) const;
    [[nodiscard]] Result<QJsonArray> ledgerRows(const Principal &who, const SpendReport &report) const;
    [[nodiscard]] Result<QString> whyNothingWasSpent(const Principal &who, const QString &month) const;

    const Parts m;
};

} // namespace ostiary::http
