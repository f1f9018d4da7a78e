// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/rpc/message.h"

namespace ostiary::gateway {

/// MCP 2026-07-28, Streamable HTTP, Server Validation: MCP-Protocol-Version, Mcp-Method and Mcp-Name say what the body
/// says, once each. The error is a sentence that names the header.
[[nodiscard]] std::expected<void, QString> checkHeaders(const Headers &headers, const rpc::Message &message);

/// `_meta` of a request's parameters.
[[nodiscard]] QJsonObject metaOf(const rpc::Message &message);

inline constexpr QStringView kMetaVersion{u"io.modelcontextprotocol/protocolVersion"};
inline constexpr QStringView kMetaCapabilities{u"io.modelcontextprotocol/clientCapabilities"};
inline constexpr QStringView kMetaServerInfo{u"io.modelcontextprotocol/serverInfo"};

} // namespace ostiary::gateway
