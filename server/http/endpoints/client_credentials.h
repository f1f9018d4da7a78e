// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/oauth/client_authentication.h"
#include "server/http/request.h"

/// What the token, revocation, introspection and device endpoints read in the same way.
namespace ostiary::http {

/// The form's parameters. Only the body counts: what stands in the query string ends up in logs (OAuth 2.1 §3.2.2).
/// InvalidRequest: no form, or a parameter that is too long or comes twice (but for `resource`, RFC 8707 §2).
[[nodiscard]] Result<Parameters> parametersOf(const Request &request);

/// Who the client says it is, and its proof: Basic, the body's secret, or a client_assertion (RFC 7523 §2.2); one of
/// them. InvalidClient.
[[nodiscard]] Result<ClientCredentials> credentialsOf(const Request &request, const Parameters &form);

} // namespace ostiary::http
