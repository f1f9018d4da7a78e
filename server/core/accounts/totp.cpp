// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/accounts/totp.h"

#include "models/secret.h"

#include <QUrl>

#include <liboath/oath.h>

#include <cstdlib>

namespace ostiary::totp {

namespace {

constexpr qint64 kStepSeconds = 30;
constexpr unsigned kDigits = 6;

} // namespace

QString base32(QByteArrayView secret)
{
    char *text = nullptr;
    size_t length = 0;
    if (oath_base32_encode(secret.data(), size_t(secret.size()), &text, &length) != OATH_OK)
        return {};
    const QString encoded = QString::fromLatin1(text, qsizetype(length));
    free(text); // as liboath allocated it
    return encoded;
}

QString uri(const QString &issuer, const QString &account, QByteArrayView secret)
{
    const auto escaped = [](const QString &text) { return QString::fromLatin1(QUrl::toPercentEncoding(text)); };
    return QStringLiteral("otpauth://totp/%1:%2?secret=%3&issuer=%1&algorithm=SHA1&digits=6&period=30")
        .arg(escaped(issuer), escaped(account), base32(secret));
}

qint64 stepAt(Time now)
{
    return std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count() / kStepSeconds;
}

QString codeAt(QByteArrayView secret, qint64 step)
{
    char code[kDigits + 1] = {};
    if (oath_hotp_generate(secret.data(), size_t(secret.size()), uint64_t(step), kDigits, false,
                           OATH_HOTP_DYNAMIC_TRUNCATION, code)
        != OATH_OK)
        return {};
    return QString::fromLatin1(code);
}

std::optional<qint64> stepOf(QByteArrayView secret, const QString &code, Time now)
{
    const Secret sent(code.toUtf8());
    for (const qint64 step : {stepAt(now), stepAt(now) - 1, stepAt(now) + 1}) {
        if (Secret(codeAt(secret, step).toUtf8()) == sent)
            return step;
    }
    return std::nullopt;
}

} // namespace ostiary::totp
