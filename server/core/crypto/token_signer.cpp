// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/crypto/token_signer.h"

#include "server/core/crypto/base64url.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>

#include <condition_variable>

namespace ostiary {

namespace {

constexpr int kRsaBits = 2048;
const QString kAlgorithm = QStringLiteral("RS256");

QByteArray compact(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

// QCA puts a zero byte in front of numbers whose first bit is set; RFC 7518 §6.3.1.1 wants the shortest form.
QByteArray shortest(QByteArray number)
{
    while (number.size() > 1 && number.front() == '\0')
        number.remove(0, 1);
    return number;
}

QJsonObject toJwk(const QCA::RSAPublicKey &key)
{
    return {{QStringLiteral("e"), QString::fromLatin1(toBase64Url(shortest(key.e().toArray().toByteArray())))},
            {QStringLiteral("kty"), QStringLiteral("RSA")},
            {QStringLiteral("n"), QString::fromLatin1(toBase64Url(shortest(key.n().toArray().toByteArray())))}};
}

// RFC 7638: QJsonObject keeps its members in the order that the thumbprint needs.
QString thumbprint(const QJsonObject &jwk)
{
    return QString::fromLatin1(toBase64Url(QCryptographicHash::hash(compact(jwk), QCryptographicHash::Sha256)));
}

QByteArray contextOf(const QString &kid)
{
    return "signing_keys|sealed_private|" + kid.toLatin1();
}

std::unexpected<Error> refused()
{
    return fail(ErrorCode::InvalidToken);
}

} // namespace

Result<store::signing_keys::Entry> TokenSigner::make(const KeyRing &keys, const Clock &clock, Random &random)
{
    if (!QCA::isSupported("rsa")) {
        return fail(ErrorCode::Internal,
                    QStringLiteral("QCA has no RSA; install its OpenSSL plugin (package libqca-qt6-plugins)."));
    }
    const QCA::PrivateKey key = QCA::KeyGenerator().createRSA(kRsaBits);
    const QJsonObject jwk = toJwk(key.toPublicKey().toRSA());
    const QString kid = thumbprint(jwk);
    return store::signing_keys::Entry{
        .kid = kid,
        .algorithm = kAlgorithm,
        .sealedPrivate = keys.seal(Purpose::SigningKey, key.toPEM().toLatin1(), contextOf(kid), random),
        .publicJwk = QString::fromUtf8(compact(jwk)),
        .createdAt = clock.now(),
    };
}

Result<TokenSigner::Key> TokenSigner::unseal(const store::signing_keys::Entry &entry, const KeyRing &keys)
{
    const std::optional<Secret> pem = keys.open(Purpose::SigningKey, entry.sealedPrivate, contextOf(entry.kid));
    QCA::ConvertResult converted = QCA::ErrorDecode;
    QCA::PrivateKey key;
    if (pem)
        key = QCA::PrivateKey::fromPEM(QString::fromLatin1(pem->reveal()), {}, &converted);
    if (converted != QCA::ConvertGood)
        return fail(ErrorCode::Internal,
                    QStringLiteral("A token-signing key in the database cannot be opened with this master key."));
    QJsonObject jwk = QJsonDocument::fromJson(entry.publicJwk.toUtf8()).object();
    jwk.insert(QStringLiteral("kid"), entry.kid);
    jwk.insert(QStringLiteral("alg"), entry.algorithm);
    jwk.insert(QStringLiteral("use"), QStringLiteral("sig"));
    return Key{entry.kid, key, key.toPublicKey(), jwk};
}

Result<std::unique_ptr<TokenSigner>> TokenSigner::load(store::Store &store, const KeyRing &keys, const Clock &clock,
                                                       Random &random)
{
    TRY(store::Connection *const connection, store.reader());
    TRY(QList<store::signing_keys::Entry> entries, store::signing_keys::all(*connection));
    if (entries.isEmpty()) {
        TRY(const store::signing_keys::Entry fresh, make(keys, clock, random));
        CHECK(store.writeNow(
            [fresh](store::Connection &writing) { return store::signing_keys::insert(writing, fresh); }));
        entries = {fresh};
    }
    std::unique_ptr<TokenSigner> signer(new TokenSigner);
    for (const store::signing_keys::Entry &entry : std::as_const(entries)) {
        TRY(Key key, unseal(entry, keys));
        signer->m_keys << std::move(key);
    }
    return signer;
}

QByteArray TokenSigner::sign(const QJsonObject &claims, const QString &type) const
{
    const Key &key = m_keys.first();
    const QJsonObject header{
        {QStringLiteral("alg"), kAlgorithm}, {QStringLiteral("kid"), key.kid}, {QStringLiteral("typ"), type}};
    const QByteArray input = toBase64Url(compact(header)) + '.' + toBase64Url(compact(claims));
    QCA::PrivateKey own = key.privateKey; // signing changes the object: each thread works on a copy
    return input + '.' + toBase64Url(own.signMessage(input, QCA::EMSA3_SHA256));
}

Result<QJsonObject> TokenSigner::verify(const QByteArray &token, const QString &type) const
{
    const qsizetype firstDot = token.indexOf('.');
    const qsizetype lastDot = token.lastIndexOf('.');
    if (token.size() > kLongestToken || firstDot <= 0 || lastDot == firstDot || token.count('.') != 2)
        return refused();
    const std::optional<QByteArray> headerJson = fromBase64Url(token.first(firstDot));
    const std::optional<QByteArray> claimsJson = fromBase64Url(token.sliced(firstDot + 1, lastDot - firstDot - 1));
    const std::optional<QByteArray> signature = fromBase64Url(token.sliced(lastDot + 1));
    if (!headerJson || !claimsJson || !signature)
        return refused();
    const QJsonObject header = QJsonDocument::fromJson(*headerJson).object();
    // Exactly what sign() writes: nothing that names another key, algorithm or extension is even looked at.
    if (header.size() != 3 || header.value(QLatin1String("alg")) != kAlgorithm
        || header.value(QLatin1String("typ")) != type)
        return refused();
    const QString kid = header.value(QLatin1String("kid")).toString();
    const auto key = std::ranges::find(m_keys, kid, &Key::kid);
    if (key == m_keys.end())
        return refused();
    QCA::PublicKey own = key->publicKey;
    if (!own.verifyMessage(token.first(lastDot), *signature, QCA::EMSA3_SHA256))
        return refused();
    const QJsonDocument claims = QJsonDocument::fromJson(*claimsJson);
    if (!claims.isObject())
        return refused();
    return claims.object();
}

QJsonObject TokenSigner::publicKeys() const
{
    QJsonArray keys;
    for (const Key &key : m_keys)
        keys.append(key.jwk);
    return {{QStringLiteral("keys"), keys}};
}

} // namespace ostiary
