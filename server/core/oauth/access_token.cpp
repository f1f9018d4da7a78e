// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/oauth/access_token.h"

#include "server/core/crypto/signed_jwt.h"

namespace ostiary {

namespace {

const QString kType = QStringLiteral("at+jwt");
constexpr std::chrono::seconds kClockSkew{60}; ///< for tokens that another machine's clock dated

double seconds(Time time)
{
    return double(std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count());
}

} // namespace

QByteArray AccessToken::sign(const TokenSigner &signer, const QString &issuer, Time now, Random &random) const
{
    QJsonObject claims{
        {QStringLiteral("iss"), issuer},
        {QStringLiteral("sub"), subject},
        {QStringLiteral("aud"), audience},
        {QStringLiteral("client_id"), client.text()},
        {QStringLiteral("sid"), grant.text()},
        {QStringLiteral("jti"), QString::fromLatin1(random.base62(22))},
        {QStringLiteral("scope"), scopes.join(u' ')},
        {QStringLiteral("iat"), seconds(now)},
        {QStringLiteral("exp"), seconds(expiresAt)},
    };
    if (!keyThumbprint.isEmpty())
        claims.insert(QStringLiteral("cnf"), QJsonObject{{QStringLiteral("jkt"), keyThumbprint}});
    return signer.sign(claims, kType);
}

Result<AccessToken> AccessToken::verify(const QByteArray &token, const TokenSigner &signer, const QString &issuer,
                                        Time now)
{
    TRY(const QJsonObject claims, signer.verify(token, kType));
    const std::optional<Time> expires = numericDate(claims.value(QLatin1String("exp")));
    const std::optional<Time> issued = numericDate(claims.value(QLatin1String("iat")));
    if (!expires || !issued || *expires <= now || *issued > now + kClockSkew)
        return fail(ErrorCode::InvalidToken);
    const QJsonValue notBefore = claims.value(QLatin1String("nbf"));
    if (!notBefore.isUndefined() && numericDate(notBefore).value_or(Time::max()) > now + kClockSkew)
        return fail(ErrorCode::InvalidToken);
    if (claims.value(QLatin1String("iss")).toString() != issuer)
        return fail(ErrorCode::InvalidToken);
    AccessToken result{
        .subject = claims.value(QLatin1String("sub")).toString(),
        .client = ClientId(claims.value(QLatin1String("client_id")).toString()),
        .grant = GrantId(claims.value(QLatin1String("sid")).toString()),
        .scopes = claims.value(QLatin1String("scope")).toString().split(u' ', Qt::SkipEmptyParts),
        .audience = claims.value(QLatin1String("aud")).toString(),
        .expiresAt = *expires,
        .issuedAt = *issued,
        .id = claims.value(QLatin1String("jti")).toString(),
        .keyThumbprint = claims.value(QLatin1String("cnf")).toObject().value(QLatin1String("jkt")).toString(),
    };
    if (claims.contains(QLatin1String("cnf")) && result.keyThumbprint.isEmpty())
        return fail(ErrorCode::InvalidToken); // bound to something that nobody here can check
    if (result.subject.isEmpty() || result.grant.isEmpty() || result.audience.isEmpty())
        return fail(ErrorCode::InvalidToken);
    return result;
}

} // namespace ostiary
