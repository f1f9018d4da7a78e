// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/body.h"

#include <QDateTime>
#include <QJsonArray>

namespace ostiary::http {

Result<Body> Body::of(const Request &request)
{
    TRY(QJsonObject object, request.json());
    return Body(std::move(object));
}

QJsonValue Body::take(const QString &name)
{
    m_asked << name;
    return m_object.value(name);
}

void Body::wrong(const QString &name, const QString &problem)
{
    if (!m_problem)
        m_problem = failField(name, problem).error();
}

QString Body::text(const QString &name)
{
    const QJsonValue value = take(name);
    if (!value.isString())
        wrong(name, QStringLiteral("Send the %1 as a string.").arg(name));
    return value.toString();
}

QString Body::optionalText(const QString &name)
{
    return m_object.contains(name) ? text(name) : (m_asked << name, QString());
}

Secret Body::secret(const QString &name)
{
    return Secret(text(name).toUtf8());
}

std::optional<bool> Body::optionalFlag(const QString &name)
{
    const QJsonValue value = take(name);
    if (value.isUndefined())
        return std::nullopt;
    if (!value.isBool())
        wrong(name, QStringLiteral("Send %1 as true or false.").arg(name));
    return value.toBool();
}

std::optional<Time> Body::optionalTime(const QString &name)
{
    const QJsonValue value = take(name);
    if (value.isUndefined())
        return std::nullopt;
    const QDateTime at = QDateTime::fromString(value.toString(), Qt::ISODateWithMs);
    if (!at.isValid())
        wrong(name, QStringLiteral("Send the time like 2027-01-31T12:00:00Z."));
    return Time{std::chrono::milliseconds{at.toMSecsSinceEpoch()}};
}

std::optional<QStringList> Body::optionalWords(const QString &name)
{
    const QJsonValue value = take(name);
    if (value.isUndefined())
        return std::nullopt;
    if (value.isString())
        return value.toString().split(u' ', Qt::SkipEmptyParts);
    QStringList words;
    bool isFine = value.isArray();
    for (const QJsonValue item : value.toArray()) {
        isFine = isFine && item.isString();
        words << item.toString();
    }
    if (!isFine)
        wrong(name, QStringLiteral("Send the %1 as a list of strings, or as one string with spaces.").arg(name));
    return words;
}

std::optional<qint64> Body::optionalCount(const QString &name)
{
    const QJsonValue value = take(name);
    if (value.isUndefined())
        return std::nullopt;
    const qint64 count = value.toInteger(-1);
    if (!value.isDouble() || count < 0)
        wrong(name, QStringLiteral("Send the %1 as a whole number.").arg(name));
    return count;
}

QJsonObject Body::object(const QString &name)
{
    const QJsonValue value = take(name);
    if (!value.isObject())
        wrong(name, QStringLiteral("Send the %1 as an object.").arg(name));
    return value.toObject();
}

std::optional<Limits> Body::optionalLimits(const QString &name)
{
    const std::optional<Body> part = optionalPart(name);
    if (!part)
        return std::nullopt;
    Body body = *part;
    const auto count = [&](const QString &member) -> std::optional<int> {
        const std::optional<qint64> number = body.optionalCount(member);
        return number ? std::optional(int(std::min<qint64>(*number, std::numeric_limits<int>::max()))) : std::nullopt;
    };
    Limits limits;
    limits.standard = count(QStringLiteral("standard"));
    limits.ai = count(QStringLiteral("ai"));
    limits.raise = count(QStringLiteral("raise"));
    limits.raisedUntil = body.optionalTime(QStringLiteral("raised_until"));
    return adopt(name, body.finish(limits));
}

std::optional<Budget> Body::optionalBudget(const QString &name)
{
    const std::optional<Body> part = optionalPart(name);
    if (!part)
        return std::nullopt;
    Body body = *part;
    Budget budget;
    budget.capMicros = body.optionalCount(QStringLiteral("cap_micros"));
    budget.alertMicros = body.optionalCount(QStringLiteral("alert_micros"));
    return adopt(name, body.finish(budget));
}

// An object inside the body; the empty one for null, which takes away what is there.
std::optional<Body> Body::optionalPart(const QString &name)
{
    const QJsonValue value = take(name);
    if (value.isUndefined())
        return std::nullopt;
    if (!value.isObject() && !value.isNull())
        wrong(name, QStringLiteral("Send the %1 as an object, or null for none.").arg(name));
    return Body(value.toObject());
}

bool Body::isNull(const QString &name)
{
    return take(name).isNull();
}

void Body::refuseOthers()
{
    for (const QString &name : m_object.keys()) {
        if (!m_asked.contains(name)) {
            wrong(
                name.left(60),
                QStringLiteral("There is no such member here; there are: %1.").arg(m_asked.join(QStringLiteral(", "))));
        }
    }
}

} // namespace ostiary::http
