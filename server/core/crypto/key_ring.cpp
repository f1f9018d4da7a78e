// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/crypto/key_ring.h"

#include <sodium.h>

#include <cstring>

namespace ostiary {

namespace {

constexpr std::array kPurposeNames{"api-key",           "session",       "csrf",      "oauth-secret", "signing-key",
                                   "refresh-successor", "cache-key",     "key-check", "ticket",       "totp-secret",
                                   "one-time-link",     "recovery-code", "setup-code"};

const unsigned char *bytes(QByteArrayView view)
{
    return reinterpret_cast<const unsigned char *>(view.data());
}

QByteArray hmac(QByteArrayView key, QByteArrayView message)
{
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, bytes(key), size_t(key.size()));
    crypto_auth_hmacsha256_update(&state, bytes(message), size_t(message.size()));
    QByteArray result(crypto_auth_hmacsha256_BYTES, Qt::Uninitialized);
    crypto_auth_hmacsha256_final(&state, reinterpret_cast<unsigned char *>(result.data()));
    return result;
}

QByteArray sealWith(QByteArrayView key, QByteArrayView plain, QByteArrayView context, Random &random)
{
    const QByteArray nonce = random.bytes(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
    QByteArray sealed(plain.size() + crypto_aead_xchacha20poly1305_ietf_ABYTES, Qt::Uninitialized);
    crypto_aead_xchacha20poly1305_ietf_encrypt(reinterpret_cast<unsigned char *>(sealed.data()), nullptr, bytes(plain),
                                               size_t(plain.size()), bytes(context), size_t(context.size()), nullptr,
                                               bytes(nonce), bytes(key));
    return nonce + sealed;
}

std::optional<Secret> openWith(QByteArrayView key, QByteArrayView sealed, QByteArrayView context)
{
    constexpr qsizetype kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
    constexpr qsizetype kTag = crypto_aead_xchacha20poly1305_ietf_ABYTES;
    if (sealed.size() < kNonce + kTag)
        return std::nullopt;
    QByteArray plain(sealed.size() - kNonce - kTag, Qt::Uninitialized);
    const QByteArrayView box = sealed.sliced(kNonce);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(reinterpret_cast<unsigned char *>(plain.data()), nullptr, nullptr,
                                                   bytes(box), size_t(box.size()), bytes(context),
                                                   size_t(context.size()), bytes(sealed), bytes(key))
        != 0)
        return std::nullopt;
    Secret opened(plain);
    sodium_memzero(plain.data(), size_t(plain.size()));
    return opened;
}

} // namespace

KeyRing::KeyRing(const Secret &masterKey)
{
    static_assert(kPurposeNames.size() == kPurposes);
    const QByteArray extracted = hmac("ostiary", masterKey.reveal()); // HKDF-Extract, our name as the salt
    for (size_t i = 0; i < kPurposes; ++i)
        m_keys[i] = Secret(hmac(extracted, QByteArray(kPurposeNames[i]) + '\x01')); // HKDF-Expand, one block
    for (size_t i = 0; i < kPurposes; ++i) {
        crypto_auth_hmacsha256_state state;
        crypto_auth_hmacsha256_init(&state, bytes(m_keys[i].reveal()), size_t(m_keys[i].size()));
        m_states[i] = Secret(QByteArrayView(reinterpret_cast<const char *>(&state), sizeof state));
        sodium_memzero(&state, sizeof state);
    }
    for (size_t i = 0; i < kPurposes; ++i) {
        const QByteArray key = mac(Purpose::CacheKey, kPurposeNames[i]);
        m_cacheKeys[i] = Secret(key.first(crypto_shorthash_siphashx24_KEYBYTES));
    }
}

QByteArray KeyRing::mac(Purpose purpose, QByteArrayView message) const
{
    crypto_auth_hmacsha256_state state;
    std::memcpy(&state, m_states[size_t(purpose)].reveal().data(), sizeof state);
    crypto_auth_hmacsha256_update(&state, bytes(message), size_t(message.size()));
    QByteArray result(crypto_auth_hmacsha256_BYTES, Qt::Uninitialized);
    crypto_auth_hmacsha256_final(&state, reinterpret_cast<unsigned char *>(result.data()));
    return result;
}

QByteArray KeyRing::cacheKey(Purpose purpose, QByteArrayView message) const
{
    QByteArray result(crypto_shorthash_siphashx24_BYTES, Qt::Uninitialized);
    crypto_shorthash_siphashx24(reinterpret_cast<unsigned char *>(result.data()), bytes(message),
                                size_t(message.size()), bytes(m_cacheKeys[size_t(purpose)].reveal()));
    return result;
}

QByteArray KeyRing::seal(Purpose purpose, QByteArrayView plain, QByteArrayView context, Random &random) const
{
    return sealWith(key(purpose).reveal(), plain, context, random);
}

std::optional<Secret> KeyRing::open(Purpose purpose, QByteArrayView sealed, QByteArrayView context) const
{
    return openWith(key(purpose).reveal(), sealed, context);
}

QByteArray KeyRing::sealFor(QByteArrayView holder, QByteArrayView plain, Random &random) const
{
    return sealWith(mac(Purpose::RefreshSuccessor, holder), plain, {}, random);
}

std::optional<Secret> KeyRing::openAs(QByteArrayView holder, QByteArrayView sealed) const
{
    return openWith(mac(Purpose::RefreshSuccessor, holder), sealed, {});
}

} // namespace ostiary
