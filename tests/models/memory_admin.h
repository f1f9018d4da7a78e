// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/admin.h"
#include "models/clock.h"
#include "tests/models/memory_books.h"

#include <QPromise>
#include <QTimer>

#include <algorithm>

namespace ostiary::test {

/// An Admin that keeps its records in lists, for tests of tables and widgets. It answers from the event loop, as the
/// real ones do, pages as it is told to, and announces what it changes.
class MemoryAdmin final : public Admin
{
public:
    explicit MemoryAdmin(const Clock &clock) : m_clock(clock) { }

    ServerStatus server;
    QList<Account> accountRows;
    QList<Organization> organizationRows;
    QList<Project> projectRows;
    QList<Plan> planRows;
    QList<Scope> scopeRows = seedScopes();
    QList<ApiKey> keyRows;
    QList<Grant> grantRows;
    QList<OAuthClient> clientRows;
    QList<Approval> approvalRows;
    QList<SigningKeyInfo> signingKeyRows;
    QList<ConnectionAttempt> attemptRows;
    AuthorizeReport authorizeReport; ///< of whatever is tested
    QString lastTested;
    MemoryBooks books; ///< prices, ledger, traffic, and the keys behind keyRows

    std::optional<Error> failNext; ///< the next call's answer
    int pageLimit = 1000; ///< never gives more rows at once
    int pagesRead = 0;
    QString lastPassword; ///< of createAccount
    AccountChange lastChange;
    ApiKeyChange lastKeyChange;
    std::optional<LimitKind> lastSimulated;
    std::optional<MachineAllowance> lastAllowance;

    QFuture<Result<ServerStatus>> status() override
    {
        server.pendingApprovals = int(std::ranges::count(approvalRows, ApprovalState::Pending, &Approval::state));
        return answer<ServerStatus>(server);
    }
    QFuture<Result<Page<Account>>> accounts(PageRequest page) override { return pageOf(accountRows, page); }
    QFuture<Result<Page<ApiKey>>> apiKeys(PageRequest page) override { return pageOf(keyRows, page); }
    QFuture<Result<Page<Grant>>> grants(PageRequest page) override { return pageOf(grantRows, page); }
    QFuture<Result<Page<OAuthClient>>> clients(PageRequest page) override { return pageOf(clientRows, page); }
    QFuture<Result<OAuthClient>> allowClient(ClientId id, MachineAllowance allowance) override
    {
        lastAllowance = std::move(allowance);
        return machine(id, true);
    }
    QFuture<Result<OAuthClient>> disallowClient(ClientId id) override { return machine(id, false); }
    QFuture<Result<CreatedClient>> createClient(NewClient wanted) override
    {
        if (wanted.redirectUris.isEmpty()) {
            return answer<CreatedClient>(failField(QStringLiteral("redirect_uris"),
                                                   QStringLiteral("A client needs an address to send people to.")));
        }
        OAuthClient client;
        client.id = ClientId(nextId(ClientId::kPrefix));
        client.name = wanted.name;
        client.redirectUris = wanted.redirectUris;
        client.origin = ClientOrigin::Operator;
        client.createdAt = m_clock.now();
        clientRows.prepend(client);
        announce(Table::OAuthClients, client.id.text(), ChangeKind::Inserted);
        return answer<CreatedClient>(CreatedClient{client, wanted.hasSecret ? Secret("s3cret") : Secret()});
    }
    QFuture<Result<OAuthClient>> deleteClient(ClientId id) override
    {
        const auto found = std::ranges::find(clientRows, id, &OAuthClient::id);
        if (found == clientRows.end())
            return answer<OAuthClient>(fail(ErrorCode::NotFound, QStringLiteral("There is no such client.")));
        const OAuthClient client = *found;
        clientRows.erase(found);
        announce(Table::OAuthClients, id.text(), ChangeKind::Deleted);
        return answer<OAuthClient>(client);
    }
    QFuture<Result<Page<SigningKeyInfo>>> signingKeys(PageRequest page) override
    {
        return pageOf(signingKeyRows, page);
    }
    QFuture<Result<SigningKeyInfo>> rotateSigningKey(bool atOnce) override
    {
        signingKeyRows.prepend({.kid = QStringLiteral("kid_%1").arg(signingKeyRows.size() + 1),
                                .algorithm = QStringLiteral("RS256"),
                                .state = atOnce ? SigningKeyState::Signing : SigningKeyState::Next,
                                .createdAt = m_clock.now(),
                                .startsAt = m_clock.now()});
        return answer<SigningKeyInfo>(signingKeyRows.first());
    }
    QFuture<Result<Page<Approval>>> approvals(PageRequest page) override { return pageOf(approvalRows, page); }
    QFuture<Result<Page<ConnectionAttempt>>> attempts(PageRequest page) override { return pageOf(attemptRows, page); }
    QFuture<Result<ConnectionAttempt>> attempt(AttemptId id) override
    {
        const auto found = std::ranges::find(attemptRows, id, &ConnectionAttempt::id);
        if (found == attemptRows.end())
            return answer<ConnectionAttempt>(fail(ErrorCode::NotFound, QStringLiteral("There is no such attempt.")));
        return answer<ConnectionAttempt>(*found);
    }
    QFuture<Result<AuthorizeReport>> checkAuthorizeUrl(QString url) override
    {
        lastTested = url;
        if (!url.contains(QLatin1Char('=')))
            return answer<AuthorizeReport>(failField(QStringLiteral("url"), QStringLiteral("Paste the address.")));
        return answer<AuthorizeReport>(authorizeReport);
    }

