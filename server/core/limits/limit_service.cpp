// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/limits/limit_service.h"

#include "models/store/api_keys.h"
#include "models/store/grants.h"
#include "models/store/organizations.h"
#include "models/store/request_counts.h"

namespace ostiary {

namespace request_counts = store::request_counts;

namespace {

qint64 minuteOf(Time time)
{
    return std::chrono::floor<std::chrono::minutes>(time).time_since_epoch().count();
}

// A typing error must not look like somebody who made no request.
Result<> checkSubject(store::Connection &connection, const QString &subject)
{
    TRY(const auto key, store::api_keys::find(connection, ApiKeyId(subject)));
    TRY(const auto grant, store::grants::find(connection, GrantId(subject)));
    TRY(const auto organization, store::organizations::find(connection, OrganizationId(subject)));
    if (key || grant || organization)
        return {};
    return fail(ErrorCode::NotFound, QStringLiteral("There is no key, app or organization %1.").arg(subject.left(200)));
}

} // namespace

LimitService::LimitService(store::Store &store, const PlanService &plans, RateLimiter &limiter, RateRules rules,
                           const Clock &clock)
    : m_store(store), m_plans(plans), m_limiter(limiter), m_rules(std::move(rules)), m_clock(clock)
{
    for (RateRule *rule : {&m_rules.standard, &m_rules.fvk, &m_rules.ai})
        rule->counted = true;
}

const RateRule &LimitService::defaultRule(const Principal &who, LimitKind kind) const
{
    if (kind == LimitKind::Ai)
        return m_rules.ai;
    const bool isFvk = who.keyKind == KeyKind::Fvk || who.via == Principal::Via::AccessToken;
    return isFvk ? m_rules.fvk : m_rules.standard;
}

RateRule LimitService::ruleOf(const Principal &who, LimitKind kind) const
{
    RateRule rule = defaultRule(who, kind);
    std::optional<int> count = who.keyLimits.of(kind);
    if (!count)
        count = who.organizationLimits.of(kind);
    if (!count)
        count = m_plans.limit(who, kind);
    if (count) {
        rule.count = *count;
        rule.window = std::chrono::minutes(1);
    }
    if (who.keyLimits.raise || who.organizationLimits.raise) {
        const Time now = m_clock.now();
        const int factor = std::max(who.keyLimits.factorAt(now), who.organizationLimits.factorAt(now));
        rule.count = int(std::min<qint64>(qint64(rule.count) * factor, std::numeric_limits<int>::max()));
    }
    return rule;
}

LimitSource LimitService::sourceOf(const Principal &who, LimitKind kind) const
{
    return who.keyLimits.of(kind)         ? LimitSource::Key
        : who.organizationLimits.of(kind) ? LimitSource::Organization
        : m_plans.limit(who, kind)        ? LimitSource::Plan
                                          : LimitSource::Server;
}

RateDecision LimitService::admit(const Principal &who, const RateRule &rule)
{
    return m_limiter.admit(who.credentialId.toLatin1(), rule);
}

RateDecision LimitService::peek(const Principal &who, LimitKind kind) const
{
    return m_limiter.peek(who.credentialId.toLatin1(), ruleOf(who, kind));
}

Result<> LimitService::check(const Limits &limits)
{
    for (const std::optional<int> &count : {limits.standard, limits.ai}) {
        if (count && (*count < 1 || *count > kMost))
            return failField(QStringLiteral("limits"),
                             QStringLiteral("A limit must be from 1 to %1 requests a minute.").arg(kMost));
    }
    if (limits.raise.has_value() != limits.raisedUntil.has_value())
        return failField(QStringLiteral("limits"),
                         QStringLiteral("To raise limits, give both raise and raised_until."));
    if (limits.raise && (*limits.raise < 2 || *limits.raise > kMostRaise))
        return failField(QStringLiteral("limits"),
                         QStringLiteral("Limits can be raised 2 to %1 times.").arg(kMostRaise));
    return {};
}

Result<> LimitService::mayGive(const Principal &who, const Limits &limits) const
{
    CHECK(check(limits));
    const Plan plan = m_plans.of(who);
    if (plan.customLimits)
        return {};
    const auto require = [&](const QString &what) {
        return std::unexpected(Error{
            .code = ErrorCode::PlanRequired,
            .detail = QStringLiteral("The plan %1 has no custom limits: %2. Lower limits can be set with every plan.")
                          .arg(plan.title, what),
            .members = {{QStringLiteral("plan"), plan.name}}});
    };
    if (limits.raise)
        return require(QStringLiteral("limits can't be raised"));
    for (const LimitKind kind : {LimitKind::Standard, LimitKind::Ai}) {
        Principal plain = who;
        plain.keyLimits = {};
        plain.keyKind = KeyKind::Fvk; // the more generous default
        const int most = ruleOf(plain, kind).count;
        if (const std::optional<int> count = limits.of(kind); count && *count > most)
            return require(QStringLiteral("at most %1 %2 requests a minute").arg(most).arg(toString(kind)));
    }
    return {};
}

Task<Result<int>> LimitService::writeCounts()
{
    QList<RequestCount> counts = m_limiter.takeCounts();
    if (counts.isEmpty())
        return Result<int>(0);
    return m_store.write([counts = std::move(counts)](store::Connection &connection) -> Result<int> {
        for (const RequestCount &count : counts) {
            const LimitKind kind = limitKindFromString(QString::fromLatin1(count.rule)).value_or(LimitKind::Standard);
            CHECK(request_counts::add(connection, kind,
                                      {QString::fromLatin1(count.who), count.minute, count.admitted, count.refused}));
        }
        return int(counts.size());
    });
}

Result<> LimitService::removeOldCounts(store::Connection &connection) const
{
    return request_counts::removeOld(connection, minuteOf(m_clock.now() - kHistory - std::chrono::days(1)));
}

Result<LimitSimulation> LimitService::simulate(const QString &subject, LimitKind kind, int count) const
{
    if (count < 1 || count > kMost) {
        return failField(QStringLiteral("count"),
                         QStringLiteral("A limit must be from 1 to %1 requests a minute.").arg(kMost));
    }
    TRY(store::Connection *const connection, m_store.reader());
    CHECK(checkSubject(*connection, subject));
    LimitSimulation simulation{.since = m_clock.now() - kHistory};
    TRY(const QList<request_counts::Minute> minutes,
        request_counts::since(*connection, subject, kind, minuteOf(simulation.since)));
    for (const request_counts::Minute &minute : minutes) {
        const int requests = minute.admitted + minute.refused;
        simulation.requests += requests;
        simulation.refusedThen += minute.refused;
        simulation.refused += std::max(0, requests - count);
        simulation.busiestMinute = std::max(simulation.busiestMinute, requests);
    }
    return simulation;
}

} // namespace ostiary
