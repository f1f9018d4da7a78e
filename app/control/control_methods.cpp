// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/control/control_methods.h"

#include "models/json.h"
#include "models/json_reader.h"

namespace ostiary::app {

using namespace Qt::StringLiterals;

namespace {

using Answer = QFuture<Result<QJsonObject>>;

Answer answerNow(Result<QJsonObject> result)
{
    return QtFuture::makeReadyValueFuture(std::move(result));
}

/// The answer of the Admin, as JSON; `now` for the records that have a state.
template <typename T, typename... Now>
Answer rendered(QFuture<Result<T>> future, Now... now)
{
    return future.then([now...](const Result<T> &result) -> Result<QJsonObject> {
        if (!result)
            return std::unexpected(result.error());
        return toJson(*result, now...);
    });
}

template <typename T, typename... Now>
Answer listed(QFuture<Result<Page<T>>> (Admin::*list)(PageRequest), Admin &admin, const QJsonObject &params, Now... now)
{
    Result<PageRequest> page = fromJson<PageRequest>(params);
    if (!page)
        return answerNow(std::unexpected(page.error()));
    return rendered((admin.*list)(*std::move(page)), now...);
}

/// What is done to one record, named by its id.
template <typename T, typename IdType, typename... Now>
Answer changed(QFuture<Result<T>> (Admin::*change)(IdType), Admin &admin, const QJsonObject &params, Now... now)
{
    JsonReader read(params);
    const Result<IdType> id = read.finish(read.id<IdType>(u"id"_s));
    if (!id)
        return answerNow(std::unexpected(id.error()));
    return rendered((admin.*change)(*id), now...);
}

Answer createAccount(Admin &admin, const QJsonObject &params, Time)
{
    Result<NewAccount> account = newAccountFrom(params);
    if (!account)
        return answerNow(std::unexpected(account.error()));
    return rendered(admin.createAccount(*std::move(account)));
}

template <typename IdType>
Result<IdType> idIn(const QJsonObject &params)
{
    JsonReader read(params);
    return read.finish(read.id<IdType>(u"id"_s));
}

AccountChange accountChangeFrom(const QJsonObject &params)
{
    const auto flag = [&](const QString &name) {
        const QJsonValue value = params.value(name);
        return value.isBool() ? std::optional(value.toBool()) : std::nullopt;
    };
    return {.isAdmin = flag(u"is_admin"_s),
            .isDisabled = flag(u"is_disabled"_s),
            .resetSecondFactors = flag(u"reset_second_factors"_s).value_or(false)};
}

Answer changeAccount(Admin &admin, const QJsonObject &params, Time)
{
    const Result<AccountId> id = idIn<AccountId>(params);
    if (!id)
        return answerNow(std::unexpected(id.error()));
    return rendered(admin.changeAccount(*id, accountChangeFrom(params)));
}

Answer changePlan(Admin &admin, const QJsonObject &params, Time now)
{
    JsonReader read(params);
    const PlanChange change{.plan = read.text(u"plan"_s), .trialEndsAt = read.optionalTime(u"trial_ends_at"_s)};
    const Result<OrganizationId> id = read.finish(read.id<OrganizationId>(u"id"_s));
    if (!id)
        return answerNow(std::unexpected(id.error()));
    return rendered(admin.changePlan(*id, change), now);
}

Answer updatePlan(Admin &admin, const QJsonObject &params, Time)
{
    Result<Plan> plan = fromJson<Plan>(params);
    if (!plan)
        return answerNow(std::unexpected(plan.error()));
    return rendered(admin.updatePlan(*std::move(plan)));
}

/// The member `name` when it is there: a record that takes the place of the old one.
template <typename T>
Result<std::optional<T>> optionalPart(const QJsonObject &params, const QString &name)
{
    if (!params.contains(name))
        return std::nullopt;
    TRY(T part, fromJson<T>(params.value(name).toObject()));
    return std::optional<T>(std::move(part));
}

Result<ApiKeyChange> keyChangeFrom(const QJsonObject &params)
{
    JsonReader read(params);
    ApiKeyChange change;
    if (params.contains(u"name"_s))
        change.name = read.text(u"name"_s);
    if (params.contains(u"networks"_s))
        change.networks = read.texts(u"networks"_s);
    if (params.contains(u"is_disabled"_s))
        change.isDisabled = read.boolean(u"is_disabled"_s);
    if (params.value(u"expires_at"_s).isNull())
        change.expiresAt = std::optional<Time>();
    else if (params.contains(u"expires_at"_s))
        change.expiresAt = read.optionalTime(u"expires_at"_s);
    if (params.contains(u"scopes"_s))
        change.scopes = read.texts(u"scopes"_s);
    TRY(change.limits, optionalPart<Limits>(params, u"limits"_s));
    TRY(change.budget, optionalPart<Budget>(params, u"budget"_s));
    return read.finish(std::move(change));
}

Answer changeKey(Admin &admin, const QJsonObject &params, Time now)
{
    const Result<ApiKeyId> id = idIn<ApiKeyId>(params);
    if (!id)
        return answerNow(std::unexpected(id.error()));
    Result<ApiKeyChange> change = keyChangeFrom(params);
    if (!change)
        return answerNow(std::unexpected(change.error()));
    return rendered(admin.changeApiKey(*id, *std::move(change)), now);
}

/// Of an organization or a project: both have a name and a budget.
template <typename Change>
Result<Change> changeFrom(const QJsonObject &params)
{
    JsonReader read(params);
    Change change;
    if (params.contains(u"name"_s))
        change.name = read.text(u"name"_s);
    TRY(change.budget, optionalPart<Budget>(params, u"budget"_s));
    if constexpr (requires { change.limits; }) {
        TRY(change.limits, optionalPart<Limits>(params, u"limits"_s));
    }
    return read.finish(std::move(change));
}

Answer changeOrganization(Admin &admin, const QJsonObject &params, Time now)
{
    const Result<OrganizationId> id = idIn<OrganizationId>(params);
    if (!id)
        return answerNow(std::unexpected(id.error()));
    Result<OrganizationChange> change = changeFrom<OrganizationChange>(params);
    if (!change)
        return answerNow(std::unexpected(change.error()));
    return rendered(admin.changeOrganization(*id, *std::move(change)), now);
}

Answer changeProject(Admin &admin, const QJsonObject &params, Time)
{
    const Result<ProjectId> id = idIn<ProjectId>(params);
    if (!id)
        return answerNow(std::unexpected(id.error()));
    Result<ProjectChange> change = changeFrom<ProjectChange>(params);
    if (!change)
        return answerNow(std::unexpected(change.error()));
    return rendered(admin.changeProject(*id, *std::move(change)));
}

Answer checkKey(Admin &admin, const QJsonObject &params, Time now)
{
    JsonReader read(params);
    Result<Secret> secret = read.finish(Secret(read.text(u"key"_s).toUtf8()));
    if (!secret)
        return answerNow(std::unexpected(secret.error()));
    return rendered(admin.checkApiKey(*std::move(secret)), now);
}

Answer simulateLimit(Admin &admin, const QJsonObject &params, Time)
{
    JsonReader read(params);
    const int count = read.count(u"count"_s);
    const LimitKind kind = read.oneOf<LimitKind>(u"limit"_s, {u"standard"_s, u"ai"_s});
    const Result<QString> subject = read.finish(read.text(u"id"_s));
    if (!subject)
        return answerNow(std::unexpected(subject.error()));
    return rendered(admin.simulateLimit(*subject, kind, count));
}

/// Whose access: an absent "everyone" beside no id is refused, as everything is too much to take for granted.
Answer revocation(QFuture<Result<Revocation>> (Admin::*call)(RevocationTarget), Admin &admin, const QJsonObject &params)
{
    JsonReader read(params);
    const RevocationTarget target{.account = AccountId(read.optionalText(u"account_id"_s)),
                                  .organization = OrganizationId(read.optionalText(u"organization_id"_s))};
    const bool isEveryone = params.value(u"everyone"_s).toBool();
    Result<bool> isNamed = read.finish(!target.account.isEmpty() || !target.organization.isEmpty());
    if (isNamed && *isNamed == isEveryone)
        isNamed = fail(ErrorCode::InvalidRequest, u"Name an account, an organization or everyone."_s);
    if (!isNamed)
        return answerNow(std::unexpected(isNamed.error()));
    return rendered((admin.*call)(target));
}

Answer checkAuthorizeUrl(Admin &admin, const QJsonObject &params, Time)
{
    JsonReader read(params);
    const Result<QString> url = read.finish(read.text(u"url"_s));
    if (!url)
        return answerNow(std::unexpected(url.error()));
    return rendered(admin.checkAuthorizeUrl(*url));
}

Answer setPrice(Admin &admin, const QJsonObject &params, Time)
{
    Result<Price> price = fromJson<Price>(params);
    if (!price)
        return answerNow(std::unexpected(price.error()));
    return rendered(admin.setPrice(*std::move(price)));
}

Answer rotateKey(Admin &admin, const QJsonObject &params, Time now)
{
    JsonReader read(params);
    const std::chrono::seconds overlap{read.number(u"overlap"_s)};
    const Result<ApiKeyId> id = read.finish(read.id<ApiKeyId>(u"id"_s));
    if (!id)
        return answerNow(std::unexpected(id.error()));
    return rendered(admin.rotateApiKey(*id, overlap), now);
}

Answer createKey(Admin &admin, const QJsonObject &params, Time now)
{
    Result<NewApiKey> key = fromJson<NewApiKey>(params);
    if (!key)
        return answerNow(std::unexpected(key.error()));
    return rendered(admin.createApiKey(*std::move(key)), now);
}

Answer allowClient(Admin &admin, const QJsonObject &params, Time)
{
    JsonReader read(params);
    const MachineAllowance allowance{.ownerEmail = read.text(u"owner_email"_s), .scopes = read.texts(u"scopes"_s)};
    const Result<ClientId> id = read.finish(read.id<ClientId>(u"id"_s));
    if (!id)
        return answerNow(std::unexpected(id.error()));
    return rendered(admin.allowClient(*id, allowance));
}

Answer approve(Admin &admin, const QJsonObject &params, Time)
{
    const Result<ApprovalId> id = idIn<ApprovalId>(params);
    if (!id)
        return answerNow(std::unexpected(id.error()));
    Result<ApprovalChoice> choice = fromJson<ApprovalChoice>(params);
    if (!choice)
        return answerNow(std::unexpected(choice.error()));
    return rendered(admin.approve(*id, *std::move(choice)));
}

Answer createClient(Admin &admin, const QJsonObject &params, Time)
{
    JsonReader read(params);
    const Result<NewClient> client = read.finish(NewClient{.name = read.text(u"name"_s),
                                                           .redirectUris = read.texts(u"redirect_uris"_s),
                                                           .hasSecret = read.boolean(u"has_secret"_s)});
    if (!client)
        return answerNow(std::unexpected(client.error()));
    return rendered(admin.createClient(*client));
}

Answer rotateSigningKey(Admin &admin, const QJsonObject &params, Time)
{
    JsonReader read(params);
    const Result<bool> atOnce = read.finish(read.boolean(u"at_once"_s));
    if (!atOnce)
        return answerNow(std::unexpected(atOnce.error()));
    return rendered(admin.rotateSigningKey(*atOnce));
}

// clang-format off
const QList<ControlMethod> kMethods{
    {u"status"_s,            [](Admin &a, const QJsonObject &, Time)           { return rendered(a.status()); }},
    {u"accounts.list"_s,     [](Admin &a, const QJsonObject &p, Time)          { return listed(&Admin::accounts, a, p); }},
    {u"accounts.create"_s,   createAccount},
    {u"accounts.change"_s,   changeAccount},
    {u"accounts.reset_link"_s, [](Admin &a, const QJsonObject &p, Time)        { return changed(&Admin::createResetLink, a, p); }},
    {u"accounts.agent_code"_s, [](Admin &a, const QJsonObject &, Time)         { return rendered(a.createAgentCode()); }},
    {u"setup_code"_s,        [](Admin &a, const QJsonObject &, Time)           { return rendered(a.setupCode()); }},
    {u"organizations.list"_s, [](Admin &a, const QJsonObject &p, Time now)     { return listed(&Admin::organizations, a, p, now); }},
    {u"organizations.change_plan"_s, changePlan},
    {u"organizations.change"_s, changeOrganization},
    {u"projects.list"_s,     [](Admin &a, const QJsonObject &p, Time)          { return listed(&Admin::projects, a, p); }},
    {u"projects.change"_s,   changeProject},
    {u"plans.list"_s,        [](Admin &a, const QJsonObject &p, Time)          { return listed(&Admin::plans, a, p); }},
    {u"plans.update"_s,      updatePlan},
    {u"keys.list"_s,         [](Admin &a, const QJsonObject &p, Time now)      { return listed(&Admin::apiKeys, a, p, now); }},
    {u"keys.create"_s,       createKey},
    {u"keys.change"_s,       changeKey},
    {u"keys.rotate"_s,       rotateKey},
    {u"keys.revoke"_s,       [](Admin &a, const QJsonObject &p, Time now)      { return changed(&Admin::revokeApiKey, a, p, now); }},
    {u"keys.check"_s,        checkKey},
    {u"limits.simulate"_s,   simulateLimit},
    {u"revocation.preview"_s, [](Admin &a, const QJsonObject &p, Time)         { return revocation(&Admin::previewRevokeAll, a, p); }},
    {u"revocation.run"_s,    [](Admin &a, const QJsonObject &p, Time)          { return revocation(&Admin::revokeAll, a, p); }},
    {u"scopes.list"_s,       [](Admin &a, const QJsonObject &p, Time)          { return listed(&Admin::scopes, a, p); }},
    {u"prices.list"_s,       [](Admin &a, const QJsonObject &p, Time)          { return listed(&Admin::prices, a, p); }},
    {u"prices.set"_s,        setPrice},
    {u"prices.end"_s,        [](Admin &a, const QJsonObject &p, Time)          { return changed(&Admin::endPrice, a, p); }},
    {u"spend.report"_s,      [](Admin &a, const QJsonObject &p, Time)          { return changed(&Admin::spendReport, a, p); }},
    {u"spend.ledger"_s,      [](Admin &a, const QJsonObject &p, Time)          { return listed(&Admin::spendLedger, a, p); }},
    {u"sessions.list"_s,     [](Admin &a, const QJsonObject &p, Time now)      { return listed(&Admin::grants, a, p, now); }},
    {u"sessions.revoke"_s,   [](Admin &a, const QJsonObject &p, Time now)      { return changed(&Admin::revokeGrant, a, p, now); }},
    {u"clients.list"_s,      [](Admin &a, const QJsonObject &p, Time)          { return listed(&Admin::clients, a, p); }},
    {u"clients.allow"_s,     allowClient},
    {u"clients.disallow"_s,  [](Admin &a, const QJsonObject &p, Time)          { return changed(&Admin::disallowClient, a, p); }},
    {u"clients.create"_s,    createClient},
    {u"clients.delete"_s,    [](Admin &a, const QJsonObject &p, Time)          { return changed(&Admin::deleteClient, a, p); }},
    {u"signing_keys.list"_s, [](Admin &a, const QJsonObject &p, Time)          { return listed(&Admin::signingKeys, a, p); }},
    {u"signing_keys.rotate"_s, rotateSigningKey},
    {u"approvals.list"_s,    [](Admin &a, const QJsonObject &p, Time)          { return listed(&Admin::approvals, a, p); }},
    {u"approvals.approve"_s, approve},
    {u"approvals.deny"_s,    [](Admin &a, const QJsonObject &p, Time)          { return changed(&Admin::deny, a, p); }},
    {u"connections.list"_s,  [](Admin &a, const QJsonObject &p, Time)          { return listed(&Admin::attempts, a, p); }},
    {u"connections.show"_s,  [](Admin &a, const QJsonObject &p, Time)          { return changed(&Admin::attempt, a, p); }},
    {u"connections.test"_s,  checkAuthorizeUrl},
};
// clang-format on

} // namespace

const ControlMethod *findControlMethod(const QString &name)
{
    for (const ControlMethod &method : kMethods) {
        if (method.name == name)
            return &method;
    }
    return nullptr;
}

QJsonObject controlJson(const NewAccount &account)
{
    QJsonObject object{
        {u"email"_s, account.email},
        {u"password"_s, QString::fromUtf8(account.password.reveal())},
        {u"is_agent"_s, account.kind == AccountKind::Agent},
        {u"is_admin"_s, account.isAdmin},
    };
    if (!account.owner.isEmpty())
        object.insert(u"owner_id"_s, account.owner.text());
    return object;
}

QJsonObject controlJson(const AccountChange &change)
{
    QJsonObject object{{u"reset_second_factors"_s, change.resetSecondFactors}};
    if (change.isAdmin)
        object.insert(u"is_admin"_s, *change.isAdmin);
    if (change.isDisabled)
        object.insert(u"is_disabled"_s, *change.isDisabled);
    return object;
}

QJsonObject controlJson(const ApiKeyChange &change)
{
    QJsonObject object;
    if (change.name)
        object.insert(u"name"_s, *change.name);
    if (change.networks)
        object.insert(u"networks"_s, QJsonArray::fromStringList(*change.networks));
    if (change.isDisabled)
        object.insert(u"is_disabled"_s, *change.isDisabled);
    if (change.expiresAt)
        object.insert(u"expires_at"_s, *change.expiresAt ? QJsonValue(toJsonTime(**change.expiresAt)) : QJsonValue());
    if (change.scopes)
        object.insert(u"scopes"_s, QJsonArray::fromStringList(*change.scopes));
    if (change.limits)
        object.insert(u"limits"_s, toJson(*change.limits)); // an empty one too: it takes all away
    if (change.budget)
        object.insert(u"budget"_s, toJson(*change.budget));
    return object;
}

QJsonObject controlJson(const OrganizationChange &change)
{
    QJsonObject object;
    if (change.name)
        object.insert(u"name"_s, *change.name);
    if (change.limits)
        object.insert(u"limits"_s, toJson(*change.limits));
    if (change.budget)
        object.insert(u"budget"_s, toJson(*change.budget));
    return object;
}

QJsonObject controlJson(const ProjectChange &change)
{
    QJsonObject object;
    if (change.name)
        object.insert(u"name"_s, *change.name);
    if (change.budget)
        object.insert(u"budget"_s, toJson(*change.budget));
    return object;
}

QJsonObject controlJson(const RevocationTarget &target)
{
    QJsonObject object;
    if (!target.account.isEmpty())
        object.insert(u"account_id"_s, target.account.text());
    if (!target.organization.isEmpty())
        object.insert(u"organization_id"_s, target.organization.text());
    if (object.isEmpty())
        object.insert(u"everyone"_s, true);
    return object;
}

QJsonObject controlJson(const NewClient &client)
{
    return {{u"name"_s, client.name},
            {u"redirect_uris"_s, QJsonArray::fromStringList(client.redirectUris)},
            {u"has_secret"_s, client.hasSecret}};
}

QJsonObject controlJson(const PlanChange &change)
{
    QJsonObject object{{u"plan"_s, change.plan}};
    if (change.trialEndsAt)
        object.insert(u"trial_ends_at"_s, toJsonTime(*change.trialEndsAt));
    return object;
}

Result<NewAccount> newAccountFrom(const QJsonObject &params)
{
    JsonReader read(params);
    return read.finish(NewAccount{
        .email = read.text(u"email"_s),
        .password = Secret(read.text(u"password"_s).toUtf8()),
        .kind = read.boolean(u"is_agent"_s) ? AccountKind::Agent : AccountKind::Person,
        .isAdmin = read.boolean(u"is_admin"_s),
        .owner = AccountId(read.optionalText(u"owner_id"_s)),
    });
}

} // namespace ostiary::app
