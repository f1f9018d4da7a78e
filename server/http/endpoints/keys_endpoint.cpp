// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/keys_endpoint.h"

#include "models/json.h"
#include "server/http/endpoints/listing.h"

namespace ostiary::http {

namespace {

Result<QStringList> wordsOf(const QString &field, const QJsonValue &value)
{
    if (value.isString())
        return value.toString().split(u' ', Qt::SkipEmptyParts);
    const QString problem
        = QStringLiteral("Send the %1 as a list of strings, or as one string with spaces.").arg(field);
    if (!value.isArray())
        return failField(field, problem);
    QStringList words;
    for (const QJsonValue &item : value.toArray()) {
        if (!item.isString())
            return failField(field, problem);
        words << item.toString();
    }
    return words;
}

Result<Time> timeOf(const QString &field, const QJsonValue &value)
{
    const QDateTime at = QDateTime::fromString(value.toString(), Qt::ISODateWithMs);
    if (!at.isValid())
        return failField(field, QStringLiteral("Send the time like 2027-01-31T12:00:00Z."));
    return Time{std::chrono::milliseconds{at.toMSecsSinceEpoch()}};
}

Result<> checkMembers(const QJsonObject &body, const QStringList &known)
{
    for (const QString &member : body.keys()) {
        if (!known.contains(member)) {
            return failField(
                member.left(60),
                QStringLiteral("A key has no such setting; there are: %1.").arg(known.join(QLatin1String(", "))));
        }
    }
    return {};
}

// An absent member stays as it is; `expires_at: null` takes the end away.
Result<ApiKeyChange> parseChange(const QJsonObject &body)
{
    const QString expiry = QStringLiteral("expires_at");
    CHECK(checkMembers(body, {QStringLiteral("name"), QStringLiteral("networks"), QStringLiteral("disabled"), expiry}));
    ApiKeyChange change;
    if (body.contains(QLatin1String("name")))
        change.name = body.value(QLatin1String("name")).toString();
    if (body.contains(QLatin1String("networks"))) {
        TRY(change.networks, wordsOf(QStringLiteral("networks"), body.value(QLatin1String("networks"))));
    }
    if (const QJsonValue disabled = body.value(QLatin1String("disabled")); !disabled.isUndefined()) {
        if (!disabled.isBool())
            return failField(QStringLiteral("disabled"), QStringLiteral("Send disabled as true or false."));
        change.isDisabled = disabled.toBool();
    }
    if (body.value(expiry).isNull()) {
        change.expiresAt = std::optional<Time>();
    } else if (body.contains(expiry)) {
        TRY(change.expiresAt, timeOf(expiry, body.value(expiry)));
    }
    return change;
}

// Seconds; a day when nothing is said: time enough to put the new key where the old one is.
Result<std::chrono::seconds> parseOverlap(const QJsonObject &body)
{
    const QString name = QStringLiteral("overlap");
    const QJsonValue value = body.value(name);
    if (value.isUndefined() && body.isEmpty())
        return std::chrono::hours(24);
    const double seconds = value.toDouble(-1);
    if (!value.isDouble() || seconds < 0 || seconds != double(qint64(seconds)) || body.size() != 1)
        return failField(name, QStringLiteral("Send the overlap as a whole number of seconds, and nothing else."));
    return std::chrono::seconds(qint64(std::min(seconds, 1e12)));
}

// Whose key it is, its limits and its dates come from who asks, never from the body: unknown members are refused.
Result<NewApiKey> parse(const QJsonObject &body)
{
    static const QStringList kKnown{QStringLiteral("name"),       QStringLiteral("kind"),
                                    QStringLiteral("scopes"),     QStringLiteral("expires_at"),
                                    QStringLiteral("project_id"), QStringLiteral("networks")};
    CHECK(checkMembers(body, kKnown));
    NewApiKey wish;
    wish.name = body.value(QLatin1String("name")).toString();
    const QString kind = body.value(QLatin1String("kind")).toString(QStringLiteral("fos"));
    const std::optional<KeyKind> known = keyKindFromString(kind);
    if (!known)
        return failField(QStringLiteral("kind"), QStringLiteral("The kind must be fos or fvk."));
    wish.kind = *known;
    wish.project = ProjectId(body.value(QLatin1String("project_id")).toString());
    if (body.contains(QLatin1String("scopes"))) {
        TRY(wish.scopes, wordsOf(QStringLiteral("scopes"), body.value(QLatin1String("scopes"))));
    }
    if (body.contains(QLatin1String("networks"))) {
        TRY(wish.networks, wordsOf(QStringLiteral("networks"), body.value(QLatin1String("networks"))));
    }
    if (body.contains(QLatin1String("expires_at"))) {
        TRY(wish.expiresAt, timeOf(QStringLiteral("expires_at"), body.value(QLatin1String("expires_at"))));
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
        {Method::Patch,  "/api/keys/{id}", make, "KeysEndpoint::change", [this](const Context &c) { return change(c); }},
        {Method::Delete, "/api/keys/{id}", own, "KeysEndpoint::remove", [this](const Context &c) { return remove(c); }},
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

Task<Result<Response>> KeysEndpoint::change(const Context &context)
{
    CO_TRY(const QJsonObject body, context.request.json());
    CO_TRY(ApiKeyChange change, parseChange(body));
    CO_TRY(const ApiKey key,
           co_await m_keys.change(ApiKeyId(context.parameter), std::move(change), context.principal->account));
    co_return json(toJson(key, m_clock.now()));
}

Task<Result<Response>> KeysEndpoint::rotate(const Context &context)
{
    QJsonObject body;
    if (!context.request.body.isEmpty()) {
        CO_TRY(body, context.request.json());
    }
    CO_TRY(const std::chrono::seconds overlap, parseOverlap(body));
    CO_TRY(const CreatedApiKey created,
           co_await m_keys.rotate(ApiKeyId(context.parameter), overlap, context.principal->account));
    co_return json(toJson(created, m_clock.now()), 201);
}

Task<Result<Response>> KeysEndpoint::remove(const Context &context)
{
    CO_CHECK(co_await m_keys.revoke(ApiKeyId(context.parameter), context.principal->account));
    co_return noContent();
}

} // namespace ostiary::http
