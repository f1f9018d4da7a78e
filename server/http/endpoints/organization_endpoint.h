// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/limits/limit_service.h"
#include "server/core/organizations/organization_service.h"
#include "server/core/spend/spend_service.h"
#include "server/http/routing/route.h"

namespace ostiary::http {

/// /api/organization with members and invitations, /api/organizations, /api/billing/plan.
class OrganizationEndpoint
{
public:
    OrganizationEndpoint(OrganizationService &organizations, LinkService &links, const PlanService &plans,
                         const LimitService &limits, const SpendService &spend, const Clock &clock)
        : m_organizations(organizations), m_links(links), m_plans(plans), m_limits(limits), m_spend(spend),
          m_clock(clock)
    {
    }
    [[nodiscard]] QList<Route> routes();

    [[nodiscard]] Task<Result<Response>> show(const Context &context);
    [[nodiscard]] Task<Result<Response>> change(const Context &context);
    [[nodiscard]] Task<Result<Response>> list(const Context &context);
    [[nodiscard]] Task<Result<Response>> switchTo(const Context &context);
    [[nodiscard]] Task<Result<Response>> members(const Context &context);
    [[nodiscard]] Task<Result<Response>> setRole(const Context &context);
    [[nodiscard]] Task<Result<Response>> removeMember(const Context &context);
    [[nodiscard]] Task<Result<Response>> invitations(const Context &context);
    [[nodiscard]] Task<Result<Response>> invite(const Context &context);
    [[nodiscard]] Task<Result<Response>> takeBack(const Context &context);
    [[nodiscard]] Task<Result<Response>> accept(const Context &context);
    [[nodiscard]] Task<Result<Response>> plan(const Context &context);
    [[nodiscard]] Task<Result<Response>> simulate(const Context &context);

private:
    OrganizationService &m_organizations;
    LinkService &m_links;
    const PlanService &m_plans;
    const LimitService &m_limits;
    const SpendService &m_spend;
    const Clock &m_clock;
};

/// /api/projects.
class ProjectsEndpoint
{
public:
    explicit ProjectsEndpoint(OrganizationService &organizations) : m_organizations(organizations) { }
    [[nodiscard]] QList<Route> routes();

    [[nodiscard]] Task<Result<Response>> list(const Context &context);
    [[nodiscard]] Task<Result<Response>> create(const Context &context);
    [[nodiscard]] Task<Result<Response>> get(const Context &context);
    [[nodiscard]] Task<Result<Response>> change(const Context &context);
    [[nodiscard]] Task<Result<Response>> remove(const Context &context);

private:
    OrganizationService &m_organizations;
};

/// As the JSON of a body names it. InvalidValue (`role`).
[[nodiscard]] Result<Role> parseRole(const QString &text);

} // namespace ostiary::http
