// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/organizations/upstream_rules.h"

#include <QJsonArray>

#include <algorithm>

namespace ostiary {

namespace {

// `*` and nothing else: each piece between two of them must come after the one before.
bool fits(QStringView pattern, QStringView text, Qt::CaseSensitivity cs)
{
    const QList<QStringView> pieces = pattern.split(u'*');
    if (pieces.size() == 1)
        return pattern.compare(text, cs) == 0;
    if (!text.startsWith(pieces.first(), cs))
        return false;
    text = text.sliced(pieces.first().size());
    for (const QStringView piece : pieces.sliced(1, pieces.size() - 2)) {
        const qsizetype at = text.indexOf(piece, 0, cs);
        if (at < 0)
            return false;
        text = text.sliced(at + piece.size());
    }
    return text.endsWith(pieces.last(), cs);
}

const ScopeNeed *needOf(const UpstreamRules::Rule &rule, const QString &subject)
{
    const auto whole = std::ranges::find_if(
        rule.needs, [&](const ScopeNeed &need) { return need.pattern.compare(subject, rule.subjects) == 0; });
    if (whole != rule.needs.end())
        return &*whole;
    const auto first = std::ranges::find_if(
        rule.needs, [&](const ScopeNeed &need) { return fits(need.pattern, subject, rule.subjects); });
    return first == rule.needs.end() ? nullptr : &*first;
}

std::unexpected<Error> insufficient(const QStringList &missing, const QStringList &all)
{
    return std::unexpected(
        Error{.code = ErrorCode::InsufficientScope,
              .detail
              = QStringLiteral("This takes the %1 %2, which the credential does not have.")
                    .arg(missing.size() == 1 ? QStringLiteral("scope") : QStringLiteral("scopes"), missing.join(u' ')),
              .members = {{QStringLiteral("missing_scopes"), QJsonArray::fromStringList(missing)}},
              .scopes = all});
}

} // namespace

const UpstreamRules::Rule &UpstreamRules::of(const QString &upstream) const
{
    static const Rule kNone;
    const auto rule = m_rules.constFind(named(upstream));
    return rule == m_rules.constEnd() ? kNone : *rule;
}

QStringList UpstreamRules::scopesFor(const QString &upstream, const QString &subject) const
{
    const Rule &rule = of(upstream);
    QStringList scopes = rule.scopes;
    if (const ScopeNeed *const need = subject.isEmpty() ? nullptr : needOf(rule, subject))
        scopes += need->scopes;
    scopes.removeDuplicates();
    return scopes;
}

Result<> UpstreamRules::checkScopes(const Principal &who, const QString &upstream, const QStringList &subjects,
                                    const ScopeCatalogue &catalogue) const
{
    QStringList needed = scopesFor(upstream, {});
    for (const QString &subject : subjects)
        needed += scopesFor(upstream, subject);
    needed.removeDuplicates();
    QStringList missing = needed;
    missing.removeIf([&](const QString &scope) { return who.hasScope(scope, catalogue); });
    if (missing.isEmpty())
        return {};
    return insufficient(missing, catalogue.challenge(who.scopes, needed));
}

QStringList UpstreamRules::firstScopes(const QString &upstream, const ScopeCatalogue &catalogue) const
{
    const Rule &rule = of(upstream);
    QStringList scopes = rule.scopes;
    for (const ScopeNeed &need : scopes.isEmpty() ? rule.needs : QList<Need>())
        scopes += need.scopes;
    scopes.removeDuplicates();
    return scopes.isEmpty() ? catalogue.supported() : scopes;
}

QList<ScopeUse> UpstreamRules::usesOf(const QString &scope, const Principal *who) const
{
    QList<ScopeUse> uses;
    QStringList names = m_rules.keys();
    names.sort();
    for (const QString &name : std::as_const(names)) {
        if (who && !mayUse(*who, name))
            continue;
        const Rule &rule = of(name);
        if (rule.scopes.contains(scope))
            uses.append({name, {}});
        for (const ScopeNeed &need : rule.needs) {
            if (need.scopes.contains(scope))
                uses.append({name, need.pattern});
        }
    }
    return uses;
}

} // namespace ostiary
