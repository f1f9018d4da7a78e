// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/crypto/base64url.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

namespace ostiary {

/// A client's own key, as its software has it: it signs assertions and shows its public half.
class SoftwareKey
{
public:
    explicit SoftwareKey(const QString &algorithm, const QString &kid = QStringLiteral("k1"))
        : m_algorithm(algorithm), m_kid(kid)
    {
        m_key = algorithm == QLatin1String("ES256") ? EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")
            : algorithm == QLatin1String("EdDSA")   ? EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")
                                                    : EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", size_t(2048));
        if (!m_key)
            qFatal("OpenSSL makes no key");
    }
    ~SoftwareKey() { EVP_PKEY_free(m_key); }
    SoftwareKey(const SoftwareKey &) = delete;
    SoftwareKey &operator=(const SoftwareKey &) = delete;

    [[nodiscard]] QJsonObject jwk() const
    {
        QJsonObject jwk{{QStringLiteral("kid"), m_kid}};
        const auto put = [&](const char *name, const char *parameter) {
            BIGNUM *number = nullptr;
            EVP_PKEY_get_bn_param(m_key, parameter, &number);
            const bool isPoint = m_algorithm == QLatin1String("ES256");
            QByteArray bytes(isPoint ? 32 : BN_num_bytes(number), '\0');
            BN_bn2binpad(number, reinterpret_cast<unsigned char *>(bytes.data()), int(bytes.size()));
            BN_free(number);
            jwk.insert(QLatin1String(name), QString::fromLatin1(toBase64Url(bytes)));
        };
        if (m_algorithm == QLatin1String("ES256")) {
            jwk.insert(QStringLiteral("kty"), QStringLiteral("EC"));
            jwk.insert(QStringLiteral("crv"), QStringLiteral("P-256"));
            put("x", OSSL_PKEY_PARAM_EC_PUB_X);
            put("y", OSSL_PKEY_PARAM_EC_PUB_Y);
        } else if (m_algorithm == QLatin1String("EdDSA")) {
            QByteArray bytes(32, '\0');
            size_t size = 32;
            EVP_PKEY_get_raw_public_key(m_key, reinterpret_cast<unsigned char *>(bytes.data()), &size);
            jwk.insert(QStringLiteral("kty"), QStringLiteral("OKP"));
            jwk.insert(QStringLiteral("crv"), QStringLiteral("Ed25519"));
            jwk.insert(QStringLiteral("x"), QString::fromLatin1(toBase64Url(bytes)));
        } else {
            jwk.insert(QStringLiteral("kty"), QStringLiteral("RSA"));
            put("n", OSSL_PKEY_PARAM_RSA_N);
            put("e", OSSL_PKEY_PARAM_RSA_E);
        }
        return jwk;
    }

    /// A compact JWS; `header` is put over the usual one.
    [[nodiscard]] QByteArray sign(const QJsonObject &claims, const QJsonObject &header = {}) const
    {
        QJsonObject whole{{QStringLiteral("alg"), m_algorithm}, {QStringLiteral("kid"), m_kid}};
        for (auto member = header.begin(); member != header.end(); ++member)
            whole.insert(member.key(), member.value());
        const auto part = [](const QJsonObject &object) {
            return toBase64Url(QJsonDocument(object).toJson(QJsonDocument::Compact));
        };
        const QByteArray input = part(whole) + '.' + part(claims);
        return input + '.' + toBase64Url(signatureOf(input));
    }

private:
    [[nodiscard]] QByteArray signatureOf(const QByteArray &input) const
    {
        EVP_MD_CTX *context = EVP_MD_CTX_new();
        EVP_PKEY_CTX *options = nullptr;
        const bool isEd = m_algorithm == QLatin1String("EdDSA");
        EVP_DigestSignInit(context, &options, isEd ? nullptr : EVP_sha256(), nullptr, m_key);
        if (m_algorithm == QLatin1String("PS256")) {
            EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING);
            EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST);
        }
        QByteArray signature(1024, '\0');
        size_t size = size_t(signature.size());
        const auto *bytes = reinterpret_cast<const unsigned char *>(input.constData());
        EVP_DigestSign(context, reinterpret_cast<unsigned char *>(signature.data()), &size, bytes,
                       size_t(input.size()));
        EVP_MD_CTX_free(context);
        signature.resize(qsizetype(size));
        return m_algorithm == QLatin1String("ES256") ? fromDer(signature) : signature;
    }

    static QByteArray fromDer(const QByteArray &der)
    {
        const auto *data = reinterpret_cast<const unsigned char *>(der.constData());
        ECDSA_SIG *pair = d2i_ECDSA_SIG(nullptr, &data, long(der.size()));
        QByteArray raw(64, '\0');
        auto *out = reinterpret_cast<unsigned char *>(raw.data());
        BN_bn2binpad(ECDSA_SIG_get0_r(pair), out, 32);
        BN_bn2binpad(ECDSA_SIG_get0_s(pair), out + 32, 32);
        ECDSA_SIG_free(pair);
        return raw;
    }

    const QString m_algorithm;
    const QString m_kid;
    EVP_PKEY *m_key = nullptr;
};

} // namespace ostiary
