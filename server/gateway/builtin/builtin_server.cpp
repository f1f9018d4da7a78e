// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/builtin/builtin_server.h"

#include "server/gateway/builtin/header_check.h"
#include "server/gateway/rpc/revision.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace ostiary::gateway {

namespace {

using Kind = rpc::Message::Kind;

constexpr int kToolsTtlMs = 3'600'000; ///< the tools change with the program only
constexpr int kBatchLimit = 64; ///< messages

QString text(QByteArrayView latin)
{
    return QString::fromLatin1(latin);
}

Answer accepted()
{
    return {.status = 202, .headers = {}, .body = {}, .stream = {}};
}

Answer unsupportedVersion(const QJsonValue &id, const QString &requested)
{
    const QJsonObject data{{QStringLiteral("supported"), QJsonArray{text(rpc::kModernRevision)}},
                           {QStringLiteral("requested"), requested}};
    return rpc::jsonAnswer(
        400, rpc::errorBody(id, rpc::kUnsupportedVersion, QStringLiteral("Unsupported protocol version."), data));
}

QJsonObject toolResult(const Result<QJsonObject> &outcome)
{
    const QString shown = outcome          ? QString::fromUtf8(QJsonDocument(*outcome).toJson(QJsonDocument::Compact))
        : outcome.error().detail.isEmpty() ? QString::fromUtf8(outcome.error().entry().title)
                                           : outcome.error().detail;
    QJsonObject result{
        {QStringLiteral("content"),
         QJsonArray{QJsonObject{{QStringLiteral("type"), QStringLiteral("text")}, {QStringLiteral("text"), shown}}}},
        {QStringLiteral("isError"), !outcome}};
    if (outcome)
        result.insert(QStringLiteral("structuredContent"), *outcome);
    return result;
}

} // namespace

BuiltinServer::BuiltinServer(Info info, QList<Tool> tools) : m_info(std::move(info)), m_tools(std::move(tools)) { }

Answer BuiltinServer::answer(const Call &call) const
{
    if (call.method != "POST")
        return rpc::methodNotAllowed("POST");
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(call.body, &error);
    if (error.error != QJsonParseError::NoError)
        return rpc::errorAnswer(400, rpc::kParseError, QStringLiteral("Parse error: the body is not JSON."));
    return document.isArray() ? answerBatch(call, document.array()) : answerOne(call, document.object());
}

Answer BuiltinServer::answerOne(const Call &call, const QJsonValue &body) const
{
    const auto message = rpc::toMessage(body);
    if (!message)
        return rpc::errorAnswer(400, rpc::kInvalidRequest, QStringLiteral("Invalid Request: %1").arg(message.error()));
    if (message->kind != Kind::Request)
        return accepted();
    const QByteArray version = call.headers.value("mcp-protocol-version").toByteArray();
    const bool saysModern = metaOf(*message).contains(kMetaVersion) || message->method == u"server/discover";
    const bool isLegacy = version.isEmpty() ? !saysModern : rpc::isLegacy(version);
    // `initialize` agrees on a version by itself, whatever the header says.
    if (isLegacy || (message->method == u"initialize" && !saysModern))
        return answerLegacy(call, *message);
    return answerModern(call, *message);
}

// Only 2025-03-26 has batches; a missing header means it.
Answer BuiltinServer::answerBatch(const Call &call, const QJsonArray &batch) const
{
    const QByteArrayView version = call.headers.value("mcp-protocol-version");
    if ((!version.isEmpty() && version != rpc::kBatchRevision) || batch.isEmpty() || batch.size() > kBatchLimit)
        return rpc::errorAnswer(400, rpc::kInvalidRequest,
                                QStringLiteral("Invalid Request: send one message, not a batch."));
    QByteArrayList bodies;
    for (const QJsonValue &element : batch) {
        const QByteArray body = answerOne(call, element).body;
        if (!body.isEmpty())
            bodies.append(body);
    }
    return bodies.isEmpty() ? accepted() : rpc::jsonAnswer(200, '[' + bodies.join(',') + ']');
}

Answer BuiltinServer::answerLegacy(const Call &call, const rpc::Message &message) const
{
    if (message.method == u"initialize")
        return rpc::jsonAnswer(200, rpc::resultBody(message.id, initialize(message.params())));
    if (message.method == u"ping")
        return rpc::jsonAnswer(200, rpc::resultBody(message.id, {}));
    if (message.method == u"tools/list")
        return rpc::jsonAnswer(200, rpc::resultBody(message.id, toolList()));
    if (message.method == u"tools/call")
        return callTool(call, message, false);
    return rpc::errorAnswer(200, rpc::kMethodNotFound, QStringLiteral("Method not found."), message.id);
}

