// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/limit_form.h"

#include "models/money.h"
#include "server/http/pages/words.h"

namespace ostiary::http {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kLongestNumber = 20;

QString textOf(const Parameters &form, QStringView name)
{
    return form.value(name).value_or(QString()).left(kLongestNumber).trimmed();
}

Result<std::optional<int>> countIn(const Parameters &form, const QString &name)
{
    const QString text = textOf(form, name);
    if (text.isEmpty())
        return std::nullopt;
    bool isNumber = false;
    const int count = text.toInt(&isNumber);
    if (!isNumber || count < 1 || count > LimitService::kMost)
        return failField(name, u"Write a whole number from 1 to %1, or nothing."_s.arg(LimitService::kMost));
    return count;
}

Result<std::optional<qint64>> dollarsIn(const Parameters &form, const QString &name)
{
    QString text = textOf(form, name);
    if (text.startsWith(u'$'))
        text = text.sliced(1).trimmed();
    if (text.isEmpty())
        return std::nullopt;
    const std::optional<qint64> micros = parseDollars(text);
    if (!micros)
        return failField(name, u"Write an amount in dollars like 12.50, or nothing."_s);
    return micros;
}

QString plainDollars(const std::optional<qint64> &micros)
{
    return micros ? dollars(*micros).sliced(1) : QString();
}

QString plainCount(const std::optional<int> &count)
{
    return count ? QString::number(*count) : QString();
}

} // namespace

Result<Limits> limitsIn(const Parameters &form, const Limits &before, Time now)
{
    Limits limits;
    TRY(limits.standard, countIn(form, u"standard"_s));
    TRY(limits.ai, countIn(form, u"ai"_s));
    if (before.factorAt(now) > 1) {
        limits.raise = before.raise;
        limits.raisedUntil = before.raisedUntil;
    }
    return limits;
}

Result<Budget> budgetIn(const Parameters &form)
{
    Budget budget;
    TRY(budget.capMicros, dollarsIn(form, u"cap"_s));
    TRY(budget.alertMicros, dollarsIn(form, u"alert"_s));
    return budget;
}

Limits newIn(const Limits &wish, const Limits &before)
{
    return {.standard = wish.standard == before.standard ? std::nullopt : wish.standard,
            .ai = wish.ai == before.ai ? std::nullopt : wish.ai};
}

Budget newIn(const Budget &wish, const Budget &before)
{
    return wish.capMicros == before.capMicros ? Budget{} : wish;
}

Error atField(Error error, const QString &field)
{
    if (error.field.isEmpty())
        error.field = field;
    return error;
}

QJsonObject limitFormValues(const Limits &limits, const Budget &budget)
{
    return {{u"standard"_s, plainCount(limits.standard)},
            {u"ai"_s, plainCount(limits.ai)},
            {u"cap"_s, plainDollars(budget.capMicros)},
            {u"alert"_s, plainDollars(budget.alertMicros)}};
}

QJsonObject limitFormValues(const Parameters &sent)
{
    QJsonObject values;
    for (const QString &name : {u"standard"_s, u"ai"_s, u"cap"_s, u"alert"_s})
        values.insert(name, textOf(sent, name));
    return values;
}

QString sourceWords(LimitSource source, const Plan &plan)
{
    switch (source) {
    case LimitSource::Key: return u"the key's own"_s;
    case LimitSource::Organization: return u"the organization's"_s;
    case LimitSource::Plan: return u"the plan %1's"_s.arg(plan.title);
    case LimitSource::Server: return u"this server's"_s;
    }
    Q_UNREACHABLE();
}

QJsonObject raiseValues(const Limits &key, const Limits &organization, Time now)
{
    const Limits &higher = key.factorAt(now) >= organization.factorAt(now) ? key : organization;
    if (higher.factorAt(now) == 1)
        return {};
    return {{u"factor"_s, higher.factorAt(now)}, {u"until"_s, timeValue(*higher.raisedUntil, now)}};
}

} // namespace ostiary::http