    QFuture<Result<Page<Organization>>> organizations(PageRequest page) override
    {
        return pageOf(organizationRows, page);
    }
    QFuture<Result<Page<Plan>>> plans(PageRequest page) override { return pageOf(planRows, page); }
    QFuture<Result<Account>> changeAccount(AccountId id, AccountChange change) override
    {
        const auto account = std::ranges::find(accountRows, id, &Account::id);
        if (account == accountRows.end())
            return answer<Account>(fail(ErrorCode::NotFound, QStringLiteral("There is no such account.")));
        if (failNext)
            return answer<Account>(*account);
        if (change.isAdmin)
            account->isAdmin = *change.isAdmin;
        if (change.isDisabled)
            account->disabledAt = *change.isDisabled ? std::optional(m_clock.now()) : std::nullopt;
        lastChange = change;
        announce(Table::Accounts, id.text(), ChangeKind::Updated);
        return answer<Account>(*account);
    }
    QFuture<Result<CreatedLink>> createResetLink(AccountId id) override
    {
        return answer<CreatedLink>(CreatedLink{
            .link
            = {.purpose = LinkPurpose::Reset, .account = id, .expiresAt = m_clock.now() + std::chrono::minutes(30)},
            .token = Secret("t0ken"),
            .url = QUrl(QStringLiteral("http://127.0.0.1:8420/reset?token=t0ken"))});
    }
    QFuture<Result<CreatedLink>> createAgentCode() override
    {
        return answer<CreatedLink>(
            CreatedLink{.link = {.purpose = LinkPurpose::Agent, .expiresAt = m_clock.now() + std::chrono::days(7)},
                        .token = Secret("c0de")});
    }
    QFuture<Result<SetupCode>> setupCode() override
    {
        if (std::ranges::contains(accountRows, true, &Account::isAdmin))
            return answer<SetupCode>(fail(ErrorCode::NotFound, QStringLiteral("It has been set up already.")));
        return answer<SetupCode>(SetupCode{.code = QStringLiteral("ABCD-2345"),
                                           .url = QUrl(QStringLiteral("http://127.0.0.1:8420/setup?code=ABCD-2345")),
                                           .expiresAt = m_clock.now() + std::chrono::minutes(20)});
    }
    QFuture<Result<Organization>> changePlan(OrganizationId id, PlanChange change) override
    {
        const auto organization = std::ranges::find(organizationRows, id, &Organization::id);
        if (organization == organizationRows.end())
            return answer<Organization>(fail(ErrorCode::NotFound, QStringLiteral("There is no such organization.")));
        organization->plan = change.plan;
        organization->trialEndsAt = change.trialEndsAt;
        announce(Table::Organizations, id.text(), ChangeKind::Updated);
        return answer<Organization>(*organization);
    }
    QFuture<Result<Plan>> updatePlan(Plan plan) override { return answer<Plan>(plan); }
    QFuture<Result<Organization>> changeOrganization(OrganizationId id, OrganizationChange wanted) override
    {
        return change<Organization>(organizationRows, id, Table::Organizations, [&](Organization &organization) {
            organization.name = wanted.name.value_or(organization.name);
            organization.limits = wanted.limits.value_or(organization.limits);
            organization.budget = wanted.budget.value_or(organization.budget);
        });
    }
    QFuture<Result<Page<Project>>> projects(PageRequest page) override { return pageOf(projectRows, page); }
    QFuture<Result<Project>> changeProject(ProjectId id, ProjectChange wanted) override
    {
        return change<Project>(projectRows, id, Table::Projects, [&](Project &project) {
            project.name = wanted.name.value_or(project.name);
            project.budget = wanted.budget.value_or(project.budget);
        });
    }

