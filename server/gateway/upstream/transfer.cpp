// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/upstream/transfer.h"

#include "server/gateway/upstream/header_policy.h"

#include <cstring>

namespace ostiary::gateway {

namespace {

constexpr qsizetype kSmallBody = 64 * 1024; ///< bytes; larger ones flow
constexpr qsizetype kHeadLimit = 64 * 1024; ///< bytes of all field lines
constexpr size_t kFieldLimit = 256;
constexpr int kRedirectLimit = 3;

QByteArray originOf(const QUrl &url)
{
    const int port = url.port(url.scheme() == u"https" ? 443 : 80);
    return QStringLiteral("%1://%2:%3").arg(url.scheme(), url.host()).arg(port).toUtf8();
}

std::optional<qint64> contentLength(const Headers &head)
{
    bool ok = false;
    const qint64 length = head.value("content-length").toByteArray().toLongLong(&ok);
    return ok && length >= 0 ? std::optional(length) : std::nullopt;
}

} // namespace

Transfer::Transfer(HttpExchange exchange, HttpLimits limits, std::function<void(Transfer &)> abandon)
    : m_exchange(std::move(exchange)), m_limits(limits), m_abandon(std::move(abandon)), m_lastByte(Clock::now())
{
    m_limits.firstByte = m_exchange.patience.value_or(m_limits.firstByte);
    if (m_exchange.method != "GET" || m_exchange.patience)
        m_deadline = m_lastByte + m_limits.firstByte;
}

Transfer::~Transfer()
{
    curl_slist_free_all(m_fields);
}

void Transfer::prepare(CURL *easy)
{
    m_easy = easy;
    curl_easy_setopt(easy, CURLOPT_URL, m_exchange.url.constData());
    curl_easy_setopt(easy, CURLOPT_PRIVATE, this);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, m_curlError.data());
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, long(m_limits.connect.count()));
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &Transfer::onHeader);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Transfer::onBody);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
    setMethod();
    setHeaders();
}

void Transfer::setMethod()
{
    curl_easy_setopt(m_easy, CURLOPT_CUSTOMREQUEST, nullptr);
    if (m_exchange.method == "POST" || !m_exchange.body.isEmpty()) {
        curl_easy_setopt(m_easy, CURLOPT_POST, 1L);
        curl_easy_setopt(m_easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(m_exchange.body.size()));
        curl_easy_setopt(m_easy, CURLOPT_POSTFIELDS, m_exchange.body.constData());
    } else {
        curl_easy_setopt(m_easy, CURLOPT_HTTPGET, 1L); // takes back what a HEAD before it may have set
    }
    if (m_exchange.method == "HEAD")
        curl_easy_setopt(m_easy, CURLOPT_NOBODY, 1L);
    else if (m_exchange.method != "GET" && m_exchange.method != "POST")
        curl_easy_setopt(m_easy, CURLOPT_CUSTOMREQUEST, m_exchange.method.constData());
}

void Transfer::setHeaders()
{
    if (!m_fields) {
        for (const auto &[name, value] : m_exchange.headers)
            m_fields = curl_slist_append(m_fields, (value.isEmpty() ? name + ';' : name + ": " + value).constData());
        // What libcurl would add by itself.
        for (const char *name : {"Expect", "Accept", "Content-Type"}) {
            if (!m_exchange.headers.contains(name))
                m_fields = curl_slist_append(m_fields, (QByteArray(name) + ':').constData());
        }
    }
    curl_easy_setopt(m_easy, CURLOPT_HTTPHEADER, m_fields);
}

CURL *Transfer::giveBack()
{
    curl_easy_setopt(m_easy, CURLOPT_PRIVATE, nullptr);
    curl_easy_setopt(m_easy, CURLOPT_ERRORBUFFER, nullptr);
    curl_easy_setopt(m_easy, CURLOPT_HTTPHEADER, nullptr);
    curl_easy_setopt(m_easy, CURLOPT_POSTFIELDS, nullptr);
    return std::exchange(m_easy, nullptr);
}

