// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/loopback.h"

#include <QRegularExpression>

namespace ostiary {

bool isLoopbackHost(const QString &host)
{
    static const QRegularExpression kForm(
        QStringLiteral(R"(\A(?:(?:[^/@:]+\.)?localhost|127(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}|::1|\[::1\])\z)"),
        QRegularExpression::CaseInsensitiveOption);
    return kForm.match(host).hasMatch();
}

} // namespace ostiary
