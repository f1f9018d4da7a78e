// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/oauth/scope_catalogue.h"

#include <algorithm>

namespace ostiary {

namespace {

constexpr QLatin1StringView kRead(":read");
constexpr QLatin1StringView kWrite(":write");

/// What a scope includes by itself, the next step only.
QStringList impliedBy(const Scope &scope)
{
    QStringList implied = scope.implies;
    if (scope.name.endsWith(kWrite))
        implied << scope.name.chopped(kWrite.size()) + kRead;
    return implied;
}

} // namespace

ScopeCatalogue::ScopeCatalogue(const QList<Scope> &scopes)
{
    for (const Scope &scope : scopes) {
        const auto same = std::ranges::find(m_scopes, scope.name, &Scope::name);
        if (same == m_scopes.end())
            m_scopes << scope;
        else
            *same = scope;
    }
    for (const Scope &scope : std::as_const(m_scopes)) {
        m_names << scope.name;
        m_reach.insert(scope.name, reachOf(scope.name));
    }
}

// A scope that was met before is not followed again, so that cycles end.
QSet<QString> ScopeCatalogue::reachOf(const QString &scope) const
{
    QSet<QString> reach;
    QStringList waiting{scope};
    while (!waiting.isEmpty()) {
        const auto next = std::ranges::find(m_scopes, waiting.takeLast(), &Scope::name);
        if (next == m_scopes.end() || reach.contains(next->name))
            continue;
        reach.insert(next->name);
        waiting += impliedBy(*next);
    }
    return reach;
}

Result<QStringList> ScopeCatalogue::forKey(const QStringList &wish) const
{
    QStringList scopes = wish;
    scopes.removeDuplicates();
    if (scopes.isEmpty())
        return failField(QStringLiteral("scopes"), QStringLiteral("Name at least one scope, or * for all of them."));
    for (const QString &scope : std::as_const(scopes)) {
        if (scope != QLatin1String("*") && !knows(scope)) {
            return failField(QStringLiteral("scopes"),
                             QStringLiteral("There is no scope \"%1\"; there are: * %2")
                                 .arg(scope.left(60), m_names.join(u' '))
                                 .trimmed());
        }
    }
    return scopes.contains(QStringLiteral("*")) ? QStringList{QStringLiteral("*")} : scopes;
}

// Those of a `scope` parameter that there are.
Result<QStringList> ScopeCatalogue::known(const QString &scope) const
{
    // RFC 6749 §3.3: printable ASCII but for the quote and the backslash, separated by spaces.
    const bool printable
        = std::ranges::all_of(scope, [](QChar c) { return c >= u' ' && c <= u'~' && c != u'"' && c != u'\\'; });
    if (scope.size() > kLongest || !printable)
        return fail(ErrorCode::InvalidScope,
                    QStringLiteral("The scope is too long or has characters that no scope has."));
    QStringList words = scope.split(u' ', Qt::SkipEmptyParts);
    words.removeDuplicates();
    words.removeIf([this](const QString &word) { return !knows(word); });
    return words;
}

Result<QStringList> ScopeCatalogue::forRequest(const QString &scope) const
{
    TRY(const QStringList words, known(scope));
    return words.isEmpty() ? m_names : words;
}

Result<QStringList> ScopeCatalogue::narrowed(const QString &scope, const QStringList &granted) const
{
    // offline_access and its like were dropped when they were asked for first; a refresh repeats them.
    TRY(const QStringList words, known(scope));
    if (words.isEmpty())
        return granted;
    for (const QString &word : words) {
        if (!includes(granted, word))
            return fail(ErrorCode::InvalidScope, QStringLiteral("The scope %1 was not granted.").arg(word));
    }
    return words;
}

bool ScopeCatalogue::includes(const QStringList &granted, const QString &scope) const
{
    return std::ranges::any_of(granted, [&](const QString &each) {
        if (each == scope || each == QLatin1String("*"))
            return true;
        const auto reach = m_reach.constFind(each);
        return reach != m_reach.constEnd() && reach->contains(scope);
    });
}

bool ScopeCatalogue::includeAll(const QStringList &granted, const QStringList &scopes) const
{
    return std::ranges::all_of(scopes, [&](const QString &scope) { return includes(granted, scope); });
}

QStringList ScopeCatalogue::includedIn(const QString &scope) const
{
    const QSet<QString> reach = m_reach.value(scope);
    QStringList included = m_names;
    included.removeIf([&](const QString &name) { return name == scope || !reach.contains(name); });
    return included;
}

QStringList ScopeCatalogue::challenge(const QStringList &granted, const QStringList &needed) const
{
    QStringList all = granted;
    for (const QString &scope : needed) {
        if (!includes(granted, scope) && !all.contains(scope))
            all << scope;
    }
    return all;
}

} // namespace ostiary
