// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/random.h"
#include "models/store/spending.h"
#include "models/store/store.h"
#include "server/core/organizations/plan_service.h"
#include "server/core/principal/principal.h"
#include "server/core/spend/charge.h"

#include <QSet>

namespace ostiary {

/// Reserve → call → settle. Money is set aside in every budget on the way (organization, project, key) before a call is
/// made, so that a cap is a ceiling: one statement per budget decides, in one transaction. A hold that nobody settles
/// ends by itself. Thread-safe.
class SpendService
{
public:
    SpendService(store::Store &store, const PlanService &plans, const Clock &clock, Random &random);

    /// InvalidValue (`budget`): an amount that makes no sense.
    [[nodiscard]] static Result<> check(const Budget &budget);
    /// Whether `who` may give the organization such a budget: a lower cap than the plan's always, a higher one with a
    /// plan that has custom limits. PlanRequired; InvalidValue, as check().
    [[nodiscard]] Result<> mayGive(const Principal &who, const Budget &budget) const;

    /// SpendCapExceeded: `members` names the budget (`budget`) and says when it resets (`resets_at`).
    [[nodiscard]] Task<Result<HoldId>> reserve(Principal caller, Charge charge);
    /// What it cost, never more than was set aside. False: it was over before, and nothing is done.
    [[nodiscard]] Task<Result<bool>> settle(HoldId hold, qint64 micros, TokenUsage usage);
    /// The call failed: nothing is charged.
    [[nodiscard]] Task<Result<bool>> release(HoldId hold);

    /// Holds of calls that are under way in this process stay; called now and then, well within kLease.
    [[nodiscard]] Task<Result<int>> renew();
    /// Ends those that nobody renewed.
    [[nodiscard]] Task<Result<int>> expire();
    /// Ends every hold: when the program starts, none of its calls is under way. One process per database.
    [[nodiscard]] Result<int> expireAll();

    /// A share of a budget has been reached.
    struct Alert {
        OrganizationId organization;
        BudgetState budget;
        int percent = 0;
        QString period;
    };
    /// Called after the commit on the thread that settled, once for each budget, month and share; must be quick.
    void onAlert(std::function<void(const Alert &)> alerted) { m_alerted = std::move(alerted); }

    /// This month's. NotFound.
    [[nodiscard]] Result<SpendReport> ofOrganization(const OrganizationId &id);
    /// What the caller may see: a key or token its own, a session its account's or, from auditors and admins on, all.
    [[nodiscard]] Result<SpendReport> seenBy(const Principal &caller);
    [[nodiscard]] Result<Page<SpendEntry>> ledger(const PageRequest &page, const OrganizationId &organization = {});

    static constexpr std::chrono::minutes kLease{5};
    static constexpr qint64 kMostMicros = 1'000'000'000'000'000; ///< of a budget: a billion dollars
    static constexpr std::array kAlertPercents{50, 80, 100};

private:
    [[nodiscard]] Result<store::spending::CallerBudgets> budgetsOf(store::Connection &connection,
                                                                   const OrganizationId &organization,
                                                                   const ProjectId &project,
                                                                   const QString &credential) const;
    [[nodiscard]] Result<> tell(store::Connection &connection, const store::spending::Hold &hold,
                                QList<Alert> &alerts) const;
    [[nodiscard]] Task<Result<bool>> end(HoldId hold, store::spending::Ending ending);
    [[nodiscard]] Result<SpendReport> report(store::Connection &connection, const store::spending::View &view,
                                             QList<BudgetState> way, QList<BudgetState> others) const;
    [[nodiscard]] Result<int> expireUntil(store::Connection &connection, Time until) const;

    store::Store &m_store;
    const PlanService &m_plans;
    const Clock &m_clock;
    Random &m_random;
    std::function<void(const Alert &)> m_alerted;
    std::mutex m_mutex;
    QSet<HoldId> m_open; ///< of calls that are under way in this process
};

} // namespace ostiary
