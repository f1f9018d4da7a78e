// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/limit_form.h"

#include "server/http/endpoints/form_figures.h"
#include "server/http/pages/words.h"

namespace ostiary::http {

using namespace Qt::StringLiterals;

namespace {

constexpr int kRaise = 2; ///< times the limits, for
constexpr std::chrono::hours kRaiseTime{1};

} // namespace

Result<Limits> limitsIn(const Parameters &form, const Limits &before, Time now)
{
    Limits limits;
    TRY(limits.standard, form_figures::count(form, u"standard"_s, LimitService::kMost));
    TRY(limits.ai, form_figures::count(form, u"ai"_s, LimitService::kMost));
    if (before.factorAt(now) > 1) {
        limits.raise = before.raise;
        limits.raisedUntil = before.raisedUntil;
    }
    return limits;
}

Result<Budget> budgetIn(const Parameters &form)
{
    Budget budget;
    TRY(budget.capMicros, form_figures::dollars(form, u"cap"_s));
    TRY(budget.alertMicros, form_figures::dollars(form, u"alert"_s));
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
    return {{u"standard"_s, form_figures::plain(limits.standard)},
            {u"ai"_s, form_figures::plain(limits.ai)},
            {u"cap"_s, form_figures::plain(budget.capMicros)},
            {u"alert"_s, form_figures::plain(budget.alertMicros)}};
}

QJsonObject limitFormValues(const Parameters &sent)
{
    QJsonObject values;
    for (const QString &name : {u"standard"_s, u"ai"_s, u"cap"_s, u"alert"_s})
        values.insert(name, form_figures::text(sent, name));
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

Limits raisedForAWhile(Limits limits, Time now)
{
    limits.raise = kRaise;
    limits.raisedUntil = now + kRaiseTime;
    return limits;
}

Result<QJsonObject> triedIn(const Parameters &form, const LimitService &limits, const QString &subject)
{
    const std::optional<LimitKind> kind = limitKindFromString(form.value(u"kind").value_or(u"standard"_s));
    if (!kind)
        return failField(u"kind"_s, u"The kind must be standard or ai."_s);
    TRY(const std::optional<int> count, form_figures::count(form, u"try"_s, LimitService::kMost));
    if (!count)
        return failField(u"try"_s, u"Say how many requests a minute the limit would allow."_s);
    TRY(const LimitSimulation outcome, limits.simulate(subject, *kind, *count));
    const QString text = outcome.requests == 0
        ? u"There were no such requests in the last 7 days, so that nothing would have been refused."_s
        : u"Of %1 requests in the last 7 days it would have refused %2 (the limits that held refused %3). The busiest minute had %4."_s
              .arg(numberWords(outcome.requests), numberWords(outcome.refused), numberWords(outcome.refusedThen),
                   numberWords(outcome.busiestMinute));
    return QJsonObject{{u"count"_s, QString::number(*count)}, {u"is_ai"_s, *kind == LimitKind::Ai}, {u"text"_s, text}};
}

} // namespace ostiary::http
