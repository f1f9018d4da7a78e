// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/accounts/link_service.h"
#include "server/core/organizations/plan_service.h"

namespace ostiary {

/// Organizations, who is in them and as what, and their projects. Who may call what is the route's matter; what depends
/// on the record (whose project, which member) is decided here.
class OrganizationService
{
public:
    OrganizationService(store::Store &store, const LinkService &links, const PlanService &plans, const Clock &clock,
                        Random &random);

    [[nodiscard]] Result<Organization> find(const OrganizationId &id);
    [[nodiscard]] Result<QList<Membership>> of(const AccountId &account);
    [[nodiscard]] Result<Page<Organization>> list(const PageRequest &page);
    /// NotFound. InvalidValue: name, limits or budget.
    [[nodiscard]] Task<Result<Organization>> change(OrganizationId id, OrganizationChange change);

    [[nodiscard]] Result<QList<Member>> members(const OrganizationId &id);
    [[nodiscard]] Result<QList<OneTimeLink>> invitations(const OrganizationId &id);
    [[nodiscard]] Task<Result<bool>> takeBack(OrganizationId id, LinkId invitation);
    /// PlanRequired: the plan allows no further member.
    [[nodiscard]] Result<> checkRoom(const OrganizationId &id);
    /// Makes the account a member and lets it work there from now on. InvalidRequest: the link is dead. PlanRequired.
    [[nodiscard]] Task<Result<Organization>> accept(QByteArray token, AccountId account);
    /// The same inside the transaction that makes an account.
    [[nodiscard]] Result<> acceptIn(store::Connection &connection, const QByteArray &token,
                                    const AccountId &account) const;

    /// Nobody gives, changes or takes a role above their own. NotFound, Forbidden. Conflict: the last owner.
    [[nodiscard]] Task<Result<Member>> setRole(Principal by, AccountId member, Role role);
    /// Ends the keys and OAuth sessions that the member has there. The same errors; Conflict: it is their own.
    [[nodiscard]] Task<Result<bool>> remove(Principal by, AccountId member);
    /// Which organization one's sessions and new keys belong to. NotFound: not a member.
    [[nodiscard]] Task<Result<Organization>> switchTo(AccountId account, OrganizationId id);

    [[nodiscard]] Result<QList<Project>> projects(const OrganizationId &id);
    /// NotFound. Forbidden: another organization's.
    [[nodiscard]] Result<Project> project(const OrganizationId &id, const ProjectId &project);
    /// InvalidValue: name. Conflict: the name is taken. PlanRequired: the plan allows no further one.
    [[nodiscard]] Task<Result<Project>> createProject(OrganizationId id, QString name);
    /// For the operator there is no organization to be in. NotFound, Forbidden. InvalidValue: name or budget. Conflict:
    /// the name is taken.
    [[nodiscard]] Task<Result<Project>> changeProject(std::optional<OrganizationId> id, ProjectId project,
                                                      ProjectChange change);
    [[nodiscard]] Result<Page<Project>> allProjects(const PageRequest &page);
    /// Conflict: it has active keys, or is the only one. What has ended moves to the first project.
    [[nodiscard]] Task<Result<bool>> removeProject(OrganizationId id, ProjectId project);

    static constexpr qsizetype kLongestName = 100;

private:
    [[nodiscard]] Result<Project> owned(store::Connection &connection, const std::optional<OrganizationId> &id,
                                        const ProjectId &project) const;
    [[nodiscard]] Result<> checkRoomIn(store::Connection &connection, const OrganizationId &id) const;

    store::Store &m_store;
    const LinkService &m_links;
    const PlanService &m_plans;
    const Clock &m_clock;
    Random &m_random;
};

} // namespace ostiary
