// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/error.h"

#include <QJsonObject>
#include <QStringList>

#include <memory>

struct evp_pkey_st;

namespace ostiary {

/// Somebody else's public key (RFC 7517), to verify what they signed. May be copied and used from any thread.
class PublicJwk
{
public:
    /// RSA of 2048 to 8192 bits, P-256 (RFC 7518 §6.2) or Ed25519 (RFC 8037). InvalidClientMetadata: any other kind,
    /// and one with a private member: that one is no secret any more.
    [[nodiscard]] static Result<PublicJwk> parse(const QJsonObject &jwk);

    /// RS256, PS256, ES256, EdDSA: the JWS algorithms that verify() knows.
    [[nodiscard]] static const QStringList &algorithms();
    /// Whether the signature is of this key over `input`, made by `algorithm`, which must fit the key.
    [[nodiscard]] bool verifies(const QString &algorithm, const QByteArray &input, const QByteArray &signature) const;

    [[nodiscard]] const QString &kid() const { return m_kid; } ///< may be empty
    [[nodiscard]] const QString &thumbprint() const { return m_thumbprint; } ///< RFC 7638, SHA-256

private:
    enum class Type { Rsa, P256, Ed25519 };
    Type m_type = Type::Rsa;
    QString m_kid;
    QString m_thumbprint;
    QString m_algorithm; ///< the only one that it is for; empty: any that fits
    std::shared_ptr<evp_pkey_st> m_key;
};

/// The keys of a JWK set (RFC 7517 §5). Those of kinds that we don't know are passed over. InvalidClientMetadata: it is
/// none, it holds a private key, or nothing that we can use.
[[nodiscard]] Result<QList<PublicJwk>> parseJwkSet(const QJsonObject &set);

} // namespace ostiary
