// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/oauth/resources.h"
#include "server/core/organizations/upstream_rules.h"
#include "server/core/spend/meter.h"
#include "server/core/streams/open_streams.h"
#include "server/http/endpoints/paid_calls.h"
#include "server/http/routing/route.h"

namespace ostiary::http {

/// An HTTP API that lies below a path of this server.
struct ApiUpstream {
    QString name;
    QByteArray path; ///< "/v1"
};

/// The HTTP APIs behind this one: each request below their paths goes on, metered.
class ApiEndpoint
{
public:
    ApiEndpoint(QList<ApiUpstream> upstreams, const Resources &resources, const UpstreamRules &rules,
                const ScopeCatalogue &scopes, const Meter &meter, PaidCalls &calls, OpenStreams &streams)
        : m_upstreams(std::move(upstreams)), m_resources(resources), m_rules(rules), m_scopes(scopes), m_meter(meter),
          m_calls(calls), m_streams(streams)
    {
    }
    [[nodiscard]] QList<Route> routes();

    static constexpr qsizetype kBodyLimit = 16 * 1024 * 1024; ///< bytes

private:
    [[nodiscard]] Result<> checkScopes(const Context &context, const QString &upstream) const;
    [[nodiscard]] Task<Result<Response>> call(const Context &context, const QString &upstream);

    const QList<ApiUpstream> m_upstreams;
    const Resources &m_resources;
    const UpstreamRules &m_rules;
    const ScopeCatalogue &m_scopes;
    const Meter &m_meter;
    PaidCalls &m_calls;
    OpenStreams &m_streams;
};

} // namespace ostiary::http
