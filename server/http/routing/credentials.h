// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/credentials/authenticator.h"
#include "server/http/request.h"

namespace ostiary::http {

/// Names that a "brand" may change (defaults are ForgeOS').
struct CredentialNames {
    QByteArray keyHeader = "X-ForgeOS-API-Key";
    QByteArray sessionCookie = "forge_session";
    QByteArray csrfCookie = "forge_csrf";
    QByteArray csrfHeader = "X-CSRF-Token";
};

/// Who makes the request, from its headers: a bearer token or key, a key in the key header, or a session cookie.
/// AuthenticationRequired: nothing was sent. InvalidToken: it is no good. InvalidRequest: two that differ.
[[nodiscard]] Result<Principal> identify(const Request &request, const CredentialNames &names,
                                         Authenticator &authenticator);

} // namespace ostiary::http
