// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/clock.h"

#include <QByteArray>
#include <QJsonObject>

#include <optional>

namespace ostiary {

/// A JWT that somebody else signed (RFC 7519, compact JWS), taken apart and believed by nobody yet.
struct SignedJwt {
    QJsonObject header;
    QJsonObject claims;
    QByteArray input; ///< what the signature is over
    QByteArray signature;

    /// nullopt: it is none, or longer than `longest` bytes.
    [[nodiscard]] static std::optional<SignedJwt> parse(const QByteArray &jwt, qsizetype longest);
};

/// A NumericDate (RFC 7519 §2). nullopt: it is none.
[[nodiscard]] std::optional<Time> numericDate(const QJsonValue &value);

} // namespace ostiary
