// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/mcp_backend.h"

namespace ostiary::app {

namespace {

gateway::Call callOf(const http::Request &request, const Principal &caller)
{
    return {.method = http::toString(request.method).toByteArray(),
            .rawQuery = request.rawQuery,
            .headers = request.headers,
            .body = request.body,
            .caller = caller,
            .requestId = request.id,
            .gone = request.gone};
}

http::Response responseOf(gateway::Answer answer)
{
    return {.status = answer.status,
            .headers = std::move(answer.headers),
            .body = std::move(answer.body),
            .stream = std::move(answer.stream)};
}

} // namespace

GatewayBackend::GatewayBackend(QList<gateway::UpstreamConfig> upstreams, QString defaultUpstream,
                               gateway::SessionHost &host, const gateway::BuiltinServer &builtin,
                               gateway::ToolBook &tools)
    : m_gateway(std::move(upstreams), host), m_tools(m_gateway, tools), m_defaultUpstream(std::move(defaultUpstream)),
      m_builtin(builtin)
{
}

Task<Result<http::Response>> GatewayBackend::call(QString upstream, const http::Request &request,
                                                  const Principal &caller)
{
    if (upstream.isEmpty())
        upstream = m_defaultUpstream;
    if (upstream.isEmpty())
        co_return responseOf(m_builtin.answer(callOf(request, caller)));
    CO_TRY(gateway::Answer answer, co_await m_gateway.call(upstream, callOf(request, caller)));
    co_return responseOf(std::move(answer));
}

Task<Result<http::Response>> GatewayBackend::forward(QString upstream, QByteArray rest, const http::Request &request,
                                                     const Principal &caller)
{
    CO_TRY(gateway::Answer answer,
           co_await m_gateway.forward(std::move(upstream), std::move(rest), callOf(request, caller)));
    co_return responseOf(std::move(answer));
}

Task<std::optional<QList<http::UpstreamTool>>> GatewayBackend::tools(QString upstream)
{
    const gateway::ToolAnswer answer = co_await m_tools.tools(std::move(upstream), kPatience);
    if (!answer)
        co_return std::nullopt;
    QList<http::UpstreamTool> tools;
    for (const gateway::ListedTool &tool : *answer)
        tools << http::UpstreamTool{tool.name, tool.title, tool.readsOnly};
    co_return tools;
}

} // namespace ostiary::app
