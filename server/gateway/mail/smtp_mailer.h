// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/clock.h"
#include "models/mail_address.h"
#include "models/random.h"
#include "server/core/accounts/mailer.h"

#include <QUrl>

#include <atomic>
#include <memory>

namespace ostiary::gateway {

/// The operator's mail server.
struct SmtpOptions {
    /// `smtps://host` is encrypted from the first byte (port 465, RFC 8314 §3.3). `smtp://host` (587) must offer
    /// STARTTLS, or no mail is sent; on loopback it is spoken in the clear. Certificates are always checked.
    QUrl server;
    MailAddress from;
    QString user = {}; ///< empty: no sign-in
    Secret password = {};
    QByteArray authorities = {}; ///< PEM, trusted beside the system's own; for tests
};

struct SmtpLimits {
    int mails = 100; ///< waiting or on their way
    std::chrono::milliseconds eachMail{30'000}; ///< from the connection to the server's last word
};

/// Sends mail by SMTP (RFC 5321) on a thread of its own, one after the other, each in a connection of its own. Safe to
/// call from any thread; the answer arrives in the one that asked. Ending it answers Unavailable to those who still
/// wait.
class SmtpMailer final : public Mailer
{
public:
    SmtpMailer(SmtpOptions options, const Clock &clock, Random &random, SmtpLimits limits = {});
    ~SmtpMailer() override;

    /// InvalidValue: recipient, subject or text cannot be sent as they are. Unavailable: too many mails are waiting.
    [[nodiscard]] Task<Result<bool>> send(QString to, QString subject, QString text) override;

private:
    class Thread;

    const MailAddress m_from;
    const Clock &m_clock;
    Random &m_random;
    const SmtpLimits m_limits;
    std::atomic<int> m_open = 0;
    std::unique_ptr<Thread> m_thread; // last: goes first, while what its answers use is there
};

} // namespace ostiary::gateway
