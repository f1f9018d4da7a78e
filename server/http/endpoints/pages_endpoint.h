// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/endpoints/session_cookies.h"
#include "server/http/routing/route.h"

namespace ostiary::http {

/// The pages for people: /, /login, /logout, and what they are made of under /assets.
class PagesEndpoint
{
public:
    struct UpstreamLink {
        QString name;
        QString url;
    };
    PagesEndpoint(SignInService &signIns, SessionService &sessions, const SessionCookies &cookies, Random &random,
                   QString publicUrl, QList<UpstreamLink> upstreams);
    [[nodiscard]] QList<Route> routes();

    [[nodiscard]] Task<Result<Response>> home(const Context &context);
    [[nodiscard]] Task<Result<Response>> showLogin(const Context &context);
    [[nodiscard]] Task<Result<Response>> login(const Context &context);
    [[nodiscard]] Task<Result<Response>> logout(const Context &context);
    [[nodiscard]] Task<Result<Response>> asset(const Context &context);

private:
    [[nodiscard]] Result<Response> loginPage(const Context &context, const QString &next, const QString &email,
                                             const QString &error, int status) const;

    SignInService &m_signIns;
    SessionService &m_sessions;
    const SessionCookies &m_cookies;
    Random &m_random;
    const QString m_publicUrl;
    const QList<UpstreamLink> m_upstreams;
};

} // namespace ostiary::http
