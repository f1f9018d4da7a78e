// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/rpc/message.h"

#include <QJsonDocument>

namespace ostiary::gateway::rpc {

namespace {

QByteArray compact(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

bool isResponse(const QJsonObject &object)
{
    return object.contains(u"result") || object.contains(u"error");
}

} // namespace

std::expected<Message, QString> toMessage(const QJsonValue &value)
{
    if (!value.isObject())
        return std::unexpected(QStringLiteral("A JSON-RPC message is a JSON object."));
    Message message{
        .kind = Message::Kind::Request, .object = value.toObject(), .method = {}, .id = QJsonValue::Undefined};
    const QJsonObject &object = message.object;
    if (object.value(u"jsonrpc").toString() != u"2.0")
        return std::unexpected(QStringLiteral("The member \"jsonrpc\" must be \"2.0\"."));
    message.id = object.value(u"id");

    const QJsonValue method = object.value(u"method");
    if (method.isUndefined()) {
        if (!isResponse(object))
            return std::unexpected(QStringLiteral("The message has neither \"method\" nor \"result\" nor \"error\"."));
        message.kind = Message::Kind::Response;
        return message;
    }
    if (!method.isString())
        return std::unexpected(QStringLiteral("The member \"method\" must be a string."));
    message.method = method.toString();
    if (message.id.isUndefined())
        message.kind = Message::Kind::Notification;
    else if (keyOf(message.id).isEmpty())
        return std::unexpected(QStringLiteral("The member \"id\" must be a string or a whole number."));
    return message;
}

QByteArray keyOf(const QJsonValue &id)
{
    if (id.isString())
        return 's' + id.toString().toUtf8();
    if (!id.isDouble())
        return {};
    const qint64 number = id.toInteger(-1);
    return number == -1 && id.toInteger(-2) == -2 ? QByteArray() : 'n' + QByteArray::number(number);
}

QByteArray errorBody(const QJsonValue &id, int code, const QString &text, const QJsonObject &data)
{
    QJsonObject error{{QStringLiteral("code"), code}, {QStringLiteral("message"), text}};
    if (!data.isEmpty())
        error.insert(QStringLiteral("data"), data);
    return compact({{QStringLiteral("jsonrpc"), QStringLiteral("2.0")},
                    {QStringLiteral("id"), id.isUndefined() ? QJsonValue(QJsonValue::Null) : id},
                    {QStringLiteral("error"), error}});
}

QByteArray resultBody(const QJsonValue &id, const QJsonObject &result)
{
    return compact({{QStringLiteral("jsonrpc"), QStringLiteral("2.0")},
                    {QStringLiteral("id"), id},
                    {QStringLiteral("result"), result}});
}

Answer jsonAnswer(int status, QByteArray body)
{
    return Answer{
        .status = status, .headers = {{"Content-Type", "application/json"}}, .body = std::move(body), .stream = {}};
}

Answer errorAnswer(int status, int code, const QString &text, const QJsonValue &id)
{
    return jsonAnswer(status, errorBody(id, code, text));
}

Answer sessionNotFound()
{
    return errorAnswer(404, kSessionNotFound, QStringLiteral("Session not found: it ended. Send initialize again."));
}

Answer methodNotAllowed(const QByteArray &allow)
{
    Answer answer
        = errorAnswer(405, kServerError, QStringLiteral("This address takes %1.").arg(QString::fromLatin1(allow)));
    answer.headers.add("Allow", allow);
    return answer;
}

bool accepts(const Headers &headers, QByteArrayView mediaType)
{
    if (!headers.contains("accept"))
        return true;
    const QByteArray family = mediaType.first(mediaType.indexOf('/') + 1).toByteArray() + '*';
    for (const auto &[name, value] : headers) {
        if (name.compare("accept", Qt::CaseInsensitive) != 0)
            continue;
        for (const QByteArray &range : value.toLower().split(',')) {
            const QByteArray type = range.first(range.contains(';') ? range.indexOf(';') : range.size()).trimmed();
            if (type == mediaType || type == family || type == "*/*")
                return true;
        }
    }
    return false;
}

} // namespace ostiary::gateway::rpc
