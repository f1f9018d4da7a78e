// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/stdio/bridge.h"

#include "server/gateway/stdio/environment.h"

#include <algorithm>

namespace ostiary::gateway {

namespace {

using namespace std::chrono_literals;

constexpr auto kYoung = 10s; ///< a child that ends before was not healthy
constexpr qsizetype kSessionIdLength = 32; ///< of base62: 190 bits

std::unexpected<Error> unavailable(const QString &detail, std::chrono::seconds retryAfter)
{
    return std::unexpected(
        Error{.code = ErrorCode::Unavailable, .detail = detail, .field = {}, .cause = {}, .retryAfter = retryAfter});
}

} // namespace

Bridge::Bridge(SessionHost::Limits limits, UpstreamBoard &board) : m_limits(limits), m_board(board)
{
    const std::chrono::milliseconds shortest
        = std::min({limits.idleTime, limits.initializeTime, limits.keepAlive, limits.streamAfter});
    m_tick.setInterval(std::clamp(shortest / 10, std::chrono::milliseconds(10), std::chrono::milliseconds(1000)));
    connect(&m_tick, &QTimer::timeout, this, &Bridge::tick);
}

Bridge::~Bridge() = default;

void Bridge::handle(const UpstreamConfig &upstream, const Incoming &incoming, const Call &call, const ReplyPort &port)
{
    const QByteArray id = call.headers.value("mcp-session-id").toByteArray();
    if (id.isEmpty() && incoming.isInitialize()) {
        open(upstream, incoming, call, port);
        return;
    }
    Session *session = m_sessions.value(id);
    // Another account's session looks like none at all.
    if (!session || session->upstream() != upstream.name || session->account() != call.caller.account) {
        port.resolve(rpc::sessionNotFound());
        return;
    }
    if (call.method == "GET") {
        session->listen(call, port);
    } else if (call.method == "DELETE") {
        session->end(QStringLiteral("was ended by its client"));
        port.resolve(Answer{.status = 204, .headers = {}, .body = {}, .stream = {}});
    } else {
        session->take(incoming, call, port);
    }
}

Result<> Bridge::mayOpen(const UpstreamConfig &upstream, const AccountId &account) const
{
    if (m_closing)
        return unavailable(QStringLiteral("The server is shutting down."), 5s);
    if (m_children >= m_limits.sessions)
        return unavailable(
            QStringLiteral("All %1 sessions are in use; end one, or try again later.").arg(m_limits.sessions), 30s);
    const auto own = std::ranges::count_if(m_sessions, [&](const Session *s) { return s->account() == account; });
    if (own >= m_limits.sessionsPerPrincipal)
        return unavailable(
            QStringLiteral(
                "This account has %1 sessions open, as many as it may have; end one (DELETE), or try again later.")
                .arg(own),
            30s);
    const auto wait = m_backOff.waitFor({upstream.name, account.text()}, BackOff::Clock::now());
    if (wait > 0s)
        return unavailable(
            QStringLiteral("The upstream “%1” keeps ending soon after its start; the next try is possible in %2 s.")
                .arg(upstream.name)
                .arg(wait.count()),
            wait);
    return {};
}

void Bridge::open(const UpstreamConfig &upstream, const Incoming &incoming, const Call &call, const ReplyPort &port)
{
    if (auto allowed = mayOpen(upstream, call.caller.account); !allowed) {
        port.resolve(std::unexpected(std::move(allowed).error()));
        return;
    }
    const auto spawned = spawn(upstream.command, childEnvironment());
    if (!spawned) {
        const QString detail = QStringLiteral("The upstream “%1” cannot start: its program “%2” %3.")
                                   .arg(upstream.name, upstream.command.value(0), spawned.error());
        m_board.failed(upstream.name, detail);
        port.resolve(fail(ErrorCode::UpstreamFailed, detail));
        return;
    }
    auto *child
        = new Child(upstream.name, *spawned, {.lineBytes = m_limits.lineBytes, .killTime = m_limits.killTime}, this);
    ++m_children;
    connect(child, &Child::reaped, this, [this, child] { onReaped(child); });
    auto *session = new Session(m_random.base62(kSessionIdLength), upstream.name, call.caller, child, m_limits, this);
    add(session, {upstream.name, call.caller.account.text()});
    session->take(incoming, call, port);
}

void Bridge::add(Session *session, const BackOff::Key &key)
{
    m_sessions.insert(session->id(), session);
    countSessions(session->upstream());
    connect(session, &Session::initialized, this, [this, session] { m_board.worked(session->upstream()); });
    connect(session, &Session::ended, this,
            [this, session, key](const QString &how, bool byItself) { onEnded(session, key, how, byItself); });
    if (!m_tick.isActive())
        m_tick.start();
}

void Bridge::onEnded(Session *session, const BackOff::Key &key, const QString &how, bool byItself)
{
    m_sessions.remove(session->id());
    countSessions(session->upstream());
    const auto now = Session::Clock::now();
    const bool isYoung = now - session->startedAt() < kYoung;
    if (byItself)
        m_board.failed(session->upstream(), QStringLiteral("The upstream “%1” %2.").arg(session->upstream(), how));
    if (byItself && isYoung)
        m_backOff.failed(key, now);
    else if (!isYoung)
        m_backOff.succeeded(key);
    session->deleteLater();
}

void Bridge::onReaped(Child *child)
{
    child->deleteLater();
    --m_children;
    if (m_closing && m_children == 0)
        emit empty();
}

void Bridge::countSessions(const QString &upstream)
{
    const auto count = std::ranges::count_if(m_sessions, [&](const Session *s) { return s->upstream() == upstream; });
    m_board.setSessions(upstream, int(count));
}

void Bridge::tick()
{
    const auto now = Session::Clock::now();
    for (Session *session : m_sessions.values()) // a copy: sessions end meanwhile
        session->tick(now);
    if (m_sessions.isEmpty())
        m_tick.stop();
}

void Bridge::endSessionsOf(const QString &credentialId)
{
    for (Session *session : m_sessions.values()) {
        if (session->credentialId() == credentialId)
            session->end(QStringLiteral("was ended: access was taken back"));
    }
}

void Bridge::shutDown()
{
    m_closing = true;
    for (Session *session : m_sessions.values())
        session->end(QStringLiteral("was ended: the server is shutting down"));
    if (m_children == 0)
        emit empty();
}

} // namespace ostiary::gateway
