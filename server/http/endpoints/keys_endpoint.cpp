// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/keys_endpoint.h"

#include "models/json.h"
#include "server/http/endpoints/body.h"
#include "server/http/endpoints/listing.h"
#include "server/http/endpoints/simulation.h"

namespace ostiary::http {

namespace {

// An absent member stays as it is; `expires_at: null` takes the end away.
Result<ApiKeyChange> parseChange(const Request &request)
{
    TRY(Body body, Body::of(request));
    const QString expiry = QStringLiteral("expires_at");
    ApiKeyChange change;
    if (const QString name = QStringLiteral("name"); body.has(name))
        change.name = body.text(name);
    change.networks = body.optionalWords(QStringLiteral("networks"));
    change.isDisabled = body.optionalFlag(QStringLiteral("disabled"));
    change.scopes = body.optionalWords(QStringLiteral("scopes"));
    change.limits = body.optionalLimits(QStringLiteral("limits"));
    change.budget = body.optionalBudget(QStringLiteral("budget"));
    if (body.isNull(expiry))
        change.expiresAt = std::optional<Time>();
    else if (const std::optional<Time> end = body.optionalTime(expiry))
        change.expiresAt = end;
    return body.finish(std::move(change));
}

// Seconds; a day when nothing is said: time enough to put the new key where the old one is.
Result<std::chrono::seconds> parseOverlap(const Request &request)
{
    constexpr std::chrono::seconds kUsual = std::chrono::hours(24);
    if (request.body.isEmpty())
        return kUsual;
    TRY(Body body, Body::of(request));
    const std::optional<qint64> seconds = body.optionalCount(QStringLiteral("overlap"));
    return body.finish(std::chrono::seconds(std::min<qint64>(seconds.value_or(kUsual.count()), 1'000'000'000)));
}

// Whose key it is and when it was made come from who asks, never from the body: unknown members are refused.
Result<NewApiKey> parse(const Request &request)
{
    TRY(Body body, Body::of(request));
    NewApiKey wish;
    wish.name = body.text(QStringLiteral("name"));
    const QString kind = body.optionalText(QStringLiteral("kind"));
    wish.scopes = body.optionalWords(QStringLiteral("scopes")).value_or(wish.scopes);
    wish.expiresAt = body.optionalTime(QStringLiteral("expires_at"));
    wish.project = ProjectId(body.optionalText(QStringLiteral("project_id")));
    wish.networks = body.optionalWords(QStringLiteral("networks")).value_or(QStringList());
    wish.limits = body.optionalLimits(QStringLiteral("limits")).value_or(Limits{});
    wish.budget = body.optionalBudget(QStringLiteral("budget")).value_or(Budget{});
    CHECK(body.finish(true));
    const std::optional<KeyKind> known = keyKindFromString(kind.isNull() ? QStringLiteral("fos") : kind);
    if (!known)
        return failField(QStringLiteral("kind"), QStringLiteral("The kind must be fos or fvk."));
    wish.kind = *known;
    return wish;
}

} // namespace

QList<Route> KeysEndpoint::routes()
{
    const Stack own{.access = Access::Manager, .limit = LimitClass::Standard};
    const Stack make{.access = Access::Manager, .limit = LimitClass::Standard, .role = Role::Member, .recent = true};
    // clang-format off
    return {
        {Method::Get,    "/api/keys",      own, "KeysEndpoint::list",   [this](const Context &c) { return list(c); }},
        {Method::Post,   "/api/keys",      make, "KeysEndpoint::create", [this](const Context &c) { return create(c); }},
        {Method::Post,   "/api/keys/check", own, "KeysEndpoint::check", [this](const Context &c) { return check(c); }},
        {Method::Get,    "/api/keys/{id}", own, "KeysEndpoint::get",    [this](const Context &c) { return get(c); }},
        {Method::Patch,  "/api/keys/{id}", make, "KeysEndpoint::change", [this](const Context &c) { return change(c); }},
        {Method::Delete, "/api/keys/{id}", own, "KeysEndpoint::remove", [this](const Context &c) { return remove(c); }},
        {Method::Get,    "/api/keys/{id}/simulation", own, "KeysEndpoint::simulate", [this](const Context &c) { return simulate(c); }},
        {Method::Post,   "/api/keys/{id}/rotate", make, "KeysEndpoint::rotate", [this](const Context &c) { return rotate(c); }},
    };
    // clang-format on
}

Task<Result<Response>> KeysEndpoint::list(const Context &context)
{
    CO_TRY(const PageRequest page, pageRequest(context.request));
    CO_TRY(const Page<ApiKey> keys, m_keys.list(page, context.principal->account));
    co_return json(toJson(keys, m_clock.now()));
}

Task<Result<Response>> KeysEndpoint::create(const Context &context)
{
    CO_TRY(NewApiKey wish, parse(context.request));
    CO_CHECK(m_limits.mayGive(*context.principal, wish.limits));
    CO_TRY(const CreatedApiKey created, co_await m_keys.create(context.principal->account, std::move(wish)));
    QJsonObject answer = toJson(created.key, m_clock.now());
    answer.insert(QStringLiteral("secret"), QString::fromLatin1(created.secret.reveal()));
    co_return json(answer, 201);
}

Task<Result<Response>> KeysEndpoint::check(const Context &context)
{
    CO_TRY(Body body, Body::of(context.request));
    CO_TRY(const Secret secret, body.finish(body.secret(QStringLiteral("key"))));
    CO_TRY(const KeyCheck check, m_keys.check(secret, context.principal->account));
    co_return json(toJson(check, m_clock.now()));
}

Task<Result<Response>> KeysEndpoint::get(const Context &context)
{
    CO_TRY(const ApiKey key, m_keys.find(ApiKeyId(context.parameter), context.principal->account));
    co_return json(toJson(key, m_clock.now()));
}

Task<Result<Response>> KeysEndpoint::change(const Context &context)
{
    CO_TRY(ApiKeyChange change, parseChange(context.request));
    CO_CHECK(m_limits.mayGive(*context.principal, change.limits.value_or(Limits{})));
    CO_TRY(const ApiKey key,
           co_await m_keys.change(ApiKeyId(context.parameter), std::move(change), context.principal->account));
    co_return json(toJson(key, m_clock.now()));
}

Task<Result<Response>> KeysEndpoint::rotate(const Context &context)
{
    CO_TRY(const std::chrono::seconds overlap, parseOverlap(context.request));
    CO_TRY(const CreatedApiKey created,
           co_await m_keys.rotate(ApiKeyId(context.parameter), overlap, context.principal->account));
    co_return json(toJson(created, m_clock.now()), 201);
}

Task<Result<Response>> KeysEndpoint::simulate(const Context &context)
{
    CO_TRY(const ApiKey key, m_keys.find(ApiKeyId(context.parameter), context.principal->account));
    co_return simulation(m_limits, key.id.text(), context.request);
}

Task<Result<Response>> KeysEndpoint::remove(const Context &context)
{
    CO_CHECK(co_await m_keys.revoke(ApiKeyId(context.parameter), context.principal->account));
    co_return noContent();
}

} // namespace ostiary::http
