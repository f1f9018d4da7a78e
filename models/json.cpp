// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/json.h"

#include "models/json_parts.h"
#include "models/json_reader.h"

namespace ostiary {

using namespace Qt::StringLiterals;
using namespace json_parts;

namespace {

// In the order of the enumerators.
const QStringList kAccountKinds{u"person"_s, u"agent"_s};
const QStringList kKeyKinds{u"fos"_s, u"fvk"_s};
const QStringList kApprovalStates{u"pending"_s, u"approved"_s, u"denied"_s, u"expired"_s};
const QStringList kTables{u"accounts"_s,  u"api_keys"_s,      u"browser_sessions"_s, u"oauth_clients"_s, u"grants"_s,
                          u"approvals"_s, u"organizations"_s, u"projects"_s,         u"plans"_s,         u"prices"_s,
                          u"spend"_s,     u"signing_keys"_s,  u"attempts"_s};
const QStringList kSigningKeyStates{u"next"_s, u"signing"_s, u"retired"_s};
const QStringList kLinkPurposes{u"reset"_s, u"member"_s, u"agent"_s};
const QStringList kChangeKinds{u"inserted"_s, u"updated"_s, u"touched"_s, u"deleted"_s, u"revised"_s};

} // namespace

// ---- accounts -----------------------------------------------------------------------------------------------------

QJsonObject toJson(const Account &account)
{
    QJsonObject object{
        {u"id"_s, account.id.text()},     {u"organization_id"_s, account.organization.text()},
        {u"email"_s, account.email},      {u"kind"_s, toString(account.kind)},
        {u"is_admin"_s, account.isAdmin}, {u"created_at"_s, toJsonTime(account.createdAt)},
    };
    put(object, u"owner_id"_s, account.owner.text());
    put(object, u"disabled_at"_s, account.disabledAt);
    return object;
}

template <>
Result<Account> fromJson(const QJsonObject &object)
{
    JsonReader read(object);
    return read.finish(Account{
        .id = read.id<AccountId>(u"id"_s),
        .organization = read.id<OrganizationId>(u"organization_id"_s),
        .email = read.text(u"email"_s),
        .kind = read.oneOf<AccountKind>(u"kind"_s, kAccountKinds),
        .isAdmin = read.boolean(u"is_admin"_s),
        .owner = AccountId(read.optionalText(u"owner_id"_s)),
        .disabledAt = read.optionalTime(u"disabled_at"_s),
        .createdAt = read.time(u"created_at"_s),
    });
}

// ---- organizations, plans, links ------------------------------------------------------------------------------------

QJsonObject toJson(const Organization &organization, Time now)
{
    QJsonObject object{
        {u"id"_s, organization.id.text()},
        {u"name"_s, organization.name},
        {u"plan"_s, organization.plan},
        {u"effective_plan"_s, organization.planAt(now)},
        {u"created_at"_s, toJsonTime(organization.createdAt)},
    };
    put(object, u"trial_ends_at"_s, organization.trialEndsAt);
    put(object, u"personal_of"_s, organization.personalOf.text());
    put(object, u"limits"_s, toJson(organization.limits));
    put(object, u"budget"_s, toJson(organization.budget));
    return object;
}

template <>
Result<Organization> fromJson(const QJsonObject &object)
{
    TRY(const Limits limits, part<Limits>(object, u"limits"_s));
    TRY(const Budget budget, part<Budget>(object, u"budget"_s));
    JsonReader read(object);
    return read.finish(Organization{
        .id = read.id<OrganizationId>(u"id"_s),
        .name = read.text(u"name"_s),
        .plan = read.text(u"plan"_s),
        .trialEndsAt = read.optionalTime(u"trial_ends_at"_s),
        .personalOf = AccountId(read.optionalText(u"personal_of"_s)),
        .createdAt = read.time(u"created_at"_s),
        .limits = limits,
        .budget = budget,
    });
}

QJsonObject toJson(const Plan &plan)
{
    QJsonObject object{
        {u"name"_s, plan.name},
        {u"rank"_s, plan.rank},
        {u"title"_s, plan.title},
        {u"custom_limits"_s, plan.customLimits},
    };
    put(object, u"standard_limit"_s, plan.standardLimit);
    put(object, u"ai_limit"_s, plan.aiLimit);
    put(object, u"ai_cap_micros"_s, plan.aiCapMicros);
    put(object, u"member_limit"_s, plan.memberLimit);
    put(object, u"project_limit"_s, plan.projectLimit);
    return object;
}

template <>
Result<Plan> fromJson(const QJsonObject &object)
{
    const auto count = [&](const QString &name) { return optionalNumber<int>(object, name); };
    JsonReader read(object);
    return read.finish(Plan{
        .name = read.text(u"name"_s),
        .rank = read.count(u"rank"_s),
        .title = read.text(u"title"_s),
        .standardLimit = count(u"standard_limit"_s),
        .aiLimit = count(u"ai_limit"_s),
        .aiCapMicros = optionalNumber<qint64>(object, u"ai_cap_micros"_s),
        .memberLimit = count(u"member_limit"_s),
        .projectLimit = count(u"project_limit"_s),
        .customLimits = read.boolean(u"custom_limits"_s),
    });
}

QJsonObject toJson(const Member &member)
{
    return {
        {u"account_id"_s, member.account.text()},
        {u"email"_s, member.email},
        {u"kind"_s, toString(member.kind)},
        {u"role"_s, toString(member.role)},
        {u"joined_at"_s, toJsonTime(member.createdAt)},
    };
}

QJsonObject toJson(const Project &project)
{
    QJsonObject object{
        {u"id"_s, project.id.text()},
        {u"organization_id"_s, project.organization.text()},
        {u"name"_s, project.name},
        {u"active_keys"_s, project.activeKeys},
        {u"created_at"_s, toJsonTime(project.createdAt)},
    };
    put(object, u"budget"_s, toJson(project.budget));
    return object;
}

template <>
Result<Project> fromJson(const QJsonObject &object)
{
    TRY(const Budget budget, part<Budget>(object, u"budget"_s));
    JsonReader read(object);
    return read.finish(Project{
        .id = read.id<ProjectId>(u"id"_s),
        .organization = read.id<OrganizationId>(u"organization_id"_s),
        .name = read.text(u"name"_s),
        .activeKeys = read.count(u"active_keys"_s),
        .createdAt = read.time(u"created_at"_s),
        .budget = budget,
    });
}

QJsonObject toJson(const OneTimeLink &link)
{
    QJsonObject object{
        {u"id"_s, link.id.text()},
        {u"purpose"_s, toString(link.purpose)},
        {u"created_at"_s, toJsonTime(link.createdAt)},
        {u"expires_at"_s, toJsonTime(link.expiresAt)},
    };
    if (link.purpose == LinkPurpose::Member)
        object.insert(u"role"_s, toString(link.role));
    put(object, u"account_id"_s, link.account.text());
    put(object, u"organization_id"_s, link.organization.text());
    put(object, u"created_by"_s, link.createdBy.text());
    return object;
}

template <>
Result<OneTimeLink> fromJson(const QJsonObject &object)
{
    JsonReader read(object);
    return read.finish(OneTimeLink{
        .id = read.id<LinkId>(u"id"_s),
        .purpose = read.oneOf<LinkPurpose>(u"purpose"_s, kLinkPurposes),
        .account = AccountId(read.optionalText(u"account_id"_s)),
        .organization = OrganizationId(read.optionalText(u"organization_id"_s)),
        .role = roleFromString(read.optionalText(u"role"_s)).value_or(Role::Member),
        .createdBy = AccountId(read.optionalText(u"created_by"_s)),
        .createdAt = read.time(u"created_at"_s),
        .expiresAt = read.time(u"expires_at"_s),
    });
}

QJsonObject toJson(const CreatedLink &created)
{
    QJsonObject object = toJson(created.link);
    object.insert(u"token"_s, QString::fromLatin1(created.token.reveal()));
    put(object, u"url"_s, created.url.toString());
    return object;
}

template <>
Result<CreatedLink> fromJson(const QJsonObject &object)
{
    TRY(OneTimeLink link, fromJson<OneTimeLink>(object));
    JsonReader read(object);
    return read.finish(CreatedLink{.link = std::move(link),
                                   .token = Secret(read.text(u"token"_s).toUtf8()),
                                   .url = QUrl(read.optionalText(u"url"_s))});
}

QJsonObject toJson(const SetupCode &code)
{
    return {{u"code"_s, code.code}, {u"url"_s, code.url.toString()}, {u"expires_at"_s, toJsonTime(code.expiresAt)}};
}

template <>
Result<SetupCode> fromJson(const QJsonObject &object)
{
    JsonReader read(object);
    return read.finish(SetupCode{
        .code = read.text(u"code"_s), .url = QUrl(read.text(u"url"_s)), .expiresAt = read.time(u"expires_at"_s)});
}

QJsonObject toJson(const SignInRecord &record)
{
    return {
        {u"id"_s, record.id.text()},    {u"at"_s, toJsonTime(record.at)}, {u"method"_s, record.method},
        {u"outcome"_s, record.outcome}, {u"address"_s, record.address},   {u"user_agent"_s, record.userAgent},
    };
}

// ---- API keys -----------------------------------------------------------------------------------------------------

QJsonObject toJson(const ApiKey &key, Time now)
{
    QJsonObject object{
        {u"id"_s, key.id.text()},
        {u"account_id"_s, key.account.text()},
        {u"account_email"_s, key.accountEmail},
        {u"organization_id"_s, key.organization.text()},
        {u"project_id"_s, key.project.text()},
        {u"kind"_s, toString(key.kind)},
        {u"name"_s, key.name},
        {u"hint"_s, key.hint},
        {u"scopes"_s, QJsonArray::fromStringList(key.scopes)},
        {u"created_at"_s, toJsonTime(key.createdAt)},
        {u"state"_s, toString(key.stateAt(now))},
    };
    put(object, u"expires_at"_s, key.expiresAt);
    if (!key.networks.isEmpty())
        object.insert(u"networks"_s, QJsonArray::fromStringList(key.networks));
    put(object, u"disabled_at"_s, key.disabledAt);
    put(object, u"last_used_at"_s, key.lastUsedAt);
    put(object, u"last_used_address"_s, key.lastUsedAddress);
    put(object, u"last_used_client"_s, key.lastUsedClient);
    put(object, u"replaces"_s, key.replaces.text());
    put(object, u"replaced_by"_s, key.replacedBy.text());
    put(object, u"revoked_at"_s, key.revokedAt);
    put(object, u"limits"_s, toJson(key.limits));
    put(object, u"budget"_s, toJson(key.budget));
    return object;
}

template <>
Result<ApiKey> fromJson(const QJsonObject &object)
{
    TRY(const Limits limits, part<Limits>(object, u"limits"_s));
    TRY(const Budget budget, part<Budget>(object, u"budget"_s));
    JsonReader read(object);
    return read.finish(ApiKey{
        .id = read.id<ApiKeyId>(u"id"_s),
        .account = read.id<AccountId>(u"account_id"_s),
        .organization = read.id<OrganizationId>(u"organization_id"_s),
        .project = read.id<ProjectId>(u"project_id"_s),
        .accountEmail = read.text(u"account_email"_s),
        .kind = read.oneOf<KeyKind>(u"kind"_s, kKeyKinds),
        .name = read.text(u"name"_s),
        .hint = read.text(u"hint"_s),
        .scopes = read.texts(u"scopes"_s),
        .networks = read.has(u"networks"_s) ? read.texts(u"networks"_s) : QStringList(),
        .createdAt = read.time(u"created_at"_s),
        .expiresAt = read.optionalTime(u"expires_at"_s),
        .lastUsedAt = read.optionalTime(u"last_used_at"_s),
        .revokedAt = read.optionalTime(u"revoked_at"_s),
        .disabledAt = read.optionalTime(u"disabled_at"_s),
        .lastUsedAddress = read.optionalText(u"last_used_address"_s),
        .lastUsedClient = read.optionalText(u"last_used_client"_s),
        .replaces = ApiKeyId(read.optionalText(u"replaces"_s)),
        .replacedBy = ApiKeyId(read.optionalText(u"replaced_by"_s)),
        .limits = limits,
        .budget = budget,
    });
}

QJsonObject toJson(const CreatedApiKey &created, Time now)
{
    QJsonObject object = toJson(created.key, now);
    object.insert(u"secret"_s, QString::fromUtf8(created.secret.reveal()));
    return object;
}

template <>
Result<CreatedApiKey> fromJson(const QJsonObject &object)
{
    TRY(ApiKey key, fromJson<ApiKey>(object));
    JsonReader read(object);
    return read.finish(CreatedApiKey{.key = std::move(key), .secret = Secret(read.text(u"secret"_s).toUtf8())});
}

QJsonObject toJson(const NewApiKey &key)
{
    QJsonObject object{
        {u"account_email"_s, key.accountEmail},
        {u"kind"_s, toString(key.kind)},
        {u"name"_s, key.name},
        {u"scopes"_s, QJsonArray::fromStringList(key.scopes)},
    };
    put(object, u"expires_at"_s, key.expiresAt);
    put(object, u"project_id"_s, key.project.text());
    if (!key.networks.isEmpty())
        object.insert(u"networks"_s, QJsonArray::fromStringList(key.networks));
    put(object, u"limits"_s, toJson(key.limits));
    put(object, u"budget"_s, toJson(key.budget));
    return object;
}

template <>
Result<NewApiKey> fromJson(const QJsonObject &object)
{
    TRY(const Limits limits, part<Limits>(object, u"limits"_s));
    TRY(const Budget budget, part<Budget>(object, u"budget"_s));
    JsonReader read(object);
    return read.finish(NewApiKey{
        .accountEmail = read.text(u"account_email"_s),
        .kind = read.oneOf<KeyKind>(u"kind"_s, kKeyKinds),
        .name = read.text(u"name"_s),
        .scopes = read.texts(u"scopes"_s),
        .expiresAt = read.optionalTime(u"expires_at"_s),
        .project = ProjectId(read.optionalText(u"project_id"_s)),
        .networks = read.has(u"networks"_s) ? read.texts(u"networks"_s) : QStringList(),
        .limits = limits,
        .budget = budget,
    });
}

// ---- OAuth --------------------------------------------------------------------------------------------------------

QJsonObject toJson(const OAuthClient &client)
{
    QJsonObject object{
        {u"id"_s, client.id.text()},
        {u"name"_s, client.name},
        {u"redirect_uris"_s, QJsonArray::fromStringList(client.redirectUris)},
        {u"token_endpoint_auth_method"_s, client.tokenEndpointAuthMethod},
        {u"grant_types"_s, QJsonArray::fromStringList(client.grantTypes)},
        {u"created_at"_s, toJsonTime(client.createdAt)},
        {u"origin"_s, toString(client.origin)},
        {u"registrations"_s, client.registrations},
    };
    put(object, u"scope"_s, client.scope);
    put(object, u"last_used_at"_s, client.lastUsedAt);
    put(object, u"owner_id"_s, client.owner.text());
    put(object, u"software_id"_s, client.softwareId);
    put(object, u"jwks"_s, QString::fromUtf8(client.jwks));
    put(object, u"jwks_uri"_s, client.jwksUri);
    put(object, u"document_fetched_at"_s, client.documentFetchedAt);
    if (client.needsDpop)
        object.insert(u"dpop_bound_access_tokens"_s, true);
    return object;
}

template <>
Result<OAuthClient> fromJson(const QJsonObject &object)
{
    JsonReader read(object);
    return read.finish(OAuthClient{
        .id = read.id<ClientId>(u"id"_s),
        .name = read.text(u"name"_s),
        .redirectUris = read.texts(u"redirect_uris"_s),
        .tokenEndpointAuthMethod = read.text(u"token_endpoint_auth_method"_s),
        .grantTypes = read.texts(u"grant_types"_s),
        .scope = read.optionalText(u"scope"_s),
        .createdAt = read.time(u"created_at"_s),
        .lastUsedAt = read.optionalTime(u"last_used_at"_s),
        .owner = AccountId(read.optionalText(u"owner_id"_s)),
        .origin = clientOriginFromString(read.optionalText(u"origin"_s)).value_or(ClientOrigin::Registered),
        .softwareId = read.optionalText(u"software_id"_s),
        .jwks = read.optionalText(u"jwks"_s).toUtf8(),
        .jwksUri = read.optionalText(u"jwks_uri"_s),
        .documentFetchedAt = read.optionalTime(u"document_fetched_at"_s),
        .needsDpop = read.has(u"dpop_bound_access_tokens"_s) && read.boolean(u"dpop_bound_access_tokens"_s),
        .registrations = read.has(u"registrations"_s) ? read.count(u"registrations"_s) : 1,
    });
}

QJsonObject toJson(const CreatedClient &created)
{
    QJsonObject object = toJson(created.client);
    if (!created.secret.isEmpty())
        object.insert(u"client_secret"_s, QString::fromUtf8(created.secret.reveal()));
    return object;
}

template <>
Result<CreatedClient> fromJson(const QJsonObject &object)
{
    TRY(OAuthClient client, fromJson<OAuthClient>(object));
    JsonReader read(object);
    return read.finish(
        CreatedClient{.client = std::move(client), .secret = Secret(read.optionalText(u"client_secret"_s).toUtf8())});
}

QJsonObject toJson(const Grant &grant, Time now)
{
    QJsonObject object{
        {u"id"_s, grant.id.text()},
        {u"account_id"_s, grant.account.text()},
        {u"account_email"_s, grant.accountEmail},
        {u"organization_id"_s, grant.organization.text()},
        {u"project_id"_s, grant.project.text()},
        {u"client_id"_s, grant.client.text()},
        {u"client_name"_s, grant.clientName},
        {u"scopes"_s, QJsonArray::fromStringList(grant.scopes)},
        {u"resource"_s, grant.resource},
        {u"created_at"_s, toJsonTime(grant.createdAt)},
        {u"expires_at"_s, toJsonTime(grant.expiresAt)},
        {u"state"_s, toString(grant.stateAt(now))},
    };
    put(object, u"last_used_at"_s, grant.lastUsedAt);
    put(object, u"revoked_at"_s, grant.revokedAt);
    put(object, u"reused_at"_s, grant.reusedAt);
    if (grant.isMachine)
        object.insert(u"machine"_s, true);
    put(object, u"vouched_by"_s, grant.vouchedBy);
    put(object, u"key_thumbprint"_s, grant.keyThumbprint);
    put(object, u"workload"_s, grant.workload);
    return object;
}

template <>
Result<Grant> fromJson(const QJsonObject &object)
{
    JsonReader read(object);
    return read.finish(Grant{
        .id = read.id<GrantId>(u"id"_s),
        .account = read.id<AccountId>(u"account_id"_s),
        .organization = read.id<OrganizationId>(u"organization_id"_s),
        .project = read.id<ProjectId>(u"project_id"_s),
        .accountEmail = read.text(u"account_email"_s),
        .client = read.id<ClientId>(u"client_id"_s),
        .clientName = read.text(u"client_name"_s),
        .scopes = read.texts(u"scopes"_s),
        .resource = read.text(u"resource"_s),
        .createdAt = read.time(u"created_at"_s),
        .expiresAt = read.time(u"expires_at"_s),
        .lastUsedAt = read.optionalTime(u"last_used_at"_s),
        .revokedAt = read.optionalTime(u"revoked_at"_s),
        .reusedAt = read.optionalTime(u"reused_at"_s),
        .isMachine = read.has(u"machine"_s) && read.boolean(u"machine"_s),
        .vouchedBy = read.optionalText(u"vouched_by"_s),
        .keyThumbprint = read.optionalText(u"key_thumbprint"_s),
        .workload = read.optionalText(u"workload"_s),
    });
}

QJsonObject toJson(const SigningKeyInfo &key)
{
    return {{u"kid"_s, key.kid},
            {u"algorithm"_s, key.algorithm},
            {u"state"_s, toString(key.state)},
            {u"created_at"_s, toJsonTime(key.createdAt)},
            {u"starts_at"_s, toJsonTime(key.startsAt)}};
}

template <>
Result<SigningKeyInfo> fromJson(const QJsonObject &object)
{
    JsonReader read(object);
    return read.finish(SigningKeyInfo{.kid = read.text(u"kid"_s),
                                      .algorithm = read.text(u"algorithm"_s),
                                      .state = read.oneOf<SigningKeyState>(u"state"_s, kSigningKeyStates),
                                      .createdAt = read.time(u"created_at"_s),
                                      .startsAt = read.time(u"starts_at"_s)});
}

QJsonObject toJson(const ApprovalChoice &choice)
{
    QJsonObject object;
    if (!choice.scopes.isEmpty())
        object.insert(u"scopes"_s, QJsonArray::fromStringList(choice.scopes));
    if (choice.lifetime)
        object.insert(u"lifetime"_s, qint64(choice.lifetime->count())); // seconds
    if (!choice.accountEmail.isEmpty())
        object.insert(u"account_email"_s, choice.accountEmail);
    return object;
}

template <>
Result<ApprovalChoice> fromJson(const QJsonObject &object)
{
    JsonReader read(object);
    ApprovalChoice choice;
    if (read.has(u"scopes"_s))
        choice.scopes = read.texts(u"scopes"_s);
    if (read.has(u"lifetime"_s))
        choice.lifetime = std::chrono::seconds(read.number(u"lifetime"_s));
    choice.accountEmail = read.optionalText(u"account_email"_s);
    return read.finish(std::move(choice));
}

QJsonObject toJson(const Approval &approval)
{
    QJsonObject object{
        {u"id"_s, approval.id.text()},
        {u"account_id"_s, approval.account.text()},
        {u"account_email"_s, approval.accountEmail},
        {u"client_id"_s, approval.client.text()},
        {u"client_name"_s, approval.clientName},
        {u"redirect_uri"_s, approval.redirectUri},
        {u"scopes"_s, QJsonArray::fromStringList(approval.scopes)},
        {u"resource"_s, approval.resource},
        {u"match_code"_s, approval.matchCode},
        {u"created_at"_s, toJsonTime(approval.createdAt)},
        {u"expires_at"_s, toJsonTime(approval.expiresAt)},
        {u"state"_s, toString(approval.state)},
    };
    if (approval.choice != ApprovalChoice{})
        object.insert(u"choice"_s, toJson(approval.choice));
    return object;
}

template <>
Result<Approval> fromJson(const QJsonObject &object)
{
    JsonReader read(object);
    TRY(ApprovalChoice choice, fromJson<ApprovalChoice>(object.value(u"choice"_s).toObject()));
    return read.finish(Approval{
        .id = read.id<ApprovalId>(u"id"_s),
        .account = read.id<AccountId>(u"account_id"_s),
        .accountEmail = read.text(u"account_email"_s),
        .client = read.id<ClientId>(u"client_id"_s),
        .clientName = read.text(u"client_name"_s),
        .redirectUri = read.text(u"redirect_uri"_s),
        .scopes = read.texts(u"scopes"_s),
        .resource = read.text(u"resource"_s),
        .matchCode = read.text(u"match_code"_s),
        .createdAt = read.time(u"created_at"_s),
        .expiresAt = read.time(u"expires_at"_s),
        .state = read.oneOf<ApprovalState>(u"state"_s, kApprovalStates),
        .choice = std::move(choice),
    });
}

// ---- the server ---------------------------------------------------------------------------------------------------

QJsonObject toJson(const UpstreamStatus &upstream)
{
    QJsonObject object{
        {u"name"_s, upstream.name},
        {u"target"_s, upstream.target},
        {u"is_stdio"_s, upstream.isStdio},
        {u"is_default"_s, upstream.isDefault},
        {u"sessions"_s, upstream.sessions},
        {u"public_url"_s, upstream.publicUrl},
        {u"limit"_s, toString(upstream.limit)},
    };
    put(object, u"last_error"_s, upstream.lastError);
    return object;
}

template <>
Result<UpstreamStatus> fromJson(const QJsonObject &object)
{
    JsonReader read(object);
    return read.finish(UpstreamStatus{
        .name = read.text(u"name"_s),
        .target = read.text(u"target"_s),
        .isStdio = read.boolean(u"is_stdio"_s),
        .isDefault = read.boolean(u"is_default"_s),
        .sessions = read.count(u"sessions"_s),
        .lastError = read.optionalText(u"last_error"_s),
        .publicUrl = read.text(u"public_url"_s),
        .limit = limitKindFromString(read.optionalText(u"limit"_s)).value_or(LimitKind::Standard),
    });
}

QJsonObject toJson(const ServerStatus &status)
{
    QJsonArray upstreams;
    for (const UpstreamStatus &upstream : status.upstreams)
        upstreams.append(toJson(upstream));
    QJsonObject object{
        {u"version"_s, status.version},
        {u"data_folder"_s, status.dataFolder},
        {u"pending_approvals"_s, status.pendingApprovals},
        {u"upstreams"_s, upstreams},
    };
    put(object, u"url"_s, status.url.toString(QUrl::FullyEncoded));
    put(object, u"public_url"_s, status.publicUrl.toString(QUrl::FullyEncoded));
    return object;
}

template <>
Result<ServerStatus> fromJson(const QJsonObject &object)
{
    JsonReader read(object);
    QList<UpstreamStatus> upstreams;
    for (const QJsonValue &item : object.value(u"upstreams"_s).toArray()) {
        TRY(UpstreamStatus upstream, fromJson<UpstreamStatus>(item.toObject()));
        upstreams.append(std::move(upstream));
    }
    return read.finish(ServerStatus{
        .version = read.text(u"version"_s),
        .url = QUrl(read.optionalText(u"url"_s), QUrl::StrictMode),
        .publicUrl = QUrl(read.optionalText(u"public_url"_s), QUrl::StrictMode),
        .dataFolder = read.text(u"data_folder"_s),
        .pendingApprovals = read.count(u"pending_approvals"_s),
        .upstreams = std::move(upstreams),
    });
}

QJsonObject toJson(const Change &change)
{
    return {
        {u"sequence"_s, qint64(change.sequence)},
        {u"table"_s, kTables.at(int(change.table))},
        {u"id"_s, change.id},
        {u"kind"_s, kChangeKinds.at(int(change.kind))},
    };
}

template <>
Result<Change> fromJson(const QJsonObject &object)
{
    JsonReader read(object);
    return read.finish(Change{
        .sequence = quint64(read.number(u"sequence"_s)),
        .table = read.oneOf<Table>(u"table"_s, kTables),
        .id = read.text(u"id"_s),
        .kind = read.oneOf<ChangeKind>(u"kind"_s, kChangeKinds),
    });
}

QJsonObject toJson(const PageRequest &page)
{
    QJsonObject object{{u"limit"_s, page.limit}};
    put(object, u"cursor"_s, page.cursor);
    return object;
}

template <>
Result<PageRequest> fromJson(const QJsonObject &object)
{
    JsonReader read(object);
    return read.finish(PageRequest{
        .limit = read.has(u"limit"_s) ? read.count(u"limit"_s) : PageRequest{}.limit,
        .cursor = read.optionalText(u"cursor"_s),
    });
}

// ---- errors -------------------------------------------------------------------------------------------------------

QJsonObject toJson(const Error &error)
{
    const ErrorEntry &entry = error.entry();
    QJsonObject object{
        {u"title"_s, QString::fromUtf8(entry.title)},
        {u"status"_s, entry.status},
        {u"code"_s, QString::fromUtf8(entry.name)},
    };
    put(object, u"detail"_s, error.detail);
    put(object, u"field"_s, error.field);
    if (error.retryAfter)
        object.insert(u"retry_after"_s, qint64(error.retryAfter->count())); // seconds, as in the header
    for (auto member = error.members.begin(); member != error.members.end(); ++member)
        object.insert(member.key(), member.value());
    return object;
}

template <>
Result<Error> fromJson(const QJsonObject &object)
{
    JsonReader read(object);
    const QString name = read.text(u"code"_s);
    Error error{.code = ErrorCode::Internal,
                .detail = read.optionalText(u"detail"_s),
                .field = read.optionalText(u"field"_s),
                .cause = {},
                .retryAfter = {},
                .members = {}};
    for (const ErrorEntry &entry : errorCatalogue()) {
        if (name == QLatin1StringView(entry.name))
            error.code = entry.code;
    }
    if (read.has(u"retry_after"_s))
        error.retryAfter = std::chrono::seconds{read.number(u"retry_after"_s)};
    return read.finish(std::move(error));
}

} // namespace ostiary
