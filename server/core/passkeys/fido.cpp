// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/passkeys/fido.h"

#include <QCryptographicHash>

#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>

#include <memory>

namespace ostiary::fido {

namespace {

const unsigned char *bytes(const QByteArray &array)
{
    return reinterpret_cast<const unsigned char *>(array.constData());
}

constexpr qsizetype kEddsaBytes = 32; // x
constexpr qsizetype kEs256Bytes = 64; // x‖y
constexpr qsizetype kRs256Bytes = 259; // n‖e

template <typename Key>
std::shared_ptr<const void> filled(Key *empty, void (*release)(Key **), int (*fill)(Key *, const void *, size_t),
                                   const QByteArray &from, qsizetype size)
{
    const std::shared_ptr<Key> key(empty, [release](Key *held) { release(&held); });
    // libfido2 takes longer ones, too.
    if (!key || from.size() != size || fill(empty, from.constData(), size_t(from.size())) != FIDO_OK)
        return {};
    return key;
}

// A key that can verify, or nothing.
std::shared_ptr<const void> usableKey(int algorithm, const QByteArray &key)
{
    switch (algorithm) {
    case COSE_EDDSA: return filled(eddsa_pk_new(), eddsa_pk_free, eddsa_pk_from_ptr, key, kEddsaBytes);
    case COSE_ES256: return filled(es256_pk_new(), es256_pk_free, es256_pk_from_ptr, key, kEs256Bytes);
    case COSE_RS256: return filled(rs256_pk_new(), rs256_pk_free, rs256_pk_from_ptr, key, kRs256Bytes);
    default: return {};
    }
}

} // namespace

std::optional<QByteArray> publicKey(const QByteArray &authenticatorData, int algorithm)
{
    const std::unique_ptr<fido_cred_t, void (*)(fido_cred_t *)> credential(
        fido_cred_new(), [](fido_cred_t *held) { fido_cred_free(&held); });
    if (!credential || fido_cred_set_type(credential.get(), algorithm) != FIDO_OK
        || fido_cred_set_authdata_raw(credential.get(), bytes(authenticatorData), size_t(authenticatorData.size()))
            != FIDO_OK)
        return std::nullopt;
    const unsigned char *const key = fido_cred_pubkey_ptr(credential.get());
    if (!key)
        return std::nullopt;
    QByteArray copy(reinterpret_cast<const char *>(key), qsizetype(fido_cred_pubkey_len(credential.get())));
    if (!usableKey(algorithm, copy))
        return std::nullopt;
    return copy;
}

bool isSignedBy(int algorithm, const QByteArray &publicKey, const QString &relyingPartyId,
                const QByteArray &authenticatorData, const QByteArray &clientData, const QByteArray &signature)
{
    const std::shared_ptr<const void> key = usableKey(algorithm, publicKey);
    const std::unique_ptr<fido_assert_t, void (*)(fido_assert_t *)> assertion(
        fido_assert_new(), [](fido_assert_t *held) { fido_assert_free(&held); });
    if (!key || !assertion)
        return false;
    fido_assert_t *const it = assertion.get();
    const QByteArray hash = QCryptographicHash::hash(clientData, QCryptographicHash::Sha256);
    return fido_assert_set_rp(it, relyingPartyId.toLatin1().constData()) == FIDO_OK
        && fido_assert_set_clientdata_hash(it, bytes(hash), size_t(hash.size())) == FIDO_OK
        && fido_assert_set_count(it, 1) == FIDO_OK
        && fido_assert_set_authdata_raw(it, 0, bytes(authenticatorData), size_t(authenticatorData.size())) == FIDO_OK
        && fido_assert_set_sig(it, 0, bytes(signature), size_t(signature.size())) == FIDO_OK
        && fido_assert_set_up(it, FIDO_OPT_TRUE) == FIDO_OK
        && fido_assert_verify(it, 0, algorithm, key.get()) == FIDO_OK;
}

} // namespace ostiary::fido
