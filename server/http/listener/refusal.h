// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace ostiary::http {

/// Why the front turns a connection away by itself, before any application sees a request.
enum class Refusal : quint8 {
    Malformed,
    BadTarget,
    BadHost,
    BadLength,
    TooSlow,
    BodyTooLarge,
    TargetTooLong,
    HeadTooLarge,
    TooManyFields,
    UnknownExpectation,
    UnknownMethod,
    UnknownEncoding,
    UnknownVersion,
    TooManyConnections,
    NotAnswered,
};

/// What is the same in every answer: the Date field (with its line end) and the id of this request.
struct AnswerStamp {
    QByteArrayView date;
    QByteArrayView requestId;
};

/// The whole answer (RFC 9457 problem details), after which the connection is closed.
[[nodiscard]] QByteArray refusalAnswer(Refusal refusal, const AnswerStamp &stamp, bool withBody = true);

} // namespace ostiary::http
