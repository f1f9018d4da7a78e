// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/limit_pages.h"

#include "models/money.h"
#include "server/http/endpoints/limit_form.h"
#include "server/http/pages/words.h"

#include <QJsonArray>

namespace ostiary::http {

using namespace Qt::StringLiterals;

namespace {

const QByteArray kHere = "/account/organization/limits";

QJsonObject row(const QString &label, const QString &text)
{
    return {{u"label"_s, label}, {u"text"_s, text}};
}

QString alertWords(const Budget &budget)
{
    if (!budget.alertMicros)
        return u"at 50, 80 and 100 % of the budget"_s;
    if (*budget.alertMicros == 0)
        return u"none"_s;
    return u"at 50, 80 and 100 % of %1"_s.arg(dollars(*budget.alertMicros));
}

} // namespace

QList<Route> LimitPages::routes()
{
    Stack manage = AccountFrame::kSensitive;
    manage.role = Role::Admin;
    // clang-format off
    return {
        {Method::Get,  "/account/organization/limits",       AccountFrame::kShow,   "LimitPages::show",     [this](const Context &c) { return show(c); }},
        {Method::Post, "/account/organization/limits",       manage,                "LimitPages::set",      [this](const Context &c) { return set(c); }},
        {Method::Post, "/account/organization/limits/raise", manage,                "LimitPages::raise",    [this](const Context &c) { return raise(c); }},
        {Method::Post, "/account/organization/limits/try",   AccountFrame::kChange, "LimitPages::tryLimit", [this](const Context &c) { return tryLimit(c); }},
    };
    // clang-format on
}

// {rows, otherwise}: what holds, and what would hold without figures of the organization's own.
QJsonObject LimitPages::figures(const Principal &who, const Organization &organization) const
{
    const Plan plan = m_frame.plans().of(organization);
    Principal key = who;
    key.via = Principal::Via::ApiKey;
    key.keyKind = KeyKind::Fvk;
    key.organizationLimits = organization.limits;
    Principal plain = key;
    plain.organizationLimits = {};
    const auto otherwise = [&](LimitKind kind) {
        return u"%1, %2"_s.arg(numberWords(m_limits.ruleOf(plain, kind).count),
                               sourceWords(m_limits.sourceOf(plain, kind), plan));
    };
    const auto minute = [&](LimitKind kind) {
        return u"%1 a minute for each key, app and session: %2"_s.arg(numberWords(m_limits.ruleOf(key, kind).count),
                                                                      sourceWords(m_limits.sourceOf(key, kind), plan));
    };
    const QString planCap = plan.aiCapMicros
        ? u"%1 a month: the plan %2's"_s.arg(dollars(*plan.aiCapMicros), plan.title)
        : u"none: the plan %1's"_s.arg(plan.title);
    const Budget &budget = organization.budget;
    const QString cap
        = budget.capMicros ? u"%1 a month: the organization's"_s.arg(dollars(*budget.capMicros)) : planCap;
    return {{u"rows"_s,
             QJsonArray{row(u"Requests"_s, minute(LimitKind::Standard)), row(u"AI"_s, minute(LimitKind::Ai)),
                        row(u"Budget"_s, cap), row(u"Alerts"_s, alertWords(budget))}},
            {u"otherwise"_s,
             QJsonObject{{u"standard"_s, otherwise(LimitKind::Standard)},
                         {u"ai"_s, otherwise(LimitKind::Ai)},
                         {u"cap"_s, planCap}}}};
}

Result<Response> LimitPages::page(const Context &context, const Extra &extra) const
{
    const Principal &who = *context.principal;
    TRY(const Organization organization, m_frame.organizations().find(who.organization));
    const bool mayManage = who.role >= Role::Admin;
    QJsonObject values = figures(who, organization);
    values.insert(u"name"_s, organization.name);
    values.insert(u"raise"_s, raiseValues({}, organization.limits, m_frame.now()));
    values.insert(u"may_manage"_s, mayManage);
    values.insert(u"can_raise"_s, mayManage && m_frame.plans().of(organization).customLimits);
    values.insert(u"form"_s,
                  extra.sent ? limitFormValues(*extra.sent)
                             : limitFormValues(organization.limits, organization.budget));
    values.insert(u"is_open"_s, extra.sent != nullptr);
    values.insert(u"tried"_s, extra.tried);
    values.insert(u"try_each"_s, true);
    values.insert(u"try_action"_s, u"/account/organization/limits/try"_s);
    return m_frame.page(u"account_organization_limits"_s, "/account/organization", context, values, extra.error);
}

Task<Result<Response>> LimitPages::show(const Context &context)
{
    co_return page(context, {});
}

Task<Result<Response>> LimitPages::set(const Context &context)
{
    CO_TRY(const Parameters form, context.request.form());
    const Principal &who = *context.principal;
    CO_TRY(const Organization before, m_frame.organizations().find(who.organization));
    const auto wrong = [&](const Error &error) { return page(context, {.error = error, .sent = &form}); };
    const Result<Limits> limits = limitsIn(form, before.limits, m_frame.now());
    if (!limits)
        co_return wrong(limits.error());
    const Result<Budget> budget = budgetIn(form);
    if (!budget)
        co_return wrong(budget.error());
    if (Result<> may = m_limits.mayGive(who, newIn(*limits, before.limits)); !may)
        co_return wrong(atField(may.error(), u"standard"_s));
    if (Result<> may = m_spend.mayGive(who, newIn(*budget, before.budget)); !may)
        co_return wrong(atField(may.error(), u"cap"_s));
    const Result<Organization> changed
        = co_await m_frame.organizations().change(who.organization, {.limits = *limits, .budget = *budget});
    if (!changed)
        co_return wrong(changed.error());
    co_return done(kHere, "saved");
}

Task<Result<Response>> LimitPages::raise(const Context &context)
{
    const Principal &who = *context.principal;
    CO_TRY(const Organization organization, m_frame.organizations().find(who.organization));
    const Limits raised = raisedForAWhile(organization.limits, m_frame.now());
    if (Result<> may = m_limits.mayGive(who, raised); !may)
        co_return page(context, {.error = may.error()});
    CO_CHECK(co_await m_frame.organizations().change(who.organization, {.limits = raised}));
    co_return done(kHere, "limits-raised");
}

Task<Result<Response>> LimitPages::tryLimit(const Context &context)
{
    CO_TRY(const Parameters form, context.request.form());
    const Result<QJsonObject> tried = triedIn(form, m_limits, context.principal->organization.text());
    co_return page(context, tried ? Extra{.tried = *tried} : Extra{.error = tried.error()});
}

} // namespace ostiary::http
