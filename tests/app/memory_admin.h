// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/models/memory_books.h"

#include <QPromise>

namespace ostiary::app {

/// An Admin that keeps its records in memory and knows the rules that Admin's comments promise. It starts with a few
/// records of every kind, whose ids the tests know.
class MemoryAdmin final : public Admin
{
    Q_OBJECT

public:
    explicit MemoryAdmin(const Clock &clock, QUrl url = {});

    [[nodiscard]] QFuture<Result<ServerStatus>> status() override;
    [[nodiscard]] QFuture<Result<Page<Account>>> accounts(PageRequest page) override;
    [[nodiscard]] QFuture<Result<Account>> createAccount(NewAccount account) override;
    [[nodiscard]] QFuture<Result<Account>> changeAccount(AccountId id, AccountChange change) override;
    [[nodiscard]] QFuture<Result<CreatedLink>> createResetLink(AccountId id) override;
    [[nodiscard]] QFuture<Result<CreatedLink>> createAgentCode() override;
    [[nodiscard]] QFuture<Result<SetupCode>> setupCode() override;
    [[nodiscard]] QFuture<Result<Page<Organization>>> organizations(PageRequest page) override;
    [[nodiscard]] QFuture<Result<Organization>> changePlan(OrganizationId id, PlanChange change) override;
    [[nodiscard]] QFuture<Result<Organization>> changeOrganization(OrganizationId id,
                                                                   OrganizationChange change) override;
    [[nodiscard]] QFuture<Result<Page<Project>>> projects(PageRequest page) override;
    [[nodiscard]] QFuture<Result<Project>> changeProject(ProjectId id, ProjectChange change) override;
    [[nodiscard]] QFuture<Result<Page<Plan>>> plans(PageRequest page) override;
    [[nodiscard]] QFuture<Result<Plan>> updatePlan(Plan plan) override;
    [[nodiscard]] QFuture<Result<Page<ApiKey>>> apiKeys(PageRequest page) override;
    [[nodiscard]] QFuture<Result<CreatedApiKey>> createApiKey(NewApiKey key) override;
    [[nodiscard]] QFuture<Result<ApiKey>> changeApiKey(ApiKeyId id, ApiKeyChange change) override;
    [[nodiscard]] QFuture<Result<CreatedApiKey>> rotateApiKey(ApiKeyId id, std::chrono::seconds overlap) override;
    [[nodiscard]] QFuture<Result<ApiKey>> revokeApiKey(ApiKeyId id) override;
    [[nodiscard]] QFuture<Result<KeyCheck>> checkApiKey(Secret secret) override;
    [[nodiscard]] QFuture<Result<LimitSimulation>> simulateLimit(QString subject, LimitKind kind, int count) override;
    [[nodiscard]] QFuture<Result<Revocation>> previewRevokeAll(RevocationTarget target) override;
    [[nodiscard]] QFuture<Result<Revocation>> revokeAll(RevocationTarget target) override;
    [[nodiscard]] QFuture<Result<Page<Scope>>> scopes(PageRequest page) override;
    [[nodiscard]] QFuture<Result<Page<Price>>> prices(PageRequest page) override;
    [[nodiscard]] QFuture<Result<Price>> setPrice(Price price) override;
    [[nodiscard]] QFuture<Result<Price>> endPrice(PriceId id) override;
    [[nodiscard]] QFuture<Result<SpendReport>> spendReport(OrganizationId id) override;
    [[nodiscard]] QFuture<Result<Page<SpendEntry>>> spendLedger(PageRequest page) override;
    [[nodiscard]] QFuture<Result<Page<Grant>>> grants(PageRequest page) override;
    [[nodiscard]] QFuture<Result<Grant>> revokeGrant(GrantId id) override;
    [[nodiscard]] QFuture<Result<Page<OAuthClient>>> clients(PageRequest page) override;
    [[nodiscard]] QFuture<Result<OAuthClient>> allowClient(ClientId id, MachineAllowance allowance) override;
    [[nodiscard]] QFuture<Result<OAuthClient>> disallowClient(ClientId id) override;
    [[nodiscard]] QFuture<Result<CreatedClient>> createClient(NewClient client) override;
    [[nodiscard]] QFuture<Result<OAuthClient>> deleteClient(ClientId id) override;
    [[nodiscard]] QFuture<Result<Page<SigningKeyInfo>>> signingKeys(PageRequest page) override;
    [[nodiscard]] QFuture<Result<SigningKeyInfo>> rotateSigningKey(bool atOnce) override;
    [[nodiscard]] QFuture<Result<Page<Approval>>> approvals(PageRequest page) override;
    [[nodiscard]] QFuture<Result<Approval>> approve(ApprovalId id, ApprovalChoice choice) override;
    [[nodiscard]] QFuture<Result<Approval>> deny(ApprovalId id) override;
    [[nodiscard]] QFuture<Result<Page<ConnectionAttempt>>> attempts(PageRequest page) override;
    [[nodiscard]] QFuture<Result<ConnectionAttempt>> attempt(AttemptId id) override;
    [[nodiscard]] QFuture<Result<AuthorizeReport>> checkAuthorizeUrl(QString url) override;

    /// As before the first run.
    void forgetAccounts() { m_accounts.clear(); }

    bool answersStatus = true; ///< false: status() waits for ever
    AccountChange lastChange;
    QByteArray lastPassword; ///< of createAccount()

private:
    void openBooks(Time now);
    void publish(Table table, const QString &id, ChangeKind kind);
    Result<Approval> decide(const ApprovalId &id, ApprovalState state, const ApprovalChoice &choice = {});

    const Clock &m_clock;
    QUrl m_url;
    quint64 m_sequence = 0;
    QList<Account> m_accounts;
    QList<Organization> m_organizations{{.id = OrganizationId(QStringLiteral("org_1")),
                                         .name = QStringLiteral("ada@example.org"),
                                         .plan = QStringLiteral("free")}};
    QList<Plan> m_plans{{.name = QStringLiteral("free"), .rank = 1, .title = QStringLiteral("Free")},
                        {.name = QStringLiteral("pro"), .rank = 2, .title = QStringLiteral("Pro")}};
    QList<Project> m_projects{{.id = ProjectId(QStringLiteral("prj_1")),
                               .organization = OrganizationId(QStringLiteral("org_1")),
                               .name = QStringLiteral("Website")}};
    QList<ApiKey> m_keys;
    test::MemoryBooks m_books;
    QList<Grant> m_grants;
    QList<OAuthClient> m_clients;
    QList<SigningKeyInfo> m_signingKeys{{.kid = QStringLiteral("kid_1"), .algorithm = QStringLiteral("RS256")}};
    QList<Approval> m_approvals;
    QList<ConnectionAttempt> m_attempts;
    QList<std::shared_ptr<QPromise<Result<ServerStatus>>>> m_unanswered;
};

} // namespace ostiary::app
