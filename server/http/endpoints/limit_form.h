// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/limits/limit_service.h"
#include "server/http/request.h"

#include <QJsonObject>

// The fields standard, ai, cap and alert of parts/limit_fields, which keys and organizations have alike.

namespace ostiary::http {

/// An empty field: no figure of its own. A raise that still holds stays. InvalidValue (`standard`, `ai`).
[[nodiscard]] Result<Limits> limitsIn(const Parameters &form, const Limits &before, Time now);
/// In dollars. InvalidValue (`cap`, `alert`).
[[nodiscard]] Result<Budget> budgetIn(const Parameters &form);
/// What of a wish is new and has to be allowed: an operator may have given more than a plan has, and what was given
/// stays.
[[nodiscard]] Limits newIn(const Limits &wish, const Limits &before);
[[nodiscard]] Budget newIn(const Budget &wish, const Budget &before);
/// As it stands at its field: PlanRequired names none.
[[nodiscard]] Error atField(Error error, const QString &field);

/// {standard, ai, cap, alert}: what was sent, else what holds.
[[nodiscard]] QJsonObject limitFormValues(const Limits &limits, const Budget &budget);
[[nodiscard]] QJsonObject limitFormValues(const Parameters &sent);

/// "the key's own", "the organization's", "the plan Pro's", "this server's".
[[nodiscard]] QString sourceWords(LimitSource source, const Plan &plan);
/// {factor, until TIME}, or nothing: the raise that holds now.
[[nodiscard]] QJsonObject raiseValues(const Limits &key, const Limits &organization, Time now);
/// Twice as much for an hour; then the limits hold again by themselves.
[[nodiscard]] Limits raisedForAWhile(Limits limits, Time now);

/// {count, is_ai, text} for parts/try_limit: what `try` requests of a `kind` a minute would have refused to a key or an
/// organization. InvalidValue (`try`, `kind`).
[[nodiscard]] Result<QJsonObject> triedIn(const Parameters &form, const LimitService &limits, const QString &subject);

} // namespace ostiary::http
