// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/crypto/public_jwk.h"

#include "server/core/crypto/base64url.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include <array>

namespace ostiary {

namespace {

constexpr int kRsaBitsMin = 2048;
constexpr int kRsaBitsMax = 8192; ///< larger ones only cost time
constexpr qsizetype kP256Bytes = 32; ///< of a coordinate, and of each half of a signature
constexpr qsizetype kMostKeys = 50;

template <auto Free>
struct Freed {
    template <typename T>
    void operator()(T *object) const
    {
        Free(object);
    }
};
using KeyPtr = std::shared_ptr<EVP_PKEY>;
using NumberPtr = std::unique_ptr<BIGNUM, Freed<BN_free>>;
using DigestPtr = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;
using SignaturePtr = std::unique_ptr<ECDSA_SIG, Freed<ECDSA_SIG_free>>;
using BuilderPtr = std::unique_ptr<OSSL_PARAM_BLD, Freed<OSSL_PARAM_BLD_free>>;
using ParametersPtr = std::unique_ptr<OSSL_PARAM, Freed<OSSL_PARAM_free>>;
using ContextPtr = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>>;

std::unexpected<Error> refused(const QString &why)
{
    return fail(ErrorCode::InvalidClientMetadata, why);
}

const unsigned char *bytes(const QByteArray &array)
{
    return reinterpret_cast<const unsigned char *>(array.constData());
}

Result<QByteArray> member(const QJsonObject &jwk, const char *name)
{
    const std::optional<QByteArray> value = fromBase64Url(jwk.value(QLatin1String(name)).toString().toLatin1());
    if (!value || value->isEmpty())
        return refused(QStringLiteral("A key's member %1 must be base64url.").arg(QLatin1String(name)));
    return *value;
}

NumberPtr number(const QByteArray &value)
{
    return NumberPtr(BN_bin2bn(bytes(value), int(value.size()), nullptr));
}

KeyPtr fromParameters(const char *type, OSSL_PARAM_BLD *builder)
{
    const ParametersPtr parameters(OSSL_PARAM_BLD_to_param(builder));
    const ContextPtr context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
    EVP_PKEY *key = nullptr;
    if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1
        || EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1)
        return nullptr;
    return {key, EVP_PKEY_free};
}

Result<KeyPtr> rsaKey(const QJsonObject &jwk)
{
    TRY(const QByteArray n, member(jwk, "n"));
    TRY(const QByteArray e, member(jwk, "e"));
    if (n.size() > kRsaBitsMax / 8 + 1 || e.size() > 8)
        return refused(QStringLiteral("RSA keys may have at most %1 bits.").arg(kRsaBitsMax));
    const NumberPtr modulus = number(n);
    const NumberPtr exponent = number(e);
    if (BN_num_bits(modulus.get()) < kRsaBitsMin || !BN_is_odd(exponent.get()) || BN_is_one(exponent.get()))
        return refused(QStringLiteral("RSA keys must have at least %1 bits and a sound exponent.").arg(kRsaBitsMin));
    const BuilderPtr builder(OSSL_PARAM_BLD_new());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get());
    return fromParameters("RSA", builder.get());
}

Result<KeyPtr> p256Key(const QJsonObject &jwk)
{
    TRY(const QByteArray x, member(jwk, "x"));
    TRY(const QByteArray y, member(jwk, "y"));
    if (x.size() != kP256Bytes || y.size() != kP256Bytes)
        return refused(QStringLiteral("A P-256 key has coordinates of 32 bytes."));
    const QByteArray point = '\x04' + x + y;
    const BuilderPtr builder(OSSL_PARAM_BLD_new());
    OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0);
    OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, bytes(point), size_t(point.size()));
    return fromParameters("EC", builder.get());
}

Result<KeyPtr> ed25519Key(const QJsonObject &jwk)
{
    TRY(const QByteArray x, member(jwk, "x"));
    return KeyPtr(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes(x), size_t(x.size())), EVP_PKEY_free);
}

// JOSE writes the two halves side by side (RFC 7518 §3.4), OpenSSL reads DER.
QByteArray toDer(const QByteArray &signature)
{
    if (signature.size() != 2 * kP256Bytes)
        return {};
    const SignaturePtr pair(ECDSA_SIG_new());
    NumberPtr r = number(signature.first(kP256Bytes));
    NumberPtr s = number(signature.sliced(kP256Bytes));
    if (ECDSA_SIG_set0(pair.get(), r.get(), s.get()) != 1)
        return {};
    std::ignore = r.release();
    std::ignore = s.release();
    unsigned char *der = nullptr;
    const int size = i2d_ECDSA_SIG(pair.get(), &der);
    const QByteArray result(reinterpret_cast<const char *>(der), std::max(size, 0));
    OPENSSL_free(der);
    return result;
}

