// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/services.h"
#include "server/core/organizations/upstream_rules.h"
#include "server/gateway/builtin/builtin_server.h"
#include "server/gateway/gateway.h"

namespace ostiary::app {

/// What the server at /mcp can tell those who are let in: who they are, what their limits are, what they spent, what
/// projects there are, how the upstreams do.
/// The references outlive the tools.
[[nodiscard]] QList<gateway::Tool> builtinTools(const gateway::SessionHost &host, Services &services,
                                                const UpstreamRules &rules);

} // namespace ostiary::app
