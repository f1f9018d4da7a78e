// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/error.h"
#include "server/core/principal/principal.h"

#include <QHash>

namespace ostiary {

/// What holds for an upstream, whoever calls it: which organization it belongs to (nobody else may use it, or learn its
/// name), which of the caller's limits its requests count against, and which scopes they need.
class UpstreamRules
{
public:
    /// Scopes that a part of an upstream needs beside those of the whole.
    struct Need {
        QString pattern; ///< a tool's name, or "POST /path" of an HTTP API; `*` stands for any characters, also none
        QStringList scopes;
    };
    struct Rule {
        OrganizationId organization; ///< empty: everyone's
        LimitKind limit = LimitKind::Standard;
        QStringList scopes; ///< without these it is closed; empty: open to every credential for it
        QList<Need> needs; ///< as written by the operator: the whole name goes first, then the first pattern that fits
    };

    UpstreamRules() = default;
    /// `defaultUpstream`: the one that an empty name stands for; empty: the built-in server, which is everyone's.
    UpstreamRules(QHash<QString, Rule> rules, QString defaultUpstream)
        : m_rules(std::move(rules)), m_default(std::move(defaultUpstream))
    {
    }

    [[nodiscard]] bool mayUse(const Principal &who, const QString &upstream) const
    {
        const Rule rule = of(upstream);
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
    [[nodiscard]] QList<Need> needsOf(const QString &upstream) const { return of(upstream).needs; }
    [[nodiscard]] LimitKind limitOf(const QString &upstream) const { return of(upstream).limit; }
    /// The name behind an empty one; empty for the built-in server.
    [[nodiscard]] const QString &named(const QString &upstream) const
    {
        return upstream.isEmpty() ? m_default : upstream;
    }

private:
    [[nodiscard]] Rule of(const QString &upstream) const { return m_rules.value(named(upstream)); }

    QHash<QString, Rule> m_rules;
    QString m_default;
};

} // namespace ostiary
