// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/organizations/plan_service.h"
#include "server/http/routing/route.h"

namespace ostiary::http {

/// What organizations may use, by plan: /api/billing/plans for everybody, /api/admin/plans for whoever decides it.
class PlansEndpoint
{
public:
    explicit PlansEndpoint(PlanService &plans) : m_plans(plans) { }
    [[nodiscard]] QList<Route> routes();

    [[nodiscard]] Task<Result<Response>> list(const Context &context);
    [[nodiscard]] Task<Result<Response>> change(const Context &context);

private:
    PlanService &m_plans;
};

} // namespace ostiary::http
