// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/spend/spend_service.h"

#include "models/json_reader.h"
#include "models/money.h"
#include "models/store/projects.h"
#include "server/core/paging.h"
#include "server/core/spend/period.h"

namespace ostiary {

namespace spending = store::spending;

namespace {

QList<int> reachedOf(const Budget &budget, qint64 spentMicros)
{
    const std::optional<qint64> amount = budget.alertMicros ? budget.alertMicros : budget.capMicros;
    QList<int> reached;
    for (const int percent : SpendService::kAlertPercents) {
        if (amount && *amount > 0 && spentMicros >= *amount / 100 * percent + *amount % 100 * percent / 100)
            reached << percent;
    }
    return reached;
}

Result<> addMonth(store::Connection &connection, QList<BudgetState> &states, const QString &period)
{
    for (BudgetState &state : states) {
        TRY(const spending::Month month, spending::month(connection, state.id, period));
        state.spentMicros = month.spentMicros;
        state.heldMicros = month.heldMicros;
        state.reached = reachedOf(state.budget, month.spentMicros);
    }
    return {};
}

std::unexpected<Error> overBudget(const BudgetState &state, const QString &period, qint64 wanted)
{
    const QString resets = toJsonTime(period::endOf(period));
    const QString what = state.scope == BudgetScope::Key ? QStringLiteral("this key")
        : state.scope == BudgetScope::Project            ? QStringLiteral("the project \"%1\"").arg(state.name)
                                                         : QStringLiteral("the organization \"%1\"").arg(state.name);
    QJsonObject budget{{QStringLiteral("scope"), toString(state.scope)},
                       {QStringLiteral("id"), state.id},
                       {QStringLiteral("spent_micros"), state.spentMicros},
                       {QStringLiteral("held_micros"), state.heldMicros}};
    if (state.budget.capMicros)
        budget.insert(QStringLiteral("cap_micros"), *state.budget.capMicros);
    return std::unexpected(Error{
        .code = ErrorCode::SpendCapExceeded,
        .detail = QStringLiteral("The budget of %1 is %2 a month; %3 of it is left, and this call may cost %4. It "
                                 "starts anew at %5.")
                      .arg(what, dollars(state.budget.capMicros.value_or(0)),
                           dollars(state.remainingMicros().value_or(0)), dollars(wanted), resets),
        .members = {{QStringLiteral("budget"), budget},
                    {QStringLiteral("call_micros"), wanted},
                    {QStringLiteral("resets_at"), resets}}});
}

} // namespace

SpendService::SpendService(store::Store &store, const PlanService &plans, const Clock &clock, Random &random)
    : m_store(store), m_plans(plans), m_clock(clock), m_random(random)
{
}

Result<> SpendService::check(const Budget &budget)
{
    for (const std::optional<qint64> &amount : {budget.capMicros, budget.alertMicros}) {
        if (amount && (*amount < 0 || *amount > kMostMicros))
            return failField(QStringLiteral("budget"),
                             QStringLiteral("An amount must be from $0 to a billion dollars."));
    }
    return {};
}

Result<> SpendService::mayGive(const Principal &who, const Budget &budget) const
{
    CHECK(check(budget));
    const Plan plan = m_plans.of(who);
    if (plan.customLimits || !budget.capMicros || !plan.aiCapMicros || *budget.capMicros <= *plan.aiCapMicros)
        return {};
    return std::unexpected(
        Error{.code = ErrorCode::PlanRequired,
              .detail = QStringLiteral("The plan %1 allows spending %2 a month; lower caps can be set.")
                            .arg(plan.title, dollars(*plan.aiCapMicros)),
              .members = {{QStringLiteral("plan"), plan.name}}});
}

// With the plan's cap where the organization has none of its own.
Result<spending::CallerBudgets> SpendService::budgetsOf(store::Connection &connection,
                                                        const OrganizationId &organization, const ProjectId &project,
                                                        const QString &credential) const
{
    TRY(spending::CallerBudgets budgets, spending::budgetsOf(connection, organization, project, credential));
    Budget &own = budgets.states.first().budget;
    if (!own.capMicros)
        own.capMicros = m_plans.find(planAt(budgets.plan, budgets.trialEndsAt, m_clock.now())).aiCapMicros;
    return budgets;
}

Task<Result<HoldId>> SpendService::reserve(Principal caller, Charge charge)
{
    const Time now = m_clock.now();
    const spending::Hold hold{.id = m_random.id<HoldId>(),
                              .period = period::of(now),
                              .organization = caller.organization,
                              .project = caller.project,
                              .credential = caller.credentialId,
                              .upstream = charge.upstream,
                              .subject = charge.subject,
                              .price = charge.price,
                              .amountMicros = charge.mostMicros()};
    CO_CHECK(co_await m_store.write([this, hold, now](store::Connection &connection) -> Result<bool> {
        TRY(spending::CallerBudgets budgets, budgetsOf(connection, hold.organization, hold.project, hold.credential));
        for (BudgetState &state : budgets.states) {
            TRY(const bool hasRoom, spending::setAside(connection, state, hold.period, hold.amountMicros));
            if (hasRoom)
                continue;
            TRY(const spending::Month month, spending::month(connection, state.id, hold.period));
            state.spentMicros = month.spentMicros;
            state.heldMicros = month.heldMicros;
            return overBudget(state, hold.period, hold.amountMicros); // undoes those before
        }
        CHECK(spending::insert(connection, hold, now, now + kLease));
        return true;
    }));
    const std::scoped_lock lock(m_mutex);
    m_open.insert(hold.id);
    co_return hold.id;
}

Task<Result<bool>> SpendService::settle(HoldId hold, qint64 micros, TokenUsage usage)
{
    return end(
        std::move(hold),
        {.kind = SpendKind::Settle, .spentMicros = micros, .inputTokens = usage.input, .outputTokens = usage.output});
}

Task<Result<bool>> SpendService::release(HoldId hold)
{
    return end(std::move(hold), {.kind = SpendKind::Release});
}

Task<Result<bool>> SpendService::end(HoldId id, spending::Ending ending)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_open.remove(id);
    }
    auto alerts = std::make_shared<QList<Alert>>();
    CO_TRY(const bool ended,
           co_await m_store.write(
               [this, id, ending, alerts, now = m_clock.now()](store::Connection &connection) -> Result<bool> {
                   TRY(const std::optional<spending::Hold> hold, spending::end(connection, id, ending, now));
                   if (hold && ending.spentMicros > 0)
                       CHECK(tell(connection, *hold, *alerts));
                   return hold.has_value();
               }));
    for (const Alert &alert : *alerts) {
        if (m_alerted)
            m_alerted(alert);
    }
    co_return ended;
}

