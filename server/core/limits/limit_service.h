// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/limits/rate_limiter.h"
#include "server/core/organizations/plan_service.h"

namespace ostiary {

/// How many requests a credential may make where neither it, its organization nor its plan says (F8, V2).
struct RateRules {
    RateRule standard{"standard", 100};
    RateRule fvk{"standard", 120}; ///< fvk_live_ keys and OAuth tokens
    RateRule ai{"ai", 10}; ///< upstreams that are declared so
};

/// Whose figure a limit is.
enum class LimitSource { Key, Organization, Plan, Server };

/// Which limit holds for whom, and what another one would have done. Thread-safe.
class LimitService
{
public:
    LimitService(store::Store &store, const PlanService &plans, RateLimiter &limiter, RateRules rules,
                 const Clock &clock);

    /// The key's own figure, else its organization's, its plan's, the server's; raised while it is raised.
    [[nodiscard]] RateRule ruleOf(const Principal &who, LimitKind kind) const;
    /// What holds where nobody says otherwise.
    [[nodiscard]] const RateRules &rules() const { return m_rules; }
    /// Where the figure comes from that ruleOf() gives, before it is raised.
    [[nodiscard]] LimitSource sourceOf(const Principal &who, LimitKind kind) const;
    /// Counts a request by the rule that ruleOf() gave, or says when to come back. Each kind has its own window.
    [[nodiscard]] RateDecision admit(const Principal &who, const RateRule &rule);
    /// How things stand, without counting anything.
    [[nodiscard]] RateDecision peek(const Principal &who, LimitKind kind) const;

    /// InvalidValue (`limits`): a figure that makes no sense.
    [[nodiscard]] static Result<> check(const Limits &limits);
    /// Whether `who` may give such limits: lower ones than the plan's always, higher ones with a plan that has custom
    /// limits. PlanRequired; InvalidValue, as check().
    [[nodiscard]] Result<> mayGive(const Principal &who, const Limits &limits) const;

    /// What was counted since the last call goes to the store; called now and then.
    [[nodiscard]] Task<Result<int>> writeCounts();
    [[nodiscard]] Result<> removeOldCounts(store::Connection &connection) const;
    /// What `count` requests a minute would have refused in the last 7 days to a key, or to each credential of an
    /// organization. Minutes are counted whole, so that a burst around a full minute counts as two halves.
    /// NotFound. InvalidValue (`count`).
    [[nodiscard]] Result<LimitSimulation> simulate(const QString &subject, LimitKind kind, int count) const;

    static constexpr int kMost = 1'000'000; ///< requests a minute
    static constexpr int kMostRaise = 100;
    static constexpr std::chrono::days kHistory{7};

private:
    [[nodiscard]] const RateRule &defaultRule(const Principal &who, LimitKind kind) const;

    store::Store &m_store;
    const PlanService &m_plans;
    RateLimiter &m_limiter;
    RateRules m_rules;
    const Clock &m_clock;
};

} // namespace ostiary
