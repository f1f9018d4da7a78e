// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/clock.h"
#include "models/error.h"
#include "server/core/oauth/workload_rules.h"

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

/// What a platform says of a program that runs there, and the first rule that fits it.
struct WorkloadAssertion {
    QString issuer;
    WorkloadRule rule;
};

/// The identity providers whose word the operator takes, with their keys.
class TrustedIssuers
{
public:
    /// `json`: a list of {"issuer": "https://…", "jwks": {"keys": […]}} with RSA keys of at least 2048 bits or Ed25519
    /// ones, and "workloads" as WorkloadRule reads them. InvalidValue (`oauth.trusted_issuers`) with one sentence.
    [[nodiscard]] static Result<TrustedIssuers> parse(const QByteArray &json, const ScopeCatalogue &scopes);

    /// InvalidGrant unless one of them signed it (RS256 or EdDSA) for `audience`, and it holds now (RFC 7523 §3).
    [[nodiscard]] Result<IdentityAssertion> verify(const QByteArray &assertion, const QString &audience,
                                                   Time now) const;

    /// InvalidGrant unless one of them signed it for one of `audiences`, it holds now, and one of its issuer's rules
    /// for workloads fits. What is made for people (ID-JAG) is none.
    [[nodiscard]] Result<WorkloadAssertion> verifyWorkload(const QByteArray &assertion, const QStringList &audiences,
                                                           Time now) const;
    [[nodiscard]] bool hasWorkloads() const; ///< of any issuer

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
        QList<WorkloadRule> workloads;
    };
    /// An assertion that its issuer signed, whatever it says.
    struct Signed {
        const Issuer &issuer;
        QJsonObject claims;
    };
    [[nodiscard]] static Result<Issuer> parseIssuer(const QJsonObject &object, const ScopeCatalogue &scopes);
    [[nodiscard]] static std::optional<Key> parseKey(const QJsonObject &jwk);
    [[nodiscard]] static bool isSignedBy(const Key &key, const QByteArray &input, const QByteArray &signature);
    [[nodiscard]] Result<Signed> open(const QByteArray &assertion, const QStringList &types) const;

    QList<Issuer> m_issuers;
};

} // namespace ostiary
