// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/records.h"

// What calls cost, and what was spent. All amounts are millionths of a US dollar.

namespace ostiary {

/// What a price is for.
enum class PriceKind {
    Tool, ///< a call of an MCP tool
    Route, ///< a request below an HTTP upstream's path
    Model, ///< a request that names an AI model: by its tokens
};
[[nodiscard]] QString toString(PriceKind kind); ///< "tool", "route", "model"
[[nodiscard]] std::optional<PriceKind> priceKindFromString(const QString &text);

/// What one call costs, in millionths of a dollar. A price is never changed: a new one takes its place from a moment
/// on, and the ledger says which one a call was charged by.
struct Price {
    PriceId id;
    QString upstream;
    PriceKind kind = PriceKind::Tool;
    QString subject; ///< tool, path below the upstream's, or model; a "*" at its end stands for anything
    qint64 callMicros = 0; ///< each call
    qint64 inputMicros = 0; ///< a million input tokens (Model)
    qint64 outputMicros = 0; ///< a million output tokens (Model)
    int maxOutputTokens = 0; ///< what an answer may have when the request sets no limit of its own (Model)
    Time since;
    std::optional<Time> until; ///< another took its place, or it was ended
    friend bool operator==(const Price &, const Price &) = default;
};

/// What a budget hangs on.
enum class BudgetScope { Organization, Project, Key };
[[nodiscard]] QString toString(BudgetScope scope); ///< "organization", "project", "key"

/// One budget and what has become of it this month.
struct BudgetState {
    BudgetScope scope = BudgetScope::Organization;
    QString id; ///< org_…, prj_… or key_…
    QString name;
    Budget budget; ///< as it holds: an organization's with its plan's cap
    qint64 spentMicros = 0;
    qint64 heldMicros = 0; ///< by calls that are under way
    QList<int> reached; ///< which of 50, 80 and 100 % of the alert amount

    [[nodiscard]] std::optional<qint64> remainingMicros() const
    {
        if (!budget.capMicros)
            return std::nullopt;
        return std::max<qint64>(0, *budget.capMicros - spentMicros - heldMicros);
    }
    friend bool operator==(const BudgetState &, const BudgetState &) = default;
};

/// What something has of the month's spending.
struct SpendShare {
    QString id; ///< what it is: key_…, prj_…, an upstream's name, a tool, route or model, or a day (2026-11-21)
    QString name; ///< for people to read
    qint64 spentMicros = 0;
    qint64 calls = 0;
    friend bool operator==(const SpendShare &, const SpendShare &) = default;
};

/// A month's spending (UTC) of an organization, or of what one may see of it. The most expensive first, days in order.
struct SpendReport {
    QString period; ///< "2026-11"
    Time startsAt;
    Time resetsAt;
    QList<BudgetState> budgets; ///< the one that was asked about first, then others that count or lie in it
    std::optional<qint64> remainingMicros; ///< what may still be spent: the least that any budget on the way leaves
    QList<SpendShare> byKey; ///< and OAuth session
    QList<SpendShare> byProject;
    QList<SpendShare> byUpstream;
    QList<SpendShare> bySubject; ///< tool, route or model
    QList<SpendShare> byDay;
    friend bool operator==(const SpendReport &, const SpendReport &) = default;
};

enum class SpendKind {
    Hold, ///< reserved before the call
    Settle, ///< what it cost; the hold is over
    Release, ///< it failed: nothing is charged
    Expire, ///< nobody settled it, as after a crash: nothing is charged
};
[[nodiscard]] QString toString(SpendKind kind); ///< "hold", "settle", "release", "expire"

/// One movement. For every budget the sum of `spentMicros` is what was spent, that of `heldMicros` what is held.
struct SpendEntry {
    qint64 number = 0; ///< 1, 2, …
    Time at;
    SpendKind kind = SpendKind::Hold;
    HoldId hold;
    QString period;
    OrganizationId organization;
    ProjectId project; ///< empty: none
    QString credential; ///< key_… or ses_…
    QString upstream;
    QString subject; ///< tool, route or model
    PriceId price;
    qint64 heldMicros = 0; ///< added to what is held; negative when a hold ends
    qint64 spentMicros = 0;
    qint64 inputTokens = 0;
    qint64 outputTokens = 0;
    friend bool operator==(const SpendEntry &, const SpendEntry &) = default;
};

} // namespace ostiary
