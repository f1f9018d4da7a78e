// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/plan_pages.h"

#include "models/money.h"
#include "server/http/endpoints/form_figures.h"
#include "server/http/pages/words.h"

#include <QJsonArray>

namespace ostiary::http {

using namespace Qt::StringLiterals;

namespace {

const QByteArray kHere = "/account/plans";

QString orElse(const std::optional<int> &figure, const QString &otherwise)
{
    return figure ? numberWords(*figure) : otherwise;
}

QJsonObject formValues(const Plan &plan, const Parameters *sent)
{
    QJsonObject values{{u"plan_name"_s, plan.name},
                       {u"title"_s, sent ? field(*sent, u"title") : plan.title},
                       {u"standard"_s, form_figures::plain(plan.standardLimit)},
                       {u"ai"_s, form_figures::plain(plan.aiLimit)},
                       {u"cap"_s, form_figures::plain(plan.aiCapMicros)},
                       {u"members"_s, form_figures::plain(plan.memberLimit)},
                       {u"projects"_s, form_figures::plain(plan.projectLimit)},
                       {u"custom"_s, sent ? sent->value(u"custom").has_value() : plan.customLimits}};
    if (sent) {
        for (const QString &name : {u"standard"_s, u"ai"_s, u"cap"_s, u"members"_s, u"projects"_s})
            values.insert(name, form_figures::text(*sent, name));
    }
    return values;
}

// An empty field takes the figure away.
Result<Plan> planIn(const Parameters &form, Plan plan)
{
    constexpr int kMost = LimitService::kMost;
    plan.title = field(form, u"title");
    TRY(plan.standardLimit, form_figures::count(form, u"standard"_s, kMost));
    TRY(plan.aiLimit, form_figures::count(form, u"ai"_s, kMost));
    TRY(plan.aiCapMicros, form_figures::dollars(form, u"cap"_s));
    TRY(plan.memberLimit, form_figures::count(form, u"members"_s, kMost));
    TRY(plan.projectLimit, form_figures::count(form, u"projects"_s, kMost));
    plan.customLimits = form.value(u"custom").has_value();
    return plan;
}

} // namespace

QList<Route> PlanPages::routes()
{
    Stack manage = AccountFrame::kChange;
    manage.serverAdmin = true;
    // clang-format off
    return {
        {Method::Get,  "/account/plans", AccountFrame::kShow, "PlanPages::show",   [this](const Context &c) { return show(c); }},
        {Method::Post, "/account/plans", manage,              "PlanPages::change", [this](const Context &c) { return change(c); }},
    };
    // clang-format on
}

std::optional<Plan> PlanPages::named(const QString &name) const
{
    const QList<Plan> plans = m_plans.all();
    const auto found = std::ranges::find(plans, name, &Plan::name);
    return found == plans.end() ? std::nullopt : std::optional(*found);
}

Result<Response> PlanPages::page(const Context &context, const std::optional<Plan> &edited,
                                 const std::optional<Error> &error, const Parameters *sent) const
{
    const Principal &who = *context.principal;
    const QString current = m_plans.of(who).name;
    const RateRules &rules = m_limits.rules();
    const QString standard
        = u"%1 (fvk_live_ keys and apps: %2)"_s.arg(numberWords(rules.standard.count), numberWords(rules.fvk.count));
    QJsonArray rows;
    for (const Plan &plan : m_plans.all()) {
        rows.append(QJsonObject{{u"name"_s, plan.name},
                                {u"title"_s, plan.title},
                                {u"is_current"_s, plan.name == current},
                                {u"standard"_s, orElse(plan.standardLimit, standard)},
                                {u"ai"_s, orElse(plan.aiLimit, numberWords(rules.ai.count))},
                                {u"cap"_s, plan.aiCapMicros ? dollars(*plan.aiCapMicros) : u"no cap"_s},
                                {u"members"_s, orElse(plan.memberLimit, u"any number"_s)},
                                {u"projects"_s, orElse(plan.projectLimit, u"any number"_s)},
                                {u"custom"_s, plan.customLimits}});
    }
    QJsonObject values{{u"may_set"_s, who.isAdmin}, {u"plans"_s, rows}};
    if (edited && who.isAdmin)
        values.insert(u"form"_s, formValues(*edited, sent));
    return m_frame.page(u"account_plans"_s, "/account/usage", context, values, error);
}

Task<Result<Response>> PlanPages::show(const Context &context)
{
    CO_TRY(const Parameters query, context.request.query());
    co_return page(context, named(field(query, u"plan")));
}

Task<Result<Response>> PlanPages::change(const Context &context)
{
    CO_TRY(const Parameters form, context.request.form());
    const QString name = field(form, u"plan");
    const std::optional<Plan> before = named(name);
    if (!before)
        co_return fail(ErrorCode::NotFound, u"There is no plan %1."_s.arg(name));
    Result<Plan> plan = planIn(form, *before);
    if (!plan)
        co_return page(context, before, plan.error(), &form);
    const Result<Plan> changed = co_await m_plans.update(*std::move(plan));
    if (!changed)
        co_return page(context, before, changed.error(), &form);
    co_return done(kHere, "plan-saved");
}

} // namespace ostiary::http
