// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/money.h"

#include <QRegularExpression>

namespace ostiary {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMicros = 1'000'000; // in a dollar
constexpr qsizetype kDecimals = 6;
constexpr qsizetype kDecimalsShown = 2;

} // namespace

std::optional<qint64> parseDollars(const QString &text)
{
    static const QRegularExpression kForm(u"\\A([0-9]{1,9})(?:\\.([0-9]{1,6}))?\\z"_s);
    const QRegularExpressionMatch match = kForm.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    const QString decimals = match.captured(2).leftJustified(kDecimals, u'0');
    return match.captured(1).toLongLong() * kMicros + decimals.toLongLong();
}

QString dollars(qint64 micros)
{
    if (micros < 0)
        return u'-' + dollars(-micros);
    QString decimals = u"%1"_s.arg(micros % kMicros, int(kDecimals), 10, QChar(u'0'));
    while (decimals.size() > kDecimalsShown && decimals.endsWith(u'0'))
        decimals.chop(1);
    return u"$%1.%2"_s.arg(micros / kMicros).arg(decimals);
}

} // namespace ostiary
