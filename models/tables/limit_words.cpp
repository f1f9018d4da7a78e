// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/limit_words.h"

#include "models/money.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QStringList>

namespace ostiary {

namespace {

QString say(const char *text)
{
    return QCoreApplication::translate("ostiary::Limits", text);
}

} // namespace

QString raiseWords(const Limits &limits, Time now)
{
    const int factor = limits.factorAt(now);
    if (factor == 1)
        return {};
    const QDateTime end = toDateTime(*limits.raisedUntil).toLocalTime();
    const bool isToday = end.date() == toDateTime(now).toLocalTime().date();
    const QString until
        = isToday ? end.toString(QStringLiteral("HH:mm")) : QLocale().toString(end, QLocale::ShortFormat);
    return say(QT_TRANSLATE_NOOP("ostiary::Limits", "×%1 until %2")).arg(QString::number(factor), until);
}

QString limitWords(const Limits &limits, const Budget &budget, Time now)
{
    QStringList words;
    if (const QString raise = raiseWords(limits, now); !raise.isEmpty())
        words.append(raise);
    if (limits.standard)
        words.append(say(QT_TRANSLATE_NOOP("ostiary::Limits", "%1/min")).arg(*limits.standard));
    if (limits.ai)
        words.append(say(QT_TRANSLATE_NOOP("ostiary::Limits", "AI %1/min")).arg(*limits.ai));
    if (budget.capMicros)
        words.append(dollars(*budget.capMicros));
    return words.join(QStringLiteral(", "));
}

} // namespace ostiary
