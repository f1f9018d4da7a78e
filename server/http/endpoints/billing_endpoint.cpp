// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/billing_endpoint.h"

#include "models/json.h"
#include "server/http/endpoints/listing.h"

namespace ostiary::http {

QList<Route> BillingEndpoint::routes()
{
    // A key of any scope may see what it spent itself.
    const Stack own{.access = Access::Protected, .limit = LimitClass::Standard};
    const Stack all{.access = Access::Manager, .limit = LimitClass::Standard};
    // clang-format off
    return {
        {Method::Get, "/api/billing/spend",  own, "BillingEndpoint::spend",  [this](const Context &c) { return spend(c); }},
        {Method::Get, "/api/billing/ledger", all, "BillingEndpoint::ledger", [this](const Context &c) { return ledger(c); }},
    };
    // clang-format on
}

Task<Result<Response>> BillingEndpoint::spend(const Context &context)
{
    CO_TRY(const SpendReport report, m_spend.seenBy(*context.principal));
    co_return json(toJson(report));
}

Task<Result<Response>> BillingEndpoint::ledger(const Context &context)
{
    // Members see sums of their own; the movements name everyone's.
    if (context.principal->role == Role::Member)
        co_return fail(ErrorCode::Forbidden, QStringLiteral("The ledger takes an auditor, admin or owner."));
    CO_TRY(const PageRequest page, pageRequest(context.request));
    CO_TRY(const Page<SpendEntry> entries, m_spend.ledger(page, context.principal->organization));
    co_return json(toJson(entries));
}

} // namespace ostiary::http
