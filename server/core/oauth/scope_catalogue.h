// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/error.h"
#include "models/scope.h"

#include <QHash>
#include <QSet>

namespace ostiary {

/// Which scopes there are here, and what each includes. A constant value: made from the settings, shared by all.
class ScopeCatalogue
{
public:
    /// The order is the one in which they are shown. Of two with the same name the later one holds, at the place of the
    /// first.
    explicit ScopeCatalogue(const QList<Scope> &scopes = seedScopes());

    [[nodiscard]] const QList<Scope> &all() const { return m_scopes; }
    /// The names of all.
    [[nodiscard]] const QStringList &supported() const { return m_names; }
    [[nodiscard]] bool knows(const QString &scope) const { return m_reach.contains(scope); }

    /// For a new key: known scopes, or "*" for all of them. InvalidValue (`scopes`).
    [[nodiscard]] Result<QStringList> forKey(const QStringList &wish) const;
    /// For an authorization request (RFC 6749 §3.3): unknown scopes are dropped, since clients in the wild ask for
    /// `openid` and the like and give up on a refusal; nothing left means all. InvalidScope: longer than any honest
    /// request.
    [[nodiscard]] Result<QStringList> forRequest(const QString &scope) const;
    /// For a refresh: InvalidScope unless all of it was granted.
    [[nodiscard]] Result<QStringList> narrowed(const QString &scope, const QStringList &granted) const;

    /// Whether `granted` is good for `scope`: "*" for all, X:write for X:read, any for what it implies, and so on.
    [[nodiscard]] bool includes(const QStringList &granted, const QString &scope) const;
    [[nodiscard]] bool includeAll(const QStringList &granted, const QStringList &scopes) const;

    /// What a scope includes beside itself, however far, in the order of all().
    [[nodiscard]] QStringList includedIn(const QString &scope) const;

    /// What a step-up has to ask for, all at once: what was granted and what is missing (MCP "Scope Challenge
    /// Handling").
    [[nodiscard]] QStringList challenge(const QStringList &granted, const QStringList &needed) const;

    static constexpr qsizetype kLongest = 1024; ///< characters of a `scope` parameter

private:
    [[nodiscard]] QSet<QString> reachOf(const QString &scope) const;
    [[nodiscard]] Result<QStringList> known(const QString &scope) const;

    QList<Scope> m_scopes;
    QStringList m_names;
    QHash<QString, QSet<QString>> m_reach; ///< of each scope: itself and all that it includes, however far
};

} // namespace ostiary
