// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/key_pages.h"

#include "server/core/oauth/scopes.h"
#include "server/http/pages/scope_words.h"
#include "server/http/pages/words.h"

#include <QJsonArray>

namespace ostiary::http {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMostListed = 200;
constexpr std::chrono::days kSoon{30};
constexpr std::chrono::hours kOverlap{24}; ///< of a rotated key and its successor

struct Expiry {
    const char *value;
    const char *label;
    std::optional<std::chrono::days> lifetime;
};
constexpr std::array kExpiries{
    Expiry{"30", "in 30 days", std::chrono::days(30)},
    Expiry{"90", "in 90 days", std::chrono::days(90)},
    Expiry{"365", "in a year", std::chrono::days(365)},
    Expiry{"never", "never", std::nullopt},
};
constexpr const char *kUsualExpiry = "90";

struct Kind {
    KeyKind kind;
    const char *label;
};
constexpr std::array kKinds{
    Kind{KeyKind::Fos, "fos_, for programs, CI and ForgeOS clients"},
    Kind{KeyKind::Fvk, "fvk_live_, for MCP clients"},
};

QJsonObject keyValues(const ApiKey &key, const QHash<ProjectId, QString> &projects, Time now)
{
    const bool active = key.stateAt(now) == KeyState::Active;
    const bool expiring = active && key.expiresAt && *key.expiresAt - now < kSoon;
    return {{u"id"_s, key.id.text()},
            {u"name"_s, key.name},
            {u"hint"_s, key.hint},
            {u"kind"_s, toString(key.kind)},
            {u"scopes"_s, QJsonArray::fromStringList(key.scopes)},
            {u"is_everything"_s, key.scopes.contains(u"*"_s)},
            {u"project"_s, projects.value(key.project)},
            {u"created"_s, timeValue(key.createdAt, now)},
            {u"expires"_s, timeValue(key.expiresAt, now)},
            {u"last_used"_s, timeValue(key.lastUsedAt, now)},
            {u"state"_s, expiring ? u"ends soon"_s : toString(key.stateAt(now))},
            {u"is_active"_s, active},
            {u"may_revoke"_s, active || key.stateAt(now) == KeyState::Disabled},
            {u"may_rotate"_s, active && key.replacedBy.isEmpty()},
            {u"may_enable"_s, key.stateAt(now) == KeyState::Disabled},
            {u"expiring"_s, expiring}};
}

QJsonArray scopeChoices(const QStringList &chosen)
{
    QJsonArray groups = scopeGroups(scopes::supported());
    for (qsizetype i = 0; i < groups.size(); ++i) {
        QJsonObject group = groups[i].toObject();
        QJsonArray items = group.value(u"scopes"_s).toArray();
        for (qsizetype j = 0; j < items.size(); ++j) {
            QJsonObject item = items[j].toObject();
            item.insert(u"checked"_s, chosen.contains(item.value(u"name"_s).toString()));
            items[j] = item;
        }
        group.insert(u"scopes"_s, items);
        groups[i] = group;
    }
    return groups;
}

QStringList chosenScopes(const Parameters &form)
{
    QStringList scopes;
    for (const auto &[name, value] : form.all()) {
        if (name == u"scope"_s)
            scopes << value;
    }
    return scopes;
}

} // namespace

QList<Route> KeyPages::routes()
{
    Stack make = AccountFrame::kSensitive;
    make.role = Role::Member;
    // clang-format off
    return {
        {Method::Get,  "/account/keys",        AccountFrame::kShow,   "KeyPages::show",   [this](const Context &c) { return show(c); }},
        {Method::Post, "/account/keys/create", make,                  "KeyPages::create", [this](const Context &c) { return create(c); }},
        {Method::Post, "/account/keys/rotate", make,                  "KeyPages::rotate", [this](const Context &c) { return rotate(c); }},
        {Method::Post, "/account/keys/disable", AccountFrame::kChange, "KeyPages::disable", [this](const Context &c) { return disable(c); }},
        {Method::Post, "/account/keys/enable", make,                  "KeyPages::enable", [this](const Context &c) { return enable(c); }},
        {Method::Post, "/account/keys/revoke", AccountFrame::kChange, "KeyPages::revoke", [this](const Context &c) { return revoke(c); }},
    };
    // clang-format on
}

