// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/spend.h"
#include "models/store/connection.h"

/// Budgets, holds and the ledger. Every function that moves money writes its ledger row in the same transaction.
namespace ostiary::store::spending {

/// Money set aside for one call.
struct Hold {
    HoldId id;
    QString period;
    OrganizationId organization;
    ProjectId project; ///< may be empty
    QString credential;
    QString upstream;
    QString subject;
    PriceId price;
    qint64 amountMicros = 0;
};

/// What a call must pass: of its organization, then of its project and its key where there are such.
struct CallerBudgets {
    QString plan;
    std::optional<Time> trialEndsAt;
    QList<BudgetState> states; ///< without what was spent
};
/// NotFound: the organization.
[[nodiscard]] Result<CallerBudgets> budgetsOf(Connection &connection, const OrganizationId &organization,
                                              const ProjectId &project, const QString &credential);

/// False: the budget has no room for it, and nothing was done.
[[nodiscard]] Result<bool> setAside(Connection &connection, const BudgetState &budget, const QString &period,
                                    qint64 amountMicros);
/// Once every budget has set it aside.
[[nodiscard]] Result<> insert(Connection &connection, const Hold &hold, Time now, Time expiresAt);
[[nodiscard]] Result<> renew(Connection &connection, const HoldId &id, Time expiresAt);
[[nodiscard]] Result<QList<Hold>> expired(Connection &connection, Time now);

/// How a hold ends.
struct Ending {
    SpendKind kind = SpendKind::Settle;
    qint64 spentMicros = 0;
    qint64 inputTokens = 0;
    qint64 outputTokens = 0;
};
/// Charges at most what was set aside. What it was; nullopt: it is over already, and nothing was done. So it happens
/// once, whoever asks how often.
[[nodiscard]] Result<std::optional<Hold>> end(Connection &connection, const HoldId &id, const Ending &ending, Time now);

struct Month {
    qint64 spentMicros = 0;
    qint64 heldMicros = 0;
};
[[nodiscard]] Result<Month> month(Connection &connection, const QString &subject, const QString &period);
/// True: it is the first time that it is told.
[[nodiscard]] Result<bool> tell(Connection &connection, const QString &subject, const QString &period, int percent,
                                Time now);
/// Keys of an organization that have a budget of their own.
[[nodiscard]] Result<QList<BudgetState>> keyBudgets(Connection &connection, const OrganizationId &organization);

/// Of what a report tells: all of an organization; of one account in it; of one key or OAuth session.
struct View {
    OrganizationId organization;
    AccountId account; ///< empty: of all
    QString credential; ///< empty: of all
};
/// `what`: "by_credential", "by_project", "by_upstream", "by_subject", "by_day".
[[nodiscard]] Result<QList<SpendShare>> shares(Connection &connection, const QString &what, const View &view,
                                               const QString &period);
/// The newest first, before a number; of everyone when the organization is empty.
[[nodiscard]] Result<QList<SpendEntry>> ledger(Connection &connection, const OrganizationId &organization,
                                               qint64 before, int limit);

} // namespace ostiary::store::spending