    QFuture<Result<KeyCheck>> checkApiKey(Secret secret) override
    {
        return answer<KeyCheck>(books.check(secret, keyRows, m_clock.now()));
    }
    QFuture<Result<LimitSimulation>> simulateLimit(QString subject, LimitKind kind, int count) override
    {
        lastSimulated = kind;
        return answer<LimitSimulation>(books.simulate(subject, count, m_clock.now()));
    }
    QFuture<Result<Revocation>> previewRevokeAll(RevocationTarget target) override
    {
        return answer<Revocation>(MemoryBooks::revoke(target, keyRows, grantRows, m_clock.now(), false));
    }
    QFuture<Result<Revocation>> revokeAll(RevocationTarget target) override
    {
        if (failNext)
            return answer<Revocation>(Revocation{});
        const Revocation done = MemoryBooks::revoke(target, keyRows, grantRows, m_clock.now(), true);
        for (const ApiKey &key : std::as_const(keyRows))
            announce(Table::ApiKeys, key.id.text(), ChangeKind::Updated);
        for (const Grant &grant : std::as_const(grantRows))
            announce(Table::Grants, grant.id.text(), ChangeKind::Updated);
        return answer<Revocation>(done);
    }

    QFuture<Result<Page<Scope>>> scopes(PageRequest page) override { return pageOf(scopeRows, page); }
    QFuture<Result<Page<Price>>> prices(PageRequest page) override { return pageOf(books.prices, page); }
    QFuture<Result<Price>> setPrice(Price price) override
    {
        if (failNext)
            return answer<Price>(price);
        const Result<Price> set = books.set(std::move(price), m_clock.now());
        if (set)
            announce(Table::Prices, set->id.text(), ChangeKind::Inserted);
        return answer<Price>(set);
    }
    QFuture<Result<Price>> endPrice(PriceId id) override
    {
        if (failNext)
            return answer<Price>(Price{});
        const Result<Price> ended = books.end(id, m_clock.now());
        if (ended)
            announce(Table::Prices, id.text(), ChangeKind::Updated);
        return answer<Price>(ended);
    }
    QFuture<Result<SpendReport>> spendReport(OrganizationId id) override
    {
        return answer<SpendReport>(books.report(id, organizationRows, planRows, projectRows, keyRows, m_clock.now()));
    }
    QFuture<Result<Page<SpendEntry>>> spendLedger(PageRequest page) override { return pageOf(books.ledger, page); }

