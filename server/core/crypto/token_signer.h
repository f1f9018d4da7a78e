// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/clock.h"
#include "models/store/signing_keys.h"
#include "models/store/store.h"
#include "server/core/crypto/key_ring.h"

#include <QJsonObject>

#include <QtCrypto>

namespace ostiary {

/// Signs and verifies JWTs with RS256 (RFC 7518 §3.3) by keys that the store keeps sealed.
class TokenSigner
{
public:
    /// Loads the keys, or makes the first one. Blocks; for the start of the program.
    [[nodiscard]] static Result<std::unique_ptr<TokenSigner>> load(store::Store &store, const KeyRing &keys,
                                                                   const Clock &clock, Random &random);

    /// A compact JWS (RFC 7515 §7.1) of type `type`.
    [[nodiscard]] QByteArray sign(const QJsonObject &claims, const QString &type) const;

    /// The claims of a token that one of our keys signed, whatever they say. InvalidToken otherwise: also for any other
    /// algorithm, type or key id, and for encodings that are not canonical (RFC 8725).
    [[nodiscard]] Result<QJsonObject> verify(const QByteArray &token, const QString &type) const;

    /// RFC 7517 §5.
    [[nodiscard]] QJsonObject publicKeys() const;

    static constexpr qsizetype kLongestToken = 8 * 1024; ///< bytes

private:
    struct Key {
        QString kid;
        QCA::PrivateKey privateKey;
        QCA::PublicKey publicKey;
        QJsonObject jwk;
    };
    TokenSigner() = default;
    [[nodiscard]] static Result<store::signing_keys::Entry> make(const KeyRing &keys, const Clock &clock,
                                                                 Random &random);
    [[nodiscard]] static Result<Key> unseal(const store::signing_keys::Entry &entry, const KeyRing &keys);

    QList<Key> m_keys; ///< newest first; that one signs
};

} // namespace ostiary