Result<Response> KeyPages::page(const Context &context, const Parameters &given, QJsonObject created,
                                const std::optional<Error> &error) const
{
    const Principal &who = *context.principal;
    const Time now = m_frame.now();
    TRY(const Page<ApiKey> keys, m_keys.list({.limit = kMostListed}, who.account));
    TRY(const QList<Project> projects, m_frame.organizations().projects(who.organization));
    const bool wasSent = error.has_value();
    QHash<ProjectId, QString> names;
    QJsonArray projectChoices;
    for (const Project &project : projects) {
        names.insert(project.id, project.name);
        projectChoices.append(QJsonObject{{u"id"_s, project.id.text()},
                                          {u"name"_s, project.name},
                                          {u"selected"_s, project.id.text() == field(given, u"project")}});
    }
    QJsonArray items;
    for (const ApiKey &key : keys.rows)
        items.append(keyValues(key, names, now));
    const QString kind = given.value(u"kind").value_or(u"fos"_s);
    QJsonArray kinds;
    for (const Kind &one : kKinds) {
        kinds.append(QJsonObject{{u"value"_s, toString(one.kind)},
                                 {u"label"_s, QLatin1String(one.label)},
                                 {u"checked"_s, kind == toString(one.kind)}});
    }
    const QString expires = given.value(u"expires").value_or(QLatin1String(kUsualExpiry));
    QJsonArray expiries;
    for (const Expiry &one : kExpiries) {
        expiries.append(QJsonObject{{u"value"_s, QLatin1String(one.value)},
                                    {u"label"_s, QLatin1String(one.label)},
                                    {u"selected"_s, expires == QLatin1String(one.value)}});
    }
    const auto isActive = [&](const ApiKey &key) { return key.stateAt(now) == KeyState::Active; };
    const bool isFull = std::ranges::count_if(keys.rows, isActive) >= ApiKeyService::kMostActive;
    const bool mayMake = who.role >= Role::Member;
    QJsonObject values{{u"created"_s, created},
                       {u"keys"_s, items},
                       {u"can_create"_s, mayMake && !isFull},
                       {u"form"_s,
                        QJsonObject{{u"name"_s, wasSent ? field(given, u"name") : QString()},
                                    {u"kinds"_s, kinds},
                                    {u"scope_groups"_s, scopeChoices(chosenScopes(given))},
                                    {u"everything_checked"_s, !wasSent || given.value(u"everything").has_value()},
                                    {u"expiries"_s, expiries},
                                    {u"projects"_s, projectChoices}}}};
    if (!mayMake)
        values.insert(u"cannot_create_because"_s,
                      u"As an auditor of this organization you can look, but have no keys."_s);
    else if (isFull)
        values.insert(
            u"cannot_create_because"_s,
            u"You have %1 active keys, the most there can be; revoke one first."_s.arg(ApiKeyService::kMostActive));
    return m_frame.page(u"account_keys"_s, "/account/keys", context, values, error, created.isEmpty() ? 200 : 201);
}

Task<Result<Response>> KeyPages::show(const Context &context)
{
    co_return page(context, {}, {}, {});
}

Result<NewApiKey> KeyPages::wishOf(const Parameters &form) const
{
    NewApiKey wish;
    wish.name = field(form, u"name");
    const std::optional<KeyKind> kind = keyKindFromString(form.value(u"kind").value_or(u"fos"_s));
    if (!kind)
        return failField(u"kind"_s, u"Choose one of the kinds."_s);
    wish.kind = *kind;
    wish.scopes = form.value(u"everything") ? QStringList{u"*"_s} : chosenScopes(form);
    if (wish.scopes.isEmpty())
        return failField(u"scope"_s, u"Choose what the key may do."_s);
    const QString expires = form.value(u"expires").value_or(QLatin1String(kUsualExpiry));
    const auto expiry
        = std::ranges::find_if(kExpiries, [&](const Expiry &one) { return expires == QLatin1String(one.value); });
    if (expiry == kExpiries.end())
        return failField(u"expires"_s, u"Choose one of the ends."_s);
    if (expiry->lifetime)
        wish.expiresAt = m_frame.now() + *expiry->lifetime;
    wish.project = ProjectId(field(form, u"project"));
    return wish;
}

Task<Result<Response>> KeyPages::create(const Context &context)
{
    CO_TRY(const Parameters form, context.request.form());
    Result<NewApiKey> wish = wishOf(form);
    if (!wish)
        co_return page(context, form, {}, wish.error());
    const Result<CreatedApiKey> made = co_await m_keys.create(context.principal->account, *std::move(wish));
    if (!made) {
        Error error = made.error();
        if (error.field == u"scopes"_s)
            error.field = u"scope"_s;
        if (error.field == u"project_id"_s)
            error.field = u"project"_s;
        co_return page(context, form, {}, error);
    }
    co_return page(context, {}, createdValues(*made), {});
}

QJsonObject KeyPages::createdValues(const CreatedApiKey &made) const
{
    return {{u"name"_s, made.key.name},
            {u"secret"_s, QString::fromLatin1(made.secret.reveal())},
            {u"kind"_s, toString(made.key.kind)},
            {u"header"_s,
             made.key.kind == KeyKind::Fos ? QString::fromLatin1(m_names.keyHeader) + u": fos_…"_s
                                           : u"Authorization: Bearer fvk_live_…"_s}};
}

Task<Result<Response>> KeyPages::rotate(const Context &context)
{
    CO_TRY(const Parameters form, context.request.form());
    const Result<CreatedApiKey> made
        = co_await m_keys.rotate(ApiKeyId(field(form, u"id")), kOverlap, context.principal->account);
    if (!made)
        co_return page(context, {}, {}, made.error());
    co_return page(context, {}, createdValues(*made), {});
}

Task<Result<Response>> KeyPages::switchKey(const Context &context, bool isDisabled)
{
    CO_TRY(const Parameters form, context.request.form());
    CO_CHECK(
        co_await m_keys.change(ApiKeyId(field(form, u"id")), {.isDisabled = isDisabled}, context.principal->account));
    co_return done("/account/keys", isDisabled ? "key-disabled" : "key-enabled");
}

Task<Result<Response>> KeyPages::revoke(const Context &context)
{
    CO_TRY(const Parameters form, context.request.form());
    CO_CHECK(co_await m_keys.revoke(ApiKeyId(field(form, u"id")), context.principal->account));
    co_return done("/account/keys", "key-revoked");
}

} // namespace ostiary::http
