// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/gateway.h"

#include <optional>

namespace ostiary::gateway {

/// What of a client's request an upstream may see: everything but credentials, what one hop says to the next, and what
/// claims to know who the client is; with who it really is (X-Ostiary-Account, X-Ostiary-Credential, X-Request-Id).
[[nodiscard]] Headers towardsUpstream(const Call &call);

/// What of an upstream's answer a client may see: not its cookies, challenges, redirects, CORS rules or hop-by-hop
/// fields. Content-Length goes too: whoever sends the answer frames it.
[[nodiscard]] Headers towardsClient(const Headers &fields);

/// One field line of an answer, without its line end. Nothing when it is no field (RFC 9110 §5.1, §5.5).
[[nodiscard]] std::optional<Headers::Field> parseField(QByteArrayView line);

} // namespace ostiary::gateway
