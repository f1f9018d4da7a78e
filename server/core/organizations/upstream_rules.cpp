// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/organizations/upstream_rules.h"

namespace ostiary {

namespace {

// `*` and nothing else: each piece between two of them must come after the one before.
bool fits(QStringView pattern, QStringView text)
{
    const QList<QStringView> pieces = pattern.split(u'*');
    if (pieces.size() == 1)
        return pattern == text;
    if (!text.startsWith(pieces.first()))
        return false;
    text = text.sliced(pieces.first().size());
    for (const QStringView piece : pieces.sliced(1, pieces.size() - 2)) {
        const qsizetype at = text.indexOf(piece);
        if (at < 0)
            return false;
        text = text.sliced(at + piece.size());
    }
    return text.endsWith(pieces.last());
}

const UpstreamRules::Need *needOf(const QList<UpstreamRules::Need> &needs, const QString &subject)
{
    const auto whole = std::ranges::find(needs, subject, &UpstreamRules::Need::pattern);
    if (whole != needs.end())
        return &*whole;
    const auto first
        = std::ranges::find_if(needs, [&](const UpstreamRules::Need &need) { return fits(need.pattern, subject); });
    return first == needs.end() ? nullptr : &*first;
}

} // namespace

QStringList UpstreamRules::scopesFor(const QString &upstream, const QString &subject) const
{
    const Rule rule = of(upstream);
    QStringList scopes = rule.scopes;
    if (const Need *const need = subject.isEmpty() ? nullptr : needOf(rule.needs, subject))
        scopes += need->scopes;
    scopes.removeDuplicates();
    return scopes;
}

} // namespace ostiary
