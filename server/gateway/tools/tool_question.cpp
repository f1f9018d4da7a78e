// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/tools/tool_question.h"

#include "server/gateway/rpc/message.h"
#include "server/gateway/rpc/revision.h"
#include "server/gateway/tools/event_reader.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace ostiary::gateway {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostTitle = 200; ///< characters

// Nobody's: what an upstream tells of its tools is for everyone who may use it.
Principal ourselves()
{
    Principal us{.via = Principal::Via::ApiKey};
    us.credentialId = u"ostiary"_s;
    us.account = AccountId(u"ostiary"_s);
    return us;
}

QJsonObject clientInfo()
{
    return {{u"name"_s, u"ostiary"_s}, {u"version"_s, u"1"_s}};
}

bool isSuccess(int status)
{
    return status >= 200 && status < 300;
}

bool isEvents(const Headers &headers)
{
    return headers.value("content-type").toByteArray().toLower().startsWith("text/event-stream");
}

QJsonObject responseIn(const QByteArray &json, int id)
{
    const QJsonObject message = QJsonDocument::fromJson(json).object();
    return message.value("id"_L1) == QJsonValue(id) && !message.contains("method"_L1) ? message : QJsonObject();
}

} // namespace

ToolQuestion::ToolQuestion(Gateway &gateway, QString upstream, ToolLimits limits)
    : m_gateway(gateway), m_upstream(std::move(upstream)), m_limits(limits)
{
    m_timer.setSingleShot(true);
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { giveUp(); });
    m_timer.start(limits.total);
}

Task<ToolAnswer> ToolQuestion::ask(std::shared_ptr<ToolQuestion> self)
{
    self->m_isModern = !co_await initialize(self);
    const ToolAnswer answer = co_await list(self);
    self->giveUp();
    self->endSession();
    co_return answer;
}

Task<bool> ToolQuestion::initialize(std::shared_ptr<ToolQuestion> self)
{
    const QJsonObject params{{u"protocolVersion"_s, QString::fromLatin1(rpc::kLegacyRevisions.front())},
                             {u"capabilities"_s, QJsonObject()},
                             {u"clientInfo"_s, clientInfo()}};
    const MaybeReply reply = co_await send(
        self,
        {{u"jsonrpc"_s, u"2.0"_s}, {u"id"_s, ++self->m_lastId}, {u"method"_s, u"initialize"_s}, {u"params"_s, params}});
    const QJsonObject result = reply ? reply->message.value("result"_L1).toObject() : QJsonObject();
    if (result.isEmpty())
        co_return false;
    self->m_session = reply->session;
    const QByteArray version = result.value("protocolVersion"_L1).toString().toLatin1();
    self->m_version = rpc::isLegacy(version) ? version : QByteArray();
    std::ignore = co_await send(self, {{u"jsonrpc"_s, u"2.0"_s}, {u"method"_s, u"notifications/initialized"_s}});
    co_return true;
}

QJsonObject ToolQuestion::listMessage(int id, const QString &cursor) const
{
    QJsonObject params;
    if (!cursor.isEmpty())
        params.insert(u"cursor"_s, cursor);
    if (m_isModern) {
        const QString prefix = u"io.modelcontextprotocol/"_s;
        params.insert(u"_meta"_s,
                      QJsonObject{{prefix + u"protocolVersion"_s, QString::fromLatin1(rpc::kModernRevision)},
                                  {prefix + u"clientInfo"_s, clientInfo()},
                                  {prefix + u"clientCapabilities"_s, QJsonObject()}});
    }
    return {{u"jsonrpc"_s, u"2.0"_s}, {u"id"_s, id}, {u"method"_s, u"tools/list"_s}, {u"params"_s, params}};
}

// A list that was cut short would promise too little: more than the limits is no answer.
Task<ToolAnswer> ToolQuestion::list(std::shared_ptr<ToolQuestion> self)
{
    QList<ListedTool> tools;
    QString cursor;
    for (int page = 0; page < self->m_limits.pages; ++page) {
        const MaybeReply reply = co_await send(self, self->listMessage(++self->m_lastId, cursor));
        if (!reply)
            co_return std::nullopt;
        const QJsonObject error = reply->message.value("error"_L1).toObject();
        if (error.value("code"_L1).toInt() == rpc::kMethodNotFound && !self->m_isModern)
            co_return tools; // it has other things than tools
        const QJsonObject result = reply->message.value("result"_L1).toObject();
        if (!result.value("tools"_L1).isArray() || !self->take(result, tools))
            co_return std::nullopt;
        cursor = result.value("nextCursor"_L1).toString();
        if (cursor.isEmpty())
            co_return tools;
    }
    co_return std::nullopt;
}

bool ToolQuestion::take(const QJsonObject &result, QList<ListedTool> &tools) const
{
    const QJsonArray items = result.value("tools"_L1).toArray();
    for (const QJsonValue &item : items) {
        const QJsonObject object = item.toObject();
        const QJsonObject annotations = object.value("annotations"_L1).toObject();
        const QString title = object.value("title"_L1).toString(annotations.value("title"_L1).toString());
        const ListedTool tool{.name = object.value("name"_L1).toString(),
                              .title = title.left(kMostTitle),
                              .readsOnly = annotations.value("readOnlyHint"_L1).toBool()};
        if (tool.name.isEmpty() || tool.name.size() > m_limits.nameChars || tools.size() >= m_limits.tools)
            return false;
        tools << tool;
    }
    return true;
}

