// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/oauth/resources.h"
#include "server/core/organizations/upstream_owners.h"
#include "server/core/streams/open_streams.h"
#include "server/http/routing/route.h"

namespace ostiary::http {

/// /mcp and /mcp/NAME: the way to the MCP servers. Open streams hang on the credential that opened them.
class McpEndpoint
{
public:
    McpEndpoint(const Resources &resources, const UpstreamOwners &owners, OpenStreams &streams)
        : m_resources(resources), m_owners(owners), m_streams(streams)
    {
    }
    [[nodiscard]] QList<Route> routes();
    [[nodiscard]] Task<Result<Response>> call(const Context &context);

    static constexpr qsizetype kBodyLimit = 4 * 1024 * 1024; ///< bytes

private:
    const Resources &m_resources;
    const UpstreamOwners &m_owners;
    OpenStreams &m_streams;
};

} // namespace ostiary::http
