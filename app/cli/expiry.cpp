// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/expiry.h"

#include <QRegularExpression>

namespace ostiary::app {

using namespace Qt::StringLiterals;

namespace {

std::optional<Time> fromNow(const QString &text, Time now)
{
    static const QRegularExpression kForm(u"\\A([1-9][0-9]{0,4})([hdwy])\\z"_s);
    const QRegularExpressionMatch match = kForm.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    const std::chrono::hours count{match.captured(1).toInt()};
    switch (match.captured(2).front().toLatin1()) {
    case 'h': return now + count;
    case 'd': return now + count * 24;
    case 'w': return now + count * 24 * 7;
    default: return now + count * 24 * 365;
    }
}

std::optional<Time> atDate(const QString &text)
{
    static const QRegularExpression kDate(u"\\A[0-9]{4}-[0-9]{2}-[0-9]{2}\\z"_s);
    const QString full = kDate.match(text).hasMatch() ? text + u"T23:59:59Z"_s : text;
    const QDateTime read = QDateTime::fromString(full, Qt::ISODateWithMs);
    if (!read.isValid() || read.timeSpec() == Qt::LocalTime) // whose local time, would be the question
        return std::nullopt;
    return Time{std::chrono::milliseconds{read.toMSecsSinceEpoch()}};
}

} // namespace

Result<std::optional<Time>> parseExpiry(const QString &text, Time now)
{
    if (text == "never"_L1)
        return std::nullopt;
    std::optional<Time> at = fromNow(text, now);
    if (!at)
        at = atDate(text);
    if (!at) {
        return failField(u"expires"_s,
                         u"\"%1\" must be a time from now like 12h, 30d, 8w or 1y, a date like 2027-01-31, or "
                         "never."_s.arg(text));
    }
    if (*at <= now)
        return failField(u"expires"_s, u"\"%1\" is over already."_s.arg(text));
    return at;
}

} // namespace ostiary::app
