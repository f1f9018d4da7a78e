// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/crypto/signing_key.h"

#include "server/core/crypto/base64url.h"

#include <QCryptographicHash>
#include <QJsonDocument>

#include <sodium.h>

namespace ostiary {

namespace {

const QString kRs256 = QStringLiteral("RS256");
const QString kEdDsa = QStringLiteral("EdDSA");

QByteArray compact(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QString encoded(const QByteArray &bytes)
{
    return QString::fromLatin1(toBase64Url(bytes));
}

// QCA puts a zero byte in front of numbers whose first bit is set; RFC 7518 §6.3.1.1 wants the shortest form.
QByteArray shortest(QByteArray number)
{
    while (number.size() > 1 && number.front() == '\0')
        number.remove(0, 1);
    return number;
}

QJsonObject rsaJwk(const QCA::RSAPublicKey &key)
{
    return {{QStringLiteral("e"), encoded(shortest(key.e().toArray().toByteArray()))},
            {QStringLiteral("kty"), QStringLiteral("RSA")},
            {QStringLiteral("n"), encoded(shortest(key.n().toArray().toByteArray()))}};
}

QJsonObject edJwk(const QByteArray &publicKey)
{
    return {{QStringLiteral("crv"), QStringLiteral("Ed25519")},
            {QStringLiteral("kty"), QStringLiteral("OKP")},
            {QStringLiteral("x"), encoded(publicKey)}};
}

// RFC 7638: QJsonObject keeps its members in the order that the thumbprint needs.
QString thumbprint(const QJsonObject &jwk)
{
    return encoded(QCryptographicHash::hash(compact(jwk), QCryptographicHash::Sha256));
}

QByteArray contextOf(const QString &kid)
{
    return "signing_keys|sealed_private|" + kid.toLatin1();
}

int rsaBits(SigningAlgorithm algorithm)
{
    switch (algorithm) {
    case SigningAlgorithm::Rsa2048: return 2048;
    case SigningAlgorithm::Rsa3072: return 3072;
    case SigningAlgorithm::Rsa4096: return 4096;
    case SigningAlgorithm::Ed25519: break;
    }
    return 0;
}

struct Fresh {
    QString algorithm;
    QJsonObject jwk;
    Secret privateKey;
};

Result<Fresh> makeRsa(int bits)
{
    if (!QCA::isSupported("rsa")) {
        return fail(ErrorCode::Internal,
                    QStringLiteral("QCA has no RSA; install its OpenSSL plugin (package libqca-qt6-plugins)."));
    }
    const QCA::PrivateKey key = QCA::KeyGenerator().createRSA(bits);
    return Fresh{kRs256, rsaJwk(key.toPublicKey().toRSA()), Secret(key.toPEM().toLatin1())};
}

Fresh makeEd(Random &random)
{
    const Secret seed(random.bytes(crypto_sign_SEEDBYTES));
    QByteArray publicKey(crypto_sign_PUBLICKEYBYTES, Qt::Uninitialized);
    QByteArray privateKey(crypto_sign_SECRETKEYBYTES, Qt::Uninitialized);
    crypto_sign_seed_keypair(reinterpret_cast<unsigned char *>(publicKey.data()),
                             reinterpret_cast<unsigned char *>(privateKey.data()),
                             reinterpret_cast<const unsigned char *>(seed.reveal().data()));
    Fresh fresh{kEdDsa, edJwk(publicKey), Secret(privateKey)};
    sodium_memzero(privateKey.data(), size_t(privateKey.size()));
    return fresh;
}

} // namespace

Result<store::signing_keys::Entry> SigningKey::make(SigningAlgorithm algorithm, const KeyRing &keys, Random &random)
{
    TRY(const Fresh fresh,
        algorithm == SigningAlgorithm::Ed25519 ? Result<Fresh>(makeEd(random)) : makeRsa(rsaBits(algorithm)));
    const QString kid = thumbprint(fresh.jwk);
    store::signing_keys::Entry entry;
    entry.kid = kid;
    entry.algorithm = fresh.algorithm;
    entry.sealedPrivate = keys.seal(Purpose::SigningKey, fresh.privateKey.reveal(), contextOf(kid), random);
    entry.publicJwk = QString::fromUtf8(compact(fresh.jwk));
    return entry;
}

bool SigningKey::isOf(const store::signing_keys::Entry &entry, SigningAlgorithm algorithm)
{
    if (algorithm == SigningAlgorithm::Ed25519)
        return entry.algorithm == kEdDsa;
    const QJsonObject jwk = QJsonDocument::fromJson(entry.publicJwk.toUtf8()).object();
    const auto modulus = fromBase64Url(jwk.value(QLatin1String("n")).toString().toLatin1());
    return entry.algorithm == kRs256 && modulus && modulus->size() * 8 == rsaBits(algorithm);
}

Result<SigningKey> SigningKey::unseal(const store::signing_keys::Entry &entry, const KeyRing &keys)
{
    const auto unreadable = [] {
        return fail(ErrorCode::Internal,
                    QStringLiteral("A token-signing key in the database cannot be opened with this master key."));
    };
    std::optional<Secret> plain = keys.open(Purpose::SigningKey, entry.sealedPrivate, contextOf(entry.kid));
    if (!plain)
        return unreadable();
    SigningKey key;
    key.m_kid = entry.kid;
    key.m_algorithm = entry.algorithm;
    key.m_startsAt = entry.startsAt;
    key.m_jwk = QJsonDocument::fromJson(entry.publicJwk.toUtf8()).object();
    if (entry.algorithm == kEdDsa) {
        const auto publicKey = fromBase64Url(key.m_jwk.value(QLatin1String("x")).toString().toLatin1());
        if (plain->size() != crypto_sign_SECRETKEYBYTES || !publicKey
            || publicKey->size() != crypto_sign_PUBLICKEYBYTES)
            return unreadable();
        key.m_edPrivate = *std::move(plain);
        key.m_edPublic = *publicKey;
    } else {
        QCA::ConvertResult converted = QCA::ErrorDecode;
        key.m_rsaPrivate = QCA::PrivateKey::fromPEM(QString::fromLatin1(plain->reveal()), {}, &converted);
        if (converted != QCA::ConvertGood)
            return unreadable();
        key.m_rsaPublic = key.m_rsaPrivate.toPublicKey();
    }
    key.m_jwk.insert(QStringLiteral("kid"), entry.kid);
    key.m_jwk.insert(QStringLiteral("alg"), entry.algorithm);
    key.m_jwk.insert(QStringLiteral("use"), QStringLiteral("sig"));
    return key;
}

QByteArray SigningKey::sign(const QByteArray &input) const
{
    if (m_algorithm != kEdDsa) {
        QCA::PrivateKey own = m_rsaPrivate; // signing changes the object
        return own.signMessage(input, QCA::EMSA3_SHA256);
    }
    QByteArray signature(crypto_sign_BYTES, Qt::Uninitialized);
    crypto_sign_detached(reinterpret_cast<unsigned char *>(signature.data()), nullptr,
                         reinterpret_cast<const unsigned char *>(input.constData()), size_t(input.size()),
                         reinterpret_cast<const unsigned char *>(m_edPrivate.reveal().data()));
    return signature;
}

bool SigningKey::verify(const QByteArray &input, const QByteArray &signature) const
{
    if (m_algorithm != kEdDsa) {
        QCA::PublicKey own = m_rsaPublic;
        return own.verifyMessage(input, signature, QCA::EMSA3_SHA256);
    }
    return signature.size() == crypto_sign_BYTES
        && crypto_sign_verify_detached(reinterpret_cast<const unsigned char *>(signature.constData()),
                                       reinterpret_cast<const unsigned char *>(input.constData()), size_t(input.size()),
                                       reinterpret_cast<const unsigned char *>(m_edPublic.constData()))
        == 0;
}

} // namespace ostiary