void Transfer::watchClient()
{
    if (!m_exchange.gone.stop_possible())
        return;
    // Posted: whoever stops the token may stand anywhere, in libcurl's callbacks too.
    m_gone.emplace(m_exchange.gone, [weak = weak_from_this(), anchor = threadAnchor()] {
        post(anchor, [weak] {
            if (const auto self = weak.lock())
                self->m_abandon(*self);
        });
    });
}

size_t Transfer::onHeader(char *data, size_t size, size_t count, void *self)
{
    const QByteArrayView line(data, qsizetype(size * count));
    return static_cast<Transfer *>(self)->takeHeaderLine(line) ? size * count : 0;
}

size_t Transfer::onBody(char *data, size_t size, size_t count, void *self)
{
    return static_cast<Transfer *>(self)->takeBody(data, size * count);
}

bool Transfer::takeHeaderLine(QByteArrayView line)
{
    if (m_phase != Phase::Head)
        return true; // trailers
    m_headBytes += line.size();
    const QByteArrayView text = line.trimmed();
    if (text.isEmpty())
        return takeHead();
    if (text.startsWith("HTTP/")) {
        m_head = {};
        return true;
    }
    auto field = parseField(text);
    if (!field || m_headBytes > kHeadLimit || m_head.size() >= kFieldLimit)
        return refuse(QStringLiteral("its answer's header is too large or not valid HTTP"));
    m_head.add(std::move(field->first), std::move(field->second));
    return true;
}

bool Transfer::takeHead()
{
    long status = 0;
    curl_easy_getinfo(m_easy, CURLINFO_RESPONSE_CODE, &status);
    m_status = int(status);
    if (m_status == 101)
        return refuse(QStringLiteral("it wants to change the protocol"));
    if (m_status < 200)
        return true;
    if (m_status >= 300 && m_status < 400 && m_status != 304)
        return takeRedirect();
    // A challenge meant for us must not look like one for the client's own token.
    if (m_status == 401 || m_status == 407)
        return refuse(QStringLiteral("it wants credentials that Ostiary does not have (status %1)").arg(m_status));

    const auto length = contentLength(m_head);
    const bool hasBody = m_exchange.method != "HEAD" && m_status != 204 && m_status != 304 && length.value_or(1) > 0;
    if (hasBody && (isEventStream() || !length || *length > kSmallBody)) {
        startStream();
        return true;
    }
    m_phase = Phase::Collecting;
    m_body.reserve(qsizetype(length.value_or(0)));
    m_deadline = Clock::now() + m_limits.firstByte;
    return true;
}

// 307 and 308 repeat the request as it was; only inside the origin that the operator named.
bool Transfer::takeRedirect()
{
    const QUrl here = QUrl::fromEncoded(m_exchange.url);
    const QUrl there = here.resolved(QUrl::fromEncoded(m_head.value("location").toByteArray(), QUrl::StrictMode));
    const bool mayFollow = (m_status == 307 || m_status == 308) && m_head.contains("location") && there.isValid()
        && originOf(there) == originOf(here) && m_redirects < kRedirectLimit;
    if (!mayFollow)
        return refuse(QStringLiteral("it redirects to another place; set its final address as the upstream's URL"));
    ++m_redirects;
    m_exchange.url = there.toEncoded(QUrl::RemoveFragment);
    m_phase = Phase::Redirecting;
    return true;
}

void Transfer::startStream()
{
    m_phase = Phase::Streaming;
    m_deadline.reset();
    m_lastByte = Clock::now();
    m_stream = ByteStream::create();
    const auto weak = weak_from_this();
    m_stream->setProducer(
        [weak](bool paused) {
            if (const auto self = weak.lock())
                self->setPaused(paused);
        },
        [weak](ByteStream::End end) {
            if (const auto self = weak.lock(); self && end == ByteStream::End::Cancelled)
                self->m_abandon(*self);
        });
    Headers headers = towardsClient(m_head);
    if (isEventStream())
        headers.set("X-Accel-Buffering", "no"); // a reverse proxy in front must not hold events back
    m_answer.resolve(Answer{.status = m_status, .headers = std::move(headers), .body = {}, .stream = m_stream});
}

