// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/listener/refusal.h"

#include "models/error.h"

#include <array>

namespace ostiary::http {

namespace {

struct Entry {
    Refusal refusal;
    ErrorCode code;
    const char *reason; ///< RFC 9110 §15
    const char *detail;
};

// In the order of the enumeration.
// clang-format off
constexpr std::array kEntries{
    Entry{Refusal::Malformed,           ErrorCode::InvalidRequest,       "Bad Request",
          "The bytes sent are not a valid HTTP/1.1 request; look at line ends, field names and field values."},
    Entry{Refusal::BadTarget,           ErrorCode::InvalidRequest,       "Bad Request",
          "The target must be a path that starts with one '/', without dot segments, backslash, fragment or encoded separators."},
    Entry{Refusal::BadHost,             ErrorCode::InvalidRequest,       "Bad Request",
          "Send exactly one Host field that holds a host name or address and, if need be, a port."},
    Entry{Refusal::BadLength,           ErrorCode::InvalidRequest,       "Bad Request",
          "The body's length is unclear; send one Content-Length in digits, or Transfer-Encoding: chunked, not both."},
    Entry{Refusal::TooSlow,             ErrorCode::RequestTimeout,       "Request Timeout",
          "Send the request again, without pauses."},
    Entry{Refusal::BodyTooLarge,        ErrorCode::PayloadTooLarge,      "Content Too Large",
          "The body is larger than this address takes."},
    Entry{Refusal::TargetTooLong,       ErrorCode::UriTooLong,           "URI Too Long",
          "The request line is too long; send long values in the body."},
    Entry{Refusal::HeadTooLarge,        ErrorCode::HeaderTooLarge,       "Request Header Fields Too Large",
          "The header fields are too large; often old cookies are the cause."},
    Entry{Refusal::TooManyFields,       ErrorCode::HeaderTooLarge,       "Request Header Fields Too Large",
          "There are too many header fields."},
    Entry{Refusal::UnknownExpectation,  ErrorCode::ExpectationFailed,    "Expectation Failed",
          "The only expectation known is 100-continue."},
    Entry{Refusal::UnknownMethod,       ErrorCode::NotImplemented,       "Not Implemented",
          "Use GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS."},
    Entry{Refusal::UnknownEncoding,     ErrorCode::NotImplemented,       "Not Implemented",
          "The only transfer encoding known is chunked."},
    Entry{Refusal::UnknownVersion,      ErrorCode::VersionNotSupported,  "HTTP Version Not Supported",
          "Use HTTP/1.1."},
    Entry{Refusal::TooManyConnections,  ErrorCode::Unavailable,          "Service Unavailable",
          "There are too many open connections; try again in a moment."},
    Entry{Refusal::NotAnswered,         ErrorCode::Internal,             "Internal Server Error",
          "The request was not answered; the server's log has its id."},
};
// clang-format on

const Entry &rowOf(Refusal refusal)
{
    const Entry &entry = kEntries[size_t(refusal)];
    Q_ASSERT(entry.refusal == refusal);
    return entry;
}

} // namespace

QByteArray refusalAnswer(Refusal refusal, const AnswerStamp &stamp, bool withBody)
{
    const Entry &entry = rowOf(refusal);
    const ErrorEntry &error = entryOf(entry.code);
    const QByteArray status = QByteArray::number(error.status);
    QByteArray body;
    body.append("{\"title\":\"").append(error.title).append("\",\"status\":").append(status);
    body.append(",\"detail\":\"").append(entry.detail).append("\",\"code\":\"").append(error.name).append("\"}");
    QByteArray answer;
    answer.append("HTTP/1.1 ").append(status).append(' ').append(entry.reason).append("\r\n").append(stamp.date);
    answer.append("Content-Type: application/problem+json\r\n"
                  "Cache-Control: no-store\r\n"
                  "X-Content-Type-Options: nosniff\r\n"
                  "X-Frame-Options: DENY\r\n"
                  "Referrer-Policy: same-origin\r\n"
                  "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"
                  "Connection: close\r\n");
    if (!stamp.requestId.isEmpty())
        answer.append("X-Request-Id: ").append(stamp.requestId).append("\r\n");
    if (error.status == 503)
        answer.append("Retry-After: 1\r\n");
    answer.append("Content-Length: ").append(QByteArray::number(body.size())).append("\r\n\r\n");
    return withBody ? answer + body : answer;
}

} // namespace ostiary::http
