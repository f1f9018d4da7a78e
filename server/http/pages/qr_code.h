// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace ostiary::http {

/// `text` as a QR code (ISO/IEC 18004, error correction M or better): a scalable drawing without a size of its own, one
/// path, dark on white in every colour scheme, with the quiet zone of four modules that scanners want. Empty: the text
/// is empty, or longer than a QR code holds (2,331 bytes).
[[nodiscard]] QByteArray qrSvg(QByteArrayView text);

/// Whether it is a drawing as qrSvg() makes them. It goes into a page unescaped, so nothing else may.
[[nodiscard]] bool isQrSvg(const QByteArray &svg);

} // namespace ostiary::http
