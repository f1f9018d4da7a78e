// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/mail/smtp_sender.h"

#include "models/loopback.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace ostiary::gateway {

namespace {

constexpr qsizetype kServersWordsMax = 200; ///< bytes of them in the log

/// With the submission ports (RFC 8314 §3.3) instead of libcurl's port 25.
QByteArray addressOf(const QUrl &server)
{
    QUrl url;
    url.setScheme(server.scheme());
    url.setHost(server.host());
    url.setPort(server.port(server.scheme() == QLatin1String("smtps") ? 465 : 587));
    return url.toEncoded();
}

std::unexpected<Error> shuttingDown()
{
    return fail(ErrorCode::Unavailable, QStringLiteral("The server is shutting down."));
}

/// One sentence for whoever set the mail server up.
const char *sentenceOn(CURLcode code, long reply)
{
    switch (code) {
    case CURLE_OPERATION_TIMEDOUT: return "The mail server did not answer in time; try again later.";
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT: return "The mail server cannot be reached; check mail.server and that it runs.";
    case CURLE_USE_SSL_FAILED: return "The mail server offers no encryption (STARTTLS), so no mail was sent.";
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR: return "The mail server cannot be reached safely; check its certificate.";
    case CURLE_LOGIN_DENIED:
        return "The mail server refused the sign-in; check mail.user and the password in mail.password_file.";
    default:
        return reply >= 400 ? "The mail server refused the mail; the log has its words."
                            : "The mail server broke off; check that it works.";
    }
}

} // namespace

/// One mail's conversation with the server.
class SmtpSender::Delivery
{
public:
    explicit Delivery(OutgoingMail mail) : m_mail(std::move(mail)), m_easy(curl_easy_init())
    {
        if (!m_easy)
            qFatal("libcurl is out of memory");
    }
    ~Delivery()
    {
        curl_easy_cleanup(m_easy);
        curl_slist_free_all(m_recipients);
    }
    Delivery(const Delivery &) = delete;
    Delivery &operator=(const Delivery &) = delete;

    [[nodiscard]] CURL *handle() const { return m_easy; }
    void prepare(const SmtpOptions &options, const SmtpLimits &limits);
    void finish(Result<bool> result) { std::exchange(m_mail.done, {})(std::move(result)); }
    [[nodiscard]] Result<bool> outcome(CURLcode code) const;

private:
    void setEncryption(const SmtpOptions &options);
    void setSignIn(const SmtpOptions &options);
    void setMail(const MailAddress &from);
    static size_t onRead(char *data, size_t size, size_t count, void *self);
    static size_t onReply(char *data, size_t size, size_t count, void *self);

    OutgoingMail m_mail;
    CURL *m_easy;
    curl_slist *m_recipients = nullptr;
    qsizetype m_read = 0; ///< bytes of the message
    QByteArray m_lastReply; ///< the server's
    std::array<char, CURL_ERROR_SIZE> m_curlError{};
};

