// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/response.h"

#include <chrono>

namespace ostiary::http {

/// How this server sets its cookies (RFC 6265bis): Path=/, SameSite=Lax, Secure behind https, no Domain.
struct CookieRules {
    bool secure = false;
};

void setCookie(Response &response, const QByteArray &name, const QByteArray &value, bool httpOnly,
               std::chrono::seconds lifetime, const CookieRules &rules);
void clearCookie(Response &response, const QByteArray &name, const CookieRules &rules);

} // namespace ostiary::http
