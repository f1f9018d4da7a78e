// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/byte_stream.h"
#include "models/connections.h"
#include "models/headers.h"

#include <QJsonArray>
#include <QJsonObject>

#include <memory>

namespace ostiary::http {

/// What an endpoint answers: a status, header fields, and a body that is there (`body`) or still comes (`stream`).
/// The listener adds Date, Content-Length or chunking, and strips the body for HEAD.
struct Response {
    int status = 200;
    Headers headers;
    QByteArray body;
    std::shared_ptr<ByteStream> stream; ///< set: `body` is not used
    QList<AttemptNote> notes; ///< for the flight recorder: what cannot be seen from outside; never sent
};

[[nodiscard]] Response json(const QJsonObject &object, int status = 200);
[[nodiscard]] Response jsonArray(const QJsonArray &array);
[[nodiscard]] Response noContent();
/// 303: the browser goes on with GET, whatever it did before (never 307: RFC 9700 §4.12).
[[nodiscard]] Response seeOther(const QByteArray &location);

} // namespace ostiary::http
