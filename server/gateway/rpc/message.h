// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/gateway.h"

#include <QJsonObject>
#include <QJsonValue>

namespace ostiary::gateway::rpc {

// clang-format off
inline constexpr int kParseError         = -32700;
inline constexpr int kInvalidRequest     = -32600;
inline constexpr int kMethodNotFound     = -32601;
inline constexpr int kInvalidParams      = -32602;
inline constexpr int kInternalError      = -32603;
inline constexpr int kServerError        = -32000; ///< never one of the modern era's codes: clients then try `initialize`
inline constexpr int kSessionNotFound    = -32001;
inline constexpr int kHeaderMismatch     = -32020; ///< MCP 2026-07-28
inline constexpr int kUnsupportedVersion = -32022; ///< MCP 2026-07-28
inline constexpr int kCancelled          = -32800;
// clang-format on

/// One JSON-RPC 2.0 message.
struct Message {
    enum class Kind { Request, Notification, Response };

    Kind kind = Kind::Request;
    QJsonObject object;
    QString method; ///< empty for responses
    QJsonValue id; ///< null in a response to what could not be read; undefined in notifications

    [[nodiscard]] QJsonObject params() const { return object.value(u"params").toObject(); }
};

/// The error is a sentence that says what is no JSON-RPC about it.
[[nodiscard]] std::expected<Message, QString> toMessage(const QJsonValue &value);

/// Ids and progress tokens as keys of a table: 1 and "1" differ. Empty when it is neither a string nor a whole number.
[[nodiscard]] QByteArray keyOf(const QJsonValue &id);

[[nodiscard]] QByteArray errorBody(const QJsonValue &id, int code, const QString &text, const QJsonObject &data = {});
[[nodiscard]] QByteArray resultBody(const QJsonValue &id, const QJsonObject &result);

/// An HTTP answer that carries one JSON body.
[[nodiscard]] Answer jsonAnswer(int status, QByteArray body);
[[nodiscard]] Answer errorAnswer(int status, int code, const QString &text, const QJsonValue &id = QJsonValue::Null);
/// 404: the client starts over with `initialize`.
[[nodiscard]] Answer sessionNotFound();
/// 405 with the methods that the address takes.
[[nodiscard]] Answer methodNotAllowed(const QByteArray &allow);

/// Does the Accept header let a media type through? Without the header everything goes (RFC 9110 §12.5.1).
[[nodiscard]] bool accepts(const Headers &headers, QByteArrayView mediaType);

} // namespace ostiary::gateway::rpc
