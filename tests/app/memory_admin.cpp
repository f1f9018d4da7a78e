// SPDX-License-Identifier: GPL-3.0-or-later
#include "memory_admin.h"

#include <algorithm>

namespace ostiary::app {

using namespace Qt::StringLiterals;

namespace {

constexpr int kKeysMax = 10;

template <typename T>
QFuture<Result<T>> ready(Result<T> result)
{
    return QtFuture::makeReadyValueFuture(std::move(result));
}

template <typename T>
QFuture<Result<Page<T>>> pageOf(const QList<T> &rows, const PageRequest &request)
{
    const qsizetype from = request.cursor.toLongLong();
    if (request.limit < 1 || request.limit > 1000)
        return ready<Page<T>>(failField(u"limit"_s, u"A page has 1 to 1000 rows."_s));
    Page<T> page{.rows = rows.mid(from, request.limit), .nextCursor = {}};
    if (from + request.limit < rows.size())
        page.nextCursor = QString::number(from + request.limit);
    return ready<Page<T>>(std::move(page));
}

template <typename T, typename IdType>
T *find(QList<T> &rows, const IdType &id)
{
    const auto found = std::ranges::find(rows, id, &T::id);
    return found == rows.end() ? nullptr : &*found;
}

} // namespace

MemoryAdmin::MemoryAdmin(const Clock &clock, QUrl url) : m_clock(clock), m_url(std::move(url))
{
    const Time now = clock.now();
    const AccountId ada(u"acc_ada"_s);
    const OrganizationId organization(u"org_1"_s);
    const QString email = u"ada@example.org"_s;
    const ClientId claude(u"cli_claude"_s);
    const QString resource = u"http://127.0.0.1:8420/mcp"_s;
    m_accounts = {{.id = ada,
                   .organization = organization,
                   .email = email,
                   .kind = AccountKind::Person,
                   .isAdmin = true,
                   .createdAt = now}};
    ApiKey key{.id = ApiKeyId(u"key_old"_s),
               .account = ada,
               .organization = organization,
               .accountEmail = email,
               .kind = KeyKind::Fvk,
               .name = u"laptop"_s,
               .hint = u"fvk_live_…9xQ2"_s,
               .scopes = {u"*"_s},
               .createdAt = now,
               .expiresAt = {},
               .lastUsedAt = {},
               .revokedAt = {}};
    m_keys = {key};
    m_grants = {{.id = GrantId(u"ses_1"_s),
                 .account = ada,
                 .organization = organization,
                 .accountEmail = email,
                 .client = claude,
                 .clientName = u"Claude"_s,
                 .scopes = {u"projects:read"_s},
                 .resource = resource,
                 .createdAt = now,
                 .expiresAt = now + std::chrono::hours{24},
                 .lastUsedAt = {},
                 .revokedAt = {}}};
    m_clients = {{.id = claude,
                  .name = u"Claude \x1b[31mred"_s,
                  .redirectUris = {u"http://127.0.0.1/callback"_s},
                  .tokenEndpointAuthMethod = u"none"_s,
                  .grantTypes = {u"authorization_code"_s},
                  .scope = {},
                  .createdAt = now,
                  .lastUsedAt = {}}};
    for (const QString &id : {u"apr_1"_s, u"apr_2"_s}) {
        m_approvals.append({.id = ApprovalId(id),
                            .account = ada,
                            .accountEmail = email,
                            .client = claude,
                            .clientName = u"Claude"_s,
                            .redirectUri = u"http://127.0.0.1:9/callback"_s,
                            .scopes = {u"projects:read"_s},
                            .resource = resource,
                            .matchCode = u"K7QX"_s,
                            .createdAt = now,
                            .expiresAt = now + std::chrono::minutes{5},
                            .state = ApprovalState::Pending});
    }
    m_attempts = {{.id = AttemptId(u"con_2"_s),
                   .clientId = claude,
                   .clientName = u"Claude"_s,
                   .account = ada,
                   .accountEmail = email,
                   .address = u"192.0.2.7"_s,
                   .userAgent = u"Claude-User"_s,
                   .resource = resource,
                   .startedAt = now,
                   .lastAt = now + std::chrono::seconds{30},
                   .reached = AttemptStep::Consent,
                   .succeeded = false,
                   .stoppedBecause = u"It was denied."_s,
                   .entries = {{.at = now,
                                .step = AttemptStep::Discovery,
                                .detail = u"It called without a token and was told where to sign in (401)."_s,
                                .count = 2},
                               {.at = now, .step = AttemptStep::Consent, .ok = false, .detail = u"It was denied."_s}}},
                  {.id = AttemptId(u"con_1"_s),
                   .address = u"127.0.0.1"_s,
                   .userAgent = u"node \x1b[31mred"_s,
                   .startedAt = now,
                   .lastAt = now,
                   .entries = {{.at = now, .detail = u"It read how this server signs people in."_s}}}};
    m_projects.first().createdAt = now;
    openBooks(now);
}

/// A price, a call that it was charged for, one that is under way, and a minute with many requests.
void MemoryAdmin::openBooks(Time now)
{
    m_books.secrets.insert("fvk_live_laptop9xQ2", ApiKeyId(u"key_old"_s));
    const Price price = *m_books.set(
        {.upstream = u"files"_s, .kind = PriceKind::Tool, .subject = u"search"_s, .callMicros = 250'000}, now);
    const SpendEntry call{.number = 1,
                          .at = now,
                          .kind = SpendKind::Settle,
                          .hold = HoldId(u"hld_1"_s),
                          .period = toDateTime(now).toUTC().toString(u"yyyy-MM"_s),
                          .organization = OrganizationId(u"org_1"_s),
                          .project = ProjectId(u"prj_1"_s),
                          .credential = u"key_old"_s,
                          .upstream = u"files"_s,
                          .subject = u"search"_s,
                          .price = price.id,
                          .heldMicros = 0,
                          .spentMicros = 250'000};
    SpendEntry under = call;
    under.number = 2;
    under.kind = SpendKind::Hold;
    under.hold = HoldId(u"hld_2"_s);
    under.heldMicros = 250'000;
    under.spentMicros = 0;
    m_books.ledger = {under, call};
    const qint64 minute = test::MemoryBooks::minuteOf(now);
    m_books.traffic[u"key_old"_s] = {{minute - 5, 12}, {minute - 3, 4}};
}

QFuture<Result<ServerStatus>> MemoryAdmin::status()
{
    if (!answersStatus) {
        m_unanswered.append(std::make_shared<QPromise<Result<ServerStatus>>>());
        m_unanswered.last()->start();
        return m_unanswered.last()->future();
    }
    return ready<ServerStatus>(
        ServerStatus{.version = u"0.1.0"_s,
                     .url = m_url,
                     .publicUrl = m_url,
                     .dataFolder = u"/data"_s,
                     .pendingApprovals = int(std::ranges::count(m_approvals, ApprovalState::Pending, &Approval::state)),
                     .upstreams = {{.name = u"files"_s,
                                    .target = u"stdio: npx"_s,
                                    .isStdio = true,
                                    .isDefault = true,
                                    .sessions = 1,
                                    .lastError = {},
                                    .publicUrl = u"http://127.0.0.1:8420/mcp/files"_s}}});
}

QFuture<Result<Page<Account>>> MemoryAdmin::accounts(PageRequest page)
{
    return pageOf(m_accounts, page);
}

QFuture<Result<Account>> MemoryAdmin::createAccount(NewAccount account)
{
    lastPassword = account.password.reveal().toByteArray();
    if (!account.email.contains(u'@'))
        return ready<Account>(failField(u"email"_s, u"\"%1\" is no e-mail address."_s.arg(account.email)));
    if (account.password.size() < 10)
        return ready<Account>(failField(u"password"_s, u"The password needs 10 characters or more."_s));
    if (std::ranges::contains(m_accounts, account.email, &Account::email))
        return ready<Account>(fail(ErrorCode::Conflict, u"The e-mail is taken."_s));
    const Account created{.id = AccountId(u"acc_%1"_s.arg(m_accounts.size())),
                          .organization = OrganizationId(u"org_1"_s),
                          .email = account.email,
                          .kind = account.kind,
                          .isAdmin = account.isAdmin,
                          .owner = account.owner,
                          .createdAt = m_clock.now()};
    m_accounts.prepend(created);
    publish(Table::Accounts, created.id.text(), ChangeKind::Inserted);
    return ready<Account>(created);
}

QFuture<Result<Account>> MemoryAdmin::changeAccount(AccountId id, AccountChange change)
{
    const auto account = std::ranges::find(m_accounts, id, &Account::id);
    if (account == m_accounts.end())
        return ready<Account>(fail(ErrorCode::NotFound, u"There is no account %1."_s.arg(id.text())));
    const bool isLastAdmin = account->isAdmin && std::ranges::count(m_accounts, true, &Account::isAdmin) == 1;
    if (isLastAdmin && (change.isDisabled.value_or(false) || !change.isAdmin.value_or(true)))
        return ready<Account>(fail(ErrorCode::Conflict, u"This is the last administrator; make another one first."_s));
    if (change.isAdmin)
        account->isAdmin = *change.isAdmin;
    if (change.isDisabled)
        account->disabledAt = *change.isDisabled ? std::optional(m_clock.now()) : std::nullopt;
    lastChange = change;
    publish(Table::Accounts, id.text(), ChangeKind::Updated);
    return ready<Account>(*account);
}

QFuture<Result<CreatedLink>> MemoryAdmin::createResetLink(AccountId id)
{
    if (!std::ranges::contains(m_accounts, id, &Account::id))
        return ready<CreatedLink>(fail(ErrorCode::NotFound, u"There is no account %1."_s.arg(id.text())));
    return ready<CreatedLink>(CreatedLink{.link = {.id = LinkId(u"lnk_1"_s),
                                                   .purpose = LinkPurpose::Reset,
                                                   .account = id,
                                                   .createdAt = m_clock.now(),
                                                   .expiresAt = m_clock.now() + std::chrono::minutes(30)},
                                          .token = Secret("t0ken"),
                                          .url = QUrl(u"http://127.0.0.1:8420/reset?token=t0ken"_s)});
}

QFuture<Result<CreatedLink>> MemoryAdmin::createAgentCode()
{
    return ready<CreatedLink>(CreatedLink{.link = {.id = LinkId(u"lnk_2"_s),
                                                   .purpose = LinkPurpose::Agent,
                                                   .createdAt = m_clock.now(),
                                                   .expiresAt = m_clock.now() + std::chrono::hours(24)},
                                          .token = Secret("c0de"),
                                          .url = {}});
}

QFuture<Result<SetupCode>> MemoryAdmin::setupCode()
{
    if (std::ranges::contains(m_accounts, true, &Account::isAdmin))
        return ready<SetupCode>(fail(ErrorCode::NotFound, u"This server has been set up already; sign in."_s));
    return ready<SetupCode>(SetupCode{.code = u"ABCD-2345"_s,
                                      .url = QUrl(u"http://127.0.0.1:8420/setup?code=ABCD-2345"_s),
                                      .expiresAt = m_clock.now() + std::chrono::minutes(15)});
}

QFuture<Result<Page<Organization>>> MemoryAdmin::organizations(PageRequest page)
{
    return pageOf(m_organizations, page);
}

QFuture<Result<Organization>> MemoryAdmin::changePlan(OrganizationId id, PlanChange change)
{
    const auto organization = std::ranges::find(m_organizations, id, &Organization::id);
    if (organization == m_organizations.end())
        return ready<Organization>(fail(ErrorCode::NotFound, u"There is no organization %1."_s.arg(id.text())));
    if (!std::ranges::contains(m_plans, change.plan, &Plan::name))
        return ready<Organization>(failField(u"plan"_s, u"There is no plan \"%1\"."_s.arg(change.plan)));
    organization->plan = change.plan;
    organization->trialEndsAt = change.trialEndsAt;
    publish(Table::Organizations, id.text(), ChangeKind::Updated);
    return ready<Organization>(*organization);
}

QFuture<Result<Organization>> MemoryAdmin::changeOrganization(OrganizationId id, OrganizationChange change)
{
    Organization *organization = find(m_organizations, id);
    if (!organization)
        return ready<Organization>(fail(ErrorCode::NotFound, u"There is no organization %1."_s.arg(id.text())));
    organization->name = change.name.value_or(organization->name);
    organization->limits = change.limits.value_or(organization->limits);
    organization->budget = change.budget.value_or(organization->budget);
    publish(Table::Organizations, id.text(), ChangeKind::Updated);
    return ready<Organization>(*organization);
}

QFuture<Result<Page<Project>>> MemoryAdmin::projects(PageRequest page)
{
    return pageOf(m_projects, page);
}

QFuture<Result<Project>> MemoryAdmin::changeProject(ProjectId id, ProjectChange change)
{
    Project *project = find(m_projects, id);
    if (!project)
        return ready<Project>(fail(ErrorCode::NotFound, u"There is no project %1."_s.arg(id.text())));
    project->name = change.name.value_or(project->name);
    project->budget = change.budget.value_or(project->budget);
    publish(Table::Projects, id.text(), ChangeKind::Updated);
    return ready<Project>(*project);
}

QFuture<Result<Page<Plan>>> MemoryAdmin::plans(PageRequest page)
{
    return pageOf(m_plans, page);
}

QFuture<Result<Plan>> MemoryAdmin::updatePlan(Plan plan)
{
    const auto known = std::ranges::find(m_plans, plan.name, &Plan::name);
    if (known == m_plans.end())
        return ready<Plan>(fail(ErrorCode::NotFound, u"There is no plan %1."_s.arg(plan.name)));
    if (plan.standardLimit && *plan.standardLimit > 1'000'000)
        return ready<Plan>(failField(u"standard_limit"_s, u"The number must be from 1 to 1000000."_s));
    *known = plan;
    publish(Table::Plans, plan.name, ChangeKind::Updated);
    return ready<Plan>(plan);
}

QFuture<Result<Page<ApiKey>>> MemoryAdmin::apiKeys(PageRequest page)
{
    return pageOf(m_keys, page);
}

QFuture<Result<CreatedApiKey>> MemoryAdmin::createApiKey(NewApiKey key)
{
    const auto account = std::ranges::find(m_accounts, key.accountEmail, &Account::email);
    if (account == m_accounts.end())
        return ready<CreatedApiKey>(fail(ErrorCode::NotFound, u"There is no account %1."_s.arg(key.accountEmail)));
    const auto active = std::ranges::count_if(m_keys, [&](const ApiKey &k) { return !k.revokedAt; });
    if (active >= kKeysMax)
        return ready<CreatedApiKey>(fail(ErrorCode::Conflict, u"The account has ten keys already; revoke one."_s));
    const ApiKey created{.id = ApiKeyId(u"key_%1"_s.arg(m_keys.size())),
                         .account = account->id,
                         .organization = account->organization,
                         .accountEmail = account->email,
                         .kind = key.kind,
                         .name = key.name,
                         .hint = toString(key.kind) + u"_…abcd"_s,
                         .scopes = key.scopes,
                         .networks = key.networks,
                         .createdAt = m_clock.now(),
                         .expiresAt = key.expiresAt,
                         .lastUsedAt = {},
                         .revokedAt = {},
                         .limits = key.limits,
                         .budget = key.budget};
    m_keys.prepend(created);
    publish(Table::ApiKeys, created.id.text(), ChangeKind::Inserted);
    return ready<CreatedApiKey>(
        CreatedApiKey{.key = created, .secret = Secret("fos_secret_" + created.id.text().toUtf8())});
}

QFuture<Result<ApiKey>> MemoryAdmin::changeApiKey(ApiKeyId id, ApiKeyChange change)
{
    const auto key = std::ranges::find(m_keys, id, &ApiKey::id);
    if (key == m_keys.end())
        return ready<ApiKey>(fail(ErrorCode::NotFound, u"There is no key %1."_s.arg(id.text())));
    if (key->revokedAt)
        return ready<ApiKey>(fail(ErrorCode::Conflict, u"The key is revoked; that is final."_s));
    key->name = change.name.value_or(key->name);
    key->networks = change.networks.value_or(key->networks);
    key->expiresAt = change.expiresAt.value_or(key->expiresAt);
    key->scopes = change.scopes.value_or(key->scopes);
    key->limits = change.limits.value_or(key->limits);
    key->budget = change.budget.value_or(key->budget);
    if (change.isDisabled)
        key->disabledAt = *change.isDisabled ? std::optional(m_clock.now()) : std::nullopt;
    publish(Table::ApiKeys, id.text(), ChangeKind::Updated);
    return ready<ApiKey>(*key);
}

QFuture<Result<CreatedApiKey>> MemoryAdmin::rotateApiKey(ApiKeyId id, std::chrono::seconds overlap)
{
    const auto key = std::ranges::find(m_keys, id, &ApiKey::id);
    if (key == m_keys.end())
        return ready<CreatedApiKey>(fail(ErrorCode::NotFound, u"There is no key %1."_s.arg(id.text())));
    key->expiresAt = m_clock.now() + overlap;
    ApiKey next = *key;
    next.id = ApiKeyId(u"key_next"_s);
    next.expiresAt = {};
    next.replaces = id;
    key->replacedBy = next.id;
    m_keys.prepend(next);
    publish(Table::ApiKeys, next.id.text(), ChangeKind::Inserted);
    return ready<CreatedApiKey>(CreatedApiKey{.key = next, .secret = Secret("fos_next")});
}

QFuture<Result<ApiKey>> MemoryAdmin::revokeApiKey(ApiKeyId id)
{
    ApiKey *key = find(m_keys, id);
    if (!key)
        return ready<ApiKey>(fail(ErrorCode::NotFound, u"There is no key %1."_s.arg(id.text())));
    key->revokedAt = m_clock.now();
    publish(Table::ApiKeys, id.text(), ChangeKind::Updated);
    return ready<ApiKey>(*key);
}

QFuture<Result<KeyCheck>> MemoryAdmin::checkApiKey(Secret secret)
{
    return ready(m_books.check(secret, m_keys, m_clock.now()));
}

QFuture<Result<LimitSimulation>> MemoryAdmin::simulateLimit(QString subject, LimitKind, int count)
{
    if (!find(m_keys, ApiKeyId(subject)) && !find(m_organizations, OrganizationId(subject)))
        return ready<LimitSimulation>(fail(ErrorCode::NotFound, u"There is no key or organization %1."_s.arg(subject)));
    return ready(m_books.simulate(subject, count, m_clock.now()));
}

QFuture<Result<Revocation>> MemoryAdmin::previewRevokeAll(RevocationTarget target)
{
    return ready<Revocation>(test::MemoryBooks::revoke(target, m_keys, m_grants, m_clock.now(), false));
}

QFuture<Result<Revocation>> MemoryAdmin::revokeAll(RevocationTarget target)
{
    return ready<Revocation>(test::MemoryBooks::revoke(target, m_keys, m_grants, m_clock.now(), true));
}

QFuture<Result<Page<Scope>>> MemoryAdmin::scopes(PageRequest page)
{
    return pageOf(seedScopes(), page);
}

QFuture<Result<Page<Price>>> MemoryAdmin::prices(PageRequest page)
{
    return pageOf(m_books.prices, page);
}

QFuture<Result<Price>> MemoryAdmin::setPrice(Price price)
{
    return ready(m_books.set(std::move(price), m_clock.now()));
}

QFuture<Result<Price>> MemoryAdmin::endPrice(PriceId id)
{
    return ready(m_books.end(id, m_clock.now()));
}

QFuture<Result<SpendReport>> MemoryAdmin::spendReport(OrganizationId id)
{
    return ready(m_books.report(id, m_organizations, m_plans, m_projects, m_keys, m_clock.now()));
}

QFuture<Result<Page<SpendEntry>>> MemoryAdmin::spendLedger(PageRequest page)
{
    return pageOf(m_books.ledger, page);
}

QFuture<Result<Page<Grant>>> MemoryAdmin::grants(PageRequest page)
{
    return pageOf(m_grants, page);
}

QFuture<Result<Grant>> MemoryAdmin::revokeGrant(GrantId id)
{
    Grant *grant = find(m_grants, id);
    if (!grant)
        return ready<Grant>(fail(ErrorCode::NotFound, u"There is no session %1."_s.arg(id.text())));
    grant->revokedAt = m_clock.now();
    publish(Table::Grants, id.text(), ChangeKind::Updated);
    return ready<Grant>(*grant);
}

QFuture<Result<Page<OAuthClient>>> MemoryAdmin::clients(PageRequest page)
{
    return pageOf(m_clients, page);
}

QFuture<Result<OAuthClient>> MemoryAdmin::allowClient(ClientId id, MachineAllowance allowance)
{
    OAuthClient *client = find(m_clients, id);
    const auto owner = std::ranges::find(m_accounts, allowance.ownerEmail, &Account::email);
    if (!client || owner == m_accounts.end())
        return ready<OAuthClient>(fail(ErrorCode::NotFound, u"There is no client or account of that name."_s));
    client->owner = owner->id;
    client->scope = allowance.scopes.join(u' ');
    publish(Table::OAuthClients, id.text(), ChangeKind::Updated);
    return ready<OAuthClient>(*client);
}

QFuture<Result<OAuthClient>> MemoryAdmin::disallowClient(ClientId id)
{
    OAuthClient *client = find(m_clients, id);
    if (!client)
        return ready<OAuthClient>(fail(ErrorCode::NotFound, u"There is no client %1."_s.arg(id.text())));
    client->owner = {};
    publish(Table::OAuthClients, id.text(), ChangeKind::Updated);
    return ready<OAuthClient>(*client);
}

QFuture<Result<CreatedClient>> MemoryAdmin::createClient(NewClient wanted)
{
    if (wanted.redirectUris.isEmpty())
        return ready<CreatedClient>(failField(u"redirect_uris"_s, u"A client needs an address."_s));
    OAuthClient client;
    client.id = ClientId(u"cli_%1"_s.arg(m_clients.size()));
    client.name = wanted.name;
    client.redirectUris = wanted.redirectUris;
    client.tokenEndpointAuthMethod = wanted.hasSecret ? u"client_secret_basic"_s : u"none"_s;
    client.grantTypes = {u"authorization_code"_s};
    client.createdAt = m_clock.now();
    client.origin = ClientOrigin::Operator;
    m_clients.prepend(client);
    publish(Table::OAuthClients, client.id.text(), ChangeKind::Inserted);
    return ready<CreatedClient>(
        CreatedClient{.client = client, .secret = wanted.hasSecret ? Secret("client_secret") : Secret()});
}

QFuture<Result<OAuthClient>> MemoryAdmin::deleteClient(ClientId id)
{
    const auto found = std::ranges::find(m_clients, id, &OAuthClient::id);
    if (found == m_clients.end())
        return ready<OAuthClient>(fail(ErrorCode::NotFound, u"There is no client %1."_s.arg(id.text())));
    const OAuthClient client = *found;
    m_clients.erase(found);
    publish(Table::OAuthClients, id.text(), ChangeKind::Deleted);
    return ready<OAuthClient>(client);
}

QFuture<Result<Page<SigningKeyInfo>>> MemoryAdmin::signingKeys(PageRequest page)
{
    return pageOf(m_signingKeys, page);
}

QFuture<Result<SigningKeyInfo>> MemoryAdmin::rotateSigningKey(bool atOnce)
{
    if (!atOnce && m_signingKeys.first().state == SigningKeyState::Next)
        return ready<SigningKeyInfo>(fail(ErrorCode::Conflict, u"The next key is published already."_s));
    if (atOnce)
        m_signingKeys.clear();
    m_signingKeys.prepend({.kid = u"kid_%1"_s.arg(m_signingKeys.size() + 2),
                           .algorithm = u"RS256"_s,
                           .state = atOnce ? SigningKeyState::Signing : SigningKeyState::Next,
                           .createdAt = m_clock.now(),
                           .startsAt = m_clock.now()});
    return ready<SigningKeyInfo>(m_signingKeys.first());
}

QFuture<Result<Page<Approval>>> MemoryAdmin::approvals(PageRequest page)
{
    return pageOf(m_approvals, page);
}

Result<Approval> MemoryAdmin::decide(const ApprovalId &id, ApprovalState state, const ApprovalChoice &choice)
{
    Approval *approval = find(m_approvals, id);
    if (!approval)
        return fail(ErrorCode::NotFound, u"There is no approval %1."_s.arg(id.text()));
    if (approval->state != ApprovalState::Pending)
        return fail(ErrorCode::Conflict, u"It was decided before."_s);
    approval->state = state;
    approval->choice = choice;
    publish(Table::Approvals, id.text(), ChangeKind::Updated);
    return *approval;
}

QFuture<Result<Approval>> MemoryAdmin::approve(ApprovalId id, ApprovalChoice choice)
{
    return ready(decide(id, ApprovalState::Approved, choice));
}

QFuture<Result<Approval>> MemoryAdmin::deny(ApprovalId id)
{
    return ready(decide(id, ApprovalState::Denied));
}

QFuture<Result<Page<ConnectionAttempt>>> MemoryAdmin::attempts(PageRequest page)
{
    return pageOf(m_attempts, page);
}

QFuture<Result<ConnectionAttempt>> MemoryAdmin::attempt(AttemptId id)
{
    const ConnectionAttempt *found = find(m_attempts, id);
    if (!found)
        return ready<ConnectionAttempt>(fail(ErrorCode::NotFound, u"There is no such attempt to connect."_s));
    return ready<ConnectionAttempt>(*found);
}

/// Whatever has a code challenge is accepted.
QFuture<Result<AuthorizeReport>> MemoryAdmin::checkAuthorizeUrl(QString url)
{
    if (!url.contains(u'='))
        return ready<AuthorizeReport>(failField(u"url"_s, u"Paste the whole address."_s));
    const bool accepted = url.contains(u"code_challenge="_s);
    const AuthorizeLine line{.what = u"code_challenge"_s,
                             .value = u"S256"_s,
                             .verdict = accepted ? AuthorizeVerdict::Ok : AuthorizeVerdict::Refused,
                             .sentence = accepted ? u"PKCE with S256."_s : u"PKCE is required."_s};
    return ready<AuthorizeReport>(AuthorizeReport{.lines = {line}, .outcome = u"The person is asked."_s});
}

void MemoryAdmin::publish(Table table, const QString &id, ChangeKind kind)
{
    emit changed(Change{.sequence = ++m_sequence, .table = table, .id = id, .kind = kind});
}

} // namespace ostiary::app
