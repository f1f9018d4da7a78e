// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/json.h"
#include "server/core/limits/limit_service.h"
#include "server/http/request.h"
#include "server/http/response.h"

namespace ostiary::http {

/// What another limit would have done to the last seven days of a key or organization: `?count=10`, and `kind=ai` for
/// the other one. InvalidValue (`kind`, `count`).
[[nodiscard]] inline Result<Response> simulation(const LimitService &limits, const QString &subject,
                                                 const Request &request)
{
    TRY(const Parameters query, request.query());
    const std::optional<LimitKind> kind
        = limitKindFromString(query.value(u"kind").value_or(QStringLiteral("standard")));
    if (!kind)
        return failField(QStringLiteral("kind"), QStringLiteral("The kind must be standard or ai."));
    TRY(const LimitSimulation outcome,
        limits.simulate(subject, *kind, query.value(u"count").value_or(QString()).toInt()));
    return json(toJson(outcome));
}

} // namespace ostiary::http
