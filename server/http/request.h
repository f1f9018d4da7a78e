// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/error.h"
#include "models/headers.h"

#include <QHostAddress>
#include <QJsonObject>

#include <optional>
#include <stop_token>

namespace ostiary::http {

enum class Method { Get, Head, Post, Put, Patch, Delete, Options };
[[nodiscard]] QByteArrayView toString(Method method);

/// The name-value pairs of a query string or a form body, decoded, in order.
class Parameters
{
public:
    /// InvalidRequest: broken percent-encoding or invalid UTF-8.
    [[nodiscard]] static Result<Parameters> parse(QByteArrayView encoded);

    [[nodiscard]] std::optional<QString> value(QStringView name) const;
    [[nodiscard]] qsizetype count(QStringView name) const;
    [[nodiscard]] const QList<std::pair<QString, QString>> &all() const { return m_pairs; }

private:
    QList<std::pair<QString, QString>> m_pairs;
};

/// One complete, valid HTTP request, as the listener's guard let it through.
struct Request {
    Method method = Method::Get;
    QByteArray path; ///< raw, starts with one '/', holds no '%2f', '%00', dot segments …
    QByteArray rawQuery; ///< behind the '?', not decoded
    Headers headers; ///< exactly one Host; hop-by-hop fields are gone
    QByteArray body;
    QHostAddress peer; ///< the other end of the connection
    QHostAddress client; ///< whose request it is: the peer, or the one that a trusted proxy names
    QByteArray id; ///< request id, for answers and the log
    std::stop_token gone; ///< stops when the client goes away before it was answered; on the worker's thread

    [[nodiscard]] QByteArrayView header(QByteArrayView name) const { return headers.value(name); }
    [[nodiscard]] Result<Parameters> query() const { return Parameters::parse(rawQuery); }
    /// UnsupportedMediaType unless application/x-www-form-urlencoded.
    [[nodiscard]] Result<Parameters> form() const;
    /// UnsupportedMediaType unless application/json; InvalidRequest unless one JSON object (RFC 8259), nothing behind
    /// it.
    [[nodiscard]] Result<QJsonObject> json() const;
    /// The tags of Accept-Language (RFC 9110 §12.5.4), the most wanted first; without `*` and what is not wanted.
    [[nodiscard]] QStringList languages() const;
    /// nullopt when absent; InvalidRequest when the name comes twice.
    [[nodiscard]] Result<std::optional<QByteArray>> cookie(QByteArrayView name) const;
};

} // namespace ostiary::http
