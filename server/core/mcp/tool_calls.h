// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/error.h"
#include "models/headers.h"

namespace ostiary::mcp {

/// The tools that a message to an MCP server calls, one name for each `tools/call`, in order; of a batch (2025-03-26)
/// those of all its messages. It is decided by them what may pass, and the upstream reads the same bytes again with a
/// parser that we don't know. So InvalidRequest for all that two parsers may read differently: what is no JSON or no
/// UTF-8, a compressed or otherwise encoded body, a second or oddly spelled `method`, `params` or `name`, a call
/// without a name.
[[nodiscard]] Result<QStringList> toolsCalled(const Headers &headers, const QByteArray &body);

} // namespace ostiary::mcp
