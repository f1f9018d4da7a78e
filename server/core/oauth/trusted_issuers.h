// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/clock.h"
#include "models/error.h"

#include <QJsonObject>
#include <QStringList>

#include <QtCrypto>

namespace ostiary {

/// What an identity provider says of somebody who uses a client (Identity Assertion Authorization Grant, "ID-JAG").
struct IdentityAssertion {
    QString issuer;
    QString subject;
    QString email; ///< normalised; the account here is found by it
    QString client; ///< our client_id
    QString id; ///< jti
    QString resource; ///< empty: none was named
    std::optional<QString> scope; ///< nullopt: the provider leaves it to us
    Time expiresAt;
};

/// The identity providers whose word the operator takes, with their keys.
class TrustedIssuers
{
public:
    /// `json`: a list of {"issuer": "https://…", "jwks": {"keys": […]}} with RSA keys of at least 2048 bits or Ed25519
    /// ones. InvalidValue (`oauth.trusted_issuers`) with one sentence.
    [[nodiscard]] static Result<TrustedIssuers> parse(const QByteArray &json);

    /// InvalidGrant unless one of them signed it (RS256 or EdDSA) for `audience`, and it holds now (RFC 7523 §3).
    [[nodiscard]] Result<IdentityAssertion> verify(const QByteArray &assertion, const QString &audience,
                                                   Time now) const;

    static constexpr std::chrono::hours kLongestLife{1}; ///< of an assertion

private:
    struct Key {
        QString kid;
        QString algorithm; ///< "RS256", "EdDSA"
        QCA::PublicKey rsa;
        QByteArray ed25519;
    };
    struct Issuer {
        QString name;
        QList<Key> keys;
    };
    [[nodiscard]] static Result<Issuer> parseIssuer(const QJsonObject &object);
    [[nodiscard]] static std::optional<Key> parseKey(const QJsonObject &jwk);
    [[nodiscard]] static bool isSignedBy(const Key &key, const QByteArray &input, const QByteArray &signature);
    [[nodiscard]] Result<QJsonObject> claimsOf(const QByteArray &assertion) const;

    QList<Issuer> m_issuers;
};

} // namespace ostiary