void SmtpSender::Delivery::prepare(const SmtpOptions &options, const SmtpLimits &limits)
{
    curl_easy_setopt(m_easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(m_easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(m_easy, CURLOPT_PROXY, ""); // never one from the environment
    curl_easy_setopt(m_easy, CURLOPT_URL, addressOf(options.server).constData());
    curl_easy_setopt(m_easy, CURLOPT_TIMEOUT_MS, long(limits.eachMail.count()));
    curl_easy_setopt(m_easy, CURLOPT_FORBID_REUSE, 1L); // mails are rare, and servers dislike idle connections
    curl_easy_setopt(m_easy, CURLOPT_ERRORBUFFER, m_curlError.data());
    curl_easy_setopt(m_easy, CURLOPT_HEADERFUNCTION, &Delivery::onReply);
    curl_easy_setopt(m_easy, CURLOPT_HEADERDATA, this);
    setEncryption(options);
    setSignIn(options);
    setMail(options.from);
}

void SmtpSender::Delivery::setEncryption(const SmtpOptions &options)
{
    // On loopback nobody listens, and the usual mail server there has a certificate that nobody vouches for.
    const bool inTheClear = options.server.scheme() == QLatin1String("smtp") && isLoopbackHost(options.server.host());
    curl_easy_setopt(m_easy, CURLOPT_USE_SSL, long(inTheClear ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    curl_easy_setopt(m_easy, CURLOPT_SSLVERSION, long(CURL_SSLVERSION_TLSv1_2)); // RFC 8997
    curl_easy_setopt(m_easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(m_easy, CURLOPT_SSL_VERIFYHOST, 2L);
    if (options.authorities.isEmpty())
        return;
    curl_blob blob{.data = const_cast<char *>(options.authorities.constData()),
                   .len = size_t(options.authorities.size()),
                   .flags = CURL_BLOB_COPY};
    curl_easy_setopt(m_easy, CURLOPT_CAINFO_BLOB, &blob);
}

void SmtpSender::Delivery::setSignIn(const SmtpOptions &options)
{
    if (options.user.isEmpty())
        return;
    curl_easy_setopt(m_easy, CURLOPT_USERNAME, options.user.toUtf8().constData());
    QByteArray password = options.password.reveal().toByteArray();
    curl_easy_setopt(m_easy, CURLOPT_PASSWORD, password.constData());
    password.fill('\0');
}

void SmtpSender::Delivery::setMail(const MailAddress &from)
{
    m_recipients = curl_slist_append(nullptr, m_mail.to.constData());
    curl_easy_setopt(m_easy, CURLOPT_MAIL_FROM, from.address().toUtf8().constData());
    curl_easy_setopt(m_easy, CURLOPT_MAIL_RCPT, m_recipients);
    curl_easy_setopt(m_easy, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(m_easy, CURLOPT_INFILESIZE_LARGE, curl_off_t(m_mail.message.size()));
    curl_easy_setopt(m_easy, CURLOPT_READFUNCTION, &Delivery::onRead);
    curl_easy_setopt(m_easy, CURLOPT_READDATA, this);
}

size_t SmtpSender::Delivery::onRead(char *data, size_t size, size_t count, void *self)
{
    auto &delivery = *static_cast<Delivery *>(self);
    const QByteArrayView left = QByteArrayView(delivery.m_mail.message).sliced(delivery.m_read);
    const qsizetype bytes = std::min(left.size(), qsizetype(size * count));
    std::memcpy(data, left.data(), size_t(bytes));
    delivery.m_read += bytes;
    return size_t(bytes);
}

size_t SmtpSender::Delivery::onReply(char *data, size_t size, size_t count, void *self)
{
    const QByteArrayView line(data, qsizetype(size * count));
    static_cast<Delivery *>(self)->m_lastReply = line.first(std::min(line.size(), kServersWordsMax)).toByteArray();
    return size * count;
}

Result<bool> SmtpSender::Delivery::outcome(CURLcode code) const
{
    if (code == CURLE_OK)
        return true;
    long reply = 0;
    curl_easy_getinfo(m_easy, CURLINFO_RESPONSE_CODE, &reply);
    QString cause = QString::fromUtf8(m_curlError[0] != '\0' ? m_curlError.data() : curl_easy_strerror(code));
    // What is said to a sign-in might repeat it.
    if (const QString words = QString::fromUtf8(m_lastReply).simplified();
        code != CURLE_LOGIN_DENIED && !words.isEmpty())
        cause += QStringLiteral("; the server's last line: %1").arg(words);
    return std::unexpected(
        Error{.code = code == CURLE_OPERATION_TIMEDOUT ? ErrorCode::UpstreamTimeout : ErrorCode::UpstreamFailed,
              .detail = QString::fromLatin1(sentenceOn(code, reply)),
              .cause = cause});
}

SmtpSender::SmtpSender(SmtpOptions options, SmtpLimits limits)
    : m_options(std::move(options)), m_limits(limits), m_loop([this](CURL *easy, CURLcode code) { onDone(easy, code); })
{
}

SmtpSender::~SmtpSender()
{
    if (m_delivery) {
        m_loop.remove(m_delivery->handle());
        m_delivery->finish(shuttingDown());
    }
    for (OutgoingMail &mail : m_waiting)
        mail.done(shuttingDown());
}

void SmtpSender::send(OutgoingMail mail)
{
    m_waiting.push_back(std::move(mail));
    startNext();
}

void SmtpSender::startNext()
{
    while (!m_delivery && !m_waiting.empty() && !m_sockets.isBroken()) {
        m_delivery = std::make_unique<Delivery>(std::move(m_waiting.front()));
        m_waiting.pop_front();
        m_delivery->prepare(m_options, m_limits);
        m_sockets.watch(m_delivery->handle());
        if (!m_loop.add(m_delivery->handle())) {
            m_delivery->finish(fail(ErrorCode::Unavailable, QStringLiteral("The server is out of memory.")));
            m_delivery.reset();
        }
    }
}

void SmtpSender::onDone(CURL *easy, CURLcode code)
{
    m_loop.remove(easy);
    const bool isBrokenOff = code != CURLE_OK && m_sockets.isBroken();
    m_delivery->finish(isBrokenOff ? shuttingDown() : m_delivery->outcome(code));
    m_delivery.reset();
    startNext();
}

} // namespace ostiary::gateway
