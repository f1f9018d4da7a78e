// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/cookies.h"
#include "server/http/endpoints/passkeys_endpoint.h"
#include "server/http/routing/dispatcher.h"
#include "tests/core/core_fixture.h"

#include <QJsonDocument>

namespace ostiary::http {

/// Lets in who proved a passkey, with a real session; login tickets are written by the test.
class TestDoor final : public PasskeyDoor
{
public:
    explicit TestDoor(SessionService &sessions) : m_sessions(sessions) { }

    QHash<QString, AccountId> waiting;
    bool isFlooded = false;

    Result<> admit(const Request &) override
    {
        if (isFlooded)
            return std::unexpected(Error{.code = ErrorCode::RateLimited,
                                         .detail = QStringLiteral("Too many attempts."),
                                         .retryAfter = std::chrono::seconds(7)});
        return {};
    }
    Result<AccountId> waitingFor(const QString &loginTicket) override
    {
        if (const auto found = waiting.constFind(loginTicket); found != waiting.constEnd())
            return *found;
        return fail(ErrorCode::InvalidToken, QStringLiteral("This sign-in has run out; begin again."));
    }
    Task<Result<Response>> enter(PasskeyService::SignedIn who, QString loginTicket, const Request &) override
    {
        waiting.remove(loginTicket);
        CO_TRY(const SessionService::Opened opened,
               co_await m_sessions.open(who.account, QStringLiteral("127.0.0.1"), QStringLiteral("test")));
        Response response = json(
            {{QStringLiteral("account_id"), who.account.text()}, {QStringLiteral("user_verified"), who.userVerified}});
        setCookie(response, "forge_session", opened.cookie.reveal().toByteArray(), true,
                  m_sessions.lifetimes().absolute, {});
        co_return response;
    }

private:
    SessionService &m_sessions;
};

/// The rules, the endpoint and the real dispatcher around it, for requests that are values.
struct PasskeySite {
    explicit PasskeySite(const QUrl &publicUrl)
        : hosts({.publicUrl = publicUrl,
                 .listenAddress = QHostAddress(QHostAddress::LocalHost),
                 .listenPort = quint16(publicUrl.port(443)),
                 .allowedHosts = {},
                 .allowedOrigins = {}}),
          passkeys(*core.store, core.keys, core.clock, core.random, publicUrl), endpoint(passkeys, door)
    {
        router.add(endpoint.routes());
    }

    CoreFixture core;
    CredentialNames names;
    RateLimiter limiter{core.clock};
    LimitService limits{
        *core.store, core.plans, limiter, {.standard = {"standard", 1000}, .fvk = {"standard", 1000}}, core.clock};
    UpstreamRules upstreams;
    OpenStreams streams;
    HostPolicy hosts;
    PasskeyService passkeys;
    TestDoor door{core.sessions};
    PasskeysEndpoint endpoint;
    Router router;
    Site site{.router = router,
              .hosts = hosts,
              .names = names,
              .resources = core.resources,
              .authenticator = core.authenticator,
              .sessions = core.sessions,
              .limits = limits,
              .upstreams = upstreams,
              .scopes = core.scopes,
              .streams = streams,
              .isHttps = false};
};

} // namespace ostiary::http
