// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/listener/request_parser.h"

#include "server/http/listener/target.h"

#include <algorithm>
#include <array>

namespace ostiary::http {

namespace {

constexpr qsizetype kMostDigitsOfLength = 18;
// A chunk of one byte is six on the wire; beyond this ratio (and a head's worth) the body is mostly framing.
constexpr qsizetype kMostFramingPerByte = 16;

bool same(QByteArrayView a, QByteArrayView b)
{
    return a.size() == b.size() && a.compare(b, Qt::CaseInsensitive) == 0;
}

/// The shared spelling of common names saves an allocation per field.
QByteArray fieldName(QByteArrayView name)
{
    static const std::array<QByteArray, 24> kCommon{"Host",
                                                    "Accept",
                                                    "Cookie",
                                                    "Origin",
                                                    "Referer",
                                                    "User-Agent",
                                                    "Content-Type",
                                                    "Authorization",
                                                    "Content-Length",
                                                    "Accept-Encoding",
                                                    "Accept-Language",
                                                    "Cache-Control",
                                                    "X-CSRF-Token",
                                                    "X-Forwarded-For",
                                                    "X-Forwarded-Host",
                                                    "X-Forwarded-Proto",
                                                    "X-ForgeOS-API-Key",
                                                    "Mcp-Session-Id",
                                                    "Mcp-Protocol-Version",
                                                    "Mcp-Method",
                                                    "Mcp-Name",
                                                    "Last-Event-ID",
                                                    "Sec-Fetch-Site",
                                                    "Sec-Fetch-Mode"};
    for (const QByteArray &common : kCommon) {
        if (same(common, name))
            return common;
    }
    return name.toByteArray();
}

/// Fields that speak of this connection only, and `Expect`, which is answered here.
bool isHopByHop(QByteArrayView name)
{
    static constexpr std::array<QByteArrayView, 8> kNames{
        "connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade", "expect"};
    return std::ranges::any_of(kNames, [&](QByteArrayView other) { return same(name, other); });
}

Method methodOf(uint8_t method)
{
    switch (method) {
    case HTTP_HEAD: return Method::Head;
    case HTTP_POST: return Method::Post;
    case HTTP_PUT: return Method::Put;
    case HTTP_PATCH: return Method::Patch;
    case HTTP_DELETE: return Method::Delete;
    case HTTP_OPTIONS: return Method::Options;
    default: return Method::Get;
    }
}

bool isMethodKnown(uint8_t method)
{
    return method == HTTP_GET || methodOf(method) != Method::Get;
}

bool isToken(QByteArrayView text)
{
    return !text.isEmpty() && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
            || QByteArrayView("!#$%&'*+-.^_`|~").contains(c);
    });
}

RequestParser &self(llhttp_t *parser)
{
    return *static_cast<RequestParser *>(parser->data);
}

} // namespace

const llhttp_settings_t &RequestParser::callbacks()
{
    static const llhttp_settings_t kCallbacks = [] {
        llhttp_settings_t settings;
        llhttp_settings_init(&settings);
        settings.on_method_complete = [](llhttp_t *p) { return self(p).onMethod(); };
        settings.on_url = [](llhttp_t *p, const char *at, size_t size) { return self(p).onTarget(at, size); };
        settings.on_version_complete = [](llhttp_t *p) { return self(p).onVersion(); };
        settings.on_header_field
            = [](llhttp_t *p, const char *at, size_t size) { return self(p).onFieldName(at, size); };
        settings.on_header_value
            = [](llhttp_t *p, const char *at, size_t size) { return self(p).onFieldValue(at, size); };
        settings.on_header_value_complete = [](llhttp_t *p) { return self(p).onFieldValue(nullptr, 0); };
        settings.on_headers_complete = [](llhttp_t *p) { return self(p).onHeadComplete(); };
        settings.on_body = [](llhttp_t *p, const char *at, size_t size) { return self(p).onBody(at, size); };
        settings.on_message_complete = [](llhttp_t *p) {
            self(p).m_progress = Progress::Complete;
            return int(HPE_PAUSED); // what follows is the next request's
        };
        return settings;
    }();
    return kCallbacks;
}

RequestParser::RequestParser(const Limits &limits, const Application &application)
    : m_limits(limits), m_application(application)
{
    reset();
}

