// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/limits/limit_service.h"
#include "server/http/endpoints/account_frame.h"

namespace ostiary::http {

/// /account/plans: what organizations may use, by plan; administrators of the server change it there.
class PlanPages
{
public:
    PlanPages(const AccountFrame &frame, PlanService &plans, const LimitService &limits)
        : m_frame(frame), m_plans(plans), m_limits(limits)
    {
    }
    [[nodiscard]] QList<Route> routes();

    [[nodiscard]] Task<Result<Response>> show(const Context &context);
    [[nodiscard]] Task<Result<Response>> change(const Context &context);

private:
    [[nodiscard]] Result<Response> page(const Context &context, const std::optional<Plan> &edited = {},
                                        const std::optional<Error> &error = {}, const Parameters *sent = nullptr) const;
    [[nodiscard]] std::optional<Plan> named(const QString &name) const;

    const AccountFrame &m_frame;
    PlanService &m_plans;
    const LimitService &m_limits;
};

} // namespace ostiary::http
