// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/stdio/session.h"

namespace ostiary::gateway {

/// Reads a call for a stdio upstream, on whatever thread: a GET or DELETE gives an empty Incoming. The error is the
/// answer to what the transport forbids: 400 (no JSON-RPC, a protocol version that children do not speak, no session),
/// 413, 415.
[[nodiscard]] std::expected<Incoming, Answer> readCall(const Call &call, qsizetype lineLimit);

} // namespace ostiary::gateway
