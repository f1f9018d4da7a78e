// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/pages/qr_code.h"

#include <QRegularExpression>

#include <qrcodegen.hpp>

#include <stdexcept>

namespace ostiary::http {
namespace {

using qrcodegen::QrCode;

constexpr int kQuietZone = 4; ///< modules on each side

/// One rectangle for each run of dark modules in a row.
QByteArray darkPath(const QrCode &code)
{
    QByteArray path;
    const int size = code.getSize();
    for (int y = 0; y < size; ++y) {
        for (int x = 0; x < size; ++x) {
            const int start = x;
            while (x < size && code.getModule(x, y))
                ++x;
            if (x == start)
                continue;
            path += 'M' + QByteArray::number(start + kQuietZone) + ' ' + QByteArray::number(y + kQuietZone) + 'h'
                + QByteArray::number(x - start) + "v1h-" + QByteArray::number(x - start) + 'z';
        }
    }
    return path;
}

} // namespace

QByteArray qrSvg(QByteArrayView text)
{
    if (text.isEmpty())
        return {};
    try {
        const QrCode code = QrCode::encodeBinary({text.begin(), text.end()}, QrCode::Ecc::MEDIUM);
        const QByteArray side = QByteArray::number(code.getSize() + 2 * kQuietZone);
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + side + ' ' + side
            + "\" role=\"img\" aria-label=\"QR code\" shape-rendering=\"crispEdges\"><rect width=\"100%\" "
              "height=\"100%\" "
              "fill=\"#ffffff\"/><path fill=\"#000000\" d=\""
            + darkPath(code) + "\"/></svg>";
    } catch (const std::length_error &) {
        return {};
    }
}

bool isQrSvg(const QByteArray &svg)
{
    static const QRegularExpression kDrawing(QStringLiteral(
        "\\A<svg xmlns=\"http://www\\.w3\\.org/2000/svg\" viewBox=\"0 0 \\d{2,3} \\d{2,3}\" role=\"img\" "
        "aria-label=\"QR code\" shape-rendering=\"crispEdges\"><rect width=\"100%\" height=\"100%\" "
        "fill=\"#ffffff\"/><path fill=\"#000000\" d=\"[Mhvz0-9 -]*\"/></svg>\\z"));
    return kDrawing.match(QString::fromLatin1(svg)).hasMatch();
}

} // namespace ostiary::http
