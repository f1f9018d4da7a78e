// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/endpoints/session_cookies.h"
#include "server/http/routing/route.h"

namespace ostiary::http {

/// The CSRF token of forms that people use before they are signed in: it must equal a cookie of the same page, as
/// another site can set neither. Whoever is signed in has the token of their session.
class FormTokens
{
public:
    FormTokens(const SessionService &sessions, const SessionCookies &cookies, Random &random)
        : m_sessions(sessions), m_cookies(cookies), m_random(random)
    {
    }

    struct Token {
        QByteArray value;
        bool isNew = false; ///< the page has to set its cookie
    };
    [[nodiscard]] Result<Token> of(const Context &context) const;
    void attach(Response &page, const Token &token) const;
    /// CsrfFailed: the page was out of date, or somebody else's.
    [[nodiscard]] Result<> check(const Context &context, const Parameters &form) const;

private:
    const SessionService &m_sessions;
    const SessionCookies &m_cookies;
    Random &m_random;
};

/// Only addresses on this server: one slash, then no second one and no backslash, which browsers take for one.
[[nodiscard]] QString localPath(const QString &next, const QString &otherwise);

} // namespace ostiary::http
