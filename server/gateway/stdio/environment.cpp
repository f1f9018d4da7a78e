// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/stdio/environment.h"

#include <QProcessEnvironment>

#include <algorithm>
#include <array>

namespace ostiary::gateway {

namespace {

constexpr std::array kNames{"PATH", "HOME",     "USER", "LOGNAME", "SHELL",
                            "LANG", "LANGUAGE", "TZ",   "TMPDIR",  "NODE_EXTRA_CA_CERTS"};
constexpr std::array kFamilies{"LC_", "XDG_", "SSL_CERT_", "npm_config_", "NPM_CONFIG_"};

bool isAllowed(const QString &name)
{
    return std::ranges::any_of(kNames, [&](const char *allowed) { return name == QLatin1String(allowed); })
        || std::ranges::any_of(kFamilies, [&](const char *family) { return name.startsWith(QLatin1String(family)); });
}

} // namespace

QByteArrayList childEnvironment()
{
    QByteArrayList result;
    const auto ours = QProcessEnvironment::systemEnvironment();
    for (const QString &name : ours.keys()) {
        if (isAllowed(name))
            result.append(name.toLocal8Bit() + '=' + ours.value(name).toLocal8Bit());
    }
    return result;
}

} // namespace ostiary::gateway
