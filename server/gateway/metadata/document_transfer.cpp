// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/metadata/document_transfer.h"

#include "server/gateway/metadata/freshness.h"

#include <sys/socket.h>

namespace ostiary::gateway {

namespace {

constexpr qsizetype kHeaderBytesMax = 16 * 1024;

std::unexpected<Error> failed(const QString &why, const QString &cause = {})
{
    return std::unexpected(Error{.code = ErrorCode::UpstreamFailed, .detail = why, .cause = cause});
}

// application/json or application/…+json (RFC 6839 §3.1), in UTF-8.
bool isJson(QByteArrayView contentType)
{
    const QByteArrayList parts = contentType.toByteArray().toLower().split(';');
    const QByteArray type = parts.first().trimmed();
    const bool isPlain = type == "application/json";
    if (!isPlain && !(type.startsWith("application/") && type.endsWith("+json")))
        return false;
    return std::all_of(parts.begin() + 1, parts.end(), [](const QByteArray &part) {
        const QByteArray parameter = part.trimmed();
        return !parameter.startsWith("charset") || parameter == "charset=utf-8" || parameter == "charset=\"utf-8\"";
    });
}

QByteArray pinOf(const QUrl &url, const QList<QHostAddress> &addresses)
{
    QByteArrayList texts;
    for (const QHostAddress &address : addresses) {
        const QByteArray text = address.toString().toLatin1();
        texts << (address.protocol() == QAbstractSocket::IPv6Protocol ? '[' + text + ']' : text);
    }
    // '+': not for ever; the next fetch has looked anew.
    return '+' + url.host(QUrl::FullyEncoded).toLatin1() + ':' + QByteArray::number(url.port(443)) + ':'
        + texts.join(',');
}

} // namespace

DocumentTransfer::DocumentTransfer(QUrl url, qsizetype mostBytes, Done done)
    : m_url(std::move(url)), m_mostBytes(mostBytes), m_done(std::move(done)), m_easy(curl_easy_init())
{
    if (!m_easy)
        qFatal("libcurl is out of memory");
}

DocumentTransfer::~DocumentTransfer()
{
    curl_easy_cleanup(m_easy);
    curl_slist_free_all(m_pins);
    curl_slist_free_all(m_request);
}

void DocumentTransfer::prepare(const QList<QHostAddress> &addresses, const QByteArray &authorities)
{
    m_addresses = addresses;
    m_pins = curl_slist_append(nullptr, pinOf(m_url, addresses).constData());
    m_request = curl_slist_append(nullptr, "Accept: application/json");
    curl_easy_setopt(m_easy, CURLOPT_URL, m_url.toEncoded().constData());
    curl_easy_setopt(m_easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(m_easy, CURLOPT_PROTOCOLS_STR, "https");
    curl_easy_setopt(m_easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(m_easy, CURLOPT_PROXY, ""); // never one from the environment
    curl_easy_setopt(m_easy, CURLOPT_HTTP_VERSION, long(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(m_easy, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(m_easy, CURLOPT_USERAGENT, "Ostiary/" OSTIARY_VERSION);
    curl_easy_setopt(m_easy, CURLOPT_HTTPHEADER, m_request);
    curl_easy_setopt(m_easy, CURLOPT_RESOLVE, m_pins);
    curl_easy_setopt(m_easy, CURLOPT_OPENSOCKETFUNCTION, &DocumentTransfer::onOpen);
    curl_easy_setopt(m_easy, CURLOPT_OPENSOCKETDATA, this);
    curl_easy_setopt(m_easy, CURLOPT_FRESH_CONNECT, 1L); // an old connection may lead to an address of before
    curl_easy_setopt(m_easy, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(m_easy, CURLOPT_MAXFILESIZE_LARGE, curl_off_t(m_mostBytes));
    curl_easy_setopt(m_easy, CURLOPT_HEADERFUNCTION, &DocumentTransfer::onHeader);
    curl_easy_setopt(m_easy, CURLOPT_HEADERDATA, this);
    curl_easy_setopt(m_easy, CURLOPT_WRITEFUNCTION, &DocumentTransfer::onBody);
    curl_easy_setopt(m_easy, CURLOPT_WRITEDATA, this);
    curl_easy_setopt(m_easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(m_easy, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(m_easy, CURLOPT_SSLVERSION, long(CURL_SSLVERSION_TLSv1_2));
    if (authorities.isEmpty())
        return;
    curl_blob blob{.data = const_cast<char *>(authorities.constData()),
                   .len = size_t(authorities.size()),
                   .flags = CURL_BLOB_COPY};
    curl_easy_setopt(m_easy, CURLOPT_CAINFO_BLOB, &blob);
}

// The last word, whatever libcurl made of the address: no socket, no connection.
curl_socket_t DocumentTransfer::onOpen(void *self, curlsocktype, curl_sockaddr *address)
{
    const QHostAddress wanted(&address->addr);
    if (!static_cast<DocumentTransfer *>(self)->m_addresses.contains(wanted))
        return CURL_SOCKET_BAD;
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

size_t DocumentTransfer::onHeader(char *data, size_t size, size_t count, void *self)
{
    auto &transfer = *static_cast<DocumentTransfer *>(self);
    const QByteArrayView line(data, qsizetype(size * count));
    transfer.m_headerBytes += line.size();
    if (transfer.m_headerBytes > kHeaderBytesMax)
        return 0;
    if (line.startsWith("HTTP/"))
        transfer.m_headers = {};
    const qsizetype colon = line.indexOf(':');
    if (colon > 0)
        transfer.m_headers.add(line.first(colon).toByteArray(), line.sliced(colon + 1).trimmed().toByteArray());
    return size * count;
}

size_t DocumentTransfer::onBody(char *data, size_t size, size_t count, void *self)
{
    auto &transfer = *static_cast<DocumentTransfer *>(self);
    const auto bytes = qsizetype(size * count);
    if (transfer.m_body.size() + bytes > transfer.m_mostBytes) {
        transfer.m_isTooLarge = true;
        return 0;
    }
    transfer.m_body.append(data, bytes);
    return size * count;
}

Result<FetchedDocument> DocumentTransfer::outcome(CURLcode code) const
{
    const QString cause = QString::fromUtf8(curl_easy_strerror(code));
    if (m_isTooLarge || code == CURLE_FILESIZE_EXCEEDED)
        return failed(QStringLiteral("it has more than %1 bytes.").arg(m_mostBytes));
    switch (code) {
    case CURLE_OK: return checked();
    case CURLE_OPERATION_TIMEDOUT:
        return fail(ErrorCode::UpstreamTimeout, QStringLiteral("its server did not answer in time."));
    case CURLE_COULDNT_CONNECT: return failed(QStringLiteral("its server cannot be reached."), cause);
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR: return failed(QStringLiteral("its server's certificate is not good."), cause);
    default: return failed(QStringLiteral("its server broke off."), cause);
    }
}

Result<FetchedDocument> DocumentTransfer::checked() const
{
    long status = 0;
    curl_easy_getinfo(m_easy, CURLINFO_RESPONSE_CODE, &status);
    if (status >= 300 && status < 400)
        return failed(QStringLiteral("it leads on to another address, which is not followed."));
    if (status != 200)
        return failed(QStringLiteral("its server answers %1 instead of 200.").arg(status));
    if (!isJson(m_headers.value("content-type")))
        return failed(QStringLiteral("its Content-Type is not application/json in UTF-8."));
    if (m_headers.contains("content-encoding") && m_headers.value("content-encoding") != "identity")
        return failed(QStringLiteral("it comes compressed, though nobody asked for that."));
    return FetchedDocument{.body = m_body, .freshFor = freshnessOf(m_headers)};
}

} // namespace ostiary::gateway