// RFC 7638 §3: of the members that make the key; QJsonObject keeps them in the order that it needs.
QString thumbprintOf(const QJsonObject &jwk, std::initializer_list<const char *> members)
{
    QJsonObject needed;
    for (const char *name : members)
        needed.insert(QLatin1String(name), jwk.value(QLatin1String(name)));
    const QByteArray json = QJsonDocument(needed).toJson(QJsonDocument::Compact);
    return QString::fromLatin1(toBase64Url(QCryptographicHash::hash(json, QCryptographicHash::Sha256)));
}

} // namespace

const QStringList &PublicJwk::algorithms()
{
    static const QStringList kAlgorithms{QStringLiteral("RS256"), QStringLiteral("PS256"), QStringLiteral("ES256"),
                                         QStringLiteral("EdDSA")};
    return kAlgorithms;
}

Result<PublicJwk> PublicJwk::parse(const QJsonObject &jwk)
{
    for (const char *secret : {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}) {
        if (jwk.contains(QLatin1String(secret)))
            return refused(QStringLiteral("A key has the private member %1; make a new key and keep that to yourself.")
                               .arg(QLatin1String(secret)));
    }
    const QString kty = jwk.value(QLatin1String("kty")).toString();
    const QString curve = jwk.value(QLatin1String("crv")).toString();
    PublicJwk key;
    key.m_kid = jwk.value(QLatin1String("kid")).toString();
    key.m_algorithm = jwk.value(QLatin1String("alg")).toString();
    if (kty == QLatin1String("RSA")) {
        key.m_type = Type::Rsa;
        TRY(key.m_key, rsaKey(jwk));
        key.m_thumbprint = thumbprintOf(jwk, {"e", "kty", "n"});
    } else if (kty == QLatin1String("EC") && curve == QLatin1String("P-256")) {
        key.m_type = Type::P256;
        TRY(key.m_key, p256Key(jwk));
        key.m_thumbprint = thumbprintOf(jwk, {"crv", "kty", "x", "y"});
    } else if (kty == QLatin1String("OKP") && curve == QLatin1String("Ed25519")) {
        key.m_type = Type::Ed25519;
        TRY(key.m_key, ed25519Key(jwk));
        key.m_thumbprint = thumbprintOf(jwk, {"crv", "kty", "x"});
    }
    if (!key.m_key)
        return refused(QStringLiteral("A key is neither RSA, P-256 nor Ed25519, or is not sound."));
    return key;
}

bool PublicJwk::verifies(const QString &algorithm, const QByteArray &input, const QByteArray &signature) const
{
    const bool isPss = algorithm == QLatin1String("PS256");
    const bool fits = m_type == Type::Rsa ? isPss || algorithm == QLatin1String("RS256")
        : m_type == Type::P256            ? algorithm == QLatin1String("ES256")
                                          : algorithm == QLatin1String("EdDSA");
    if (!fits || (!m_algorithm.isEmpty() && m_algorithm != algorithm))
        return false;
    const QByteArray raw = m_type == Type::P256 ? toDer(signature) : signature;
    const DigestPtr context(EVP_MD_CTX_new());
    EVP_PKEY_CTX *options = nullptr; // the digest context's own
    if (raw.isEmpty()
        || EVP_DigestVerifyInit(context.get(), &options, m_type == Type::Ed25519 ? nullptr : EVP_sha256(), nullptr,
                                m_key.get())
            != 1)
        return false;
    if (isPss
        && (EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) != 1
            || EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST) != 1))
        return false;
    return EVP_DigestVerify(context.get(), bytes(raw), size_t(raw.size()), bytes(input), size_t(input.size())) == 1;
}

Result<QList<PublicJwk>> parseJwkSet(const QJsonObject &set)
{
    const QJsonValue value = set.value(QLatin1String("keys"));
    if (!value.isArray())
        return refused(QStringLiteral("jwks must be an object with a list of keys."));
    if (value.toArray().size() > kMostKeys)
        return refused(QStringLiteral("jwks may have at most %1 keys.").arg(kMostKeys));
    QList<PublicJwk> keys;
    for (const QJsonValue &item : value.toArray()) {
        Result<PublicJwk> key = PublicJwk::parse(item.toObject());
        const QString kty = item.toObject().value(QLatin1String("kty")).toString();
        const bool isForEncryption = item.toObject().value(QLatin1String("use")) == QLatin1String("enc");
        const bool isSecret = item.toObject().contains(QLatin1String("d")) || kty == QLatin1String("oct");
        if (!key && isSecret)
            return std::unexpected(key.error());
        if (key && !isForEncryption)
            keys << *std::move(key);
    }
    if (keys.isEmpty())
        return refused(QStringLiteral("jwks has no key that can be used: RSA, P-256 or Ed25519."));
    return keys;
}

} // namespace ostiary
