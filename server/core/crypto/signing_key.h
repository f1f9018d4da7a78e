// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/signing_keys.h"
#include "server/core/crypto/key_ring.h"

#include <QJsonObject>

#include <QtCrypto>

namespace ostiary {

/// What JWTs are signed with: RSA by RS256 (RFC 7518 §3.3), Ed25519 by EdDSA (RFC 8037 §3.1).
enum class SigningAlgorithm { Rsa2048, Rsa3072, Rsa4096, Ed25519 };

/// One key that signs. A copy is cheap; each thread works on one of its own.
class SigningKey
{
public:
    /// A new one, sealed for the store; takes up to half a second for the longest RSA keys.
    [[nodiscard]] static Result<store::signing_keys::Entry> make(SigningAlgorithm algorithm, const KeyRing &keys,
                                                                 Random &random);
    /// Internal: it is of another master key.
    [[nodiscard]] static Result<SigningKey> unseal(const store::signing_keys::Entry &entry, const KeyRing &keys);
    /// Whether a kept key is of this kind and length.
    [[nodiscard]] static bool isOf(const store::signing_keys::Entry &entry, SigningAlgorithm algorithm);

    [[nodiscard]] const QString &kid() const { return m_kid; } ///< RFC 7638 thumbprint
    [[nodiscard]] const QString &algorithm() const { return m_algorithm; } ///< "RS256", "EdDSA"
    [[nodiscard]] const QJsonObject &jwk() const { return m_jwk; } ///< the public half (RFC 7517)
    [[nodiscard]] Time startsAt() const { return m_startsAt; }

    [[nodiscard]] QByteArray sign(const QByteArray &input) const;
    [[nodiscard]] bool verify(const QByteArray &input, const QByteArray &signature) const;

private:
    QString m_kid;
    QString m_algorithm;
    QJsonObject m_jwk;
    Time m_startsAt;
    QCA::PrivateKey m_rsaPrivate;
    QCA::PublicKey m_rsaPublic;
    Secret m_edPrivate;
    QByteArray m_edPublic;
};

} // namespace ostiary
