// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/stdio/session.h"

#include "server/gateway/rpc/revision.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QLoggingCategory>

#include <algorithm>

namespace ostiary::gateway {

namespace {

Q_LOGGING_CATEGORY(lcSession, "ostiary.gateway.stdio")

constexpr size_t kPendingLimit = 1024; ///< requests under way
constexpr qsizetype kUnwrittenLimit = 32 * 1024 * 1024; ///< bytes that the child has not read
constexpr size_t kKeptLimit = 256; ///< messages for a stream that is not open yet …
constexpr qsizetype kKeptBytesLimit = 1024 * 1024; ///< … and their bytes
constexpr int kBadLineLimit = 1000; ///< lines that are no JSON-RPC; some servers print a banner

} // namespace

int Incoming::requests() const
{
    return int(std::ranges::count(messages, rpc::Message::Kind::Request, &rpc::Message::kind));
}

Session::Session(QByteArray id, QString upstream, const Principal &owner, Child *child, SessionHost::Limits limits,
                 QObject *parent)
    : QObject(parent), m_id(std::move(id)), m_upstream(std::move(upstream)), m_account(owner.account),
      m_credentialId(owner.credentialId), m_child(child), m_limits(limits)
{
    connect(child, &Child::line, this, &Session::onLine);
    connect(child, &Child::ended, this, [this](const QString &how) { finish(how, true); });
}

void Session::take(const Incoming &incoming, const Call &call, const ReplyPort &port)
{
    m_usedAt = Clock::now();
    if (auto objection = objectionTo(incoming)) {
        port.resolve(*std::move(objection));
        return;
    }
    if (m_pending.size() >= kPendingLimit || m_child->unwritten() > kUnwrittenLimit) {
        port.resolve(fail(ErrorCode::Unavailable,
                          QStringLiteral("The upstream “%1” is busy; wait for its answers.").arg(m_upstream)));
        return;
    }
    if (const int requests = incoming.requests(); requests > 0) {
        Reply::Shape shape{.mayBeJson = rpc::accepts(call.headers, "application/json"),
                           .mayStream = rpc::accepts(call.headers, "text/event-stream"),
                           .isBatch = incoming.isBatch,
                           .requests = requests,
                           .headers = {}};
        shape.mayBeJson |= !shape.mayStream;
        if (incoming.isInitialize())
            shape.headers.add("Mcp-Session-Id", m_id);
        await(incoming, Reply::create(port, std::move(shape), call.gone, [this] { updateReading(); }));
    } else {
        port.resolve(Answer{.status = 202, .headers = {}, .body = {}, .stream = {}});
    }
    for (const QByteArray &line : incoming.lines)
        m_child->write(line);
    for (const rpc::Message &message : incoming.messages) {
        if (message.method == u"notifications/cancelled")
            cancelRequest(message);
    }
}

std::optional<Answer> Session::objectionTo(const Incoming &incoming) const
{
    if (incoming.isBatch && !m_revision.isEmpty() && m_revision != rpc::kBatchRevision)
        return rpc::errorAnswer(400, rpc::kInvalidRequest,
                                QStringLiteral("This session's protocol version has no batches; send one message."));
    QByteArrayList seen;
    for (const rpc::Message &message : incoming.messages) {
        if (message.kind != rpc::Message::Kind::Request)
            continue;
        const QByteArray key = rpc::keyOf(message.id);
        if (m_pending.contains(key) || seen.contains(key))
            return rpc::errorAnswer(400, rpc::kInvalidRequest,
                                    QStringLiteral("A request with this id is still under way; use another id."),
                                    message.id);
        seen.append(key);
    }
    return std::nullopt;
}

void Session::await(const Incoming &incoming, const std::shared_ptr<Reply> &reply)
{
    for (const rpc::Message &message : incoming.messages) {
        if (message.kind != rpc::Message::Kind::Request)
            continue;
        const QJsonValue token = message.params().value(u"_meta").toObject().value(u"progressToken");
        m_pending.emplace(rpc::keyOf(message.id),
                          Pending{.reply = reply,
                                  .id = message.id,
                                  .token = rpc::keyOf(token),
                                  .isInitialize = message.method == u"initialize"});
    }
}

// Servers do not answer what was cancelled, so its POST is answered here.
void Session::cancelRequest(const rpc::Message &notification)
{
    const auto found = m_pending.find(rpc::keyOf(notification.params().value(u"requestId")));
    if (found == m_pending.end() || found->second.isInitialize)
        return;
    const Pending pending = found->second;
    m_pending.erase(found);
    pending.reply->response(rpc::errorBody(pending.id, rpc::kCancelled, QStringLiteral("The request was cancelled.")));
    updateReading();
}

void Session::listen(const Call &call, const ReplyPort &port)
{
    m_usedAt = Clock::now();
    if (!rpc::accepts(call.headers, "text/event-stream")) {
        port.resolve(rpc::errorAnswer(406, rpc::kServerError,
                                      QStringLiteral("Not Acceptable: a GET must accept text/event-stream.")));
        return;
    }
    if (m_listener)
        m_listener->close();
    m_listener = EventStream::create([this] { updateReading(); });
    port.resolve(m_listener->answer({}));
    for (const QByteArray &line : std::exchange(m_kept, {}))
        m_listener->message(line);
    m_keptBytes = 0;
    updateReading();
}

void Session::onLine(const QByteArray &line)
{
    const QJsonDocument document = QJsonDocument::fromJson(line);
    if (document.isArray()) { // a batch of 2025-03-26
        for (const QJsonValue &element : document.array()) {
            if (const auto message = rpc::toMessage(element))
                onMessage(*message, QJsonDocument(message->object).toJson(QJsonDocument::Compact));
        }
        return;
    }
    if (const auto message = rpc::toMessage(document.object()); document.isObject() && message)
        onMessage(*message, line);
    else
        onBadLine();
}

void Session::onBadLine()
{
    if (m_badLines++ == 0)
        qCInfo(lcSession).noquote() << m_upstream << "printed a line that is no JSON-RPC message; such are left out";
    if (m_badLines > kBadLineLimit)
        finish(QStringLiteral("printed too many lines that are no JSON-RPC messages"), true);
}

void Session::onMessage(const rpc::Message &message, const QByteArray &line)
{
    if (m_ended)
        return;
    if (message.kind == rpc::Message::Kind::Response)
        onResponse(message, line);
    else
        route(message, line);
    updateReading();
}

void Session::onResponse(const rpc::Message &message, const QByteArray &line)
{
    const auto found = m_pending.find(rpc::keyOf(message.id));
    if (found == m_pending.end()) {
        qCDebug(lcSession).noquote() << m_upstream << "answered a request that nobody waits for";
        return;
    }
    const Pending pending = std::move(found->second);
    m_pending.erase(found);
    m_usedAt = Clock::now();
    const bool isWanted = !pending.reply->isGone();
    pending.reply->response(line);
    if (pending.isInitialize)
        onInitialized(message, isWanted);
}

// Nobody will ever use a session that was refused, or whose id nobody received.
void Session::onInitialized(const rpc::Message &message, bool isWanted)
{
    const QJsonValue result = message.object.value(u"result");
    if (!result.isObject() || !isWanted) {
        finish(QStringLiteral("was not needed"), false);
        return;
    }
    m_initialized = true;
    m_revision = result.toObject().value(u"protocolVersion").toString().toLatin1();
    emit initialized();
}

// Over stdio nothing says which request a message of the server belongs to, but for progress.
std::shared_ptr<Reply> Session::replyFor(const rpc::Message &message) const
{
    if (message.method == u"notifications/progress") {
        const QByteArray token = rpc::keyOf(message.params().value(u"progressToken"));
        for (const auto &[key, pending] : m_pending) {
            if (!token.isEmpty() && pending.token == token)
                return pending.reply;
        }
    }
    if (!m_initialized && message.kind == rpc::Message::Kind::Notification)
        return {}; // clients expect plain JSON from initialize; the notification waits
    const bool hasListener = m_listener && m_listener->isOpen();
    if (m_pending.size() == 1 || !hasListener) {
        for (const auto &[key, pending] : m_pending) {
            if (pending.reply->canStream())
                return pending.reply;
        }
    }
    return {};
}

void Session::route(const rpc::Message &message, const QByteArray &line)
{
    if (const auto reply = replyFor(message); reply && reply->canStream())
        reply->message(line);
    else if (m_listener && m_listener->isOpen())
        m_listener->message(line);
    else
        keepForLater(line);
}

void Session::keepForLater(const QByteArray &line)
{
    m_kept.push_back(line);
    m_keptBytes += line.size();
    while (m_kept.size() > kKeptLimit || m_keptBytes > kKeptBytesLimit) {
        m_keptBytes -= m_kept.front().size();
        m_kept.pop_front();
    }
}

void Session::updateReading()
{
    if (m_ended)
        return;
    const bool isPaused = (m_listener && m_listener->isPaused())
        || std::ranges::any_of(m_pending, [](const auto &entry) { return entry.second.reply->isPaused(); });
    m_child->setReading(!isPaused);
}

bool Session::isInUse() const
{
    return (m_listener && m_listener->isOpen())
        || std::ranges::any_of(m_pending, [](const auto &entry) { return !entry.second.reply->isGone(); });
}

void Session::tick(Clock::time_point now)
{
    if (!m_initialized && now - m_startedAt >= m_limits.initializeTime) {
        finish(QStringLiteral("did not answer initialize in time"), true);
        return;
    }
    if (m_initialized && isInUse())
        m_usedAt = now;
    else if (m_initialized && now - m_usedAt >= m_limits.idleTime) {
        finish(QStringLiteral("was not used for a while"), false);
        return;
    }
    if (m_listener)
        m_listener->keepAlive(now, m_limits.keepAlive);
    for (const auto &[key, pending] : m_pending)
        pending.reply->tick(now, m_limits.streamAfter, m_limits.keepAlive);
}

void Session::end(const QString &how)
{
    finish(how, false);
}

void Session::finish(const QString &how, bool byItself)
{
    if (std::exchange(m_ended, true))
        return;
    m_child->stop();
    failPending(how);
    if (m_listener)
        m_listener->close();
    emit ended(how, byItself);
}

void Session::failPending(const QString &how)
{
    const QString sentence = QStringLiteral("The upstream “%1” %2.").arg(m_upstream, how);
    const bool isLate = Clock::now() - m_startedAt >= m_limits.initializeTime;
    for (const auto &[key, pending] : std::exchange(m_pending, {})) {
        const auto code = isLate ? ErrorCode::UpstreamTimeout : ErrorCode::UpstreamFailed;
        if (!pending.isInitialize || !pending.reply->fail({code, sentence, {}, {}, {}}))
            pending.reply->response(rpc::errorBody(pending.id, rpc::kInternalError, sentence));
    }
}

} // namespace ostiary::gateway
