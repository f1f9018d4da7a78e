// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/keys_endpoint.h"

#include "models/json.h"
#include "server/http/endpoints/listing.h"

namespace ostiary::http {

namespace {

Result<QStringList> scopesOf(const QJsonValue &value)
{
    if (value.isUndefined())
        return QStringList{QStringLiteral("*")};
    if (value.isString())
        return value.toString().split(u' ', Qt::SkipEmptyParts);
    const QString problem = QStringLiteral("Send the scopes as a list of strings, or as one string with spaces.");
    if (!value.isArray())
        return failField(QStringLiteral("scopes"), problem);
    QStringList scopes;
    for (const QJsonValue &item : value.toArray()) {
        if (!item.isString())
            return failField(QStringLiteral("scopes"), problem);
        scopes << item.toString();
    }
    return scopes;
}

// Whose key it is, its limits and its dates come from who asks, never from the body: unknown members are refused.
Result<NewApiKey> parse(const QJsonObject &body)
{
    static const QStringList kKnown{QStringLiteral("name"), QStringLiteral("kind"), QStringLiteral("scopes"),
                                    QStringLiteral("expires_at"), QStringLiteral("project_id")};
    for (const QString &member : body.keys()) {
        if (!kKnown.contains(member)) {
            return failField(
                member.left(60),
                QStringLiteral("A key has no such setting; there are: %1.").arg(kKnown.join(QLatin1String(", "))));
        }
    }
    NewApiKey wish;
    wish.name = body.value(QLatin1String("name")).toString();
    const QString kind = body.value(QLatin1String("kind")).toString(QStringLiteral("fos"));
    const std::optional<KeyKind> known = keyKindFromString(kind);
    if (!known)
        return failField(QStringLiteral("kind"), QStringLiteral("The kind must be fos or fvk."));
    wish.kind = *known;
    wish.project = ProjectId(body.value(QLatin1String("project_id")).toString());
    TRY(wish.scopes, scopesOf(body.value(QLatin1String("scopes"))));
    if (body.contains(QLatin1String("expires_at"))) {
        const QDateTime at
            = QDateTime::fromString(body.value(QLatin1String("expires_at")).toString(), Qt::ISODateWithMs);
        if (!at.isValid())
            return failField(QStringLiteral("expires_at"), QStringLiteral("Send the time like 2027-01-31T12:00:00Z."));
        wish.expiresAt = Time{std::chrono::milliseconds{at.toMSecsSinceEpoch()}};
    }
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
        {Method::Get,    "/api/keys/{id}", own, "KeysEndpoint::get",    [this](const Context &c) { return get(c); }},
        {Method::Delete, "/api/keys/{id}", own, "KeysEndpoint::remove", [this](const Context &c) { return remove(c); }},
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
    CO_TRY(const QJsonObject body, context.request.json());
    CO_TRY(NewApiKey wish, parse(body));
    CO_TRY(const CreatedApiKey created, co_await m_keys.create(context.principal->account, std::move(wish)));
    QJsonObject answer = toJson(created.key, m_clock.now());
    answer.insert(QStringLiteral("secret"), QString::fromLatin1(created.secret.reveal()));
    co_return json(answer, 201);
}

Task<Result<Response>> KeysEndpoint::get(const Context &context)
{
    CO_TRY(const ApiKey key, m_keys.find(ApiKeyId(context.parameter), context.principal->account));
    co_return json(toJson(key, m_clock.now()));
}

Task<Result<Response>> KeysEndpoint::remove(const Context &context)
{
    CO_CHECK(co_await m_keys.revoke(ApiKeyId(context.parameter), context.principal->account));
    co_return noContent();
}

} // namespace ostiary::http
