// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/request.h"
#include "server/http/response.h"
#include "server/http/routing/route.h"

namespace ostiary::http {

/// Renders an error as its route's callers expect it: RFC 9457 problem+json with the request id, RFC 6749 §5.2 JSON, or
/// a page. 429 and 503 carry Retry-After. What is only for the log goes to the log.
[[nodiscard]] Response errorResponse(const Error &error, ErrorStyle style, const Request &request);

} // namespace ostiary::http
