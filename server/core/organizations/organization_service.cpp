// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/organizations/organization_service.h"

#include "models/store/accounts.h"
#include "models/store/api_keys.h"
#include "models/store/grants.h"
#include "models/store/memberships.h"
#include "models/store/one_time_links.h"
#include "models/store/organizations.h"
#include "models/store/projects.h"
#include "server/core/limits/limit_service.h"
#include "server/core/paging.h"
#include "server/core/spend/spend_service.h"
#include "server/core/text_rules.h"

namespace ostiary {

namespace {

constexpr int kMostListed = 1000;

std::unexpected<Error> noOrganization()
{
    return fail(ErrorCode::NotFound, QStringLiteral("There is no such organization."));
}

Result<Organization> existing(store::Connection &connection, const OrganizationId &id)
{
    TRY(const std::optional<Organization> found, store::organizations::find(connection, id));
    if (!found)
        return noOrganization();
    return *found;
}

Result<Member> memberOf(store::Connection &connection, const OrganizationId &id, const AccountId &account)
{
    TRY(const std::optional<Member> found, store::memberships::find(connection, id, account));
    if (!found)
        return fail(ErrorCode::NotFound, QStringLiteral("There is no such member."));
    return *found;
}

Result<> checkAbove(const Principal &by, const Member &member, Role wanted)
{
    if (member.role > by.role || wanted > by.role)
        return fail(
            ErrorCode::Forbidden,
            QStringLiteral("You are %1 of this organization; only an owner may do this.").arg(toString(by.role)));
    return {};
}

Result<> endAccess(store::Connection &connection, const OrganizationId &id, const AccountId &account, Time now)
{
    TRY(const QList<ApiKeyId> keys, store::api_keys::activeIds(connection, account, id));
    for (const ApiKeyId &key : keys)
        CHECK(store::api_keys::revoke(connection, key, now));
    TRY(const QList<GrantId> grants, store::grants::activeIds(connection, account, id));
    for (const GrantId &grant : grants)
        CHECK(store::grants::revoke(connection, grant, now));
    return {};
}

} // namespace

OrganizationService::OrganizationService(store::Store &store, const LinkService &links, const PlanService &plans,
                                         const Clock &clock, Random &random)
    : m_store(store), m_links(links), m_plans(plans), m_clock(clock), m_random(random)
{
}

Result<Organization> OrganizationService::find(const OrganizationId &id)
{
    TRY(store::Connection *const connection, m_store.reader());
    return existing(*connection, id);
}

Result<QList<Membership>> OrganizationService::of(const AccountId &account)
{
    TRY(store::Connection *const connection, m_store.reader());
    return store::organizations::ofAccount(*connection, account);
}

Result<Page<Organization>> OrganizationService::list(const PageRequest &page)
{
    return paging::read<Organization>(m_store, page,
                                      [](store::Connection &connection, const store::Cursor &from, int limit) {
                                          return store::organizations::page(connection, from, limit);
                                      });
}

Task<Result<Organization>> OrganizationService::change(OrganizationId id, OrganizationChange change)
{
    if (change.name) {
        CO_TRY(change.name, text_rules::singleLine(*change.name, QStringLiteral("name"), kLongestName));
    }
    CO_CHECK(LimitService::check(change.limits.value_or(Limits{})));
    CO_CHECK(SpendService::check(change.budget.value_or(Budget{})));
    co_return co_await m_store.write([id, change](store::Connection &connection) -> Result<Organization> {
        TRY(Organization organization, existing(connection, id));
        if (change.name)
            CHECK(store::organizations::rename(connection, id, *change.name));
        organization.limits = change.limits.value_or(organization.limits);
        organization.budget = change.budget.value_or(organization.budget);
        CHECK(store::organizations::setLimits(connection, organization));
        return existing(connection, id);
    });
}

Result<QList<Member>> OrganizationService::members(const OrganizationId &id)
{
    TRY(store::Connection *const connection, m_store.reader());
    return store::memberships::ofOrganization(*connection, id, kMostListed);
}

Result<QList<OneTimeLink>> OrganizationService::invitations(const OrganizationId &id)
{
    TRY(store::Connection *const connection, m_store.reader());
    return store::one_time_links::ofOrganization(*connection, id, m_clock.now(), kMostListed);
}

Task<Result<bool>> OrganizationService::takeBack(OrganizationId id, LinkId invitation)
{
    return m_store.write([id, invitation](store::Connection &connection) -> Result<bool> {
        CHECK(store::one_time_links::remove(connection, invitation, id));
        return true;
    });
}

Result<> OrganizationService::checkRoom(const OrganizationId &id)
{
    TRY(store::Connection *const connection, m_store.reader());
    return checkRoomIn(*connection, id);
}

Result<> OrganizationService::checkRoomIn(store::Connection &connection, const OrganizationId &id) const
{
    TRY(const Organization organization, existing(connection, id));
    TRY(const qint64 count, store::memberships::count(connection, id));
    return m_plans.require(m_plans.of(organization), &Plan::memberLimit, count + 1, QStringLiteral("member(s)"));
}

Task<Result<Organization>> OrganizationService::accept(QByteArray token, AccountId account)
{
    return m_store.write([this, token, account](store::Connection &connection) -> Result<Organization> {
        CHECK(acceptIn(connection, token, account));
        TRY(const std::optional<Account> member, store::accounts::find(connection, account));
        return existing(connection, member ? member->organization : OrganizationId());
    });
}

Result<> OrganizationService::acceptIn(store::Connection &connection, const QByteArray &token,
                                       const AccountId &account) const
{
    TRY(const OneTimeLink link, m_links.use(connection, LinkPurpose::Member, token));
    CHECK(checkRoomIn(connection, link.organization));
    CHECK(store::memberships::insert(connection, link.organization, account, link.role, m_clock.now()));
    return store::accounts::setOrganization(connection, account, link.organization);
}

Task<Result<Member>> OrganizationService::setRole(Principal by, AccountId member, Role role)
{
    return m_store.write([by, member, role](store::Connection &connection) -> Result<Member> {
        TRY(const Member before, memberOf(connection, by.organization, member));
        CHECK(checkAbove(by, before, role));
        CHECK(store::memberships::setRole(connection, by.organization, member, role));
        return memberOf(connection, by.organization, member);
    });
}

Task<Result<bool>> OrganizationService::remove(Principal by, AccountId member)
{
    return m_store.write([by, member, now = m_clock.now()](store::Connection &connection) -> Result<bool> {
        TRY(const Organization organization, existing(connection, by.organization));
        TRY(const Member before, memberOf(connection, organization.id, member));
        if (by.account != member)
            CHECK(checkAbove(by, before, before.role));
        if (organization.personalOf == member)
            return fail(ErrorCode::Conflict,
                        QStringLiteral("%1 can\'t leave their own organization.").arg(before.email));
        CHECK(store::memberships::remove(connection, organization.id, member));
        CHECK(endAccess(connection, organization.id, member, now));
        TRY(const std::optional<Account> account, store::accounts::find(connection, member));
        if (account && account->organization == organization.id) {
            TRY(const QList<Membership> left, store::organizations::ofAccount(connection, member));
            if (!left.isEmpty())
                CHECK(store::accounts::setOrganization(connection, member, left.first().organization.id));
        }
        return true;
    });
}

Task<Result<Organization>> OrganizationService::switchTo(AccountId account, OrganizationId id)
{
    return m_store.write([account, id](store::Connection &connection) -> Result<Organization> {
        TRY(const std::optional<Member> member, store::memberships::find(connection, id, account));
        if (!member)
            return noOrganization();
        CHECK(store::accounts::setOrganization(connection, account, id));
        return existing(connection, id);
    });
}

Result<QList<Project>> OrganizationService::projects(const OrganizationId &id)
{
    TRY(store::Connection *const connection, m_store.reader());
    return store::projects::ofOrganization(*connection, id, m_clock.now(), kMostListed);
}

Result<Project> OrganizationService::project(const OrganizationId &id, const ProjectId &project)
{
    TRY(store::Connection *const connection, m_store.reader());
    return owned(*connection, id, project);
}

Result<Project> OrganizationService::owned(store::Connection &connection, const std::optional<OrganizationId> &id,
                                           const ProjectId &project) const
{
    TRY(const std::optional<Project> found, store::projects::find(connection, project, m_clock.now()));
    if (!found)
        return fail(ErrorCode::NotFound, QStringLiteral("There is no project %1.").arg(project.text()));
    if (id && found->organization != *id)
        return fail(ErrorCode::Forbidden, QStringLiteral("This project belongs to another organization."));
    return *found;
}

Task<Result<Project>> OrganizationService::createProject(OrganizationId id, QString name)
{
    CO_TRY(const QString clean, text_rules::singleLine(name, QStringLiteral("name"), kLongestName));
    const Project project{
        .id = m_random.id<ProjectId>(), .organization = id, .name = clean, .createdAt = m_clock.now()};
    co_return co_await m_store.write([this, project](store::Connection &connection) -> Result<Project> {
        TRY(const Organization organization, existing(connection, project.organization));
        TRY(const qint64 count, store::projects::count(connection, project.organization));
        CHECK(m_plans.require(m_plans.of(organization), &Plan::projectLimit, count + 1, QStringLiteral("project(s)")));
        CHECK(store::projects::insert(connection, project));
        return project;
    });
}

Task<Result<Project>> OrganizationService::changeProject(std::optional<OrganizationId> id, ProjectId project,
                                                         ProjectChange change)
{
    if (change.name) {
        CO_TRY(change.name, text_rules::singleLine(*change.name, QStringLiteral("name"), kLongestName));
    }
    CO_CHECK(SpendService::check(change.budget.value_or(Budget{})));
    co_return co_await m_store.write([this, id, project, change](store::Connection &connection) -> Result<Project> {
        CHECK(owned(connection, id, project));
        if (change.name)
            CHECK(store::projects::rename(connection, project, *change.name));
        if (change.budget)
            CHECK(store::projects::setBudget(connection, project, *change.budget));
        return owned(connection, id, project);
    });
}

Result<Page<Project>> OrganizationService::allProjects(const PageRequest &page)
{
    return paging::read<Project>(m_store, page,
                                 [this](store::Connection &connection, const store::Cursor &from, int limit) {
                                     return store::projects::page(connection, m_clock.now(), from, limit);
                                 });
}

Task<Result<bool>> OrganizationService::removeProject(OrganizationId id, ProjectId project)
{
    return m_store.write([this, id, project](store::Connection &connection) -> Result<bool> {
        TRY(const Project found, owned(connection, id, project));
        if (found.activeKeys > 0) {
            return fail(ErrorCode::Conflict,
                        QStringLiteral("The project has %1 active key(s); revoke them first.").arg(found.activeKeys));
        }
        TRY(const QList<Project> all, store::projects::ofOrganization(connection, id, m_clock.now(), 2));
        if (all.size() < 2)
            return fail(ErrorCode::Conflict, QStringLiteral("An organization keeps at least one project."));
        CHECK(store::projects::remove(connection, project, all[0].id == project ? all[1].id : all[0].id));
        return true;
    });
}

} // namespace ostiary
