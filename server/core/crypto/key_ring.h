// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/random.h"
#include "models/secret.h"

#include <QByteArray>

#include <array>
#include <optional>

namespace ostiary {

/// What a derived key is for. Each purpose has a key of its own: what is made for one is worth nothing for another.
enum class Purpose {
    ApiKey,
    Session,
    Csrf,
    OAuthSecret,
    SigningKey,
    RefreshSuccessor,
    CacheKey,
    KeyCheck,
    Ticket, ///< what a page carries from one step to the next
    TotpSecret,
    OneTimeLink,
    RecoveryCode,
    SetupCode,
};

/// Every key that this server uses on its own data, derived from one master key (HKDF-SHA-256, RFC 5869).
class KeyRing
{
public:
    static constexpr qsizetype kMasterKeyBytes = 32;

    explicit KeyRing(const Secret &masterKey);

    /// HMAC-SHA-256 (RFC 2104), 32 bytes: what the database keeps in place of a secret.
    [[nodiscard]] QByteArray mac(Purpose purpose, QByteArrayView message) const;

    /// What a secret is found by in memory, and nowhere else: SipHash-2-4 of 16 bytes, a tenth of mac()'s work.
    [[nodiscard]] QByteArray cacheKey(Purpose purpose, QByteArrayView message) const;

    /// XChaCha20-Poly1305 with a random nonce in front. `context` must be the same to open it again, so that sealed
    /// values cannot change places.
    [[nodiscard]] QByteArray seal(Purpose purpose, QByteArrayView plain, QByteArrayView context, Random &random) const;
    /// nullopt: of another key or context, or altered.
    [[nodiscard]] std::optional<Secret> open(Purpose purpose, QByteArrayView sealed, QByteArrayView context) const;

    /// The same under a key that only the holder of `holder` can derive.
    [[nodiscard]] QByteArray sealFor(QByteArrayView holder, QByteArrayView plain, Random &random) const;
    [[nodiscard]] std::optional<Secret> openAs(QByteArrayView holder, QByteArrayView sealed) const;

private:
    static constexpr size_t kPurposes = 13;
    [[nodiscard]] const Secret &key(Purpose purpose) const { return m_keys[size_t(purpose)]; }
    std::array<Secret, kPurposes> m_keys;
    std::array<Secret, kPurposes> m_states; ///< of the HMACs with the key already in: half the work of a short message
    std::array<Secret, kPurposes> m_cacheKeys; ///< for cacheKey()
};

} // namespace ostiary
