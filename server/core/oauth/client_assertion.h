// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/clock.h"
#include "server/core/crypto/public_jwk.h"

namespace ostiary {

/// A client's signed word that it is the one (RFC 7523 §3, `private_key_jwt`).
class ClientAssertion
{
public:
    /// What it says, believed by nobody yet. InvalidClient: it is no such thing.
    [[nodiscard]] static Result<ClientAssertion> parse(const QByteArray &jwt);

    /// InvalidClient unless it speaks of itself, to one of `audiences`, now and for at most kLifetimeMax.
    [[nodiscard]] Result<> check(const QStringList &audiences, Time now) const;
    /// By a key that has the name that it gives, or by any where it gives none.
    [[nodiscard]] bool isSignedBy(const QList<PublicJwk> &keys) const;

    [[nodiscard]] const QString &client() const { return m_subject; }
    [[nodiscard]] const QString &jti() const { return m_jti; }
    [[nodiscard]] Time expiresAt() const { return m_expiresAt; }

    static constexpr std::chrono::minutes kLifetimeMax{5};
    static constexpr std::chrono::seconds kSkew{30}; ///< by which clocks may differ
    static constexpr qsizetype kLongest = 8 * 1024; ///< bytes

private:
    QString m_algorithm;
    QString m_kid;
    QByteArray m_input;
    QByteArray m_signature;
    QString m_issuer;
    QString m_subject;
    QStringList m_audience;
    QString m_jti;
    Time m_expiresAt;
    Time m_notBefore; ///< the later of nbf and iat; the beginning of time where neither is said
};

} // namespace ostiary
