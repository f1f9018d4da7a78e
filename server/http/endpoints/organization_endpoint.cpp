// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/organization_endpoint.h"

#include "models/json.h"
#include "server/http/endpoints/body.h"
#include "server/http/endpoints/simulation.h"

namespace ostiary::http {

namespace {

template <typename T>
Response listOf(const QList<T> &rows)
{
    QJsonArray items;
    for (const T &row : rows)
        items.append(toJson(row));
    return json({{QStringLiteral("items"), items}});
}

} // namespace

Result<Role> parseRole(const QString &text)
{
    const std::optional<Role> role = roleFromString(text);
    if (!role)
        return failField(QStringLiteral("role"), QStringLiteral("The role must be owner, admin, member or auditor."));
    return *role;
}

QList<Route> OrganizationEndpoint::routes()
{
    const Stack look{.access = Access::Manager, .limit = LimitClass::Standard};
    const Stack manage{.access = Access::Manager, .limit = LimitClass::Standard, .role = Role::Admin, .recent = true};
    const Stack own{.access = Access::Session, .limit = LimitClass::Standard};
    // clang-format off
    return {
        {Method::Get,    "/api/organization",                    look,   "OrganizationEndpoint::show",         [this](const Context &c) { return show(c); }},
        {Method::Patch,  "/api/organization",                    manage, "OrganizationEndpoint::change",       [this](const Context &c) { return change(c); }},
        {Method::Get,    "/api/organization/simulation",         look,   "OrganizationEndpoint::simulate",     [this](const Context &c) { return simulate(c); }},
        {Method::Get,    "/api/organizations",                   look,   "OrganizationEndpoint::list",         [this](const Context &c) { return list(c); }},
        {Method::Post,   "/api/organization/switch",             own,    "OrganizationEndpoint::switchTo",     [this](const Context &c) { return switchTo(c); }},
        {Method::Get,    "/api/organization/members",            look,   "OrganizationEndpoint::members",      [this](const Context &c) { return members(c); }},
        {Method::Patch,  "/api/organization/members/{id}",       manage, "OrganizationEndpoint::setRole",      [this](const Context &c) { return setRole(c); }},
        {Method::Delete, "/api/organization/members/{id}",       look,   "OrganizationEndpoint::removeMember", [this](const Context &c) { return removeMember(c); }},
        {Method::Get,    "/api/organization/invitations",        look,   "OrganizationEndpoint::invitations",  [this](const Context &c) { return invitations(c); }},
        {Method::Post,   "/api/organization/invitations",        manage, "OrganizationEndpoint::invite",       [this](const Context &c) { return invite(c); }},
        {Method::Post,   "/api/organization/invitations/accept", own,    "OrganizationEndpoint::accept",       [this](const Context &c) { return accept(c); }},
        {Method::Delete, "/api/organization/invitations/{id}",   manage, "OrganizationEndpoint::takeBack",     [this](const Context &c) { return takeBack(c); }},
        {Method::Get,    "/api/billing/plan",                    look,   "OrganizationEndpoint::plan",         [this](const Context &c) { return plan(c); }},
    };
    // clang-format on
}

Task<Result<Response>> OrganizationEndpoint::show(const Context &context)
{
    CO_TRY(const Organization organization, m_organizations.find(context.principal->organization));
    QJsonObject body = toJson(organization, m_clock.now());
    body.insert(QStringLiteral("role"), toString(context.principal->role));
    co_return json(body);
}

Task<Result<Response>> OrganizationEndpoint::change(const Context &context)
{
    const Principal &who = *context.principal;
    CO_TRY(Body body, Body::of(context.request));
    OrganizationChange change;
    if (const QString name = QStringLiteral("name"); body.has(name))
        change.name = body.text(name);
    change.limits = body.optionalLimits(QStringLiteral("limits"));
    change.budget = body.optionalBudget(QStringLiteral("budget"));
    CO_CHECK(body.finish(true));
    CO_CHECK(m_limits.mayGive(who, change.limits.value_or(Limits{})));
    CO_CHECK(m_spend.mayGive(who, change.budget.value_or(Budget{})));
    CO_TRY(const Organization organization, co_await m_organizations.change(who.organization, std::move(change)));
    co_return json(toJson(organization, m_clock.now()));
}

Task<Result<Response>> OrganizationEndpoint::list(const Context &context)
{
    CO_TRY(const QList<Membership> memberships, m_organizations.of(context.principal->account));
    QJsonArray items;
    for (const Membership &membership : memberships) {
        QJsonObject item = toJson(membership.organization, m_clock.now());
        item.insert(QStringLiteral("role"), toString(membership.role));
        item.insert(QStringLiteral("current"), membership.organization.id == context.principal->organization);
        items.append(item);
    }
    co_return json({{QStringLiteral("items"), items}});
}

Task<Result<Response>> OrganizationEndpoint::switchTo(const Context &context)
{
    CO_TRY(Body body, Body::of(context.request));
    CO_TRY(const QString id, body.finish(body.text(QStringLiteral("organization_id"))));
    CO_TRY(const Organization organization,
           co_await m_organizations.switchTo(context.principal->account, OrganizationId(id)));
    co_return json(toJson(organization, m_clock.now()));
}

Task<Result<Response>> OrganizationEndpoint::members(const Context &context)
{
    CO_TRY(const QList<Member> members, m_organizations.members(context.principal->organization));
    co_return listOf(members);
}

Task<Result<Response>> OrganizationEndpoint::setRole(const Context &context)
{
    CO_TRY(Body body, Body::of(context.request));
    CO_TRY(const QString text, body.finish(body.text(QStringLiteral("role"))));
    CO_TRY(const Role role, parseRole(text));
    CO_TRY(const Member member,
           co_await m_organizations.setRole(*context.principal, AccountId(context.parameter), role));
    co_return json(toJson(member));
}

Task<Result<Response>> OrganizationEndpoint::removeMember(const Context &context)
{
    // Everyone may leave; removing others takes an admin.
    const AccountId member(context.parameter);
    if (member != context.principal->account && context.principal->role < Role::Admin)
        co_return fail(ErrorCode::Forbidden,
                       QStringLiteral("Removing others takes an admin or owner of the organization."));
    CO_CHECK(co_await m_organizations.remove(*context.principal, member));
    co_return noContent();
}

Task<Result<Response>> OrganizationEndpoint::invitations(const Context &context)
{
    CO_TRY(const QList<OneTimeLink> links, m_organizations.invitations(context.principal->organization));
    co_return listOf(links);
}

Task<Result<Response>> OrganizationEndpoint::invite(const Context &context)
{
    CO_TRY(Body body, Body::of(context.request));
    CO_TRY(const QString text, body.finish(body.text(QStringLiteral("role"))));
    CO_TRY(const Role role, parseRole(text));
    const Principal &who = *context.principal;
    if (role > who.role)
        co_return fail(ErrorCode::Forbidden, QStringLiteral("Nobody can invite others into a role above their own."));
    CO_CHECK(m_organizations.checkRoom(who.organization));
    CO_TRY(const CreatedLink created, co_await m_links.createInvitation(who.organization, role, who.account));
    co_return json(toJson(created), 201);
}

Task<Result<Response>> OrganizationEndpoint::takeBack(const Context &context)
{
    CO_CHECK(co_await m_organizations.takeBack(context.principal->organization, LinkId(context.parameter)));
    co_return noContent();
}

Task<Result<Response>> OrganizationEndpoint::accept(const Context &context)
{
    CO_TRY(Body body, Body::of(context.request));
    CO_TRY(const QString token, body.finish(body.text(QStringLiteral("token"))));
    CO_TRY(const Organization organization,
           co_await m_organizations.accept(token.toUtf8(), context.principal->account));
    co_return json(toJson(organization, m_clock.now()));
}

Task<Result<Response>> OrganizationEndpoint::plan(const Context &context)
{
    CO_TRY(const Organization organization, m_organizations.find(context.principal->organization));
    QJsonObject body = toJson(m_plans.of(organization));
    body.insert(QStringLiteral("organization_id"), organization.id.text());
    body.insert(QStringLiteral("is_trial"), organization.planAt(m_clock.now()) != organization.plan);
    body.insert(QStringLiteral("after_trial"), organization.plan);
    if (organization.trialEndsAt)
        body.insert(QStringLiteral("trial_ends_at"), toIso(*organization.trialEndsAt));
    co_return json(body);
}

Task<Result<Response>> OrganizationEndpoint::simulate(const Context &context)
{
    co_return simulation(m_limits, context.principal->organization.text(), context.request);
}

QList<Route> ProjectsEndpoint::routes()
{
    const Stack look{.access = Access::Manager, .limit = LimitClass::Standard};
    const Stack manage{.access = Access::Manager, .limit = LimitClass::Standard, .role = Role::Admin};
    // clang-format off
    return {
        {Method::Get,    "/api/projects",      look,   "ProjectsEndpoint::list",   [this](const Context &c) { return list(c); }},
        {Method::Post,   "/api/projects",      manage, "ProjectsEndpoint::create", [this](const Context &c) { return create(c); }},
        {Method::Get,    "/api/projects/{id}", look,   "ProjectsEndpoint::get",    [this](const Context &c) { return get(c); }},
        {Method::Patch,  "/api/projects/{id}", manage, "ProjectsEndpoint::change", [this](const Context &c) { return change(c); }},
        {Method::Delete, "/api/projects/{id}", manage, "ProjectsEndpoint::remove", [this](const Context &c) { return remove(c); }},
    };
    // clang-format on
}

Task<Result<Response>> ProjectsEndpoint::list(const Context &context)
{
    CO_TRY(const QList<Project> projects, m_organizations.projects(context.principal->organization));
    co_return listOf(projects);
}

Task<Result<Response>> ProjectsEndpoint::create(const Context &context)
{
    CO_TRY(Body body, Body::of(context.request));
    CO_TRY(const QString name, body.finish(body.text(QStringLiteral("name"))));
    CO_TRY(const Project project, co_await m_organizations.createProject(context.principal->organization, name));
    co_return json(toJson(project), 201);
}

Task<Result<Response>> ProjectsEndpoint::get(const Context &context)
{
    CO_TRY(const Project project,
           m_organizations.project(context.principal->organization, ProjectId(context.parameter)));
    co_return json(toJson(project));
}

Task<Result<Response>> ProjectsEndpoint::change(const Context &context)
{
    CO_TRY(Body body, Body::of(context.request));
    ProjectChange change;
    if (const QString name = QStringLiteral("name"); body.has(name))
        change.name = body.text(name);
    change.budget = body.optionalBudget(QStringLiteral("budget"));
    CO_CHECK(body.finish(true));
    CO_TRY(const Project project,
           co_await m_organizations.changeProject(context.principal->organization, ProjectId(context.parameter),
                                                  std::move(change)));
    co_return json(toJson(project));
}

Task<Result<Response>> ProjectsEndpoint::remove(const Context &context)
{
    CO_CHECK(co_await m_organizations.removeProject(context.principal->organization, ProjectId(context.parameter)));
    co_return noContent();
}

} // namespace ostiary::http
