// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/session_cookies.h"

namespace ostiary::http {

void SessionCookies::set(Response &response, const SessionService::Opened &session) const
{
    setCookie(response, m_names.sessionCookie, session.cookie.reveal().toByteArray(), true, m_lifetimes.absolute,
              m_rules);
    setCookie(response, m_names.csrfCookie, session.csrfToken, false, m_lifetimes.absolute, m_rules);
}

void SessionCookies::clear(Response &response) const
{
    clearCookie(response, m_names.sessionCookie, m_rules);
    clearCookie(response, m_names.csrfCookie, m_rules);
}

Visitor visitorOf(const Request &request)
{
    return {.address = request.client, .userAgent = QString::fromUtf8(request.header("user-agent"))};
}

} // namespace ostiary::http