Result<> SpendService::tell(store::Connection &connection, const spending::Hold &hold, QList<Alert> &alerts) const
{
    TRY(spending::CallerBudgets budgets, budgetsOf(connection, hold.organization, hold.project, hold.credential));
    CHECK(addMonth(connection, budgets.states, hold.period));
    for (const BudgetState &state : budgets.states) {
        for (const int percent : state.reached) {
            TRY(const bool isNew, spending::tell(connection, state.id, hold.period, percent, m_clock.now()));
            if (isNew)
                alerts.append({hold.organization, state, percent, hold.period});
        }
    }
    return {};
}

Task<Result<int>> SpendService::renew()
{
    QSet<HoldId> open;
    {
        const std::scoped_lock lock(m_mutex);
        open = m_open;
    }
    if (open.isEmpty())
        return Result<int>(0);
    return m_store.write([open, until = m_clock.now() + kLease](store::Connection &connection) -> Result<int> {
        for (const HoldId &id : open)
            CHECK(spending::renew(connection, id, until));
        return int(open.size());
    });
}

Result<int> SpendService::expireUntil(store::Connection &connection, Time until) const
{
    TRY(const QList<spending::Hold> holds, spending::expired(connection, until));
    for (const spending::Hold &hold : holds)
        CHECK(spending::end(connection, hold.id, {.kind = SpendKind::Expire}, m_clock.now()));
    return int(holds.size());
}

