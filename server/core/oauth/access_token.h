// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/records.h"
#include "server/core/crypto/token_signer.h"

namespace ostiary {

/// An access token's content (RFC 9068).
struct AccessToken {
    QString subject; ///< the account; of a program's own token, the client
    ClientId client;
    GrantId grant;
    QStringList scopes;
    QString audience; ///< one resource (RFC 8707)
    Time expiresAt;
    Time issuedAt = {}; ///< known of a verified one
    QString id = {}; ///< jti; known of a verified one
    QString keyThumbprint = {}; ///< the key without which it is worth nothing (RFC 9449 §6.1); empty: none

    [[nodiscard]] QByteArray sign(const TokenSigner &signer, const QString &issuer, Time now, Random &random) const;
    /// InvalidToken unless we signed it, as this issuer, and it has not run out.
    [[nodiscard]] static Result<AccessToken> verify(const QByteArray &token, const TokenSigner &signer,
                                                    const QString &issuer, Time now);
};

} // namespace ostiary
