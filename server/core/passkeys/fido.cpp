// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/passkeys/fido.h"

#include <QCborValue>
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
constexpr qsizetype kRs256ModulusBytes = 256;
constexpr qsizetype kRs256Bytes = kRs256ModulusBytes + 3; // n‖e

// Labels of a COSE_Key: RFC 9052 §7.1, RFC 9053 §7, RFC 8230 §4.
constexpr qint64 kKty = 1;
constexpr qint64 kAlg = 3;
constexpr qint64 kCrv = -1;
constexpr qint64 kX = -2;
constexpr qint64 kY = -3;
constexpr qint64 kN = -1;
constexpr qint64 kE = -2;

// Empty: it has another size, which leaves the key unusable.
QByteArray sized(const QCborValue &value, qsizetype size)
{
    const QByteArray bytes = value.toByteArray();
    return bytes.size() == size ? bytes : QByteArray();
}

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

std::optional<QByteArray> publicKey(const QCborMap &key)
{
    const qint64 algorithm = key.value(kAlg).toInteger();
    const qint64 type = key.value(kKty).toInteger();
    const QCborValue curve = key.value(kCrv);
    QByteArray joined;
    if (algorithm == COSE_EDDSA && type == COSE_KTY_OKP && curve == QCborValue(COSE_ED25519))
        joined = sized(key.value(kX), kEddsaBytes);
    else if (algorithm == COSE_ES256 && type == COSE_KTY_EC2 && curve == QCborValue(COSE_P256))
        joined = sized(key.value(kX), kEs256Bytes / 2) + sized(key.value(kY), kEs256Bytes / 2);
    else if (algorithm == COSE_RS256 && type == COSE_KTY_RSA)
        joined = sized(key.value(kN), kRs256ModulusBytes) + sized(key.value(kE), kRs256Bytes - kRs256ModulusBytes);
    if (!usableKey(int(algorithm), joined))
        return std::nullopt;
    return joined;
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