void RequestParser::reset()
{
    llhttp_init(&m_llhttp, HTTP_REQUEST, &callbacks());
    m_llhttp.data = this;
    m_progress = Progress::Head;
    m_piece = Piece::None;
    m_refused = m_expectsContinue = m_chunked = m_sawVersion = false;
    m_size = m_wireSize = m_bodyLimit = 0;
    m_buffer = {};
    m_target = {};
    m_fields.clear();
    m_request = {};
}

qsizetype RequestParser::feed(QByteArrayView bytes)
{
    const bool inHead = m_progress == Progress::Head;
    QByteArrayView fresh = bytes;
    m_base = bytes.data();
    if (inHead && !m_buffer.isEmpty()) {
        const qsizetype before = m_buffer.size();
        m_buffer.append(bytes);
        m_base = m_buffer.constData();
        fresh = QByteArrayView(m_buffer).sliced(before);
    }
    (inHead ? m_size : m_wireSize) += bytes.size();

    const llhttp_errno_t error = llhttp_execute(&m_llhttp, fresh.data(), size_t(fresh.size()));
    if (m_progress == Progress::Complete)
        return llhttp_get_error_pos(&m_llhttp) - fresh.data();
    if (error != HPE_OK) {
        m_refusal = m_refused ? m_refusal : reasonOf(error);
        m_progress = Progress::Refused;
        return bytes.size();
    }
    if (m_progress == Progress::Head) {
        if (m_buffer.isEmpty())
            m_buffer = bytes.toByteArray();
        checkHeadSize();
    } else if (m_chunked && m_wireSize > kMostFramingPerByte * bodySize() + m_limits.head) {
        m_refusal = Refusal::Malformed;
        m_progress = Progress::Refused;
    }
    return bytes.size();
}

// ---- pieces, as llhttp finds them ---------------------------------------------------------------------------------

int RequestParser::onMethod()
{
    if (isMethodKnown(m_llhttp.method))
        return 0;
    return stop(m_llhttp.method == HTTP_PRI ? Refusal::Malformed : Refusal::UnknownMethod); // PRI: an HTTP/2 preface
}

int RequestParser::onTarget(const char *at, size_t size)
{
    return extend(m_target, at, size) ? 0 : stop(Refusal::Malformed);
}

int RequestParser::onVersion()
{
    m_sawVersion = true;
    if (m_target.begin + m_target.size > m_limits.requestLine)
        return stop(Refusal::TargetTooLong);
    const bool known = m_llhttp.http_major == 1 && m_llhttp.http_minor <= 1;
    return known ? 0 : stop(Refusal::UnknownVersion);
}

int RequestParser::onFieldName(const char *at, size_t size)
{
    if (m_progress != Progress::Head) // a trailer: nothing here acts on one (RFC 9110 §6.5.1)
        return 0;
    if (m_piece != Piece::Name) {
        if (m_fields.size() >= size_t(m_limits.headerFields))
            return stop(Refusal::TooManyFields);
        m_fields.emplace_back();
        m_piece = Piece::Name;
    }
    return extend(m_fields.back().name, at, size) ? 0 : stop(Refusal::Malformed);
}

int RequestParser::onFieldValue(const char *at, size_t size)
{
    if (m_progress != Progress::Head)
        return 0;
    m_piece = Piece::Value;
    return size == 0 || extend(m_fields.back().value, at, size) ? 0 : stop(Refusal::Malformed);
}

int RequestParser::onHeadComplete()
{
    // An upgrade is never taken up: the message is an ordinary one (RFC 9110 §7.8).
    m_llhttp.upgrade = 0;
    if (!m_sawVersion)
        return stop(Refusal::Malformed);
    const qsizetype size = m_fields.empty() ? m_size : m_fields.back().value.begin + m_fields.back().value.size;
    if (size > m_limits.head)
        return stop(Refusal::HeadTooLarge);
    m_wireSize = m_size - size; // and the line ends, which do not matter for what this is for
    m_request.method = methodOf(m_llhttp.method);
    if (!takeTarget() || !takeFields())
        return -1;
    m_progress = Progress::Body;
    return 0;
}

int RequestParser::onBody(const char *at, size_t size)
{
    if (m_request.body.size() + qsizetype(size) > m_bodyLimit)
        return stop(Refusal::BodyTooLarge);
    m_expectsContinue = false; // it did not wait
    m_request.body.append(at, qsizetype(size));
    return 0;
}

// ---- what they must be --------------------------------------------------------------------------------------------

/// False when the piece is interrupted: folded lines are none of HTTP/1.1's (RFC 9112 §5.2).
bool RequestParser::extend(Span &span, const char *at, size_t size) const
{
    const qsizetype begin = at - m_base;
    if (span.size == 0)
        span.begin = begin;
    else if (span.begin + span.size != begin)
        return false;
    span.size += qsizetype(size);
    return true;
}

