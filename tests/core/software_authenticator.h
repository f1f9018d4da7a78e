// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/crypto/base64url.h"

#include <QCborArray>
#include <QCborMap>
#include <QCborValue>
#include <QCryptographicHash>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtEndian>

#include <openssl/core_names.h>
#include <openssl/evp.h>

#include <memory>

/// An authenticator and its browser, in memory: makes what a real pair would send, with real keys. Every field can be
/// bent before it signs, so that the tests can lie with a good signature.
class SoftwareAuthenticator
{
public:
    enum Algorithm { EdDsa = -8, Es256 = -7, Rs256 = -257 };
    enum Flag : quint8 { Up = 0x01, Uv = 0x04, Be = 0x08, Bs = 0x10, At = 0x40, Ed = 0x80 };

    explicit SoftwareAuthenticator(Algorithm algorithm, const QByteArray &id = QByteArray(32, 'c'))
        : m_algorithm(algorithm), m_key(makeKey(algorithm)), m_id(id)
    {
    }

    // What it says; a test may change any of it.
    QByteArray origin = "https://gate.example";
    QByteArray rpId = "gate.example";
    quint8 flags = Up | Uv;
    quint32 signCount = 0;
    QJsonObject moreClientData; ///< members that replace or join the honest ones
    QByteArray extensions; ///< CBOR behind the authenticator data, with the flag Ed
    QString format = QStringLiteral("none");
    QCborMap statement;
    QByteArray userHandle;

    [[nodiscard]] const QByteArray &id() const { return m_id; }

    /// What navigator.credentials.create() gives for the options' challenge.
    [[nodiscard]] QJsonObject create(const QJsonObject &options) const
    {
        return created(clientData("webauthn.create", options), attestedData());
    }
    [[nodiscard]] QJsonObject created(const QByteArray &clientJson, const QByteArray &authData) const
    {
        const QCborMap object{{QStringLiteral("fmt"), format},
                              {QStringLiteral("attStmt"), statement},
                              {QStringLiteral("authData"), authData}};
        return outer({{QStringLiteral("clientDataJSON"), text(clientJson)},
                      {QStringLiteral("attestationObject"), text(QCborValue(object).toCbor())}});
    }

    /// What navigator.credentials.get() gives; the count rises first, if it counts.
    [[nodiscard]] QJsonObject get(const QJsonObject &options)
    {
        if (signCount > 0)
            ++signCount;
        const QByteArray client = clientData("webauthn.get", options);
        const QByteArray data = fixedData(flags) + extensions;
        return got(client, data, sign(data + QCryptographicHash::hash(client, QCryptographicHash::Sha256)));
    }
    [[nodiscard]] QJsonObject got(const QByteArray &client, const QByteArray &data, const QByteArray &signature) const
    {
        QJsonObject response{{QStringLiteral("clientDataJSON"), text(client)},
                             {QStringLiteral("authenticatorData"), text(data)},
                             {QStringLiteral("signature"), text(signature)}};
        if (!userHandle.isEmpty())
            response.insert(QStringLiteral("userHandle"), text(userHandle));
        return outer(response);
    }

    [[nodiscard]] QByteArray clientData(const char *type, const QJsonObject &options) const
    {
        QJsonObject data{{QStringLiteral("type"), QLatin1String(type)},
                         {QStringLiteral("challenge"), options.value(QLatin1String("challenge"))},
                         {QStringLiteral("origin"), QString::fromLatin1(origin)},
                         {QStringLiteral("crossOrigin"), false}};
        for (auto member = moreClientData.begin(); member != moreClientData.end(); ++member)
            data.insert(member.key(), member.value());
        return QJsonDocument(data).toJson(QJsonDocument::Compact);
    }

    [[nodiscard]] QByteArray fixedData(quint8 withFlags) const
    {
        QByteArray count(4, '\0');
        qToBigEndian(signCount, count.data());
        return QCryptographicHash::hash(rpId, QCryptographicHash::Sha256) + char(withFlags) + count;
    }
    [[nodiscard]] QByteArray attestedData() const { return attestedData(QCborValue(coseKey()).toCbor()); }
    [[nodiscard]] QByteArray attestedData(const QByteArray &cose) const
    {
        QByteArray length(2, '\0');
        qToBigEndian(quint16(m_id.size()), length.data());
        return fixedData(flags | At) + QByteArray(16, '\0') + length + m_id + cose + extensions;
    }

