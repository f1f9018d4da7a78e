// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/pages/spend_words.h"

#include "models/money.h"
#include "server/http/pages/words.h"

#include <QLocale>

namespace ostiary::http {

using namespace Qt::StringLiterals;

namespace {

/// 0 to 100, to a tenth; never 0 for something, as a bar that nobody sees says that there is nothing.
double percentOf(qint64 part, qint64 whole)
{
    if (part <= 0)
        return 0;
    if (whole <= 0)
        return 100;
    const double tenths = std::round(1000.0 * double(part) / double(whole));
    return std::clamp(tenths / 10, 0.5, 100.0);
}

QString stateWords(const BudgetState &state)
{
    const Budget &budget = state.budget;
    if (state.remainingMicros() == 0)
        return u"The cap is reached: calls that cost are refused with 402"_s;
    if (!state.reached.isEmpty()) {
        const QString what
            = budget.alertMicros ? u"the alert amount of %1"_s.arg(dollars(*budget.alertMicros)) : u"the cap"_s;
        return u"%1 % of %2 is spent"_s.arg(QString::number(state.reached.last()), what);
    }
    return budget.capMicros ? u"Within the budget"_s : u"No cap: nothing stops spending"_s;
}

QJsonArray barsOf(const QList<SpendShare> &shares, auto nameOf)
{
    qint64 most = 0;
    for (const SpendShare &share : shares)
        most = std::max(most, share.spentMicros);
    QJsonArray items;
    for (const SpendShare &share : shares) {
        items.append(QJsonObject{{u"name"_s, nameOf(share)},
                                 {u"spent"_s, dollars(share.spentMicros)},
                                 {u"calls"_s, numberWords(share.calls)},
                                 {u"bar"_s, percentOf(share.spentMicros, most)}});
    }
    return items;
}

QString kindWords(SpendKind kind)
{
    switch (kind) {
    case SpendKind::Hold: return u"set aside"_s;
    case SpendKind::Settle: return u"charged"_s;
    case SpendKind::Release: return u"released: the call failed"_s;
    case SpendKind::Expire: return u"released: it never ended"_s;
    }
    Q_UNREACHABLE();
}

QString signedDollars(qint64 micros)
{
    return micros == 0 ? QString() : (micros > 0 ? u"+"_s : QString()) + dollars(micros);
}

} // namespace

QJsonObject budgetValues(const BudgetState &state)
{
    const Budget &budget = state.budget;
    const std::optional<qint64> left = state.remainingMicros();
    const bool isStopped = left == 0;
    const bool isWarned = !isStopped && !state.reached.isEmpty();
    const std::optional<qint64> whole = budget.capMicros ? budget.capMicros : budget.alertMicros;
    QJsonObject values{{u"scope"_s, toString(state.scope)},
                       {u"name"_s, state.name},
                       {u"spent"_s, dollars(state.spentMicros)},
                       {u"held"_s, state.heldMicros > 0 ? dollars(state.heldMicros) : QString()},
                       {u"cap"_s, budget.capMicros ? dollars(*budget.capMicros) : QString()},
                       {u"remaining"_s, left ? dollars(*left) : QString()},
                       {u"state"_s, stateWords(state)},
                       {u"is_stopped"_s, isStopped},
                       {u"is_warned"_s, isWarned},
                       {u"is_fine"_s, !isStopped && !isWarned && budget.capMicros.has_value()},
                       {u"has_bar"_s, whole.has_value()},
                       {u"bar"_s, 0},
                       {u"bar_held"_s, 0}};
    if (whole) {
        const double spent = percentOf(state.spentMicros, *whole);
        values.insert(u"bar"_s, spent);
        values.insert(u"bar_held"_s, std::min(100 - spent, percentOf(state.heldMicros, *whole)));
    }
    return values;
}

QString budgetWords(const Budget &budget)
{
    QStringList parts;
    if (budget.capMicros)
        parts << u"at most %1 a month"_s.arg(dollars(*budget.capMicros));
    if (budget.alertMicros)
        parts << (*budget.alertMicros == 0 ? u"no alerts"_s : u"alerts up to %1"_s.arg(dollars(*budget.alertMicros)));
    return parts.join(u", "_s);
}

QJsonArray shareValues(const QList<SpendShare> &shares)
{
    return barsOf(shares, [](const SpendShare &share) { return share.name.isEmpty() ? share.id : share.name; });
}

QJsonArray dayValues(const QList<SpendShare> &days)
{
    return barsOf(days, [](const SpendShare &day) {
        return QLocale::c().toString(QDate::fromString(day.id, Qt::ISODate), u"d MMMM"_s);
    });
}

QJsonObject entryValues(const SpendEntry &entry, const QHash<QString, QString> &names, Time now)
{
    const qint64 tokens = entry.inputTokens + entry.outputTokens;
    return {{u"at"_s, timeValue(entry.at, now)},
            {u"kind"_s, kindWords(entry.kind)},
            {u"credential"_s, names.value(entry.credential, entry.credential)},
            {u"upstream"_s, entry.upstream},
            {u"subject"_s, entry.subject},
            {u"spent"_s, entry.spentMicros > 0 ? dollars(entry.spentMicros) : QString()},
            {u"held"_s, signedDollars(entry.heldMicros)},
            {u"tokens"_s,
             tokens == 0 ? QString()
                         : u"%1 in, %2 out"_s.arg(numberWords(entry.inputTokens), numberWords(entry.outputTokens))}};
}

QString monthWords(const QString &period)
{
    return QLocale::c().toString(QDate::fromString(period + u"-01"_s, Qt::ISODate), u"MMMM yyyy"_s);
}

} // namespace ostiary::http
