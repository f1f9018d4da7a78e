// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/limits/limit_service.h"
#include "server/core/oauth/resources.h"
#include "server/core/organizations/upstream_rules.h"
#include "server/core/sessions/session_service.h"
#include "server/core/streams/open_streams.h"
#include "server/http/application.h"
#include "server/http/routing/credentials.h"
#include "server/http/routing/host_policy.h"
#include "server/http/routing/observer.h"
#include "server/http/routing/router.h"

namespace ostiary::http {

/// What every worker's dispatcher shares. All of it is thread-safe or constant.
struct Site {
    const Router &router;
    const HostPolicy &hosts;
    const CredentialNames &names;
    const Resources &resources;
    Authenticator &authenticator;
    const SessionService &sessions;
    LimitService &limits;
    const UpstreamRules &upstreams;
    const ScopeCatalogue &scopes;
    const OpenStreams &streams;
    bool isHttps = false;
    Observer *observer = nullptr; ///< may be none
};

/// Leads each request through its route's stack, in the one order that all routes share: OPTIONS, Host, Origin,
/// credential, method, CSRF, rate limit, scope, role, fresh sign-in, handler. One per worker.
class Dispatcher final : public Application
{
public:
    Dispatcher(const Site &site, std::unique_ptr<UpstreamBackend> upstreams);

    [[nodiscard]] qsizetype bodyLimit(Method method, QByteArrayView path) const override;
    [[nodiscard]] Task<Response> handle(const Request &request) override;

private:
    struct Admitted;
    [[nodiscard]] Result<> admit(const Request &request, const Router::Match &match, Admitted &admitted) const;
    [[nodiscard]] Result<> checkCsrf(const Request &request, const Principal &principal) const;
    [[nodiscard]] Result<> checkRate(const Route &route, const QString &parameter, Admitted &admitted) const;
    [[nodiscard]] QByteArray csrfToken(const Request &request) const;
    [[nodiscard]] Result<> checkRights(const Stack &stack, const Principal &principal) const;
    [[nodiscard]] Response render(Result<Response> result, const Request &request, const Router::Match &match,
                                  const Admitted &admitted) const;
    void tellObserver(const Request &request, const Route *route, const Admitted &admitted,
                      const Result<Response> &result) const;
    [[nodiscard]] Response options(const Request &request, const Router::Match &match) const;
    void addCors(Response &response, const Request &request, Cors cors) const;
    void addChallenge(Response &response, const Error &error, const Request &request, const Router::Match &match) const;
    static void addDpopChallenge(Response &response, const Error &error, const Request &request);
    [[nodiscard]] QStringList firstScopes(const Router::Match &match) const;
    [[nodiscard]] Task<Response> finishLater(const Request &request, Router::Match match,
                                             std::unique_ptr<Admitted> admitted, Task<Result<Response>> task) const;

    const Site m_site;
    std::unique_ptr<UpstreamBackend> m_upstreams;
};

} // namespace ostiary::http
