// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/crypto/signed_jwt.h"

#include "server/core/crypto/base64url.h"

#include <QJsonDocument>

namespace ostiary {

namespace {

constexpr double kLatest = 1e11; ///< seconds since 1970; later ones would not fit into milliseconds everywhere

std::optional<QJsonObject> objectOf(const QByteArray &part)
{
    const std::optional<QByteArray> json = fromBase64Url(part);
    const QJsonDocument document = json ? QJsonDocument::fromJson(*json) : QJsonDocument();
    return document.isObject() ? std::optional(document.object()) : std::nullopt;
}

} // namespace

std::optional<SignedJwt> SignedJwt::parse(const QByteArray &jwt, qsizetype longest)
{
    const QByteArrayList parts = jwt.split('.');
    if (jwt.size() > longest || parts.size() != 3)
        return std::nullopt;
    std::optional<QJsonObject> header = objectOf(parts[0]);
    std::optional<QJsonObject> claims = objectOf(parts[1]);
    std::optional<QByteArray> signature = fromBase64Url(parts[2]);
    if (!header || !claims || !signature)
        return std::nullopt;
    return SignedJwt{*std::move(header), *std::move(claims), parts[0] + '.' + parts[1], *std::move(signature)};
}

std::optional<Time> numericDate(const QJsonValue &value)
{
    const double number = value.toDouble(-1);
    if (!value.isDouble() || number < 0 || number > kLatest)
        return std::nullopt;
    return Time{std::chrono::milliseconds{qint64(number * 1000)}};
}

} // namespace ostiary
