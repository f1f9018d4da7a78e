// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/mail/smtp_mailer.h"

#include "server/gateway/mail/mail_message.h"
#include "server/gateway/mail/smtp_sender.h"

#include <QThread>

#include <csignal>
#include <future>

namespace ostiary::gateway {

/// Where the SmtpSender lives.
class SmtpMailer::Thread : public QThread
{
public:
    Thread(SmtpOptions options, SmtpLimits limits) : m_options(std::move(options)), m_limits(limits)
    {
        setObjectName(QStringLiteral("mail"));
        auto started = m_promise.get_future();
        start();
        m_started = started.get();
    }

    ~Thread() override
    {
        m_started.sender->breakOff();
        post(m_started.anchor, [] { currentThread()->quit(); });
        wait();
    }

    void send(OutgoingMail mail)
    {
        post(m_started.anchor,
             [sender = m_started.sender, mail = std::move(mail)]() mutable { sender->send(std::move(mail)); });
    }

protected:
    void run() override
    {
        // A server that hangs up must be an error, not the end of this process.
        sigset_t pipe;
        sigemptyset(&pipe);
        sigaddset(&pipe, SIGPIPE);
        pthread_sigmask(SIG_BLOCK, &pipe, nullptr);

        SmtpSender sender(std::move(m_options), m_limits);
        m_promise.set_value({&sender, threadAnchor()});
        exec();
    }

private:
    struct Started {
        SmtpSender *sender;
        Anchor anchor;
    };
    SmtpOptions m_options;
    const SmtpLimits m_limits;
    std::promise<Started> m_promise;
    Started m_started{};
};

SmtpMailer::SmtpMailer(SmtpOptions options, const Clock &clock, Random &random, SmtpLimits limits)
    : m_from(options.from), m_clock(clock), m_random(random), m_limits(limits),
      m_thread(std::make_unique<Thread>(std::move(options), limits))
{
}

SmtpMailer::~SmtpMailer() = default;

Task<Result<bool>> SmtpMailer::send(QString to, QString subject, QString text)
{
    TRY(const MailAddress recipient, MailAddress::parse(to, QStringLiteral("to")));
    TRY(QByteArray message,
        composeMail({.from = m_from,
                     .to = recipient,
                     .subject = std::move(subject),
                     .text = std::move(text),
                     .date = m_clock.now(),
                     .id = m_random.base62(24)}));
    if (m_open.fetch_add(1) >= m_limits.mails) {
        m_open.fetch_sub(1);
        return fail(ErrorCode::Unavailable, QStringLiteral("Too many mails are waiting to be sent; try again later."));
    }
    const Deferred<Result<bool>> answer;
    m_thread->send({.to = recipient.address().toUtf8(),
                    .message = std::move(message),
                    .done = [this, answer](Result<bool> result) {
                        m_open.fetch_sub(1);
                        answer.resolve(std::move(result));
                    }});
    return answer.task();
}

} // namespace ostiary::gateway