Call ToolQuestion::callOf(const QByteArray &method, const QByteArray &body) const
{
    Call call{.method = method,
              .rawQuery = {},
              .headers = {{"Accept", "application/json, text/event-stream"}},
              .body = body,
              .caller = ourselves(),
              .requestId = {},
              .gone = {}};
    if (!body.isEmpty())
        call.headers.add("Content-Type", "application/json");
    if (!m_session.isEmpty())
        call.headers.add("Mcp-Session-Id", m_session);
    if (m_isModern) {
        call.headers.add("MCP-Protocol-Version", rpc::kModernRevision.toByteArray());
        call.headers.add("Mcp-Method", "tools/list");
    } else if (!m_version.isEmpty()) {
        call.headers.add("MCP-Protocol-Version", m_version);
    }
    return call;
}

Task<ToolQuestion::MaybeReply> ToolQuestion::send(std::shared_ptr<ToolQuestion> self, QJsonObject message)
{
    Call call = self->callOf("POST", QJsonDocument(message).toJson(QJsonDocument::Compact));
    call.gone = self->m_stop.get_token();
    Result<Answer> answer = co_await ToolQuestion::call(self, std::move(call));
    if (!answer)
        co_return std::nullopt;
    Reply reply{.status = answer->status, .session = answer->headers.value("mcp-session-id").toByteArray()};
    const int id = message.value("id"_L1).toInt();
    if (id == 0 || !isSuccess(reply.status)) { // of an error nothing but its status counts
        if (answer->stream)
            answer->stream->cancel();
        co_return id == 0 ? MaybeReply(reply) : std::nullopt;
    }
    reply.message = co_await read(self, *std::move(answer), id);
    co_return reply.message.isEmpty() || self->m_isOver ? std::nullopt : MaybeReply(reply);
}

// The gateway's answer, or none once it is too late; what comes later is put away.
Task<Result<Answer>> ToolQuestion::call(std::shared_ptr<ToolQuestion> self, Call call)
{
    if (self->m_isOver)
        co_return fail(ErrorCode::UpstreamTimeout);
    const Deferred<Result<Answer>> waiting;
    self->m_waiting = waiting;
    whenDone(self->m_gateway.call(self->m_upstream, std::move(call)), [self, waiting](const Result<Answer> &answer) {
        if (self->m_isOver)
            self->drop(answer);
        else
            waiting.resolve(answer);
    });
    co_return co_await waiting.task();
}

Task<QJsonObject> ToolQuestion::read(std::shared_ptr<ToolQuestion> self, Answer answer, int id)
{
    if (!answer.stream) {
        self->m_bytes += answer.body.size();
        const bool isTooMuch = self->m_bytes > self->m_limits.bytes;
        co_return isTooMuch ? QJsonObject() : responseIn(answer.body, id);
    }
    struct Reading {
        EventReader events;
        QByteArray body;
        QJsonObject found;
    };
    const auto reading = std::make_shared<Reading>();
    const Deferred<bool> done;
    const std::shared_ptr<ByteStream> stream = self->m_stream = answer.stream;
    stream->setConsumer([self, reading, done, stream = stream.get(), events = isEvents(answer.headers), id] {
        const QByteArray bytes = stream->read();
        self->m_bytes += bytes.size();
        if (self->m_bytes > self->m_limits.bytes)
            return done.resolve(false);
        if (!events) {
            reading->body += bytes;
        } else {
            for (const QByteArray &data : reading->events.feed(bytes)) {
                if (const QJsonObject message = responseIn(data, id); !message.isEmpty())
                    reading->found = message;
            }
        }
        if (!reading->found.isEmpty() || stream->ended())
            done.resolve(true);
    });
    const bool isWhole = co_await done.task();
    stream->setConsumer({});
    self->m_stream.reset();
    const bool isBroken = stream->ended() && *stream->ended() != ByteStream::End::Complete;
    stream->cancel();
    if (!isWhole || (isBroken && reading->found.isEmpty()))
        co_return QJsonObject();
    co_return reading->found.isEmpty() ? responseIn(reading->body, id) : reading->found;
}

void ToolQuestion::giveUp()
{
    m_timer.stop();
    if (std::exchange(m_isOver, true))
        return;
    m_stop.request_stop();
    if (m_stream)
        m_stream->cancel();
    if (m_waiting)
        m_waiting->resolve(fail(ErrorCode::UpstreamTimeout));
}

void ToolQuestion::close()
{
    m_isClosed = true;
    giveUp();
}

void ToolQuestion::endSession()
{
    if (m_session.isEmpty() || m_isClosed)
        return;
    const Call call = callOf("DELETE", {});
    m_session.clear();
    whenDone(m_gateway.call(m_upstream, call), [](const Result<Answer> &answer) {
        if (answer && answer->stream)
            answer->stream->cancel();
    });
}

void ToolQuestion::drop(const Result<Answer> &late)
{
    if (!late)
        return;
    if (late->stream)
        late->stream->cancel();
    if (m_session.isEmpty())
        m_session = late->headers.value("mcp-session-id").toByteArray();
    endSession();
}

} // namespace ostiary::gateway
