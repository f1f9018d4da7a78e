// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/prices_endpoint.h"

#include "models/json.h"
#include "server/http/endpoints/body.h"
#include "server/http/endpoints/listing.h"

namespace ostiary::http {

QList<Route> PricesEndpoint::routes()
{
    const Stack look{.access = Access::Protected, .limit = LimitClass::Standard};
    const Stack manage{.access = Access::Manager, .limit = LimitClass::Standard, .serverAdmin = true};
    // clang-format off
    return {
        {Method::Get,    "/api/billing/prices",    look,   "PricesEndpoint::inForce", [this](const Context &c) { return inForce(c); }},
        {Method::Get,    "/api/admin/prices",      manage, "PricesEndpoint::list",    [this](const Context &c) { return list(c); }},
        {Method::Post,   "/api/admin/prices",      manage, "PricesEndpoint::set",     [this](const Context &c) { return set(c); }},
        {Method::Delete, "/api/admin/prices/{id}", manage, "PricesEndpoint::end",     [this](const Context &c) { return end(c); }},
    };
    // clang-format on
}

Task<Result<Response>> PricesEndpoint::inForce(const Context &context)
{
    CO_TRY(const PageRequest page, pageRequest(context.request));
    CO_TRY(const Page<Price> prices, m_prices.inForce(page, *context.principal, m_rules));
    co_return json(toJson(prices));
}

Task<Result<Response>> PricesEndpoint::list(const Context &context)
{
    CO_TRY(const PageRequest page, pageRequest(context.request));
    CO_TRY(const Page<Price> prices, m_prices.list(page));
    co_return json(toJson(prices));
}

Task<Result<Response>> PricesEndpoint::set(const Context &context)
{
    CO_TRY(Body body, Body::of(context.request));
    Price price;
    price.upstream = body.text(QStringLiteral("upstream"));
    const QString kind = body.text(QStringLiteral("kind"));
    price.subject = body.text(QStringLiteral("subject"));
    price.callMicros = body.optionalCount(QStringLiteral("call_micros")).value_or(0);
    price.inputMicros = body.optionalCount(QStringLiteral("input_micros")).value_or(0);
    price.outputMicros = body.optionalCount(QStringLiteral("output_micros")).value_or(0);
    const qint64 maxOutput = body.optionalCount(QStringLiteral("max_output_tokens")).value_or(0);
    CO_CHECK(body.finish(true));
    const std::optional<PriceKind> known = priceKindFromString(kind);
    if (!known)
        co_return failField(QStringLiteral("kind"), QStringLiteral("The kind must be tool, route or model."));
    if (maxOutput > std::numeric_limits<int>::max())
        co_return failField(QStringLiteral("max_output_tokens"), QStringLiteral("No answer is that long."));
    price.kind = *known;
    price.maxOutputTokens = int(maxOutput);
    CO_TRY(const Price set, co_await m_prices.set(std::move(price)));
    co_return json(toJson(set), 201);
}

Task<Result<Response>> PricesEndpoint::end(const Context &context)
{
    CO_TRY(const Price ended, co_await m_prices.end(PriceId(context.parameter)));
    co_return json(toJson(ended));
}

} // namespace ostiary::http
