// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/stdio/incoming.h"

#include "server/gateway/rpc/revision.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace ostiary::gateway {

namespace {

constexpr qsizetype kBatchLimit = 256; ///< messages

std::unexpected<Answer> refuse(int status, int code, const QString &text)
{
    return std::unexpected(rpc::errorAnswer(status, code, text));
}

bool isJson(const Headers &headers)
{
    const QByteArray type = headers.value("content-type").toByteArray().toLower();
    return type.first(type.contains(';') ? type.indexOf(';') : type.size()).trimmed() == "application/json";
}

// Children read lines. Outside strings a line end is white space in JSON; inside, JSON does not allow one.
QByteArray oneLine(QByteArray json)
{
    return json.replace('\n', ' ').replace('\r', ' ');
}

std::expected<Incoming, Answer> readMessages(const QByteArray &body)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(body, &error);
    if (error.error != QJsonParseError::NoError)
        return refuse(400, rpc::kParseError, QStringLiteral("Parse error: the body is not JSON."));
    Incoming incoming;
    incoming.isBatch = document.isArray();
    const QJsonArray elements = incoming.isBatch ? document.array() : QJsonArray{document.object()};
    if (elements.isEmpty() || elements.size() > kBatchLimit)
        return refuse(400, rpc::kInvalidRequest,
                      QStringLiteral("Invalid Request: a batch has 1 to %1 messages.").arg(kBatchLimit));
    for (const QJsonValue &element : elements) {
        auto message = rpc::toMessage(element);
        if (!message)
            return refuse(400, rpc::kInvalidRequest, QStringLiteral("Invalid Request: ") + message.error());
        incoming.lines.append(incoming.isBatch ? QJsonDocument(message->object).toJson(QJsonDocument::Compact)
                                               : oneLine(body));
        incoming.messages.append(*std::move(message));
    }
    return incoming;
}

std::optional<Answer> objectionToVersion(const QByteArray &version)
{
    if (version.isEmpty() || rpc::isLegacy(version))
        return std::nullopt;
    // No code of the modern era, so that clients of both eras fall back to initialize.
    if (rpc::isModernEra(version))
        return rpc::errorAnswer(400, rpc::kServerError,
                                QStringLiteral("Bad Request: no valid session; send initialize."));
    return rpc::errorAnswer(400, rpc::kServerError,
                            QStringLiteral("Bad Request: unsupported protocol version; this server speaks %1.")
                                .arg(QString::fromLatin1(QByteArrayView(rpc::kLegacyRevisions[0]))));
}

bool mayBatch(const QByteArray &version)
{
    return version.isEmpty() || version == rpc::kBatchRevision;
}

} // namespace

std::expected<Incoming, Answer> readCall(const Call &call, qsizetype lineLimit)
{
    const QByteArray version = call.headers.value("mcp-protocol-version").toByteArray();
    const bool hasSession = call.headers.contains("mcp-session-id");
    Incoming incoming;
    if (call.method == "POST") {
        if (!isJson(call.headers))
            return refuse(415, rpc::kServerError,
                          QStringLiteral("Unsupported Media Type: Content-Type must be application/json."));
        if (call.body.size() > lineLimit)
            return refuse(413, rpc::kServerError,
                          QStringLiteral("Payload Too Large: a message may have %1 bytes.").arg(lineLimit));
        auto read = readMessages(call.body);
        if (!read)
            return read;
        incoming = *std::move(read);
        if (incoming.isInitialize() && incoming.requests() == 1 && !hasSession)
            return incoming; // agrees on the version by itself
    }
    if (auto objection = objectionToVersion(version))
        return std::unexpected(*std::move(objection));
    if (!hasSession)
        return refuse(400, rpc::kServerError,
                      QStringLiteral("Bad Request: the Mcp-Session-Id header is missing; send initialize first."));
    if (incoming.isBatch && !mayBatch(version))
        return refuse(400, rpc::kInvalidRequest,
                      QStringLiteral("Invalid Request: this protocol version has no batches; send one message."));
    return incoming;
}

} // namespace ostiary::gateway
