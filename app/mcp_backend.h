// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/builtin/builtin_server.h"
#include "server/gateway/gateway.h"
#include "server/gateway/tools/tool_lister.h"
#include "server/http/routing/route.h"

namespace ostiary::app {

/// Where HTTP and the gateway meet: one per worker.
class GatewayBackend final : public http::UpstreamBackend
{
public:
    /// `defaultUpstream` empty: /mcp is the built-in server. All references outlive this.
    GatewayBackend(QList<gateway::UpstreamConfig> upstreams, QString defaultUpstream, gateway::SessionHost &host,
                   const gateway::BuiltinServer &builtin, gateway::ToolBook &tools);

    [[nodiscard]] Task<Result<http::Response>> call(QString upstream, const http::Request &request,
                                                    const Principal &caller) override;
    [[nodiscard]] Task<Result<http::Response>> forward(QString upstream, QByteArray rest, const http::Request &request,
                                                       const Principal &caller) override;
    [[nodiscard]] Task<std::optional<QList<http::UpstreamTool>>> tools(QString upstream) override;

    static constexpr std::chrono::seconds kPatience{3}; ///< of a page that waits for a list of tools

private:
    gateway::Gateway m_gateway;
    gateway::ToolLister m_tools; ///< goes before the gateway
    const QString m_defaultUpstream;
    const gateway::BuiltinServer &m_builtin;
};

} // namespace ostiary::app
