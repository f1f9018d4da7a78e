// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/organizations/plan_service.h"

#include "models/store/organizations.h"
#include "models/store/plans.h"
#include "server/core/text_rules.h"

#include <QLoggingCategory>

namespace ostiary {

namespace {

Q_LOGGING_CATEGORY(lcPlans, "ostiary.plans")

constexpr int kMostPerMinute = 1'000'000;
constexpr qsizetype kLongestTitle = 40;

Result<> checkFigures(const Plan &plan)
{
    const std::pair<QString, std::optional<int>> counts[]{{QStringLiteral("standard_limit"), plan.standardLimit},
                                                          {QStringLiteral("ai_limit"), plan.aiLimit},
                                                          {QStringLiteral("member_limit"), plan.memberLimit},
                                                          {QStringLiteral("project_limit"), plan.projectLimit}};
    for (const auto &[field, count] : counts) {
        if (count && (*count < 1 || *count > kMostPerMinute))
            return failField(field,
                             QStringLiteral("The %1 must be from 1 to %2.")
                                 .arg(QString(field).replace(u'_', u' '))
                                 .arg(kMostPerMinute));
    }
    if (plan.aiCapMicros && *plan.aiCapMicros < 0)
        return failField(QStringLiteral("ai_cap_micros"), QStringLiteral("The spending cap must not be negative."));
    return {};
}

} // namespace

PlanService::PlanService(store::Store &store, const Clock &clock)
    : m_store(store), m_clock(clock), m_changes(store.changes().subscribe([this](const QList<Change> &changes) {
          const auto isPlan = [](const Change &change) { return change.table == Table::Plans; };
          if (std::ranges::any_of(changes, isPlan))
              std::ignore = read();
      }))
{
    std::ignore = read();
}

Result<> PlanService::read()
{
    TRY(store::Connection *const connection, m_store.reader());
    Result<QList<Plan>> plans = store::plans::all(*connection);
    if (!plans) {
        qCWarning(lcPlans) << "The plans could not be read:" << plans.error().cause;
        return std::unexpected(plans.error());
    }
    const std::unique_lock lock(m_mutex);
    m_plans = *std::move(plans);
    return {};
}

QList<Plan> PlanService::all() const
{
    const std::shared_lock lock(m_mutex);
    return m_plans;
}

Plan PlanService::find(const QString &name) const
{
    const std::shared_lock lock(m_mutex);
    for (const Plan &plan : m_plans) {
        if (plan.name == name)
            return plan;
    }
    return m_plans.value(0);
}

// On the way of every request: looks, and copies no plan.
std::optional<int> PlanService::limit(const Principal &principal, LimitKind kind) const
{
    const QString name = principal.planAt(m_clock.now());
    const std::shared_lock lock(m_mutex);
    for (const Plan &plan : m_plans) {
        if (plan.name == name)
            return kind == LimitKind::Ai ? plan.aiLimit : plan.standardLimit;
    }
    return std::nullopt;
}

Result<> PlanService::require(const Plan &plan, std::optional<int> Plan::*limit, qint64 wanted,
                              const QString &what) const
{
    const auto allows = [&](const Plan &one) { return !(one.*limit) || *(one.*limit) >= wanted; };
    if (allows(plan))
        return {};
    for (const Plan &better : all()) {
        if (better.rank <= plan.rank || !allows(better))
            continue;
        return std::unexpected(
            Error{.code = ErrorCode::PlanRequired,
                  .detail = QStringLiteral("The plan %1 allows %2 %3; this needs the plan %4.")
                                .arg(plan.title, QString::number(*(plan.*limit)), what, better.title),
                  .members = {{QStringLiteral("plan"), plan.name}, {QStringLiteral("required_plan"), better.name}}});
    }
    return std::unexpected(Error{.code = ErrorCode::PlanRequired,
                                 .detail = QStringLiteral("The plan %1 allows %2 %3, and no plan allows more.")
                                               .arg(plan.title, QString::number(*(plan.*limit)), what),
                                 .members = {{QStringLiteral("plan"), plan.name}}});
}

Task<Result<Organization>> PlanService::change(OrganizationId organization, PlanChange change)
{
    QStringList names;
    for (const Plan &plan : all())
        names << plan.name;
    if (!names.contains(change.plan)) {
        return Result<Organization>(failField(QStringLiteral("plan"),
                                              QStringLiteral("There is no plan \"%1\"; there are: %2.")
                                                  .arg(change.plan, names.join(QStringLiteral(", ")))));
    }
    return m_store.write([organization, change](store::Connection &connection) -> Result<Organization> {
        CHECK(store::organizations::setPlan(connection, organization, change.plan, change.trialEndsAt));
        TRY(const std::optional<Organization> now, store::organizations::find(connection, organization));
        if (!now)
            return fail(ErrorCode::NotFound, QStringLiteral("There is no organization %1.").arg(organization.text()));
        return *now;
    });
}

Task<Result<Plan>> PlanService::update(Plan plan)
{
    if (Result<> fine = checkFigures(plan); !fine)
        return Result<Plan>(std::unexpected(fine.error()));
    Result<QString> title = text_rules::singleLine(plan.title, QStringLiteral("title"), kLongestTitle);
    if (!title)
        return Result<Plan>(std::unexpected(title.error()));
    plan.title = *title;
    return m_store.write([plan](store::Connection &connection) -> Result<Plan> {
        CHECK(store::plans::update(connection, plan));
        TRY(const QList<Plan> plans, store::plans::all(connection));
        for (const Plan &one : plans) {
            if (one.name == plan.name)
                return one;
        }
        return plan;
    });
}

} // namespace ostiary
