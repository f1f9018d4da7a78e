// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/records.h"
#include "server/core/oauth/client_service.h"
#include "server/core/oauth/redirect_uri.h"
#include "server/core/oauth/resources.h"
#include "server/core/oauth/scope_catalogue.h"

namespace ostiary {

/// An authorization request (OAuth 2.1 §4.1.1) that passed every check.
struct AuthorizeRequest {
    OAuthClient client;
    RedirectUri redirectUri;
    std::optional<QString> state;
    QString codeChallenge; ///< S256
    QStringList scopes;
    QString resource;
    bool mustAsk = false; ///< prompt=consent
    bool mustNotAsk = false; ///< prompt=none
};

/// Why a request was refused, and whom to tell. Only a redirect address that belongs to the client may be redirected
/// to; before that is sure, the person at the browser is told (OAuth 2.1 §4.1.2.1).
struct AuthorizeRefusal {
    Error error;
    std::optional<RedirectUri> redirectTo;
    std::optional<QString> state;
    QStringList registeredUris; ///< to show the difference when the address did not match
    QString requestedUri;
};

using ParameterList = QList<std::pair<QString, QString>>;

[[nodiscard]] std::expected<AuthorizeRequest, AuthorizeRefusal> parseAuthorizeRequest(const ParameterList &parameters,
                                                                                      ClientService &clients,
                                                                                      const Resources &resources,
                                                                                      const ScopeCatalogue &scopes);

} // namespace ostiary
