// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/cookies.h"

namespace ostiary::http {

void setCookie(Response &response, const QByteArray &name, const QByteArray &value, bool httpOnly,
               std::chrono::seconds lifetime, const CookieRules &rules)
{
    QByteArray cookie
        = name + '=' + value + "; Path=/; SameSite=Lax; Max-Age=" + QByteArray::number(qint64(lifetime.count()));
    if (httpOnly)
        cookie += "; HttpOnly";
    if (rules.secure)
        cookie += "; Secure";
    response.headers.add("Set-Cookie", cookie);
}

void clearCookie(Response &response, const QByteArray &name, const CookieRules &rules)
{
    setCookie(response, name, {}, true, std::chrono::seconds(0), rules);
}

} // namespace ostiary::http
