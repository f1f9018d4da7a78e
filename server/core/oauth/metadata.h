// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/oauth/client_service.h"
#include "server/core/oauth/resources.h"

#include <QJsonObject>

/// The documents by which clients find their way.
namespace ostiary::oauth_metadata {

/// RFC 8414 §2; also served as OpenID configuration.
/// `vouched`: identity providers are trusted (ID-JAG).
[[nodiscard]] QJsonObject authorizationServer(const QString &issuer, const ClientService &clients,
                                              const ScopeCatalogue &scopes, bool vouched = false);
/// RFC 9728 §2. `path`: of the resource under the issuer; empty: the whole server. `scopes`: what to ask for first.
[[nodiscard]] QJsonObject protectedResource(const Resources &resources, const QString &path, const QStringList &scopes);
/// RFC 9727: a linkset (RFC 9264) that leads to every MCP server here and to what describes it.
[[nodiscard]] QJsonObject apiCatalog(const Resources &resources);
/// RFC 7591 §3.2.1 (no nulls: clients reject them).
[[nodiscard]] QJsonObject registration(const OAuthClient &client, const QString &issuer);

} // namespace ostiary::oauth_metadata