Answer BuiltinServer::answerModern(const Call &call, const rpc::Message &message) const
{
    if (const auto same = checkHeaders(call.headers, message); !same)
        return rpc::errorAnswer(400, rpc::kHeaderMismatch, same.error(), message.id);
    const QByteArray version = call.headers.value("mcp-protocol-version").toByteArray();
    if (version.isEmpty())
        return rpc::errorAnswer(400, rpc::kHeaderMismatch,
                                QStringLiteral("Header mismatch: MCP-Protocol-Version is missing."), message.id);
    if (version != rpc::kModernRevision)
        return unsupportedVersion(message.id, QString::fromLatin1(version));
    const QJsonObject meta = metaOf(message);
    if (!meta.value(kMetaVersion).isString() || !meta.value(kMetaCapabilities).isObject())
        return rpc::errorAnswer(
            400, rpc::kInvalidParams,
            QStringLiteral("Invalid params: _meta needs %1 and %2.").arg(kMetaVersion, kMetaCapabilities), message.id);
    if (message.method == u"server/discover")
        return modernResult(message.id, discover(), true);
    if (message.method == u"tools/list")
        return modernResult(message.id, toolList(), true);
    if (message.method == u"tools/call")
        return callTool(call, message, true);
    return rpc::errorAnswer(404, rpc::kMethodNotFound, QStringLiteral("Method not found."), message.id);
}

Answer BuiltinServer::callTool(const Call &call, const rpc::Message &message, bool isModern) const
{
    const QJsonObject params = message.params();
    const QString name = params.value(u"name").toString();
    const auto tool = std::ranges::find(m_tools, name, &Tool::name);
    const QJsonValue arguments = params.value(u"arguments");
    if (tool == m_tools.end() || !(arguments.isUndefined() || arguments.isObject()))
        return rpc::errorAnswer(isModern ? 400 : 200, rpc::kInvalidParams,
                                tool == m_tools.end() ? QStringLiteral("There is no tool of this name; see tools/list.")
                                                      : QStringLiteral("The member \"arguments\" must be an object."),
                                message.id);
    const QJsonObject result = toolResult(tool->fn(call.caller, arguments.toObject()));
    return isModern ? modernResult(message.id, result, false)
                    : rpc::jsonAnswer(200, rpc::resultBody(message.id, result));
}

QJsonObject BuiltinServer::initialize(const QJsonObject &params) const
{
    const QByteArray wanted = params.value(u"protocolVersion").toString().toLatin1();
    const bool isSpoken = rpc::isLegacy(wanted) && wanted != rpc::kLegacyRevisions.back();
    QJsonObject result{
        {QStringLiteral("protocolVersion"), text(isSpoken ? QByteArrayView(wanted) : rpc::kLegacyRevisions.front())},
        {QStringLiteral("capabilities"), QJsonObject{{QStringLiteral("tools"), QJsonObject{}}}},
        {QStringLiteral("serverInfo"), serverInfo()}};
    if (!m_info.instructions.isEmpty())
        result.insert(QStringLiteral("instructions"), m_info.instructions);
    return result;
}

QJsonObject BuiltinServer::discover() const
{
    QJsonObject result{{QStringLiteral("supportedVersions"), QJsonArray{text(rpc::kModernRevision)}},
                       {QStringLiteral("capabilities"), QJsonObject{{QStringLiteral("tools"), QJsonObject{}}}}};
    if (!m_info.instructions.isEmpty())
        result.insert(QStringLiteral("instructions"), m_info.instructions);
    return result;
}

QJsonObject BuiltinServer::toolList() const
{
    QJsonArray tools;
    for (const Tool &tool : m_tools) {
        const QJsonObject none{{QStringLiteral("type"), QStringLiteral("object")},
                               {QStringLiteral("properties"), QJsonObject{}},
                               {QStringLiteral("additionalProperties"), false}};
        tools.append(
            QJsonObject{{QStringLiteral("name"), tool.name},
                        {QStringLiteral("title"), tool.title},
                        {QStringLiteral("description"), tool.description},
                        {QStringLiteral("inputSchema"), tool.inputSchema.isEmpty() ? none : tool.inputSchema}});
    }
    return {{QStringLiteral("tools"), tools}};
}

QJsonObject BuiltinServer::serverInfo() const
{
    return {{QStringLiteral("name"), m_info.name},
            {QStringLiteral("title"), m_info.title},
            {QStringLiteral("version"), m_info.version}};
}

Answer BuiltinServer::modernResult(const QJsonValue &id, QJsonObject result, bool isCacheable) const
{
    result.insert(QStringLiteral("resultType"), QStringLiteral("complete"));
    result.insert(QStringLiteral("_meta"), QJsonObject{{kMetaServerInfo.toString(), serverInfo()}});
    if (isCacheable) {
        result.insert(QStringLiteral("ttlMs"), kToolsTtlMs);
        result.insert(QStringLiteral("cacheScope"), QStringLiteral("private")); // kept apart by credential, to be safe
    }
    return rpc::jsonAnswer(200, rpc::resultBody(id, result));
}

} // namespace ostiary::gateway
