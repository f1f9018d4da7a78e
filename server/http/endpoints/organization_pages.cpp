// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/organization_pages.h"

#include "server/http/endpoints/limit_form.h"
#include "server/http/endpoints/organization_endpoint.h"
#include "server/http/pages/spend_words.h"
#include "server/http/pages/words.h"

#include <QJsonArray>

namespace ostiary::http {

using namespace Qt::StringLiterals;

namespace {

const QByteArray kHere = "/account/organization";

/// The roles that somebody may give, least first.
QJsonArray roleChoices(Role most, Role selected)
{
    QJsonArray choices;
    for (const Role role : {Role::Auditor, Role::Member, Role::Admin, Role::Owner}) {
        if (role > most)
            continue;
        choices.append(
            QJsonObject{{u"value"_s, toString(role)}, {u"label"_s, toString(role)}, {u"selected"_s, role == selected}});
    }
    return choices;
}

QJsonObject memberValues(const Member &member, const Principal &who, Time now)
{
    const bool isMe = member.account == who.account;
    const bool mayChange = !isMe && who.role >= Role::Admin && member.role <= who.role;
    return {{u"account"_s, member.account.text()},
            {u"email"_s, member.email},
            {u"role"_s, toString(member.role)},
            {u"is_me"_s, isMe},
            {u"is_agent"_s, member.kind == AccountKind::Agent},
            {u"joined"_s, timeValue(member.createdAt, now)},
            {u"roles"_s, mayChange ? roleChoices(who.role, member.role) : QJsonArray()}};
}

QString limitWords(const Plan &plan)
{
    const auto count = [](const std::optional<int> &limit, const QString &one, const QString &many) {
        if (!limit)
            return u"any number of "_s + many;
        return *limit == 1 ? u"one "_s + one : u"up to %1 "_s.arg(*limit) + many;
    };
    return u"It allows %1 and %2."_s.arg(count(plan.memberLimit, u"member"_s, u"members"_s),
                                         count(plan.projectLimit, u"project"_s, u"projects"_s));
}

} // namespace

QList<Route> OrganizationPages::routes()
{
    Stack manage = AccountFrame::kSensitive;
    manage.role = Role::Admin;
    Stack projects = AccountFrame::kChange;
    projects.role = Role::Admin;
    // clang-format off
    return {
        {Method::Get,  "/account/organization",          AccountFrame::kShow,      "OrganizationPages::show",          [this](const Context &c) { return show(c); }},
        {Method::Post, "/account/organization/rename",   manage,                   "OrganizationPages::rename",        [this](const Context &c) { return rename(c); }},
        {Method::Post, "/account/organization/invite",   manage,                   "OrganizationPages::invite",        [this](const Context &c) { return invite(c); }},
        {Method::Post, "/account/organization/uninvite", manage,                   "OrganizationPages::withdraw",      [this](const Context &c) { return withdraw(c); }},
        {Method::Post, "/account/organization/member",   manage,                   "OrganizationPages::setRole",       [this](const Context &c) { return setRole(c); }},
        {Method::Post, "/account/organization/remove",   manage,                   "OrganizationPages::removeMember",  [this](const Context &c) { return removeMember(c); }},
        {Method::Post, "/account/organization/leave",    AccountFrame::kSensitive, "OrganizationPages::leave",         [this](const Context &c) { return leave(c); }},
        {Method::Post, "/account/organization/switch",   AccountFrame::kChange,    "OrganizationPages::switchTo",      [this](const Context &c) { return switchTo(c); }},
        {Method::Post, "/account/projects/create",       projects,                 "OrganizationPages::createProject", [this](const Context &c) { return createProject(c); }},
        {Method::Post, "/account/projects/rename",       projects,                 "OrganizationPages::renameProject", [this](const Context &c) { return renameProject(c); }},
        {Method::Post, "/account/projects/budget",       projects,                 "OrganizationPages::setProjectBudget", [this](const Context &c) { return setProjectBudget(c); }},
        {Method::Post, "/account/projects/remove",       projects,                 "OrganizationPages::removeProject", [this](const Context &c) { return removeProject(c); }},
    };
    // clang-format on
}

Result<Response> OrganizationPages::page(const Context &context, const QString &invitationLink,
                                         const std::optional<Error> &error) const
{
    const Principal &who = *context.principal;
    OrganizationService &organizations = m_frame.organizations();
    const Time now = m_frame.now();
    const bool mayManage = who.role >= Role::Admin;
    TRY(const Organization organization, organizations.find(who.organization));
    TRY(const QList<Member> members, organizations.members(who.organization));
    TRY(const QList<OneTimeLink> links, organizations.invitations(who.organization));
    TRY(const QList<Project> projects, organizations.projects(who.organization));
    TRY(const QList<Membership> memberships, organizations.of(who.account));
    QJsonArray memberItems;
    for (const Member &member : members)
        memberItems.append(memberValues(member, who, now));
    QJsonArray linkItems;
    for (const OneTimeLink &link : mayManage ? links : QList<OneTimeLink>()) {
        linkItems.append(QJsonObject{{u"id"_s, link.id.text()},
                                     {u"role"_s, toString(link.role)},
                                     {u"expires"_s, timeValue(link.expiresAt, now)}});
    }
    QJsonArray projectItems;
    for (const Project &project : projects) {
        projectItems.append(QJsonObject{{u"id"_s, project.id.text()},
                                        {u"name"_s, project.name},
                                        {u"keys"_s, QString::number(project.activeKeys)},
                                        {u"budget"_s, budgetWords(project.budget)},
                                        {u"form"_s, limitFormValues(Limits{}, project.budget)},
                                        {u"may_remove"_s, project.activeKeys == 0 && projects.size() > 1}});
    }
    QJsonArray mine;
    for (const Membership &membership : memberships) {
        mine.append(QJsonObject{{u"id"_s, membership.organization.id.text()},
                                {u"name"_s, membership.organization.name},
                                {u"role"_s, toString(membership.role)},
                                {u"current"_s, membership.organization.id == who.organization}});
    }
    const Plan plan = m_frame.plans().of(organization);
    return m_frame.page(u"account_organization"_s, kHere, context,
                        {{u"organization"_s,
                          QJsonObject{{u"id"_s, organization.id.text()},
                                      {u"name"_s, organization.name},
                                      {u"plan"_s, plan.title},
                                      {u"is_personal"_s, organization.personalOf == who.account}}},
                         {u"limits"_s, limitWords(plan)},
                         {u"may_manage"_s, mayManage},
                         {u"members"_s, memberItems},
                         {u"invitations"_s, linkItems},
                         {u"invitation_link"_s, invitationLink},
                         {u"roles"_s, roleChoices(who.role, Role::Member)},
                         {u"projects"_s, projectItems},
                         {u"organizations"_s, mine.size() > 1 ? mine : QJsonArray()},
                         {u"leave"_s, organization.personalOf != who.account}},
                        error, invitationLink.isEmpty() ? 200 : 201);
}

template <typename T>
Result<Response> OrganizationPages::after(const Result<T> &result, const Context &context, const QByteArray &notice,
                                          const QString &field) const
{
    if (result)
        return done(kHere, notice);
    Error error = result.error();
    error.field = field;
    return page(context, {}, error);
}

Task<Result<Response>> OrganizationPages::show(const Context &context)
{
    co_return page(context, {}, {});
}

Task<Result<Response>> OrganizationPages::rename(const Context &context)
{
    CO_TRY(const Parameters form, context.request.form());
    co_return after(
        co_await m_frame.organizations().change(context.principal->organization, {.name = field(form, u"name")}),
        context, "saved", u"name"_s);
}

Task<Result<Response>> OrganizationPages::invite(const Context &context)
{
    CO_TRY(const Parameters form, context.request.form());
    const Principal &who = *context.principal;
    const Result<Role> role = parseRole(field(form, u"role"));
    if (!role || *role > who.role)
        co_return after(role ? Result<Role>(fail(ErrorCode::Forbidden,
                                                 u"Nobody can invite others into a role above "
                                                 "their own."_s))
                             : role,
                        context, {}, u"role"_s);
    if (Result<> room = m_frame.organizations().checkRoom(who.organization); !room)
        co_return page(context, {}, room.error());
    CO_TRY(const CreatedLink link, co_await m_links.createInvitation(who.organization, *role, who.account));
    co_return page(context, link.url.toString(), {});
}

Task<Result<Response>> OrganizationPages::withdraw(const Context &context)
{
    CO_TRY(const Parameters form, context.request.form());
    co_return after(
        co_await m_frame.organizations().takeBack(context.principal->organization, LinkId(field(form, u"id"))), context,
        "invitation-withdrawn");
}

Task<Result<Response>> OrganizationPages::setRole(const Context &context)
{
    CO_TRY(const Parameters form, context.request.form());
    CO_TRY(const Role role, parseRole(field(form, u"role")));
    co_return after(
        co_await m_frame.organizations().setRole(*context.principal, AccountId(field(form, u"account")), role), context,
        "saved");
}

Task<Result<Response>> OrganizationPages::removeMember(const Context &context)
{
    CO_TRY(const Parameters form, context.request.form());
    co_return after(co_await m_frame.organizations().remove(*context.principal, AccountId(field(form, u"account"))),
                    context, "member-removed");
}

Task<Result<Response>> OrganizationPages::leave(const Context &context)
{
    co_return after(co_await m_frame.organizations().remove(*context.principal, context.principal->account), context,
                    "left");
}

Task<Result<Response>> OrganizationPages::switchTo(const Context &context)
{
    CO_TRY(const Parameters form, context.request.form());
    co_return after(co_await m_frame.organizations().switchTo(context.principal->account,
                                                              OrganizationId(field(form, u"organization"))),
                    context, "switched");
}

Task<Result<Response>> OrganizationPages::createProject(const Context &context)
{
    CO_TRY(const Parameters form, context.request.form());
    co_return after(
        co_await m_frame.organizations().createProject(context.principal->organization, field(form, u"name")), context,
        "saved", u"project"_s);
}

Task<Result<Response>> OrganizationPages::renameProject(const Context &context)
{
    CO_TRY(const Parameters form, context.request.form());
    co_return after(co_await m_frame.organizations().changeProject(
                        context.principal->organization, ProjectId(field(form, u"id")), {.name = field(form, u"name")}),
                    context, "saved");
}

Task<Result<Response>> OrganizationPages::setProjectBudget(const Context &context)
{
    CO_TRY(const Parameters form, context.request.form());
    const Result<Budget> budget = budgetIn(form);
    if (!budget)
        co_return after(budget, context, {});
    co_return after(co_await m_frame.organizations().changeProject(context.principal->organization,
                                                                   ProjectId(field(form, u"id")), {.budget = *budget}),
                    context, "saved");
}

Task<Result<Response>> OrganizationPages::removeProject(const Context &context)
{
    CO_TRY(const Parameters form, context.request.form());
    co_return after(
        co_await m_frame.organizations().removeProject(context.principal->organization, ProjectId(field(form, u"id"))),
        context, "project-removed");
}

} // namespace ostiary::http