    QFuture<Result<Account>> createAccount(NewAccount wanted) override
    {
        if (wanted.password.size() < 12)
            return answer<Account>(
                failField(QStringLiteral("password"), QStringLiteral("The password needs at least 12 characters.")));
        lastPassword = QString::fromUtf8(wanted.password.reveal());
        Account account{.id = AccountId(nextId(AccountId::kPrefix)),
                        .organization = OrganizationId(QStringLiteral("org_1")),
                        .email = wanted.email,
                        .kind = wanted.kind,
                        .isAdmin = wanted.isAdmin,
                        .owner = wanted.owner,
                        .createdAt = m_clock.now()};
        accountRows.prepend(account);
        announce(Table::Accounts, account.id.text(), ChangeKind::Inserted);
        return answer<Account>(account);
    }

    QFuture<Result<CreatedApiKey>> createApiKey(NewApiKey wanted) override
    {
        if (failNext)
            return answer<CreatedApiKey>(CreatedApiKey{});
        if (wanted.name.trimmed().isEmpty())
            return answer<CreatedApiKey>(failField(
                QStringLiteral("name"), QStringLiteral("The key needs a name. Say who or what will use it.")));
        ApiKey key;
        key.id = ApiKeyId(nextId(ApiKeyId::kPrefix));
        key.accountEmail = wanted.accountEmail;
        key.kind = wanted.kind;
        key.name = wanted.name;
        key.scopes = wanted.scopes;
        key.expiresAt = wanted.expiresAt;
        key.networks = wanted.networks;
        key.limits = wanted.limits;
        key.budget = wanted.budget;
        const auto owner = std::ranges::find(accountRows, wanted.accountEmail, &Account::email);
        if (owner != accountRows.end()) {
            key.account = owner->id;
            key.organization = owner->organization;
        }
        key.createdAt = m_clock.now();
        const bool fos = wanted.kind == KeyKind::Fos;
        key.hint = fos ? QStringLiteral("fos_…k3Qa") : QStringLiteral("fvk_live_…k3Qa");
        keyRows.prepend(key);
        announce(Table::ApiKeys, key.id.text(), ChangeKind::Inserted);
        const QByteArray secret = fos ? QByteArrayLiteral("fos_Zk81mPq0TtYw3rVbN6sXeL4hGd9uJc2aQk3Qa")
                                      : QByteArrayLiteral("fvk_live_x9Jd2LmQ7pTzR4vYcW8bN1sKfH6gUe3aVo0iZt5k3Qa");
        books.secrets.insert(secret, key.id);
        return answer<CreatedApiKey>(CreatedApiKey{key, Secret(secret)});
    }

