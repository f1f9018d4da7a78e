// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/limits/limit_service.h"
#include "server/core/spend/spend_service.h"
#include "server/http/endpoints/account_frame.h"

namespace ostiary::http {

/// /account/organization/limits: what each credential of the organization may do in a minute, and what all of them may
/// spend in a month.
class LimitPages
{
public:
    LimitPages(const AccountFrame &frame, const LimitService &limits, SpendService &spend)
        : m_frame(frame), m_limits(limits), m_spend(spend)
    {
    }
    [[nodiscard]] QList<Route> routes();

    [[nodiscard]] Task<Result<Response>> show(const Context &context);
    [[nodiscard]] Task<Result<Response>> set(const Context &context);
    [[nodiscard]] Task<Result<Response>> raise(const Context &context);
    [[nodiscard]] Task<Result<Response>> tryLimit(const Context &context);

private:
    struct Extra {
        std::optional<Error> error;
        const Parameters *sent = nullptr; ///< the figures of a change that was refused
        QJsonObject tried;
    };
    [[nodiscard]] Result<Response> page(const Context &context, const Extra &extra) const;
    [[nodiscard]] QJsonObject figures(const Principal &who, const Organization &organization) const;

    const AccountFrame &m_frame;
    const LimitService &m_limits;
    SpendService &m_spend;
};

} // namespace ostiary::http
