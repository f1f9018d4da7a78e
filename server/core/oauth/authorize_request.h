// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/records.h"
#include "server/core/oauth/client_service.h"
#include "server/core/oauth/redirect_uri.h"
#include "server/core/oauth/resources.h"
#include "server/core/oauth/scope_catalogue.h"

#include <span>

namespace ostiary {

/// An authorization request (OAuth 2.1 §4.1.1) that passed every check.
struct AuthorizeRequest {
    OAuthClient client;
    RedirectUri redirectUri;
    std::optional<QString> state;
    QString codeChallenge; ///< S256
    QString keyThumbprint; ///< dpop_jkt (RFC 9449 §10): the key that the code is for; empty: any
    QStringList scopes;
    QString resource;
    bool mustAsk = false; ///< prompt=consent
    bool mustNotAsk = false; ///< prompt=none
};

/// Why a request was refused, and whom to tell. Only a redirect address that belongs to the client may be redirected
/// to; before that is sure, the person at the browser is told (OAuth 2.1 §4.1.2.1).
struct AuthorizeRefusal {
    Error error;
    ClientId client; ///< empty: it is not known here
    std::optional<RedirectUri> redirectTo;
    std::optional<QString> state;
    QStringList registeredUris; ///< to show the difference when the address did not match
    QString requestedUri;
};

using ParameterList = QList<std::pair<QString, QString>>;

/// A request on its way through the checks: what was sent, and what the checks before have found.
struct AuthorizeState {
    const ParameterList &parameters;
    ClientService &clients;
    const Resources &resources;
    const ScopeCatalogue &scopes;
    AuthorizeRequest request = {};
    AuthorizeRefusal refusal = {};

    [[nodiscard]] std::optional<QString> value(QLatin1StringView name) const;
    [[nodiscard]] qsizetype count(QLatin1StringView name) const;
};

/// One rule of the endpoint.
struct AuthorizeCheck {
    const char *about; ///< the parameter that it looks at first: "client_id"
    Result<> (*run)(AuthorizeState &state);
    bool needsClient = false; ///< says nothing while the client is unknown
};
/// All rules, in the order in which the endpoint applies them; the endpoint stops at the first refusal.
[[nodiscard]] std::span<const AuthorizeCheck> authorizeChecks();

[[nodiscard]] std::expected<AuthorizeRequest, AuthorizeRefusal> parseAuthorizeRequest(const ParameterList &parameters,
                                                                                      ClientService &clients,
                                                                                      const Resources &resources,
                                                                                      const ScopeCatalogue &scopes);

/// The reason in one sentence, with the address that was asked for and those that are registered where they differ;
/// without the queries of addresses.
[[nodiscard]] QString sentenceOf(const AuthorizeRefusal &refusal);

} // namespace ostiary
