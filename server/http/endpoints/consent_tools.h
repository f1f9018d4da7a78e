// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/oauth/resources.h"
#include "server/core/organizations/upstream_rules.h"
#include "server/http/pages/consent_values.h"
#include "server/http/routing/route.h"

#include <QHash>

namespace ostiary::http {

/// Which tools of the server behind a resource each scope opens, for whoever decides about them.
class ConsentTools
{
public:
    ConsentTools(const Resources &resources, const UpstreamRules &rules, const ScopeCatalogue &scopes)
        : m_resources(resources), m_rules(rules), m_scopes(scopes)
    {
    }

    struct Found {
        QHash<QString, QList<ConsentTool>> opened = {}; ///< by scope
        QList<ConsentTool> open = {}; ///< without any
        bool hasNeeds = false; ///< something there needs a scope
    };
    /// Nothing where the resource is no upstream, or one of another organization. Where the upstream does not say in
    /// time which tools it has, the operator's patterns stand for them.
    [[nodiscard]] Task<Found> of(QString resource, QStringList asked, Principal who, UpstreamBackend *upstreams) const;

private:
    struct Needed {
        UpstreamTool tool;
        QStringList needs;
    };
    [[nodiscard]] std::optional<QString> upstreamOf(const QString &resource) const;
    [[nodiscard]] QList<Needed> patternsOf(const QString &upstream) const;
    [[nodiscard]] Found sorted(const QList<Needed> &tools, const QStringList &asked) const;

    const Resources &m_resources;
    const UpstreamRules &m_rules;
    const ScopeCatalogue &m_scopes;
};

} // namespace ostiary::http
