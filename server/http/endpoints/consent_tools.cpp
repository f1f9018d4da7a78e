// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/consent_tools.h"

#include <algorithm>

namespace ostiary::http {

namespace {

// Under the very scope that a tool needs; where the app did not ask for that one, under the one that includes it.
bool opens(const QString &scope, const QString &need, const QStringList &asked, const ScopeCatalogue &scopes)
{
    return asked.contains(need) ? scope == need : scopes.includes({scope}, need);
}

} // namespace

std::optional<QString> ConsentTools::upstreamOf(const QString &resource) const
{
    const QString base = m_resources.ofPath(QStringLiteral("/mcp"));
    QString name;
    if (resource.startsWith(base + u'/'))
        name = resource.sliced(base.size() + 1);
    else if (resource != base)
        return std::nullopt;
    name = m_rules.named(name);
    return name.isEmpty() ? std::nullopt : std::optional(name);
}

QList<ConsentTools::Needed> ConsentTools::patternsOf(const QString &upstream) const
{
    QList<Needed> patterns;
    for (const ScopeNeed &need : m_rules.needsOf(upstream)) {
        QStringList scopes = m_rules.scopesFor(upstream, {}) + need.scopes;
        scopes.removeDuplicates();
        if (!scopes.isEmpty())
            patterns << Needed{{.name = need.pattern}, scopes};
    }
    return patterns;
}

ConsentTools::Found ConsentTools::sorted(const QList<Needed> &tools, const QStringList &asked) const
{
    Found found;
    for (const auto &[tool, needs] : tools) {
        if (needs.isEmpty())
            found.open << ConsentTool{tool.name, tool.title, tool.readsOnly};
        else if (!m_scopes.includeAll(asked, needs))
            continue;
        for (const QString &scope : asked) {
            QStringList also = needs;
            also.removeIf([&](const QString &need) { return opens(scope, need, asked, m_scopes); });
            if (also.size() < needs.size())
                found.opened[scope] << ConsentTool{tool.name, tool.title, tool.readsOnly, also};
        }
    }
    return found;
}

Task<ConsentTools::Found> ConsentTools::of(QString resource, QStringList asked, Principal who,
                                           UpstreamBackend *upstreams) const
{
    const std::optional<QString> upstream = upstreamOf(resource);
    if (!upstream || !m_rules.mayUse(who, *upstream))
        co_return Found{};
    QList<Needed> tools;
    std::optional<QList<UpstreamTool>> told;
    if (upstreams)
        told = co_await upstreams->tools(*upstream);
    if (told) {
        for (const UpstreamTool &tool : std::as_const(*told))
            tools << Needed{tool, m_rules.scopesFor(*upstream, tool.name)};
    } else {
        tools = patternsOf(*upstream);
    }
    Found found = sorted(tools, asked);
    found.hasNeeds = !m_rules.needsOf(*upstream).isEmpty() || !m_rules.scopesFor(*upstream, {}).isEmpty();
    co_return found;
}

} // namespace ostiary::http
