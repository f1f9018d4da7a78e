// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/local_admin.h"

#include <QPointer>

namespace ostiary::app {

LocalAdmin::LocalAdmin(Services &services, std::function<void(ServerStatus &)> describe)
    : m_services(services), m_describe(std::move(describe))
{
    m_changes = services.database->changes().subscribe(
        [here = threadAnchor(), self = QPointer(this)](const QList<Change> &changes) {
            post(here, [self, changes] {
                for (const Change &change : changes) {
                    if (self)
                        emit self->changed(change);
                }
            });
        });
}

Result<ServerStatus> LocalAdmin::readStatus()
{
    ServerStatus status;
    status.version = QStringLiteral(OSTIARY_VERSION);
    status.dataFolder = m_services.folder->path();
    TRY(const qint64 pending, m_services.consents.countPending());
    status.pendingApprovals = int(pending);
    if (m_describe)
        m_describe(status);
    return status;
}

QFuture<Result<ServerStatus>> LocalAdmin::status()
{
    return QtFuture::makeReadyValueFuture(readStatus());
}

QFuture<Result<Page<Account>>> LocalAdmin::accounts(PageRequest page)
{
    return QtFuture::makeReadyValueFuture(m_services.accounts.list(page));
}

QFuture<Result<Account>> LocalAdmin::createAccount(NewAccount account)
{
    return toFuture(m_services.accounts.create(std::move(account)));
}

QFuture<Result<Account>> LocalAdmin::changeAccount(AccountId id, AccountChange change)
{
    return toFuture(m_services.accounts.change(std::move(id), change));
}

QFuture<Result<CreatedLink>> LocalAdmin::createResetLink(AccountId id)
{
    return toFuture(m_services.links.createReset(std::move(id), {}));
}

QFuture<Result<CreatedLink>> LocalAdmin::createAgentCode()
{
    return toFuture(m_services.links.createAgentCode({}));
}

QFuture<Result<SetupCode>> LocalAdmin::setupCode()
{
    return QtFuture::makeReadyValueFuture(m_services.setup.code());
}

QFuture<Result<Page<Organization>>> LocalAdmin::organizations(PageRequest page)
{
    return QtFuture::makeReadyValueFuture(m_services.organizations.list(page));
}

QFuture<Result<Organization>> LocalAdmin::changePlan(OrganizationId id, PlanChange change)
{
    return toFuture(m_services.plans.change(std::move(id), std::move(change)));
}

QFuture<Result<Organization>> LocalAdmin::changeOrganization(OrganizationId id, OrganizationChange change)
{
    return toFuture(m_services.organizations.change(std::move(id), std::move(change)));
}

QFuture<Result<Page<Project>>> LocalAdmin::projects(PageRequest page)
{
    return QtFuture::makeReadyValueFuture(m_services.organizations.allProjects(page));
}

QFuture<Result<Project>> LocalAdmin::changeProject(ProjectId id, ProjectChange change)
{
    return toFuture(m_services.organizations.changeProject({}, std::move(id), std::move(change)));
}

QFuture<Result<Page<Plan>>> LocalAdmin::plans(PageRequest)
{
    return QtFuture::makeReadyValueFuture(Result<Page<Plan>>(Page<Plan>{.rows = m_services.plans.all()}));
}

QFuture<Result<Plan>> LocalAdmin::updatePlan(Plan plan)
{
    return toFuture(m_services.plans.update(std::move(plan)));
}

QFuture<Result<Page<ApiKey>>> LocalAdmin::apiKeys(PageRequest page)
{
    return QtFuture::makeReadyValueFuture(m_services.apiKeys.list(page));
}

QFuture<Result<CreatedApiKey>> LocalAdmin::createApiKey(NewApiKey key)
{
    const Result<Account> account = m_services.accounts.findByEmail(key.accountEmail);
    if (!account)
        return QtFuture::makeReadyValueFuture(Result<CreatedApiKey>(std::unexpected(account.error())));
    return toFuture(m_services.apiKeys.create(account->id, std::move(key)));
}

QFuture<Result<ApiKey>> LocalAdmin::changeApiKey(ApiKeyId id, ApiKeyChange change)
{
    return toFuture(m_services.apiKeys.change(std::move(id), std::move(change)));
}

QFuture<Result<CreatedApiKey>> LocalAdmin::rotateApiKey(ApiKeyId id, std::chrono::seconds overlap)
{
    return toFuture(m_services.apiKeys.rotate(std::move(id), overlap));
}

QFuture<Result<ApiKey>> LocalAdmin::revokeApiKey(ApiKeyId id)
{
    return toFuture(m_services.apiKeys.revoke(std::move(id)));
}

QFuture<Result<KeyCheck>> LocalAdmin::checkApiKey(Secret secret)
{
    return QtFuture::makeReadyValueFuture(m_services.apiKeys.check(secret));
}

QFuture<Result<LimitSimulation>> LocalAdmin::simulateLimit(QString subject, LimitKind kind, int count)
{
    return QtFuture::makeReadyValueFuture(m_services.limits.simulate(subject, kind, count));
}

QFuture<Result<Revocation>> LocalAdmin::previewRevokeAll(RevocationTarget target)
{
    return QtFuture::makeReadyValueFuture(m_services.revocations.preview(target));
}

QFuture<Result<Revocation>> LocalAdmin::revokeAll(RevocationTarget target)
{
    return toFuture(m_services.revocations.revokeAll(std::move(target)));
}

QFuture<Result<Page<Scope>>> LocalAdmin::scopes(PageRequest)
{
    Page<Scope> page{.rows = m_services.scopes.all(), .nextCursor = {}};
    for (Scope &scope : page.rows) {
        scope.implies = m_services.scopes.includedIn(scope.name);
        scope.neededBy = m_services.upstreams.usesOf(scope.name);
    }
    return QtFuture::makeReadyValueFuture(Result<Page<Scope>>(std::move(page)));
}

QFuture<Result<Page<Price>>> LocalAdmin::prices(PageRequest page)
{
    return QtFuture::makeReadyValueFuture(m_services.prices.list(page));
}

QFuture<Result<Price>> LocalAdmin::setPrice(Price price)
{
    return toFuture(m_services.prices.set(std::move(price)));
}

QFuture<Result<Price>> LocalAdmin::endPrice(PriceId id)
{
    return toFuture(m_services.prices.end(std::move(id)));
}

QFuture<Result<SpendReport>> LocalAdmin::spendReport(OrganizationId id)
{
    return QtFuture::makeReadyValueFuture(m_services.spend.ofOrganization(id));
}

QFuture<Result<Page<SpendEntry>>> LocalAdmin::spendLedger(PageRequest page)
{
    return QtFuture::makeReadyValueFuture(m_services.spend.ledger(page));
}

QFuture<Result<Page<Grant>>> LocalAdmin::grants(PageRequest page)
{
    return QtFuture::makeReadyValueFuture(m_services.tokens.listGrants(page));
}

QFuture<Result<Grant>> LocalAdmin::revokeGrant(GrantId id)
{
    return toFuture(m_services.tokens.revokeGrant(std::move(id)));
}

QFuture<Result<Page<OAuthClient>>> LocalAdmin::clients(PageRequest page)
{
    return QtFuture::makeReadyValueFuture(m_services.clients.list(page));
}

QFuture<Result<OAuthClient>> LocalAdmin::allowClient(ClientId id, MachineAllowance allowance)
{
    return toFuture(
        m_services.machines.allow(std::move(id), std::move(allowance.ownerEmail), std::move(allowance.scopes)));
}

QFuture<Result<OAuthClient>> LocalAdmin::disallowClient(ClientId id)
{
    return toFuture(m_services.machines.disallow(std::move(id)));
}

QFuture<Result<CreatedClient>> LocalAdmin::createClient(NewClient client)
{
    return toFuture(m_services.clients.create(std::move(client)));
}

QFuture<Result<OAuthClient>> LocalAdmin::deleteClient(ClientId id)
{
    return toFuture(m_services.clients.remove(std::move(id)));
}

QFuture<Result<Page<SigningKeyInfo>>> LocalAdmin::signingKeys(PageRequest)
{
    return QtFuture::makeReadyValueFuture(m_services.signer->list());
}

QFuture<Result<SigningKeyInfo>> LocalAdmin::rotateSigningKey(bool atOnce)
{
    return toFuture(m_services.signer->rotate(atOnce));
}

QFuture<Result<Page<Approval>>> LocalAdmin::approvals(PageRequest page)
{
    return QtFuture::makeReadyValueFuture(m_services.consents.list(page));
}

QFuture<Result<Approval>> LocalAdmin::approve(ApprovalId id, ApprovalChoice choice)
{
    return toFuture(m_services.consents.decide(std::move(id), true, std::move(choice)));
}

QFuture<Result<Approval>> LocalAdmin::deny(ApprovalId id)
{
    return toFuture(m_services.consents.decide(std::move(id), false));
}

QFuture<Result<Page<ConnectionAttempt>>> LocalAdmin::attempts(PageRequest page)
{
    return toFuture(m_services.connections.list(std::move(page)));
}

QFuture<Result<ConnectionAttempt>> LocalAdmin::attempt(AttemptId id)
{
    return toFuture(m_services.connections.find(std::move(id)));
}

QFuture<Result<AuthorizeReport>> LocalAdmin::checkAuthorizeUrl(QString url)
{
    return toFuture(m_services.authorizeTester.check(std::move(url)));
}

} // namespace ostiary::app