bool RequestParser::takeTarget()
{
    const QByteArrayView target = view(m_target);
    if (!isPlainTarget(target))
        return refuse(Refusal::BadTarget);
    const qsizetype question = target.indexOf('?');
    m_request.path = target.first(question < 0 ? target.size() : question).toByteArray();
    if (question >= 0)
        m_request.rawQuery = target.sliced(question + 1).toByteArray();
    return true;
}

bool RequestParser::takeFields()
{
    QByteArrayView length;
    QByteArrayView encoding;
    int hosts = 0;
    int lengths = 0;
    int encodings = 0;
    m_request.headers.reserve(m_fields.size());
    for (const Field &field : m_fields) {
        const QByteArrayView name = view(field.name);
        const QByteArrayView value = view(field.value);
        // Proxies and CGI-like upstreams read '_' as '-', and so past whoever checked the other spelling.
        if (name.contains('_') || value.contains('\x7f'))
            return refuse(Refusal::Malformed);
        if (same(name, "host")) {
            ++hosts;
            if (!isPlainHost(value))
                return refuse(Refusal::BadHost);
        } else if (same(name, "content-length")) {
            ++lengths;
            length = value;
        } else if (same(name, "transfer-encoding")) {
            ++encodings;
            encoding = value;
        } else if (same(name, "expect") && !isHttp10()) {
            if (!same(value, "100-continue"))
                return refuse(Refusal::UnknownExpectation);
            m_expectsContinue = true;
        }
        if (!isHopByHop(name))
            m_request.headers.add(fieldName(name), value.toByteArray());
    }
    if (hosts != 1)
        return refuse(Refusal::BadHost);
    if (lengths + encodings > 1 || (isHttp10() && encodings > 0))
        return refuse(Refusal::BadLength);
    return lengths + encodings == 0 || takeFraming(length, encoding);
}

/// One of the two is there, once (RFC 9112 §6.3).
bool RequestParser::takeFraming(QByteArrayView length, QByteArrayView encoding)
{
    m_chunked = m_llhttp.flags & F_TRANSFER_ENCODING;
    if (m_chunked && !same(encoding, "chunked"))
        return refuse(Refusal::UnknownEncoding);
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    if (!m_chunked
        && (length.isEmpty() || length.size() > kMostDigitsOfLength || !std::ranges::all_of(length, isDigit)))
        return refuse(Refusal::BadLength);
    m_bodyLimit = m_application.bodyLimit(m_request.method, m_request.path);
    const qsizetype size = m_chunked ? 0 : length.toLongLong();
    if (size > m_bodyLimit)
        return refuse(Refusal::BodyTooLarge);
    m_expectsContinue &= m_chunked || size > 0;
    return true;
}

/// Always false, so that a check can end with it.
bool RequestParser::refuse(Refusal reason)
{
    m_refused = true;
    m_refusal = reason;
    return false;
}

/// The same, as llhttp wants to hear it.
int RequestParser::stop(Refusal reason)
{
    refuse(reason);
    return HPE_USER;
}

void RequestParser::checkHeadSize()
{
    const bool lineIsOpen = !m_sawVersion;
    if (lineIsOpen && m_size > m_limits.requestLine)
        refuse(Refusal::TargetTooLong);
    else if (m_size > m_limits.head)
        refuse(Refusal::HeadTooLarge);
    if (m_refused)
        m_progress = Progress::Refused;
}

Refusal RequestParser::reasonOf(llhttp_errno_t error) const
{
    switch (error) {
    case HPE_INVALID_METHOD: {
        const QByteArrayView seen(m_base, std::min<qsizetype>(m_size, 64));
        const qsizetype space = seen.indexOf(' ');
        return isToken(seen.first(space < 0 ? seen.size() : space)) ? Refusal::UnknownMethod : Refusal::Malformed;
    }
    case HPE_INVALID_VERSION: return m_sawVersion ? Refusal::Malformed : Refusal::UnknownVersion;
    case HPE_INVALID_URL: return Refusal::BadTarget;
    case HPE_INVALID_CONTENT_LENGTH:
    case HPE_UNEXPECTED_CONTENT_LENGTH:
    case HPE_INVALID_TRANSFER_ENCODING: return Refusal::BadLength;
    default: return Refusal::Malformed;
    }
}

} // namespace ostiary::http
