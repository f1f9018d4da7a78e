// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/control/control_admin.h"

#include "app/control/control_methods.h"
#include "models/json.h"

#include <QJsonDocument>
#include <QMetaMethod>
#include <QPromise>

#include <unistd.h>

#include <QJsonArray>

namespace ostiary::app {

using namespace Qt::StringLiterals;

namespace {

Error unavailable(const QString &detail)
{
    return fail(ErrorCode::Unavailable, detail).error();
}

template <typename IdType>
QJsonObject named(const IdType &id)
{
    return {{u"id"_s, id.text()}};
}

} // namespace

Result<std::unique_ptr<ControlAdmin>> ControlAdmin::open(const QString &path)
{
    TRY(Descriptor connected, connectUnix(path));
    // Passwords go over it: whoever listens must be the user that we are, or root. Root itself may talk to anyone.
    const std::optional<uid_t> peer = peerUser(connected.get());
    const uid_t self = ::geteuid();
    if (!peer || !(mayTalk(*peer, self) || mayTalk(self, *peer))) {
        return fail(ErrorCode::Forbidden,
                    u"The control socket %1 belongs to another user; run it as the user that the "
                    "server runs as."_s.arg(path));
    }
    return std::unique_ptr<ControlAdmin>(new ControlAdmin(std::move(connected)));
}

ControlAdmin::ControlAdmin(Descriptor connected) : m_lines(std::move(connected), kResponseBytesMax)
{
    connect(&m_lines, &LineSocket::received, this, &ControlAdmin::take);
    connect(&m_lines, &LineSocket::closed, this,
            [this] { lose(unavailable(u"The server closed the connection before it had answered."_s)); });
    connect(&m_lines, &LineSocket::overlong, this, [this] {
        lose(unavailable(u"The server sent more in one answer than fits; ask for fewer rows."_s));
        m_lines.abort();
    });
}

ControlAdmin::~ControlAdmin()
{
    m_lines.disconnect(this);
    lose(unavailable(u"The connection to the server was given up."_s));
}

template <typename T, typename Parse>
QFuture<Result<T>> ControlAdmin::call(const QString &method, const QJsonObject &params, Parse parse)
{
    auto promise = std::make_shared<QPromise<Result<T>>>();
    promise->start();
    QFuture<Result<T>> future = promise->future();
    request(method, params, [promise, parse](const Result<QJsonObject> &answer) {
        promise->addResult(answer ? parse(*answer) : Result<T>(std::unexpected(answer.error())));
        promise->finish();
    });
    return future;
}

void ControlAdmin::request(const QString &method, const QJsonObject &params, Waiter waiter)
{
    if (m_lost)
        return waiter(std::unexpected(*m_lost));
    const qint64 id = ++m_lastId;
    m_waiting.emplace(id, std::move(waiter));
    m_lines.send({{u"id"_s, id}, {u"method"_s, method}, {u"params"_s, params}});
}

void ControlAdmin::take(const QByteArray &line)
{
    const QJsonObject object = QJsonDocument::fromJson(line).object();
    if (object.value(u"event"_s) == u"changed"_s) {
        if (const Result<Change> change = fromJson<Change>(object.value(u"change"_s).toObject()))
            emit changed(*change);
        return;
    }
    Result<QJsonObject> answer = object.value(u"result"_s).toObject();
    if (object.contains(u"error"_s)) {
        const Result<Error> error = fromJson<Error>(object.value(u"error"_s).toObject());
        answer = std::unexpected(error ? *error : error.error());
    }
    auto waiting = m_waiting.extract(object.value(u"id"_s).toInteger(-1));
    if (waiting)
        waiting.mapped()(answer);
    else if (!answer)
        lose(answer.error()); // about the connection: it ends now
}

void ControlAdmin::lose(const Error &error)
{
    if (m_lost)
        return;
    m_lost = error;
    for (const auto &[id, waiter] : std::exchange(m_waiting, {}))
        waiter(std::unexpected(error));
    emit lost(error);
}

void ControlAdmin::connectNotify(const QMetaMethod &signal)
{
    if (m_subscribed || signal != QMetaMethod::fromSignal(&Admin::changed))
        return;
    m_subscribed = true;
    request(u"subscribe"_s, {}, [](const Result<QJsonObject> &) { });
}

// ---- the calls ----------------------------------------------------------------------------------------------------

QFuture<Result<ServerStatus>> ControlAdmin::status()
{
    return call<ServerStatus>(u"status"_s, {}, fromJson<ServerStatus>);
}

QFuture<Result<Page<Account>>> ControlAdmin::accounts(PageRequest page)
{
    return call<Page<Account>>(u"accounts.list"_s, toJson(page), pageFromJson<Account>);
}

QFuture<Result<Account>> ControlAdmin::createAccount(NewAccount account)
{
    return call<Account>(u"accounts.create"_s, controlJson(account), fromJson<Account>);
}

QFuture<Result<Account>> ControlAdmin::changeAccount(AccountId id, AccountChange change)
{
    QJsonObject params = controlJson(change);
    params.insert(u"id"_s, id.text());
    return call<Account>(u"accounts.change"_s, params, fromJson<Account>);
}

QFuture<Result<CreatedLink>> ControlAdmin::createResetLink(AccountId id)
{
    return call<CreatedLink>(u"accounts.reset_link"_s, named(id), fromJson<CreatedLink>);
}

QFuture<Result<CreatedLink>> ControlAdmin::createAgentCode()
{
    return call<CreatedLink>(u"accounts.agent_code"_s, {}, fromJson<CreatedLink>);
}

QFuture<Result<SetupCode>> ControlAdmin::setupCode()
{
    return call<SetupCode>(u"setup_code"_s, {}, fromJson<SetupCode>);
}

QFuture<Result<Page<Organization>>> ControlAdmin::organizations(PageRequest page)
{
    return call<Page<Organization>>(u"organizations.list"_s, toJson(page), pageFromJson<Organization>);
}

QFuture<Result<Organization>> ControlAdmin::changePlan(OrganizationId id, PlanChange change)
{
    QJsonObject params = controlJson(change);
    params.insert(u"id"_s, id.text());
    return call<Organization>(u"organizations.change_plan"_s, params, fromJson<Organization>);
}

QFuture<Result<Organization>> ControlAdmin::changeOrganization(OrganizationId id, OrganizationChange change)
{
    QJsonObject params = controlJson(change);
    params.insert(u"id"_s, id.text());
    return call<Organization>(u"organizations.change"_s, params, fromJson<Organization>);
}

QFuture<Result<Page<Project>>> ControlAdmin::projects(PageRequest page)
{
    return call<Page<Project>>(u"projects.list"_s, toJson(page), pageFromJson<Project>);
}

QFuture<Result<Project>> ControlAdmin::changeProject(ProjectId id, ProjectChange change)
{
    QJsonObject params = controlJson(change);
    params.insert(u"id"_s, id.text());
    return call<Project>(u"projects.change"_s, params, fromJson<Project>);
}

QFuture<Result<Page<Plan>>> ControlAdmin::plans(PageRequest page)
{
    return call<Page<Plan>>(u"plans.list"_s, toJson(page), pageFromJson<Plan>);
}

QFuture<Result<Plan>> ControlAdmin::updatePlan(Plan plan)
{
    return call<Plan>(u"plans.update"_s, toJson(plan), fromJson<Plan>);
}

QFuture<Result<Page<ApiKey>>> ControlAdmin::apiKeys(PageRequest page)
{
    return call<Page<ApiKey>>(u"keys.list"_s, toJson(page), pageFromJson<ApiKey>);
}

QFuture<Result<CreatedApiKey>> ControlAdmin::createApiKey(NewApiKey key)
{
    return call<CreatedApiKey>(u"keys.create"_s, toJson(key), fromJson<CreatedApiKey>);
}

QFuture<Result<ApiKey>> ControlAdmin::changeApiKey(ApiKeyId id, ApiKeyChange change)
{
    QJsonObject params = controlJson(change);
    params.insert(u"id"_s, id.text());
    return call<ApiKey>(u"keys.change"_s, params, fromJson<ApiKey>);
}

QFuture<Result<CreatedApiKey>> ControlAdmin::rotateApiKey(ApiKeyId id, std::chrono::seconds overlap)
{
    QJsonObject params = named(id);
    params.insert(u"overlap"_s, qint64(overlap.count()));
    return call<CreatedApiKey>(u"keys.rotate"_s, params, fromJson<CreatedApiKey>);
}

QFuture<Result<ApiKey>> ControlAdmin::revokeApiKey(ApiKeyId id)
{
    return call<ApiKey>(u"keys.revoke"_s, named(id), fromJson<ApiKey>);
}

QFuture<Result<KeyCheck>> ControlAdmin::checkApiKey(Secret secret)
{
    const QJsonObject params{{u"key"_s, QString::fromUtf8(secret.reveal())}};
    return call<KeyCheck>(u"keys.check"_s, params, fromJson<KeyCheck>);
}

QFuture<Result<LimitSimulation>> ControlAdmin::simulateLimit(QString subject, LimitKind kind, int count)
{
    const QJsonObject params{{u"id"_s, subject}, {u"limit"_s, toString(kind)}, {u"count"_s, count}};
    return call<LimitSimulation>(u"limits.simulate"_s, params, fromJson<LimitSimulation>);
}

QFuture<Result<Revocation>> ControlAdmin::previewRevokeAll(RevocationTarget target)
{
    return call<Revocation>(u"revocation.preview"_s, controlJson(target), fromJson<Revocation>);
}

QFuture<Result<Revocation>> ControlAdmin::revokeAll(RevocationTarget target)
{
    return call<Revocation>(u"revocation.run"_s, controlJson(target), fromJson<Revocation>);
}

QFuture<Result<Page<Scope>>> ControlAdmin::scopes(PageRequest page)
{
    return call<Page<Scope>>(u"scopes.list"_s, toJson(page), pageFromJson<Scope>);
}

QFuture<Result<Page<Price>>> ControlAdmin::prices(PageRequest page)
{
    return call<Page<Price>>(u"prices.list"_s, toJson(page), pageFromJson<Price>);
}

QFuture<Result<Price>> ControlAdmin::setPrice(Price price)
{
    return call<Price>(u"prices.set"_s, toJson(price), fromJson<Price>);
}

QFuture<Result<Price>> ControlAdmin::endPrice(PriceId id)
{
    return call<Price>(u"prices.end"_s, named(id), fromJson<Price>);
}

QFuture<Result<SpendReport>> ControlAdmin::spendReport(OrganizationId id)
{
    return call<SpendReport>(u"spend.report"_s, named(id), fromJson<SpendReport>);
}

QFuture<Result<Page<SpendEntry>>> ControlAdmin::spendLedger(PageRequest page)
{
    return call<Page<SpendEntry>>(u"spend.ledger"_s, toJson(page), pageFromJson<SpendEntry>);
}

QFuture<Result<Page<Grant>>> ControlAdmin::grants(PageRequest page)
{
    return call<Page<Grant>>(u"sessions.list"_s, toJson(page), pageFromJson<Grant>);
}

QFuture<Result<Grant>> ControlAdmin::revokeGrant(GrantId id)
{
    return call<Grant>(u"sessions.revoke"_s, named(id), fromJson<Grant>);
}

QFuture<Result<Page<OAuthClient>>> ControlAdmin::clients(PageRequest page)
{
    return call<Page<OAuthClient>>(u"clients.list"_s, toJson(page), pageFromJson<OAuthClient>);
}

QFuture<Result<OAuthClient>> ControlAdmin::allowClient(ClientId id, MachineAllowance allowance)
{
    QJsonObject params = named(id);
    params.insert(u"owner_email"_s, allowance.ownerEmail);
    params.insert(u"scopes"_s, QJsonArray::fromStringList(allowance.scopes));
    return call<OAuthClient>(u"clients.allow"_s, params, fromJson<OAuthClient>);
}

QFuture<Result<OAuthClient>> ControlAdmin::disallowClient(ClientId id)
{
    return call<OAuthClient>(u"clients.disallow"_s, named(id), fromJson<OAuthClient>);
}

QFuture<Result<CreatedClient>> ControlAdmin::createClient(NewClient client)
{
    return call<CreatedClient>(u"clients.create"_s, controlJson(client), fromJson<CreatedClient>);
}

QFuture<Result<OAuthClient>> ControlAdmin::deleteClient(ClientId id)
{
    return call<OAuthClient>(u"clients.delete"_s, named(id), fromJson<OAuthClient>);
}

QFuture<Result<Page<SigningKeyInfo>>> ControlAdmin::signingKeys(PageRequest page)
{
    return call<Page<SigningKeyInfo>>(u"signing_keys.list"_s, toJson(page), pageFromJson<SigningKeyInfo>);
}

QFuture<Result<SigningKeyInfo>> ControlAdmin::rotateSigningKey(bool atOnce)
{
    return call<SigningKeyInfo>(u"signing_keys.rotate"_s, {{u"at_once"_s, atOnce}}, fromJson<SigningKeyInfo>);
}

QFuture<Result<Page<Approval>>> ControlAdmin::approvals(PageRequest page)
{
    return call<Page<Approval>>(u"approvals.list"_s, toJson(page), pageFromJson<Approval>);
}

QFuture<Result<Approval>> ControlAdmin::approve(ApprovalId id, ApprovalChoice choice)
{
    QJsonObject params = toJson(choice);
    params.insert(u"id"_s, id.text());
    return call<Approval>(u"approvals.approve"_s, params, fromJson<Approval>);
}

QFuture<Result<Approval>> ControlAdmin::deny(ApprovalId id)
{
    return call<Approval>(u"approvals.deny"_s, named(id), fromJson<Approval>);
}

QFuture<Result<Page<ConnectionAttempt>>> ControlAdmin::attempts(PageRequest page)
{
    return call<Page<ConnectionAttempt>>(u"connections.list"_s, toJson(page), pageFromJson<ConnectionAttempt>);
}

QFuture<Result<ConnectionAttempt>> ControlAdmin::attempt(AttemptId id)
{
    return call<ConnectionAttempt>(u"connections.show"_s, named(id), fromJson<ConnectionAttempt>);
}

QFuture<Result<AuthorizeReport>> ControlAdmin::checkAuthorizeUrl(QString url)
{
    return call<AuthorizeReport>(u"connections.test"_s, {{u"url"_s, url}}, fromJson<AuthorizeReport>);
}

} // namespace ostiary::app
