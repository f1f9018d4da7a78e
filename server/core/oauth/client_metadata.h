// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/error.h"
#include "models/records.h"
#include "server/core/oauth/scope_catalogue.h"

#include <QJsonObject>

/// What clients say of themselves (RFC 7591 §2), when they register and in their documents. Members that we don't know
/// are ignored, as RFC 7591 §2 wants it.
namespace ostiary::client_metadata {

/// Of a registration: InvalidRedirectUri or InvalidClientMetadata. Id and times are left to whoever keeps it.
[[nodiscard]] Result<OAuthClient> fromRegistration(const QJsonObject &metadata, const ScopeCatalogue &scopes);

/// Of the document at `url` (draft-ietf-oauth-client-id-metadata-document §4): it must name itself, its client and
/// where people are sent, and must hold no secret, since everybody can read it.
[[nodiscard]] Result<OAuthClient> fromDocument(const QString &url, const QByteArray &body,
                                               const ScopeCatalogue &scopes);

/// How clients may prove themselves, the usual first: none, client_secret_basic, client_secret_post, private_key_jwt.
[[nodiscard]] const QStringList &authenticationMethods();
[[nodiscard]] bool hasSecret(const OAuthClient &client);

constexpr qsizetype kMostRedirectUris = 20;
constexpr qsizetype kLongestName = 200; ///< characters that are kept

} // namespace ostiary::client_metadata
