// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/sign_in.h"

namespace ostiary::http {

namespace {

QByteArray networkOf(const QHostAddress &peer)
{
    bool isV4 = false;
    const quint32 v4 = peer.toIPv4Address(&isV4); // also unwraps ::ffff:a.b.c.d
    if (isV4)
        return QHostAddress(v4).toString().toLatin1();
    const Q_IPV6ADDR v6 = peer.toIPv6Address();
    return QByteArray(reinterpret_cast<const char *>(v6.c), 8).toHex();
}

} // namespace

SignIn::SignIn(AccountService &accounts, SessionService &sessions, RateLimiter &limiter, RateRule rule,
               CredentialNames names, CookieRules cookies)
    : m_accounts(accounts), m_sessions(sessions), m_limiter(limiter), m_rule(std::move(rule)),
      m_names(std::move(names)), m_cookies(cookies)
{
}

Result<> SignIn::admit(const QString &email, const QHostAddress &peer)
{
    const QByteArray network = networkOf(peer);
    const QByteArray account = email.trimmed().toLower().left(254).toUtf8();
    const RateRule flood{m_rule.name, m_rule.count * kAddressFactor, m_rule.window};
    RateDecision decision = m_limiter.admit("auth|" + network + '|' + account, m_rule);
    if (decision.allowed)
        decision = m_limiter.admit("auth|" + network, flood);
    if (decision.allowed)
        return {};
    return std::unexpected(
        Error{.code = ErrorCode::RateLimited,
              .detail = QStringLiteral("Too many attempts; try again in %1 seconds.").arg(decision.retryAfter.count()),
              .retryAfter = decision.retryAfter});
}

Task<Result<SignIn::SignedIn>> SignIn::withPassword(QString email, Secret password, const Request &request)
{
    CO_CHECK(admit(email, request.peer));
    CO_TRY(Account account, co_await m_accounts.checkPassword(email, std::move(password)));
    co_return co_await as(std::move(account), request);
}

Task<Result<SignIn::SignedIn>> SignIn::as(Account account, const Request &request)
{
    const QString userAgent = QString::fromUtf8(request.header("user-agent"));
    CO_TRY(SessionService::Opened opened, co_await m_sessions.open(account.id, request.peer.toString(), userAgent));
    co_return SignedIn{std::move(account), std::move(opened)};
}

Task<Result<bool>> SignIn::out(QString sessionId)
{
    return m_sessions.close(SessionId(std::move(sessionId)));
}

void SignIn::setCookies(Response &response, const SessionService::Opened &session) const
{
    setCookie(response, m_names.sessionCookie, session.cookie.reveal().toByteArray(), true, m_sessions.lifetime(),
              m_cookies);
    setCookie(response, m_names.csrfCookie, session.csrfToken, false, m_sessions.lifetime(), m_cookies);
}

void SignIn::clearCookies(Response &response) const
{
    clearCookie(response, m_names.sessionCookie, m_cookies);
    clearCookie(response, m_names.csrfCookie, m_cookies);
}

} // namespace ostiary::http
