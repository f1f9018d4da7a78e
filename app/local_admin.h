// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services.h"
#include "models/admin.h"

namespace ostiary::app {

/// The Admin of the services in this process.
class LocalAdmin : public Admin
{
    Q_OBJECT

public:
    /// `describe` adds what only the running server knows to a status; may be empty.
    LocalAdmin(Services &services, std::function<void(ServerStatus &)> describe);

    QFuture<Result<ServerStatus>> status() override;
    QFuture<Result<Page<Account>>> accounts(PageRequest page) override;
    QFuture<Result<Account>> createAccount(NewAccount account) override;
    QFuture<Result<Account>> changeAccount(AccountId id, AccountChange change) override;
    QFuture<Result<CreatedLink>> createResetLink(AccountId id) override;
    QFuture<Result<CreatedLink>> createAgentCode() override;
    QFuture<Result<SetupCode>> setupCode() override;
    QFuture<Result<Page<Organization>>> organizations(PageRequest page) override;
    QFuture<Result<Organization>> changePlan(OrganizationId id, PlanChange change) override;
    QFuture<Result<Organization>> changeOrganization(OrganizationId id, OrganizationChange change) override;
    QFuture<Result<Page<Project>>> projects(PageRequest page) override;
    QFuture<Result<Project>> changeProject(ProjectId id, ProjectChange change) override;
    QFuture<Result<Page<Plan>>> plans(PageRequest page) override;
    QFuture<Result<Plan>> updatePlan(Plan plan) override;
    QFuture<Result<Page<ApiKey>>> apiKeys(PageRequest page) override;
    QFuture<Result<CreatedApiKey>> createApiKey(NewApiKey key) override;
    QFuture<Result<ApiKey>> changeApiKey(ApiKeyId id, ApiKeyChange change) override;
    QFuture<Result<CreatedApiKey>> rotateApiKey(ApiKeyId id, std::chrono::seconds overlap) override;
    QFuture<Result<ApiKey>> revokeApiKey(ApiKeyId id) override;
    QFuture<Result<KeyCheck>> checkApiKey(Secret secret) override;
    QFuture<Result<LimitSimulation>> simulateLimit(QString subject, LimitKind kind, int count) override;
    QFuture<Result<Revocation>> previewRevokeAll(RevocationTarget target) override;
    QFuture<Result<Revocation>> revokeAll(RevocationTarget target) override;
    QFuture<Result<Page<Scope>>> scopes(PageRequest page) override;
    QFuture<Result<Page<Price>>> prices(PageRequest page) override;
    QFuture<Result<Price>> setPrice(Price price) override;
    QFuture<Result<Price>> endPrice(PriceId id) override;
    QFuture<Result<SpendReport>> spendReport(OrganizationId id) override;
    QFuture<Result<Page<SpendEntry>>> spendLedger(PageRequest page) override;
    QFuture<Result<Page<Grant>>> grants(PageRequest page) override;
    QFuture<Result<Grant>> revokeGrant(GrantId id) override;
    QFuture<Result<Page<OAuthClient>>> clients(PageRequest page) override;
    QFuture<Result<OAuthClient>> allowClient(ClientId id, MachineAllowance allowance) override;
    QFuture<Result<OAuthClient>> disallowClient(ClientId id) override;
    QFuture<Result<CreatedClient>> createClient(NewClient client) override;
    QFuture<Result<OAuthClient>> deleteClient(ClientId id) override;
    QFuture<Result<Page<SigningKeyInfo>>> signingKeys(PageRequest page) override;
    QFuture<Result<SigningKeyInfo>> rotateSigningKey(bool atOnce) override;
    QFuture<Result<Page<Approval>>> approvals(PageRequest page) override;
    QFuture<Result<Approval>> approve(ApprovalId id, ApprovalChoice choice) override;
    QFuture<Result<Approval>> deny(ApprovalId id) override;
    QFuture<Result<Page<ConnectionAttempt>>> attempts(PageRequest page) override;
    QFuture<Result<ConnectionAttempt>> attempt(AttemptId id) override;
    QFuture<Result<AuthorizeReport>> checkAuthorizeUrl(QString url) override;

protected:
    /// Before the services go.
    void stopFollowing() { m_changes = {}; }

private:
    [[nodiscard]] Result<ServerStatus> readStatus();

    Services &m_services;
    std::function<void(ServerStatus &)> m_describe;
    store::ChangeFeed::Subscription m_changes;
};

} // namespace ostiary::app
