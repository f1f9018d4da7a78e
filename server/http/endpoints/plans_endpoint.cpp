// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/plans_endpoint.h"

#include "models/json.h"
#include "server/http/endpoints/body.h"

#include <QJsonArray>

namespace ostiary::http {

using namespace Qt::StringLiterals;

namespace {

/// A figure that is named: the number, or nothing for null. What is not named stays.
template <typename T>
void change(Body &body, const QString &name, std::optional<T> &figure)
{
    if (body.isNull(name)) {
        figure.reset();
    } else if (const std::optional<qint64> number = body.optionalCount(name)) {
        figure = T(std::min<qint64>(*number, std::numeric_limits<T>::max()));
    }
}

} // namespace

QList<Route> PlansEndpoint::routes()
{
    const Stack look{.access = Access::Protected, .limit = LimitClass::Standard};
    const Stack manage{.access = Access::Manager, .limit = LimitClass::Standard, .serverAdmin = true};
    // clang-format off
    return {
        {Method::Get,   "/api/billing/plans",    look,   "PlansEndpoint::list",   [this](const Context &c) { return list(c); }},
        {Method::Patch, "/api/admin/plans/{id}", manage, "PlansEndpoint::change", [this](const Context &c) { return change(c); }},
    };
    // clang-format on
}

Task<Result<Response>> PlansEndpoint::list(const Context &)
{
    QJsonArray items;
    for (const Plan &plan : m_plans.all())
        items.append(toJson(plan));
    co_return json({{u"items"_s, items}});
}

Task<Result<Response>> PlansEndpoint::change(const Context &context)
{
    const QList<Plan> plans = m_plans.all();
    const auto before = std::ranges::find(plans, context.parameter, &Plan::name);
    if (before == plans.end())
        co_return fail(ErrorCode::NotFound, u"There is no plan %1."_s.arg(context.parameter));
    Plan plan = *before;
    CO_TRY(Body body, Body::of(context.request));
    if (body.has(u"title"_s))
        plan.title = body.text(u"title"_s);
    http::change(body, u"standard_limit"_s, plan.standardLimit);
    http::change(body, u"ai_limit"_s, plan.aiLimit);
    http::change(body, u"ai_cap_micros"_s, plan.aiCapMicros);
    http::change(body, u"member_limit"_s, plan.memberLimit);
    http::change(body, u"project_limit"_s, plan.projectLimit);
    plan.customLimits = body.optionalFlag(u"custom_limits"_s).value_or(plan.customLimits);
    CO_CHECK(body.finish(true));
    CO_TRY(const Plan changed, co_await m_plans.update(std::move(plan)));
    co_return json(toJson(changed));
}

} // namespace ostiary::http
