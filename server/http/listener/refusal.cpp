// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/listener/refusal.h"

#include <array>

namespace ostiary::http {

namespace {

struct Entry {
    Refusal refusal;
    int status;
    const char *reason;
    const char *code;
    const char *title;
    const char *detail;
};

// Codes and titles are the error catalogue's where it has the case; the others can only happen here.
constexpr const char *kUnclear = "The request cannot be understood.";
constexpr const char *kTooLarge = "The request is too large.";
constexpr const char *kUnsupported = "This server does not offer that part of HTTP.";

// In the order of the enumeration.
// clang-format off
constexpr std::array kEntries{
    Entry{Refusal::Malformed,          400, "Bad Request", "invalid_request", kUnclear,
          "The bytes sent are not a valid HTTP/1.1 request; look at line ends, field names and field values."},
    Entry{Refusal::BadTarget,          400, "Bad Request", "invalid_request", kUnclear,
          "The target must be a path that starts with one '/', without dot segments, backslash, fragment or encoded separators."},
    Entry{Refusal::BadHost,            400, "Bad Request", "invalid_request", kUnclear,
          "Send exactly one Host field that holds a host name or address and, if need be, a port."},
    Entry{Refusal::BadLength,          400, "Bad Request", "invalid_request", kUnclear,
          "The body's length is unclear; send one Content-Length in digits, or Transfer-Encoding: chunked, not both."},
    Entry{Refusal::TooSlow,            408, "Request Timeout", "request_timeout", "The request did not arrive in time.",
          "Send the request again, without pauses."},
    Entry{Refusal::BodyTooLarge,       413, "Content Too Large", "payload_too_large", kTooLarge,
          "The body is larger than this address takes."},
    Entry{Refusal::TargetTooLong,      414, "URI Too Long", "uri_too_long", kTooLarge,
          "The request line is too long; send long values in the body."},
    Entry{Refusal::HeadTooLarge,       431, "Request Header Fields Too Large", "header_too_large", kTooLarge,
          "The header fields are too large; often old cookies are the cause."},
    Entry{Refusal::TooManyFields,      431, "Request Header Fields Too Large", "header_too_large", kTooLarge,
          "There are too many header fields."},
    Entry{Refusal::UnknownExpectation, 417, "Expectation Failed", "expectation_failed", kUnsupported,
          "The only expectation known is 100-continue."},
    Entry{Refusal::UnknownMethod,      501, "Not Implemented", "not_implemented", kUnsupported,
          "Use GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS."},
    Entry{Refusal::UnknownEncoding,    501, "Not Implemented", "not_implemented", kUnsupported,
          "The only transfer encoding known is chunked."},
    Entry{Refusal::UnknownVersion,     505, "HTTP Version Not Supported", "version_not_supported", kUnsupported,
          "Use HTTP/1.1."},
    Entry{Refusal::TooManyConnections, 503, "Service Unavailable", "unavailable", "The server cannot do this right now.",
          "There are too many open connections; try again in a moment."},
    Entry{Refusal::NotAnswered,        500, "Internal Server Error", "internal", "Something went wrong in this server.",
          "The request was not answered; the server's log has its id."},
};
// clang-format on

const Entry &entryOf(Refusal refusal)
{
    const Entry &entry = kEntries[size_t(refusal)];
    Q_ASSERT(entry.refusal == refusal);
    return entry;
}

} // namespace

QByteArray refusalAnswer(Refusal refusal, const AnswerStamp &stamp, bool withBody)
{
    const Entry &entry = entryOf(refusal);
    const QByteArray status = QByteArray::number(entry.status);
    QByteArray body;
    body.append("{\"title\":\"").append(entry.title).append("\",\"status\":").append(status);
    body.append(",\"detail\":\"").append(entry.detail).append("\",\"code\":\"").append(entry.code).append("\"}");
    QByteArray answer;
    answer.append("HTTP/1.1 ").append(status).append(' ').append(entry.reason).append("\r\n").append(stamp.date);
    answer.append("Content-Type: application/problem+json\r\n"
                  "Cache-Control: no-store\r\n"
                  "X-Content-Type-Options: nosniff\r\n"
                  "Connection: close\r\n");
    if (!stamp.requestId.isEmpty())
        answer.append("X-Request-Id: ").append(stamp.requestId).append("\r\n");
    if (entry.status == 503)
        answer.append("Retry-After: 1\r\n");
    answer.append("Content-Length: ").append(QByteArray::number(body.size())).append("\r\n\r\n");
    return withBody ? answer + body : answer;
}

} // namespace ostiary::http
