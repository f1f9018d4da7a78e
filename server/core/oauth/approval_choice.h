// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/error.h"
#include "models/records.h"

/// What a person may choose when they allow something.
namespace ostiary::approval_choice {

/// The choice for `approval` with its scopes spelt out, in the order in which they were asked for, and without a
/// lifetime that is the usual one. InvalidValue: `scopes` that were not asked for; `lifetime` shorter than kShortest or
/// longer than `longest`.
[[nodiscard]] Result<ApprovalChoice> settled(const Approval &approval, const ApprovalChoice &choice,
                                             std::chrono::seconds longest);

/// What was asked for and not allowed.
[[nodiscard]] QStringList leftOut(const QStringList &asked, const QStringList &allowed);

constexpr std::chrono::seconds kShortest{60};

} // namespace ostiary::approval_choice
