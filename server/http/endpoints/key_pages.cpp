// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/key_pages.h"

#include "server/http/endpoints/key_form.h"
#include "server/http/endpoints/limit_form.h"
#include "server/http/pages/spend_words.h"
#include "server/http/pages/words.h"

#include <QJsonArray>

namespace ostiary::http {

using namespace Qt::StringLiterals;

namespace {

const QByteArray kHere = "/account/keys";
constexpr int kMostListed = 200;
constexpr qsizetype kLongestPasted = 512;
constexpr std::chrono::hours kOverlap{24}; ///< of a rotated key and its successor
// A key's end is told this long before it, ever more urgently (as by mail, see key_care.h).
constexpr std::chrono::days kSoon{30};
constexpr std::chrono::days kNear{7};
constexpr std::chrono::days kLast{1};

// What the key has of its own, each in a few words.
QStringList ownWords(const ApiKey &key, Time now)
{
    QStringList words;
    if (key.limits.standard)
        words << u"%1 a minute"_s.arg(numberWords(*key.limits.standard));
    if (key.limits.ai)
        words << u"AI: %1 a minute"_s.arg(numberWords(*key.limits.ai));
    if (const int factor = key.limits.factorAt(now); factor > 1) {
        const QString until = timeValue(*key.limits.raisedUntil, now).value(u"text"_s).toString();
        words << u"limits ×%1, back %2"_s.arg(QString::number(factor), until);
    }
    if (const QString budget = budgetWords(key.budget); !budget.isEmpty())
        words << budget;
    if (!key.networks.isEmpty())
        words << u"only from "_s + key.networks.join(u", "_s);
    return words;
}

QString stateWords(const ApiKey &key, bool isEnding, Time now)
{
    if (isEnding)
        return u"ends "_s + timeValue(*key.expiresAt, now).value(u"text"_s).toString();
    return toString(key.stateAt(now));
}

QJsonObject keyValues(const ApiKey &key, const QHash<ProjectId, QString> &projects, const Principal &who, Time now)
{
    const KeyState state = key.stateAt(now);
    const bool active = state == KeyState::Active;
    const bool isEnding = active && key.expiresAt && *key.expiresAt - now < kSoon;
    const bool isOver = state == KeyState::Expired || state == KeyState::Revoked;
    const bool isHere = key.organization == who.organization;
    return {{u"id"_s, key.id.text()},
            {u"name"_s, key.name},
            {u"hint"_s, key.hint},
            {u"kind"_s, toString(key.kind)},
            {u"scopes"_s, QJsonArray::fromStringList(key.scopes)},
            {u"is_everything"_s, key.scopes.contains(u"*"_s)},
            {u"project"_s, isHere ? projects.value(key.project) : u"another organization"_s},
            {u"own"_s, QJsonArray::fromStringList(ownWords(key, now))},
            {u"created"_s, timeValue(key.createdAt, now)},
            {u"expires"_s, timeValue(key.expiresAt, now)},
            {u"ended"_s, isOver ? timeValue(key.revokedAt ? key.revokedAt : key.expiresAt, now) : QJsonValue()},
            {u"last_used"_s, timeValue(key.lastUsedAt, now)},
            {u"used_from"_s, key.lastUsedAddress},
            {u"used_by"_s, key.lastUsedClient.isEmpty() ? QString() : browserWords(key.lastUsedClient)},
            {u"state"_s, stateWords(key, isEnding, now)},
            {u"is_active"_s, active},
            {u"is_over"_s, isOver},
            {u"is_replaced"_s, active && !key.replacedBy.isEmpty()},
            {u"may_revoke"_s, active || state == KeyState::Disabled},
            {u"may_rotate"_s, active && key.replacedBy.isEmpty()},
            {u"may_disable"_s, active},
            {u"may_enable"_s, state == KeyState::Disabled},
            {u"may_edit"_s, !isOver && isHere && who.role >= Role::Member},
            {u"expiring"_s, isEnding},
            {u"ends_in_days"_s, isEnding && *key.expiresAt - now < kNear},
            {u"ends_today"_s, isEnding && *key.expiresAt - now < kLast}};
}

QString verdictWords(const QString &verdict)
{
    static constexpr std::array kWords{std::pair{"works", "This key works"},
                                       std::pair{"typo", "Mistyped"},
                                       std::pair{"malformed", "Not one of these keys"},
                                       std::pair{"unknown", "Not one of your keys"},
                                       std::pair{"disabled", "Disabled"},
                                       std::pair{"expired", "Expired"},
                                       std::pair{"revoked", "Revoked"},
                                       std::pair{"account_disabled", "The account is disabled"},
                                       std::pair{"not_a_member", "No longer a member"}};
    for (const auto &[known, text] : kWords) {
        if (verdict == QLatin1String(known))
            return QLatin1String(text);
    }
    return verdict;
}

// What was pasted is not among it: a page that shows a key is a page that leaks one.
QJsonObject checkValues(const KeyCheck &check)
{
    QJsonObject values{{u"is_good"_s, check.verdict == u"works"},
                       {u"words"_s, verdictWords(check.verdict)},
                       {u"detail"_s, check.detail},
                       {u"name"_s, QString()},
                       {u"hint"_s, QString()}};
    if (check.key) {
        values.insert(u"name"_s, check.key->name);
        values.insert(u"hint"_s, check.key->hint);
    }
    return values;
}

} // namespace

QList<Route> KeyPages::routes()
{
    Stack make = AccountFrame::kSensitive;
    make.role = Role::Member;
    Stack look = AccountFrame::kShow;
    look.role = Role::Member;
    // clang-format off
    return {
        {Method::Get,  "/account/keys",         AccountFrame::kShow,   "KeyPages::show",     [this](const Context &c) { return show(c); }},
        {Method::Post, "/account/keys/create",  make,                  "KeyPages::create",   [this](const Context &c) { return create(c); }},
        {Method::Post, "/account/keys/check",   AccountFrame::kChange, "KeyPages::check",    [this](const Context &c) { return check(c); }},
        {Method::Get,  "/account/keys/edit",    look,                  "KeyPages::showEdit", [this](const Context &c) { return showEdit(c); }},
        {Method::Post, "/account/keys/edit",    make,                  "KeyPages::edit",     [this](const Context &c) { return edit(c); }},
        {Method::Post, "/account/keys/raise",   make,                  "KeyPages::raise",    [this](const Context &c) { return raise(c); }},
        {Method::Post, "/account/keys/try",     AccountFrame::kChange, "KeyPages::tryLimit", [this](const Context &c) { return tryLimit(c); }},
        {Method::Post, "/account/keys/rotate",  make,                  "KeyPages::rotate",   [this](const Context &c) { return rotate(c); }},
        {Method::Post, "/account/keys/disable", AccountFrame::kChange, "KeyPages::disable",  [this](const Context &c) { return disable(c); }},
        {Method::Post, "/account/keys/enable",  make,                  "KeyPages::enable",   [this](const Context &c) { return enable(c); }},
        {Method::Post, "/account/keys/revoke",  AccountFrame::kChange, "KeyPages::revoke",   [this](const Context &c) { return revoke(c); }},
    };
    // clang-format on
}

Result<Response> KeyPages::page(const Context &context, const Extra &extra) const
{
    const Principal &who = *context.principal;
    const Time now = m_frame.now();
    TRY(const Page<ApiKey> keys, m_keys.list({.limit = kMostListed}, who.account));
    TRY(const QList<Project> projects, m_frame.organizations().projects(who.organization));
    QHash<ProjectId, QString> names;
    for (const Project &project : projects)
        names.insert(project.id, project.name);
    QJsonArray items;
    for (const ApiKey &key : keys.rows)
        items.append(keyValues(key, names, who, now));
    // As the store counts them: a disabled key could be enabled again.
    const auto counts = [&](const ApiKey &key) {
        return key.stateAt(now) == KeyState::Active || key.stateAt(now) == KeyState::Disabled;
    };
    const bool isFull = std::ranges::count_if(keys.rows, counts) >= ApiKeyService::kMostActive;
    const bool mayMake = who.role >= Role::Member;
    QJsonObject values{{u"created"_s, extra.created},
                       {u"check"_s, extra.check},
                       {u"keys"_s, items},
                       {u"can_create"_s, mayMake && !isFull},
                       {u"scope_filter"_s, mayMake && !isFull},
                       {u"form"_s, newKeyForm(projects, {m_scopes.all(), context.request.languages()}, extra.sent)},
                       {u"otherwise"_s, otherwise(who, KeyKind::Fvk)}};
    if (!mayMake)
        values.insert(u"cannot_create_because"_s,
                      u"As an auditor of this organization you can look, but have no keys."_s);
    else if (isFull)
        values.insert(
            u"cannot_create_because"_s,
            u"You have %1 active keys, the most there can be; revoke one first."_s.arg(ApiKeyService::kMostActive));
    return m_frame.page(u"account_keys"_s, kHere, context, values, extra.error, extra.created.isEmpty() ? 200 : 201);
}

// What holds for a key that has no figures of its own.
QJsonObject KeyPages::otherwise(const Principal &who, KeyKind kind) const
{
    Principal plain = who;
    plain.via = Principal::Via::ApiKey;
    plain.keyKind = kind;
    plain.keyLimits = {};
    const Plan plan = m_frame.plans().of(who);
    const auto words = [&](LimitKind limit) {
        return u"%1, %2"_s.arg(numberWords(m_limits.ruleOf(plain, limit).count),
                               sourceWords(m_limits.sourceOf(plain, limit), plan));
    };
    return {{u"standard"_s, words(LimitKind::Standard)}, {u"ai"_s, words(LimitKind::Ai)}};
}

Task<Result<Response>> KeyPages::show(const Context &context)
{
    co_return page(context, {});
}

Task<Result<Response>> KeyPages::create(const Context &context)
{
    CO_TRY(const Parameters form, context.request.form());
    Result<NewApiKey> wish = newKeyIn(form, m_frame.now());
    if (!wish)
        co_return page(context, {.sent = &form, .error = wish.error()});
    if (Result<> may = m_limits.mayGive(*context.principal, wish->limits); !may)
        co_return page(context, {.sent = &form, .error = atField(may.error(), u"standard"_s)});
    const Result<CreatedApiKey> made = co_await m_keys.create(context.principal->account, *std::move(wish));
    if (!made)
        co_return page(context, {.sent = &form, .error = atKeyField(made.error())});
    co_return page(context, {.created = createdValues(*made)});
}

Task<Result<Response>> KeyPages::check(const Context &context)
{
    CO_TRY(const Parameters form, context.request.form());
    const Secret pasted(field(form, u"key", kLongestPasted).trimmed().toUtf8());
    if (pasted.isEmpty())
        co_return page(context, {.error = failField(u"key"_s, u"Paste the key to be checked."_s).error()});
    CO_TRY(const KeyCheck check, m_keys.check(pasted, context.principal->account));
    co_return page(context, {.check = checkValues(check)});
}

Result<ApiKey> KeyPages::editable(const Context &context, const QString &id) const
{
    const Principal &who = *context.principal;
    TRY(ApiKey key, m_keys.find(ApiKeyId(id), who.account));
    if (key.organization != who.organization) {
        return fail(ErrorCode::Conflict, u"This key belongs to another organization; act for that one to change it."_s);
    }
    const KeyState state = key.stateAt(m_frame.now());
    if (state == KeyState::Expired || state == KeyState::Revoked)
        return fail(ErrorCode::Conflict, u"This key is %1, and changes no more."_s.arg(toString(state)));
    return key;
}

Result<Response> KeyPages::editPage(const Context &context, const ApiKey &key, const Parameters *sent,
                                    const std::optional<Error> &error, const QJsonObject &tried) const
{
    const Time now = m_frame.now();
    return m_frame.page(u"account_key"_s, kHere, context,
                        {{u"id"_s, key.id.text()},
                         {u"name"_s, key.name},
                         {u"hint"_s, key.hint},
                         {u"scope_filter"_s, true},
                         {u"raise"_s, raiseValues(key.limits, {}, now)},
                         {u"can_raise"_s, m_frame.plans().of(*context.principal).customLimits},
                         {u"tried"_s, tried},
                         {u"try_action"_s, u"/account/keys/try"_s},
                         {u"form"_s, keyForm(key, {m_scopes.all(), context.request.languages()}, sent)},
                         {u"otherwise"_s, otherwise(*context.principal, key.kind)}},
                        error);
}

Task<Result<Response>> KeyPages::tryLimit(const Context &context)
{
    CO_TRY(const Parameters form, context.request.form());
    CO_TRY(const ApiKey key, editable(context, field(form, u"id")));
    const Result<QJsonObject> tried = triedIn(form, m_limits, key.id.text());
    co_return tried ? editPage(context, key, nullptr, {}, *tried) : editPage(context, key, nullptr, tried.error());
}

Task<Result<Response>> KeyPages::raise(const Context &context)
{
    CO_TRY(const Parameters form, context.request.form());
    CO_TRY(const ApiKey key, editable(context, field(form, u"id")));
    const Limits limits = raisedForAWhile(key.limits, m_frame.now());
    if (Result<> may = m_limits.mayGive(*context.principal, limits); !may)
        co_return editPage(context, key, nullptr, may.error());
    CO_CHECK(co_await m_keys.change(key.id, {.limits = limits}, context.principal->account));
    co_return done(kHere, "key-raised");
}

Task<Result<Response>> KeyPages::showEdit(const Context &context)
{
    CO_TRY(const Parameters query, context.request.query());
    CO_TRY(const ApiKey key, editable(context, field(query, u"id")));
    co_return editPage(context, key, nullptr, {});
}

Task<Result<Response>> KeyPages::edit(const Context &context)
{
    CO_TRY(const Parameters form, context.request.form());
    CO_TRY(const ApiKey key, editable(context, field(form, u"id")));
    Result<ApiKeyChange> change = keyChangeIn(form, key, m_frame.now());
    if (!change)
        co_return editPage(context, key, &form, change.error());
    if (Result<> may = m_limits.mayGive(*context.principal, newIn(*change->limits, key.limits)); !may)
        co_return editPage(context, key, &form, atField(may.error(), u"standard"_s));
    const Result<ApiKey> changed = co_await m_keys.change(key.id, *std::move(change), context.principal->account);
    if (!changed)
        co_return editPage(context, key, &form, atKeyField(changed.error()));
    co_return done(kHere, "key-saved");
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
        co_return page(context, {.error = made.error()});
    co_return page(context, {.created = createdValues(*made)});
}

Task<Result<Response>> KeyPages::switchKey(const Context &context, bool isDisabled)
{
    CO_TRY(const Parameters form, context.request.form());
    CO_CHECK(
        co_await m_keys.change(ApiKeyId(field(form, u"id")), {.isDisabled = isDisabled}, context.principal->account));
    co_return done(kHere, isDisabled ? "key-disabled" : "key-enabled");
}

Task<Result<Response>> KeyPages::revoke(const Context &context)
{
    CO_TRY(const Parameters form, context.request.form());
    CO_CHECK(co_await m_keys.revoke(ApiKeyId(field(form, u"id")), context.principal->account));
    co_return done(kHere, "key-revoked");
}

} // namespace ostiary::http
