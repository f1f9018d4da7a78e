// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/clock.h"
#include "server/core/crypto/public_jwk.h"

#include <QUrl>

namespace ostiary {

/// One request's proof that whoever sends it holds a key (RFC 9449 §4.2). The key stands in it: what it is worth
/// depends on what that key is compared with.
class DpopProof
{
public:
    /// What it says, believed by nobody yet. InvalidDpopProof: it is no such thing.
    [[nodiscard]] static Result<DpopProof> parse(const QByteArray &jwt);

    /// InvalidDpopProof unless its key signed it, for a request by `method` to `url`, at most kWindow ago or ahead.
    [[nodiscard]] Result<> check(const QByteArray &method, const QUrl &url, Time now) const;
    /// Whether it was made for this access token (`ath`).
    [[nodiscard]] bool isFor(const QByteArray &accessToken) const;

    [[nodiscard]] const QString &thumbprint() const { return m_key->thumbprint(); } ///< of its key (RFC 7638)
    [[nodiscard]] const QString &jti() const { return m_jti; }
    [[nodiscard]] Time until() const { return m_issuedAt + kWindow; } ///< afterwards it is too old

    /// By which a client's clock may differ from ours, and how long it may hold a proof back.
    static constexpr std::chrono::minutes kWindow{5};
    static constexpr qsizetype kLongest = 8 * 1024; ///< bytes
    static constexpr qsizetype kLongestJti = 256; ///< characters

private:
    std::optional<PublicJwk> m_key; ///< there in every one that parse() gave
    QString m_algorithm;
    QByteArray m_input;
    QByteArray m_signature;
    QString m_jti;
    QString m_method;
    QString m_url;
    QString m_tokenHash;
    Time m_issuedAt;
};

} // namespace ostiary
