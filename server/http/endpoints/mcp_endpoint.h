// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/oauth/resources.h"
#include "server/core/organizations/upstream_rules.h"
#include "server/core/spend/meter.h"
#include "server/core/streams/open_streams.h"
#include "server/http/endpoints/paid_calls.h"
#include "server/http/routing/route.h"

namespace ostiary::http {

/// /mcp and /mcp/NAME: the way to the MCP servers. Open streams hang on the credential that opened them.
class McpEndpoint
{
public:
    McpEndpoint(const Resources &resources, const UpstreamRules &rules, const ScopeCatalogue &scopes,
                const Meter &meter, PaidCalls &calls, OpenStreams &streams)
        : m_resources(resources), m_rules(rules), m_scopes(scopes), m_meter(meter), m_calls(calls), m_streams(streams)
    {
    }
    [[nodiscard]] QList<Route> routes();
    [[nodiscard]] Task<Result<Response>> call(const Context &context);

    static constexpr qsizetype kBodyLimit = 4 * 1024 * 1024; ///< bytes

private:
    [[nodiscard]] Result<QStringList> toolsIn(const Request &request, const QString &upstream) const;

    const Resources &m_resources;
    const UpstreamRules &m_rules;
    const ScopeCatalogue &m_scopes;
    const Meter &m_meter;
    PaidCalls &m_calls;
    OpenStreams &m_streams;
};

} // namespace ostiary::http
