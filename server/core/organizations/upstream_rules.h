// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/error.h"
#include "models/scope.h"
#include "server/core/principal/principal.h"

#include <QHash>

namespace ostiary {

/// What holds for an upstream, whoever calls it: which organization it belongs to (nobody else may use it, or learn its
/// name), which of the caller's limits its requests count against, and which scopes they need.
class UpstreamRules
{
public:
    using Need = ScopeNeed;
    struct Rule {
        OrganizationId organization; ///< empty: everyone's
        LimitKind limit = LimitKind::Standard;
        QStringList scopes; ///< without these it is closed; empty: open to every credential for it
        QList<Need> needs; ///< as written by the operator: the whole name goes first, then the first pattern that fits
        /// Many servers take /Chat for /chat, so that the needs of an HTTP API fit in any case.
        Qt::CaseSensitivity subjects = Qt::CaseSensitive;
    };

    UpstreamRules() = default;
    /// `defaultUpstream`: the one that an empty name stands for; empty: the built-in server, which is everyone's.
    UpstreamRules(QHash<QString, Rule> rules, QString defaultUpstream)
        : m_rules(std::move(rules)), m_default(std::move(defaultUpstream))
    {
    }

    [[nodiscard]] bool mayUse(const Principal &who, const QString &upstream) const
    {
        const Rule &rule = of(upstream);
        return rule.organization.isEmpty() || rule.organization == who.organization;
    }
    /// Forbidden.
    [[nodiscard]] Result<> check(const Principal &who, const QString &upstream) const
    {
        if (mayUse(who, upstream))
            return {};
        return fail(ErrorCode::Forbidden, QStringLiteral("This upstream belongs to another organization."));
    }

    /// Every scope that a call of `subject` needs (see Need::pattern); empty: none. Of an empty subject, those of the
    /// whole upstream.
    [[nodiscard]] QStringList scopesFor(const QString &upstream, const QString &subject) const;
    /// Whether it matters what is called there.
    [[nodiscard]] bool hasNeeds(const QString &upstream) const { return !of(upstream).needs.isEmpty(); }
    /// Of one request that calls all these subjects. InsufficientScope, with all that it takes.
    [[nodiscard]] Result<> checkScopes(const Principal &who, const QString &upstream, const QStringList &subjects,
                                       const ScopeCatalogue &catalogue) const;
    /// What a client should ask for first: the scopes of the whole upstream; has it none, all that its parts need; has
    /// it none of either, all scopes that there are.
    [[nodiscard]] QStringList firstScopes(const QString &upstream, const ScopeCatalogue &catalogue) const;
    /// What is closed without that scope, upstreams by name; of those that `who` may use, if somebody is named.
    [[nodiscard]] QList<ScopeUse> usesOf(const QString &scope, const Principal *who = nullptr) const;
    [[nodiscard]] QList<ScopeNeed> needsOf(const QString &upstream) const { return of(upstream).needs; }
    [[nodiscard]] LimitKind limitOf(const QString &upstream) const { return of(upstream).limit; }
    /// The name behind an empty one; empty for the built-in server.
    [[nodiscard]] const QString &named(const QString &upstream) const
    {
        return upstream.isEmpty() ? m_default : upstream;
    }

private:
    [[nodiscard]] const Rule &of(const QString &upstream) const;

    QHash<QString, Rule> m_rules;
    QString m_default;
};

} // namespace ostiary
