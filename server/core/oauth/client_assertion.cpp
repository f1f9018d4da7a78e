// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/oauth/client_assertion.h"

#include "server/core/crypto/signed_jwt.h"

#include <QJsonArray>

#include <algorithm>

namespace ostiary {

namespace {

constexpr qsizetype kLongestJti = 256; ///< characters

std::unexpected<Error> refused(const QString &why)
{
    return fail(ErrorCode::InvalidClient, QStringLiteral("The client_assertion is refused: %1").arg(why));
}

// The date, or `otherwise` where there is none; nullopt: it is none.
std::optional<Time> dateOf(const QJsonValue &value, std::optional<Time> otherwise)
{
    return value.isUndefined() ? otherwise : numericDate(value);
}

} // namespace

Result<ClientAssertion> ClientAssertion::parse(const QByteArray &jwt)
{
    const std::optional<SignedJwt> parsed = SignedJwt::parse(jwt, kLongest);
    if (!parsed)
        return refused(QStringLiteral("it is no JWT."));
    const auto &[header, claims, input, signature] = *parsed;
    ClientAssertion assertion;
    assertion.m_algorithm = header.value(QLatin1String("alg")).toString();
    if (!PublicJwk::algorithms().contains(assertion.m_algorithm)) {
        return refused(QStringLiteral("alg must be one of %1.").arg(PublicJwk::algorithms().join(QLatin1String(", "))));
    }
    if (header.contains(QLatin1String("crit")))
        return refused(QStringLiteral("it has extensions that nobody here knows."));
    // `jwk`, `jku` and `x5u` of the header are not looked at: keys come from the registration only (RFC 8725 §3.10).
    assertion.m_kid = header.value(QLatin1String("kid")).toString();
    assertion.m_input = input;
    assertion.m_signature = signature;
    assertion.m_issuer = claims.value(QLatin1String("iss")).toString();
    assertion.m_subject = claims.value(QLatin1String("sub")).toString();
    assertion.m_jti = claims.value(QLatin1String("jti")).toString();
    const QJsonValue audience = claims.value(QLatin1String("aud"));
    if (audience.isString())
        assertion.m_audience << audience.toString();
    for (const QJsonValue &item : audience.toArray())
        assertion.m_audience << item.toString();
    const std::optional<Time> expires = dateOf(claims.value(QLatin1String("exp")), std::nullopt);
    const std::optional<Time> notBefore = dateOf(claims.value(QLatin1String("nbf")), Time{});
    const std::optional<Time> issued = dateOf(claims.value(QLatin1String("iat")), Time{});
    if (!expires || !notBefore || !issued)
        return refused(QStringLiteral("it needs exp, and its times must be numbers of seconds."));
    assertion.m_expiresAt = *expires;
    assertion.m_notBefore = std::max(*notBefore, *issued);
    return assertion;
}

Result<> ClientAssertion::check(const QStringList &audiences, Time now) const
{
    if (m_subject.isEmpty() || m_issuer != m_subject)
        return refused(QStringLiteral("iss and sub must both be the client_id."));
    // Every one of them must be us: what is also meant for others could be used by them (RFC 7523 §3).
    const bool isOurs = !m_audience.isEmpty()
        && std::ranges::all_of(m_audience, [&](const QString &one) { return audiences.contains(one); });
    if (!isOurs)
        return refused(QStringLiteral("aud must be the issuer, %1.").arg(audiences.value(0)));
    if (m_expiresAt + kSkew <= now)
        return refused(QStringLiteral("it has run out."));
    if (m_expiresAt > now + kLifetimeMax + kSkew)
        return refused(QStringLiteral("exp may be at most %1 minutes away.").arg(kLifetimeMax.count()));
    if (m_notBefore > now + kSkew)
        return refused(QStringLiteral("it is of the future."));
    if (m_jti.isEmpty() || m_jti.size() > kLongestJti)
        return refused(QStringLiteral("it needs a jti of 1 to %1 characters.").arg(kLongestJti));
    return {};
}

bool ClientAssertion::isSignedBy(const QList<PublicJwk> &keys) const
{
    return std::ranges::any_of(keys, [&](const PublicJwk &key) {
        return (m_kid.isEmpty() || m_kid == key.kid()) && key.verifies(m_algorithm, m_input, m_signature);
    });
}

} // namespace ostiary