size_t Transfer::takeBody(const char *data, size_t size)
{
    switch (m_phase) {
    case Phase::Streaming:
        if (m_paused)
            return CURL_WRITEFUNC_PAUSE;
        m_stream->write(QByteArray(data, qsizetype(size)));
        m_tail.feed({data, qsizetype(size)});
        m_lastByte = Clock::now();
        return size;
    case Phase::Collecting:
    case Phase::Redirecting:
        m_body.append(data, qsizetype(size));
        if (m_body.size() > kSmallBody)
            break;
        return size;
    default: break;
    }
    refuse(QStringLiteral("its answer is longer than it said"));
    return CURL_WRITEFUNC_ERROR;
}

void Transfer::setPaused(bool paused)
{
    m_paused = paused;
    if (!paused && m_easy)
        curl_easy_pause(m_easy, CURLPAUSE_CONT);
}

Transfer::Next Transfer::over(CURLcode code)
{
    if (code != CURLE_OK) {
        fail(errorOf(code));
        return Next::Nothing;
    }
    if (m_phase == Phase::Redirecting) {
        m_phase = Phase::Head;
        m_headBytes = 0;
        m_body.clear();
        return Next::Again;
    }
    if (m_phase == Phase::Streaming)
        endStream(ByteStream::End::Complete);
    else
        m_answer.resolve(
            Answer{.status = m_status, .headers = towardsClient(m_head), .body = std::move(m_body), .stream = {}});
    m_phase = Phase::Over;
    return Next::Nothing;
}

void Transfer::fail(Error error)
{
    if (m_phase == Phase::Streaming)
        endStream(ByteStream::End::Broken);
    else if (m_phase != Phase::Over)
        m_answer.resolve(std::unexpected(std::move(error)));
    m_phase = Phase::Over;
}

// The producer's callbacks go first: they would be called on a thread that may end before the stream is read.
void Transfer::endStream(ByteStream::End end)
{
    m_stream->setProducer({}, {});
    m_stream->finish(end);
}

bool Transfer::tick(Clock::time_point now)
{
    if (m_deadline && now >= *m_deadline) {
        fail({.code = ErrorCode::UpstreamTimeout,
              .detail = QStringLiteral("The upstream “%1” did not answer in time.").arg(m_exchange.upstream),
              .field = {},
              .cause = {},
              .retryAfter = {}});
        return false;
    }
    if (m_phase == Phase::Streaming && !m_paused && isEventStream() && now - m_lastByte >= m_limits.keepAlive
        && m_tail.isBoundary() && !m_head.contains("content-encoding")) {
        m_stream->write(": keep-alive\n\n");
        m_lastByte = now;
    }
    return true;
}

bool Transfer::refuse(const QString &what)
{
    m_failure = Error{.code = ErrorCode::UpstreamFailed,
                      .detail = QStringLiteral("The upstream “%1” cannot be used: %2.").arg(m_exchange.upstream, what),
                      .field = {},
                      .cause = QStringLiteral("status %1").arg(m_status),
                      .retryAfter = {}};
    return false;
}

Error Transfer::errorOf(CURLcode code) const
{
    if (m_failure)
        return *m_failure;
    QString detail;
    switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_OPERATION_TIMEDOUT:
        detail = QStringLiteral("The upstream “%1” cannot be reached; check that it runs.");
        break;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
        detail = QStringLiteral("The upstream “%1” cannot be reached safely; check its certificate.");
        break;
    default: detail = QStringLiteral("The upstream “%1” broke off its answer; check that it works."); break;
    }
    const char *text = m_curlError[0] != '\0' ? m_curlError.data() : curl_easy_strerror(code);
    return {.code = ErrorCode::UpstreamFailed,
            .detail = detail.arg(m_exchange.upstream),
            .field = {},
            .cause = QString::fromUtf8(text),
            .retryAfter = {}};
}

bool Transfer::isEventStream() const
{
    const QByteArrayView type = m_head.value("content-type");
    constexpr QByteArrayView kEvents{"text/event-stream"};
    return type.size() >= kEvents.size() && type.first(kEvents.size()).compare(kEvents, Qt::CaseInsensitive) == 0;
}

} // namespace ostiary::gateway
