// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/metadata/freshness.h"

#include <QDateTime>
#include <QLocale>
#include <QTimeZone>

#include <algorithm>

namespace ostiary::gateway {

namespace {

constexpr qint64 kLongest = 365 * 24 * 60 * 60; ///< seconds; more is never meant

std::optional<qint64> number(QByteArrayView text)
{
    bool ok = false;
    const qint64 value = text.trimmed().toByteArray().toLongLong(&ok);
    return ok && value >= 0 ? std::optional(std::min(value, kLongest)) : std::nullopt;
}

// RFC 9110 §5.6.7, in the one form that is still to be sent.
std::optional<qint64> dateOf(QByteArrayView text)
{
    QDateTime date = QLocale::c().toDateTime(QString::fromLatin1(text.trimmed()),
                                             QStringLiteral("ddd, dd MMM yyyy hh:mm:ss 'GMT'"));
    if (!date.isValid())
        return std::nullopt;
    date.setTimeZone(QTimeZone::UTC);
    return date.toSecsSinceEpoch();
}

} // namespace

std::optional<std::chrono::seconds> freshnessOf(const Headers &headers)
{
    const qint64 age = number(headers.value("age")).value_or(0);
    std::optional<qint64> maxAge;
    for (const QByteArray &part : headers.value("cache-control").toByteArray().toLower().split(',')) {
        const QByteArray directive = part.trimmed();
        if (directive == "no-store" || directive == "no-cache" || directive.startsWith("no-cache="))
            return std::chrono::seconds(0);
        if (directive.startsWith("max-age="))
            maxAge = number(directive.sliced(8)).value_or(0);
    }
    if (maxAge)
        return std::chrono::seconds(std::max<qint64>(0, *maxAge - age));
    if (!headers.contains("expires"))
        return std::nullopt;
    // Both are the server's: our clock need not agree with its.
    const std::optional<qint64> expires = dateOf(headers.value("expires"));
    const std::optional<qint64> date = dateOf(headers.value("date"));
    return std::chrono::seconds(expires && date ? std::clamp<qint64>(*expires - *date - age, 0, kLongest) : 0);
}

} // namespace ostiary::gateway
