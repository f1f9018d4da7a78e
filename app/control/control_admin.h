// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/control/line_socket.h"
#include "models/admin.h"

#include <functional>
#include <map>
#include <memory>

namespace ostiary::app {

/// The Admin of a server in another process, over its control socket. When the connection is lost, calls that wait and
/// all later ones fail with Unavailable, and lost() says why.
class ControlAdmin final : public Admin
{
    Q_OBJECT

public:
    /// NotFound: no server listens there. Forbidden: it belongs to another user. Unavailable: it does not answer.
    [[nodiscard]] static Result<std::unique_ptr<ControlAdmin>> open(const QString &path);
    ~ControlAdmin() override;

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

signals:
    void lost(const ostiary::Error &error);

protected:
    /// Subscribes when somebody first listens to changed(); a command that does not is not sent any.
    void connectNotify(const QMetaMethod &signal) override;

private:
    using Waiter = std::function<void(const Result<QJsonObject> &)>;

    explicit ControlAdmin(Descriptor connected);
    template <typename T, typename Parse>
    QFuture<Result<T>> call(const QString &method, const QJsonObject &params, Parse parse);
    void request(const QString &method, const QJsonObject &params, Waiter waiter);
    void take(const QByteArray &line);
    void lose(const Error &error);

    LineSocket m_lines;
    std::map<qint64, Waiter> m_waiting;
    qint64 m_lastId = 0;
    std::optional<Error> m_lost;
    bool m_subscribed = false;
};

} // namespace ostiary::app
