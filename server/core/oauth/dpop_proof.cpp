// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/oauth/dpop_proof.h"

#include "server/core/crypto/base64url.h"
#include "server/core/crypto/signed_jwt.h"

#include <QCryptographicHash>
#include <QUrl>

namespace ostiary {

namespace {

const QString kType = QStringLiteral("dpop+jwt");

std::unexpected<Error> refused(const QString &why)
{
    return fail(ErrorCode::InvalidDpopProof, QStringLiteral("The DPoP proof is refused: %1").arg(why));
}

QString text(const QJsonObject &object, const char *name)
{
    return object.value(QLatin1String(name)).toString();
}

int portOf(const QUrl &url)
{
    return url.port(url.scheme() == QLatin1String("https") ? 443 : 80);
}

QString pathOf(const QUrl &url)
{
    const QString path = url.path(QUrl::FullyEncoded);
    return path.isEmpty() ? QStringLiteral("/") : path;
}

// RFC 9449 §4.3: query and fragment do not count, nor how scheme, host and port are written (RFC 3986 §6.2.2, §6.2.3).
bool isSameTarget(const QString &htu, const QUrl &url)
{
    const QUrl said(htu, QUrl::StrictMode);
    return said.isValid() && said.userInfo().isEmpty() && said.scheme() == url.scheme() && said.host() == url.host()
        && portOf(said) == portOf(url) && pathOf(said) == pathOf(url);
}

} // namespace

Result<DpopProof> DpopProof::parse(const QByteArray &jwt)
{
    const std::optional<SignedJwt> parsed = SignedJwt::parse(jwt, kLongest);
    if (!parsed)
        return refused(QStringLiteral("it is no JWT."));
    const auto &[header, claims, input, signature] = *parsed;
    if (text(header, "typ") != kType)
        return refused(QStringLiteral("typ must be %1.").arg(kType));
    DpopProof proof;
    proof.m_algorithm = text(header, "alg");
    if (!PublicJwk::algorithms().contains(proof.m_algorithm))
        return refused(QStringLiteral("alg must be one of %1.").arg(PublicJwk::algorithms().join(QLatin1String(", "))));
    if (header.contains(QLatin1String("crit")))
        return refused(QStringLiteral("it has extensions that nobody here knows."));
    Result<PublicJwk> key = PublicJwk::parse(header.value(QLatin1String("jwk")).toObject());
    if (!key)
        return refused(QStringLiteral("its jwk cannot be used. %1").arg(key.error().detail));
    proof.m_key = *std::move(key);
    proof.m_input = input;
    proof.m_signature = signature;
    proof.m_jti = text(claims, "jti");
    proof.m_method = text(claims, "htm");
    proof.m_url = text(claims, "htu");
    proof.m_tokenHash = text(claims, "ath");
    const std::optional<Time> issued = numericDate(claims.value(QLatin1String("iat")));
    if (!issued)
        return refused(QStringLiteral("it needs iat, a number of seconds."));
    proof.m_issuedAt = *issued;
    if (proof.m_jti.isEmpty() || proof.m_jti.size() > kLongestJti)
        return refused(QStringLiteral("it needs a jti of 1 to %1 characters.").arg(kLongestJti));
    return proof;
}

Result<> DpopProof::check(const QByteArray &method, const QUrl &url, Time now) const
{
    if (m_method.toLatin1() != method) // methods have a case (RFC 9110 §9.1)
        return refused(QStringLiteral("htm must be %1.").arg(QString::fromLatin1(method)));
    if (!isSameTarget(m_url, url))
        return refused(QStringLiteral("htu must be %1.").arg(url.toString(QUrl::FullyEncoded | QUrl::RemoveQuery)));
    if (m_issuedAt < now - kWindow || m_issuedAt > now + kWindow) {
        return refused(QStringLiteral("iat is more than %1 minutes away from %2, the time here.")
                           .arg(kWindow.count())
                           .arg(toIso(now)));
    }
    if (!m_key->verifies(m_algorithm, m_input, m_signature))
        return refused(QStringLiteral("it is not signed by the key in it."));
    return {};
}

bool DpopProof::isFor(const QByteArray &accessToken) const
{
    const QByteArray hash = toBase64Url(QCryptographicHash::hash(accessToken, QCryptographicHash::Sha256));
    return m_tokenHash == QLatin1String(hash);
}

} // namespace ostiary
