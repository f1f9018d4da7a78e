// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/admin.h"
#include "models/store/store.h"
#include "server/core/principal/principal.h"

#include <memory>
#include <shared_mutex>

namespace ostiary {

/// The plans and what they allow (F7). Kept in memory; read again when a commit changes them. Thread-safe.
class PlanService
{
public:
    PlanService(store::Store &store, const Clock &clock);

    [[nodiscard]] QList<Plan> all() const;
    /// The one of that name; the least, should it be gone.
    [[nodiscard]] Plan find(const QString &name) const;
    [[nodiscard]] Plan of(const Organization &organization) const { return find(organization.planAt(m_clock.now())); }
    [[nodiscard]] Plan of(const Principal &principal) const { return find(principal.planAt(m_clock.now())); }

    /// How many requests a minute the plan of a principal allows; nullopt: it leaves that to the server.
    [[nodiscard]] std::optional<int> limit(const Principal &principal, LimitKind kind) const;

    /// PlanRequired, naming the least plan that allows `wanted` of something, unless this one does. `what` stands in
    /// "… allows 1 member".
    [[nodiscard]] Result<> require(const Plan &plan, std::optional<int> Plan::*limit, qint64 wanted,
                                   const QString &what) const;

    /// NotFound. InvalidValue (`plan`): there is none of that name.
    [[nodiscard]] Task<Result<Organization>> change(OrganizationId organization, PlanChange change);
    /// NotFound. InvalidValue: a figure that makes no sense.
    [[nodiscard]] Task<Result<Plan>> update(Plan plan);

private:
    [[nodiscard]] Result<> read();

    store::Store &m_store;
    const Clock &m_clock;
    mutable std::shared_mutex m_mutex;
    QList<Plan> m_plans;
    store::ChangeFeed::Subscription m_changes;
};

} // namespace ostiary
