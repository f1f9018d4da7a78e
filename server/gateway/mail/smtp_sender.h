// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/mail/breakable_sockets.h"
#include "server/gateway/mail/smtp_mailer.h"
#include "server/gateway/upstream/curl_loop.h"

#include <deque>
#include <functional>
#include <memory>

namespace ostiary::gateway {

struct OutgoingMail {
    QByteArray to; ///< the bare address
    QByteArray message; ///< as composeMail() made it
    std::function<void(Result<bool>)> done; ///< called once
};

/// Sends mails in the order in which they come, all on the thread that made it. One at a time: libcurl blocks the
/// thread while a server decides whether it takes a mail, and others must not lose their time by that.
class SmtpSender
{
public:
    SmtpSender(SmtpOptions options, SmtpLimits limits);
    ~SmtpSender(); ///< after breakOff()
    SmtpSender(const SmtpSender &) = delete;
    SmtpSender &operator=(const SmtpSender &) = delete;

    void send(OutgoingMail mail);
    /// Ends what is under way and starts nothing more; from any thread.
    void breakOff() { m_sockets.breakAll(); }

private:
    class Delivery;

    void startNext();
    void onDone(CURL *easy, CURLcode code);

    SmtpOptions m_options;
    SmtpLimits m_limits;
    BreakableSockets m_sockets;
    CurlLoop m_loop;
    std::deque<OutgoingMail> m_waiting;
    std::unique_ptr<Delivery> m_delivery;
};

} // namespace ostiary::gateway