    [[nodiscard]] QCborMap coseKey() const // RFC 9053 §7, RFC 8230 §4
    {
        QCborMap key{{3, int(m_algorithm)}};
        switch (m_algorithm) {
        case EdDsa:
            key.insert(1, 1);
            key.insert(-1, 6);
            key.insert(-2, octets(OSSL_PKEY_PARAM_PUB_KEY));
            break;
        case Es256:
            key.insert(1, 2);
            key.insert(-1, 1);
            key.insert(-2, number(OSSL_PKEY_PARAM_EC_PUB_X, 32));
            key.insert(-3, number(OSSL_PKEY_PARAM_EC_PUB_Y, 32));
            break;
        case Rs256:
            key.insert(1, 3);
            key.insert(-1, number(OSSL_PKEY_PARAM_RSA_N, 256));
            key.insert(-2, number(OSSL_PKEY_PARAM_RSA_E, 3));
            break;
        }
        return key;
    }

    [[nodiscard]] QByteArray sign(const QByteArray &message) const
    {
        const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX *)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
        const EVP_MD *const digest = m_algorithm == EdDsa ? nullptr : EVP_sha256();
        const auto *const bytes = reinterpret_cast<const unsigned char *>(message.constData());
        size_t size = 0;
        if (EVP_DigestSignInit(context.get(), nullptr, digest, nullptr, m_key.get()) != 1
            || EVP_DigestSign(context.get(), nullptr, &size, bytes, size_t(message.size())) != 1)
            qFatal("cannot sign");
        QByteArray signature(qsizetype(size), Qt::Uninitialized);
        if (EVP_DigestSign(context.get(), reinterpret_cast<unsigned char *>(signature.data()), &size, bytes,
                           size_t(message.size()))
            != 1)
            qFatal("cannot sign");
        return signature.first(qsizetype(size));
    }

    [[nodiscard]] static QString text(const QByteArray &bytes)
    {
        return QString::fromLatin1(ostiary::toBase64Url(bytes));
    }
    /// The bytes of a member of `response`.
    [[nodiscard]] static QByteArray bytesOf(const QJsonObject &credential, const QString &member)
    {
        const QJsonObject response = credential.value(QLatin1String("response")).toObject();
        return *ostiary::fromBase64Url(response.value(member).toString().toLatin1());
    }
    /// The same credential with one member of `response` replaced.
    [[nodiscard]] static QJsonObject with(QJsonObject credential, const QString &member, const QJsonValue &value)
    {
        QJsonObject response = credential.value(QLatin1String("response")).toObject();
        response.insert(member, value);
        credential.insert(QStringLiteral("response"), response);
        return credential;
    }

private:
    using Key = std::shared_ptr<EVP_PKEY>;
    static Key makeKey(Algorithm algorithm)
    {
        EVP_PKEY *key = algorithm == EdDsa ? EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")
            : algorithm == Es256           ? EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")
                                           : EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", size_t(2048));
        if (!key)
            qFatal("cannot make a key");
        return {key, EVP_PKEY_free};
    }
    QByteArray octets(const char *name) const
    {
        QByteArray value(128, '\0');
        size_t size = 0;
        EVP_PKEY_get_octet_string_param(m_key.get(), name, reinterpret_cast<unsigned char *>(value.data()),
                                        size_t(value.size()), &size);
        return value.first(qsizetype(size));
    }
    QByteArray number(const char *name, int size) const
    {
        BIGNUM *read = nullptr;
        EVP_PKEY_get_bn_param(m_key.get(), name, &read);
        QByteArray value(size, '\0');
        BN_bn2binpad(read, reinterpret_cast<unsigned char *>(value.data()), size);
        BN_free(read);
        return value;
    }
    QJsonObject outer(const QJsonObject &response) const
    {
        return {{QStringLiteral("id"), text(m_id)},
                {QStringLiteral("rawId"), text(m_id)},
                {QStringLiteral("type"), QStringLiteral("public-key")},
                {QStringLiteral("response"), response}};
    }

    Algorithm m_algorithm;
    Key m_key;
    QByteArray m_id;
};