Task<Result<int>> SpendService::expire()
{
    const Time now = m_clock.now();
    // Asked now and then: a server that nobody uses should write nothing.
    CO_TRY(store::Connection *const connection, m_store.reader());
    CO_TRY(const QList<spending::Hold> holds, spending::expired(*connection, now));
    if (holds.isEmpty())
        co_return 0;
    co_return co_await m_store.write([this, now](store::Connection &writing) { return expireUntil(writing, now); });
}

Result<int> SpendService::expireAll()
{
    return m_store.writeNow([this](store::Connection &connection) {
        return expireUntil(connection, m_clock.now() + std::chrono::years(100));
    });
}

Result<SpendReport> SpendService::report(store::Connection &connection, const spending::View &view,
                                         QList<BudgetState> way, QList<BudgetState> others) const
{
    SpendReport report;
    report.period = period::of(m_clock.now());
    report.startsAt = period::startOf(report.period);
    report.resetsAt = period::endOf(report.period);
    CHECK(addMonth(connection, way, report.period));
    CHECK(addMonth(connection, others, report.period));
    for (const BudgetState &state : way) {
        if (const std::optional<qint64> left = state.remainingMicros())
            report.remainingMicros = std::min(report.remainingMicros.value_or(*left), *left);
    }
    report.budgets = std::move(way) + std::move(others);
    const std::pair<QString, QList<SpendShare> SpendReport::*> kShares[]{
        {QStringLiteral("by_credential"), &SpendReport::byKey},
        {QStringLiteral("by_project"), &SpendReport::byProject},
        {QStringLiteral("by_upstream"), &SpendReport::byUpstream},
        {QStringLiteral("by_subject"), &SpendReport::bySubject},
        {QStringLiteral("by_day"), &SpendReport::byDay}};
    for (const auto &[what, member] : kShares) {
        TRY(report.*member, spending::shares(connection, what, view, report.period));
    }
    return report;
}

Result<SpendReport> SpendService::ofOrganization(const OrganizationId &id)
{
    TRY(store::Connection *const connection, m_store.reader());
    TRY(spending::CallerBudgets budgets, budgetsOf(*connection, id, {}, {}));
    QList<BudgetState> others;
    TRY(const QList<Project> projects, store::projects::ofOrganization(*connection, id, m_clock.now(), 200));
    for (const Project &project : projects) {
        if (project.budget != Budget{})
            others.append({.scope = BudgetScope::Project,
                           .id = project.id.text(),
                           .name = project.name,
                           .budget = project.budget});
    }
    TRY(const QList<BudgetState> keys, spending::keyBudgets(*connection, id));
    return report(*connection, {.organization = id}, std::move(budgets.states), others + keys);
}

Result<SpendReport> SpendService::seenBy(const Principal &caller)
{
    const bool isSession = caller.via == Principal::Via::BrowserSession;
    if (isSession && caller.role != Role::Member)
        return ofOrganization(caller.organization);
    TRY(store::Connection *const connection, m_store.reader());
    if (isSession) { // what one's own keys spent, beside what is left for everyone
        TRY(spending::CallerBudgets budgets, budgetsOf(*connection, caller.organization, {}, {}));
        return report(*connection, {.organization = caller.organization, .account = caller.account},
                      std::move(budgets.states), {});
    }
    TRY(spending::CallerBudgets budgets,
        budgetsOf(*connection, caller.organization, caller.project, caller.credentialId));
    std::ranges::reverse(budgets.states);
    return report(*connection, {.organization = caller.organization, .credential = caller.credentialId},
                  std::move(budgets.states), {});
}

Result<Page<SpendEntry>> SpendService::ledger(const PageRequest &page, const OrganizationId &organization)
{
    return paging::read<SpendEntry>(
        m_store, page,
        [&](store::Connection &connection, const store::Cursor &from, int limit) {
            return spending::ledger(connection, organization, from.createdAt, limit);
        },
        [](const SpendEntry &entry) {
            return store::Cursor::after(Time{std::chrono::milliseconds{entry.number}}, entry.hold.text());
        });
}

} // namespace ostiary
