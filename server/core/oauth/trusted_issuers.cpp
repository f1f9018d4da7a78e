// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/oauth/trusted_issuers.h"

#include "server/core/crypto/base64url.h"
#include "server/core/crypto/signed_jwt.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QUrl>

#include <sodium.h>

namespace ostiary {

namespace {

const QString kType = QStringLiteral("oauth-id-jag+jwt");
constexpr qsizetype kLongestAssertion = 8 * 1024; ///< bytes
constexpr qsizetype kLongestText = 500; ///< of a claim
constexpr int kShortestRsaBits = 2048;
constexpr std::chrono::seconds kSkew{60};

std::unexpected<Error> wrong(const QString &why)
{
    return failField(QStringLiteral("oauth.trusted_issuers"), why);
}

std::unexpected<Error> refused(const QString &why)
{
    return fail(ErrorCode::InvalidGrant, why);
}

QString text(const QJsonObject &claims, const char *name)
{
    return claims.value(QLatin1String(name)).toString().left(kLongestText);
}

QByteArray bytesOf(const QJsonObject &jwk, const char *name)
{
    return fromBase64Url(jwk.value(QLatin1String(name)).toString().toLatin1()).value_or(QByteArray());
}

bool isIssuerName(const QString &name)
{
    const QUrl url(name, QUrl::StrictMode);
    const bool isLocal = url.scheme() == QLatin1String("http") && url.host() == QLatin1String("127.0.0.1");
    return url.isValid() && !url.host().isEmpty() && (url.scheme() == QLatin1String("https") || isLocal)
        && !url.hasQuery() && !url.hasFragment();
}

// RFC 7519 §4.1.3: one text, or a list of one: an assertion for others too is none for us.
bool isFor(const QJsonValue &aud, const QString &audience)
{
    const QJsonArray list = aud.toArray();
    return aud == audience || (list.size() == 1 && list.first() == audience);
}

// It may be left out (RFC 7523 §3); what is there must be a time that has come.
bool hasBegun(const QJsonObject &claims, const char *name, Time now)
{
    const QJsonValue value = claims.value(QLatin1String(name));
    return value.isUndefined() || numericDate(value).value_or(Time::max()) <= now + kSkew;
}

} // namespace

Result<TrustedIssuers> TrustedIssuers::parse(const QByteArray &json, const ScopeCatalogue &scopes)
{
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(json, &problem);
    if (!document.isArray())
        return wrong(QStringLiteral("The file of trusted issuers must be a JSON list of {\"issuer\", \"jwks\"}: %1.")
                         .arg(document.isNull() ? problem.errorString() : QStringLiteral("it is no list")));
    TrustedIssuers trusted;
    for (const QJsonValue &value : document.array()) {
        TRY(Issuer issuer, parseIssuer(value.toObject(), scopes));
        if (std::ranges::contains(trusted.m_issuers, issuer.name, &Issuer::name))
            return wrong(QStringLiteral("The issuer %1 is named twice.").arg(issuer.name));
        trusted.m_issuers << std::move(issuer);
    }
    return trusted;
}

Result<TrustedIssuers::Issuer> TrustedIssuers::parseIssuer(const QJsonObject &object, const ScopeCatalogue &scopes)
{
    Issuer issuer{.name = object.value(QLatin1String("issuer")).toString(), .keys = {}, .workloads = {}};
    if (!isIssuerName(issuer.name))
        return wrong(QStringLiteral("\"%1\" is no issuer; write its https address as it writes it itself.")
                         .arg(issuer.name.left(100)));
    const QJsonArray keys = object.value(QLatin1String("jwks")).toObject().value(QLatin1String("keys")).toArray();
    for (const QJsonValue &value : keys) {
        const QJsonObject jwk = value.toObject();
        if (jwk.contains(QLatin1String("d")) || jwk.contains(QLatin1String("k")))
            return wrong(QStringLiteral("The keys of %1 must be public ones; one of them is secret.").arg(issuer.name));
        if (std::optional<Key> key = parseKey(jwk))
            issuer.keys << *std::move(key);
    }
    if (issuer.keys.isEmpty())
        return wrong(QStringLiteral("The issuer %1 has no key that can be used: RSA of 2048 bits or more, or Ed25519.")
                         .arg(issuer.name));
    TRY(issuer.workloads, WorkloadRule::parse(object.value(QLatin1String("workloads")), issuer.name, scopes));
    return issuer;
}

std::optional<TrustedIssuers::Key> TrustedIssuers::parseKey(const QJsonObject &jwk)
{
    Key key{.kid = text(jwk, "kid"), .algorithm = {}, .rsa = {}, .ed25519 = {}};
    if (text(jwk, "kty") == QLatin1String("OKP") && text(jwk, "crv") == QLatin1String("Ed25519")) {
        key.algorithm = QStringLiteral("EdDSA");
        key.ed25519 = bytesOf(jwk, "x");
        return key.ed25519.size() == crypto_sign_PUBLICKEYBYTES ? std::optional(key) : std::nullopt;
    }
    const QByteArray modulus = bytesOf(jwk, "n");
    const QByteArray exponent = bytesOf(jwk, "e");
    if (text(jwk, "kty") != QLatin1String("RSA") || modulus.size() * 8 < kShortestRsaBits || exponent.isEmpty())
        return std::nullopt;
    // A zero byte in front: QCA reads numbers as signed.
    const auto number = [](const QByteArray &bytes) {
        QCA::BigInteger value;
        value.fromArray(QCA::SecureArray(QByteArray(1, '\0') + bytes));
        return value;
    };
    key.algorithm = QStringLiteral("RS256");
    key.rsa = QCA::RSAPublicKey(number(modulus), number(exponent));
    return key.rsa.isNull() ? std::nullopt : std::optional(key);
}

bool TrustedIssuers::isSignedBy(const Key &key, const QByteArray &input, const QByteArray &signature)
{
    if (key.algorithm == QLatin1String("RS256")) {
        QCA::PublicKey own = key.rsa; // verifying changes the object
        return own.verifyMessage(input, signature, QCA::EMSA3_SHA256);
    }
    return signature.size() == crypto_sign_BYTES
        && crypto_sign_verify_detached(reinterpret_cast<const unsigned char *>(signature.constData()),
                                       reinterpret_cast<const unsigned char *>(input.constData()), size_t(input.size()),
                                       reinterpret_cast<const unsigned char *>(key.ed25519.constData()))
        == 0;
}

// The claims of an assertion that its issuer signed, whatever they say. The key decides the algorithm (RFC 8725 §3.1).
Result<TrustedIssuers::Signed> TrustedIssuers::open(const QByteArray &assertion, const QStringList &types) const
{
    const QByteArrayList parts = assertion.split('.');
    if (assertion.size() > kLongestAssertion || parts.size() != 3)
        return refused(QStringLiteral("The assertion is no signed JWT."));
    const QJsonObject header = QJsonDocument::fromJson(fromBase64Url(parts[0]).value_or(QByteArray())).object();
    const QJsonObject claims = QJsonDocument::fromJson(fromBase64Url(parts[1]).value_or(QByteArray())).object();
    const std::optional<QByteArray> signature = fromBase64Url(parts[2]);
    const QString type = header.value(QLatin1String("typ")).toString();
    if (!types.contains(type) || header.contains(QLatin1String("crit")) || !signature)
        return refused(QStringLiteral("The assertion is no %1.").arg(types.first()));
    const auto issuer = std::ranges::find(m_issuers, claims.value(QLatin1String("iss")).toString(), &Issuer::name);
    if (issuer == m_issuers.end())
        return refused(QStringLiteral("The assertion's issuer is none that is trusted here."));
    const QString kid = text(header, "kid");
    for (const Key &key : issuer->keys) {
        if ((kid.isEmpty() || kid == key.kid) && header.value(QLatin1String("alg")) == key.algorithm
            && isSignedBy(key, parts[0] + '.' + parts[1], *signature))
            return Signed{*issuer, claims};
    }
    return refused(QStringLiteral("The assertion's signature is none of its issuer's."));
}

Result<IdentityAssertion> TrustedIssuers::verify(const QByteArray &assertion, const QString &audience, Time now) const
{
    TRY(const Signed opened, open(assertion, {kType}));
    const QJsonObject &claims = opened.claims;
    const std::optional<Time> expires = numericDate(claims.value(QLatin1String("exp")));
    const std::optional<Time> issued = numericDate(claims.value(QLatin1String("iat")));
    if (!expires || !issued || *expires <= now || *issued > now + kSkew || *expires > now + kLongestLife)
        return refused(QStringLiteral("The assertion does not hold now; it may hold for an hour at most."));
    if (!isFor(claims.value(QLatin1String("aud")), audience))
        return refused(QStringLiteral("The assertion is not for this server; its aud must be %1.").arg(audience));
    IdentityAssertion result{.issuer = text(claims, "iss"),
                             .subject = text(claims, "sub"),
                             .email = text(claims, "email").trimmed().toLower(),
                             .client = text(claims, "client_id"),
                             .id = text(claims, "jti"),
                             .resource = text(claims, "resource"),
                             .scope = {},
                             .expiresAt = *expires};
    if (claims.contains(QLatin1String("scope")))
        result.scope = claims.value(QLatin1String("scope")).toString();
    if (result.subject.isEmpty() || result.id.isEmpty() || result.client.isEmpty() || result.email.isEmpty())
        return refused(QStringLiteral("The assertion must have sub, email, client_id and jti."));
    if (claims.value(QLatin1String("email_verified")) == false)
        return refused(QStringLiteral("The assertion says that nobody has checked the e-mail address."));
    return result;
}

Result<WorkloadAssertion> TrustedIssuers::verifyWorkload(const QByteArray &assertion, const QStringList &audiences,
                                                         Time now) const
{
    // Platforms say JWT or nothing; whatever else has a type was made for something else (RFC 8725 §3.11).
    TRY(const Signed opened,
        open(assertion, {QStringLiteral("JWT"), QStringLiteral("jwt"), QStringLiteral("JOSE"), {}}));
    const QJsonObject &claims = opened.claims;
    if (opened.issuer.workloads.isEmpty())
        return refused(QStringLiteral("No workloads of %1 are known here.").arg(opened.issuer.name));
    const std::optional<Time> expires = numericDate(claims.value(QLatin1String("exp")));
    if (!expires || *expires <= now || *expires > now + kLongestLife + kSkew || !hasBegun(claims, "iat", now)
        || !hasBegun(claims, "nbf", now))
        return refused(QStringLiteral("The assertion does not hold now; it may hold for an hour at most."));
    const QJsonValue aud = claims.value(QLatin1String("aud"));
    if (std::ranges::none_of(audiences, [&](const QString &audience) { return isFor(aud, audience); })) {
        return refused(
            QStringLiteral("The assertion is not for this server; its aud must be %1.").arg(audiences.value(1)));
    }
    for (const WorkloadRule &rule : opened.issuer.workloads) {
        if (rule.fits(claims))
            return WorkloadAssertion{.issuer = opened.issuer.name, .rule = rule};
    }
    return refused(QStringLiteral("No workload of %1 that is known here has the sub %2 and its other claims.")
                       .arg(opened.issuer.name, text(claims, "sub")));
}

bool TrustedIssuers::hasWorkloads() const
{
    return std::ranges::any_of(m_issuers, [](const Issuer &issuer) { return !issuer.workloads.isEmpty(); });
}

} // namespace ostiary