    QFuture<Result<ApiKey>> changeApiKey(ApiKeyId id, ApiKeyChange change) override
    {
        const auto key = std::ranges::find(keyRows, id, &ApiKey::id);
        if (key == keyRows.end())
            return answer<ApiKey>(fail(ErrorCode::NotFound, QStringLiteral("There is no such key.")));
        lastKeyChange = change;
        if (failNext)
            return answer<ApiKey>(*key);
        if (change.limits && change.limits->standard && *change.limits->standard < 1)
            return answer<ApiKey>(
                failField(QStringLiteral("limits.standard"), QStringLiteral("The limit must be at least 1.")));
        if (change.isDisabled)
            key->disabledAt = *change.isDisabled ? std::optional(m_clock.now()) : std::nullopt;
        key->name = change.name.value_or(key->name);
        key->networks = change.networks.value_or(key->networks);
        key->expiresAt = change.expiresAt.value_or(key->expiresAt);
        key->scopes = change.scopes.value_or(key->scopes);
        key->limits = change.limits.value_or(key->limits);
        key->budget = change.budget.value_or(key->budget);
        announce(Table::ApiKeys, id.text(), ChangeKind::Updated);
        return answer<ApiKey>(*key);
    }
    QFuture<Result<CreatedApiKey>> rotateApiKey(ApiKeyId id, std::chrono::seconds overlap) override
    {
        const auto key = std::ranges::find(keyRows, id, &ApiKey::id);
        if (key == keyRows.end())
            return answer<CreatedApiKey>(fail(ErrorCode::NotFound, QStringLiteral("There is no such key.")));
        key->expiresAt = m_clock.now() + overlap;
        ApiKey next = *key;
        next.id = ApiKeyId(nextId(ApiKeyId::kPrefix));
        next.expiresAt = {};
        next.replaces = id;
        key->replacedBy = next.id;
        announce(Table::ApiKeys, id.text(), ChangeKind::Updated);
        keyRows.prepend(next);
        announce(Table::ApiKeys, next.id.text(), ChangeKind::Inserted);
        return answer<CreatedApiKey>(CreatedApiKey{.key = next, .secret = Secret("fos_next")});
    }
    QFuture<Result<ApiKey>> revokeApiKey(ApiKeyId id) override
    {
        return change<ApiKey>(keyRows, id, Table::ApiKeys, [this](ApiKey &key) { key.revokedAt = m_clock.now(); });
    }
    QFuture<Result<Grant>> revokeGrant(GrantId id) override
    {
        return change<Grant>(grantRows, id, Table::Grants, [this](Grant &grant) { grant.revokedAt = m_clock.now(); });
    }
    QFuture<Result<Approval>> approve(ApprovalId id, ApprovalChoice choice) override
    {
        return decide(id, ApprovalState::Approved, choice);
    }
    QFuture<Result<Approval>> deny(ApprovalId id) override { return decide(id, ApprovalState::Denied); }

    void announce(Table table, const QString &id, ChangeKind kind)
    {
        emit changed(Change{++m_sequence, table, id, kind});
    }

private:
    QFuture<Result<OAuthClient>> machine(const ClientId &id, bool allowed)
    {
        return change<OAuthClient>(clientRows, id, Table::OAuthClients, [allowed](OAuthClient &client) {
            client.owner = allowed ? AccountId(QStringLiteral("acc_1")) : AccountId();
        });
    }
    QString nextId(const char *prefix) { return QStringLiteral("%1new%2").arg(QLatin1String(prefix)).arg(++m_lastId); }

    template <typename T>
    QFuture<Result<T>> answer(Result<T> value)
    {
        if (failNext)
            value = std::unexpected(*std::exchange(failNext, std::nullopt));
        auto promise = std::make_shared<QPromise<Result<T>>>();
        promise->start();
        QTimer::singleShot(0, this, [promise, value = std::move(value)] {
            promise->addResult(value);
            promise->finish();
        });
        return promise->future();
    }

    template <typename T>
    QFuture<Result<Page<T>>> pageOf(const QList<T> &rows, const PageRequest &wanted)
    {
        ++pagesRead;
        const qsizetype start = wanted.cursor.toLongLong();
        const qsizetype count = std::min<qsizetype>({wanted.limit, pageLimit, rows.size() - start});
        Page<T> page{rows.mid(start, count), {}};
        if (start + count < rows.size())
            page.nextCursor = QString::number(start + count);
        return answer<Page<T>>(page);
    }

    template <typename T, typename IdType, typename Edit>
    QFuture<Result<T>> change(QList<T> &rows, const IdType &id, Table table, Edit edit)
    {
        const auto found = std::ranges::find(rows, id, &T::id);
        if (found == rows.end())
            return answer<T>(fail(ErrorCode::NotFound, QStringLiteral("There is no such entry any more.")));
        if (!failNext) {
            edit(*found);
            announce(table, id.text(), ChangeKind::Updated);
        }
        return answer<T>(*found);
    }

    QFuture<Result<Approval>> decide(const ApprovalId &id, ApprovalState state, const ApprovalChoice &choice = {})
    {
        return change<Approval>(approvalRows, id, Table::Approvals, [state, choice](Approval &row) {
            row.state = state;
            row.choice = choice;
        });
    }

    const Clock &m_clock;
    quint64 m_sequence = 0;
    int m_lastId = 0;
};

} // namespace ostiary::test
