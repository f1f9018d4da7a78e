// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/clock.h"

#include <QByteArray>
#include <QString>

#include <optional>

/// Time-based one-time passwords (RFC 6238) as every authenticator app makes them.
namespace ostiary::totp {

constexpr qsizetype kSecretBytes = 20; ///< RFC 4226 §4 recommends 160 bits

[[nodiscard]] QString base32(QByteArrayView secret);
/// otpauth://totp/… for a QR code.
[[nodiscard]] QString uri(const QString &issuer, const QString &account, QByteArrayView secret);
/// The step that a code of six digits is of, if it is of the present one or a neighbour.
[[nodiscard]] std::optional<qint64> stepOf(QByteArrayView secret, const QString &code, Time now);
/// The code of a step; for tests and for nobody else.
[[nodiscard]] QString codeAt(QByteArrayView secret, qint64 step);
[[nodiscard]] qint64 stepAt(Time now);

} // namespace ostiary::totp
