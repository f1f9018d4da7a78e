// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/oauth/authorize_request.h"
#include "server/core/principal/principal.h"
#include "server/http/response.h"

// What the flight recorder is told of an authorization request and the question that comes of it.

namespace ostiary::http {

[[nodiscard]] Response noted(Response response, QList<AttemptNote> notes);

/// The request is good; `who` came with it, unless nobody is signed in yet.
[[nodiscard]] QList<AttemptNote> acceptedNotes(const AuthorizeRequest &request, const Principal *who);
[[nodiscard]] AttemptNote refusedNote(const QString &why, const ClientId &client);
[[nodiscard]] AttemptNote consentNote(const ClientId &client, const AccountId &account, bool ok, const QString &what);
/// What the page says of the question by now.
[[nodiscard]] AttemptNote noteOf(const Approval &approval);

} // namespace ostiary::http
