// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/error.h"

#include <QByteArray>

namespace ostiary {

/// RFC 7515 §2: base64url without padding.
[[nodiscard]] inline QByteArray toBase64Url(const QByteArray &bytes)
{
    return bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

/// Strict: only what toBase64Url() could have made.
[[nodiscard]] inline std::optional<QByteArray> fromBase64Url(const QByteArray &text)
{
    auto decoded = QByteArray::fromBase64Encoding(
        text, QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals | QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded || toBase64Url(*decoded) != text)
        return std::nullopt;
    return *std::move(decoded);
}

} // namespace ostiary
