// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/sessions/session_service.h"

#include "models/store/browser_sessions.h"
#include "server/core/crypto/base64url.h"

namespace ostiary {

namespace {
constexpr qsizetype kLongestUserAgent = 300;
constexpr int kMostListed = 200;
} // namespace

SessionService::SessionService(store::Store &store, const KeyRing &keys, const Clock &clock, Random &random,
                               SessionLifetimes lifetimes)
    : m_store(store), m_keys(keys), m_clock(clock), m_random(random), m_lifetimes(lifetimes)
{
}

Task<Result<SessionService::Opened>> SessionService::open(AccountId account, QString address, QString userAgent)
{
    Opened opened;
    opened.cookie = m_random.token();
    BrowserSession &session = opened.session;
    session.id = m_random.id<SessionId>();
    session.account = account;
    session.createdAt = m_clock.now();
    session.expiresAt = session.createdAt + m_lifetimes.absolute;
    session.lastSeenAt = session.createdAt;
    session.authenticatedAt = session.createdAt;
    session.address = address;
    session.userAgent = userAgent.left(kLongestUserAgent);
    opened.csrfToken = csrfToken(session.id.text());
    const QByteArray hash = m_keys.mac(Purpose::Session, opened.cookie.reveal());
    CO_CHECK(co_await m_store.write([session, hash](store::Connection &connection) -> Result<bool> {
        CHECK(store::browser_sessions::insert(connection, session, hash));
        return true;
    }));
    co_return opened;
}

Task<Result<bool>> SessionService::close(SessionId id)
{
    return m_store.write(
        [id](store::Connection &connection) { return store::browser_sessions::remove(connection, id); });
}

Task<Result<bool>> SessionService::closeOf(SessionId id, AccountId owner)
{
    CO_TRY(const QList<BrowserSession> own, list(owner));
    if (std::ranges::find(own, id, &BrowserSession::id) == own.end())
        co_return fail(ErrorCode::NotFound, QStringLiteral("There is no session %1 of yours.").arg(id.text()));
    co_return co_await close(id);
}

Task<Result<int>> SessionService::closeOthers(AccountId account, SessionId kept)
{
    return m_store.write([account, kept](store::Connection &connection) {
        return store::browser_sessions::removeOthers(connection, account, kept);
    });
}

Task<Result<bool>> SessionService::confirm(SessionId id)
{
    return m_store.write([id, now = m_clock.now()](store::Connection &connection) -> Result<bool> {
        CHECK(store::browser_sessions::authenticate(connection, id, now));
        return true;
    });
}

bool SessionService::isRecent(const Principal &principal) const
{
    return principal.authenticatedAt && m_clock.now() - *principal.authenticatedAt < kRecent;
}

Result<QList<BrowserSession>> SessionService::list(const AccountId &account)
{
    TRY(store::Connection *const connection, m_store.reader());
    return store::browser_sessions::page(*connection, account, m_clock.now(), m_clock.now() - m_lifetimes.idle,
                                         kMostListed);
}

QByteArray SessionService::csrfToken(const QString &sessionId) const
{
    return toBase64Url(m_keys.mac(Purpose::Csrf, sessionId.toLatin1()));
}

bool SessionService::csrfMatches(const QString &sessionId, QByteArrayView sent) const
{
    return Secret(csrfToken(sessionId)) == Secret(sent);
}

} // namespace ostiary
