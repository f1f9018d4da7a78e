// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/crypto/key_ring.h"
#include "server/http/endpoints/sign_in.h"
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
    PagesEndpoint(SignIn &signIn, Random &random, QString publicUrl, QList<UpstreamLink> upstreams);
    [[nodiscard]] QList<Route> routes();

    [[nodiscard]] Task<Result<Response>> home(const Context &context);
    [[nodiscard]] Task<Result<Response>> showLogin(const Context &context);
    [[nodiscard]] Task<Result<Response>> login(const Context &context);
    [[nodiscard]] Task<Result<Response>> logout(const Context &context);
    [[nodiscard]] Task<Result<Response>> asset(const Context &context);

private:
    [[nodiscard]] Result<Response> loginPage(const Context &context, const QString &next, const QString &email,
                                             const QString &error, int status) const;

    SignIn &m_signIn;
    Random &m_random;
    const QString m_publicUrl;
    const QList<UpstreamLink> m_upstreams;
};

} // namespace ostiary::http
