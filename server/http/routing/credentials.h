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

/// Whether the token comes by `Authorization: DPoP` (RFC 9449 §7.1).
[[nodiscard]] bool usesDpop(const Request &request);
/// What the request has to show for it.
[[nodiscard]] DpopEvidence dpopEvidence(const Request &request);

/// Who makes the request, from its headers: a token or key by Bearer or DPoP, a key in the key header, or a session
/// cookie. AuthenticationRequired: nothing was sent. InvalidToken, DpopProofRefused, DpopProofMissing: it is no good.
/// InvalidRequest: two that differ.
[[nodiscard]] Result<Principal> identify(const Request &request, const CredentialNames &names,
                                         Authenticator &authenticator);

} // namespace ostiary::http
