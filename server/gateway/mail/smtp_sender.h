// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/gateway/mail/smtp_mailer.h"
#include "server/gateway/upstream/curl_loop.h"

#include <deque>
#include <functional>
#include <unordered_map>

namespace ostiary::gateway {

struct OutgoingMail {
    QByteArray to; ///< the bare address
    QByteArray message; ///< as composeMail() made it
    std::function<void(Result<bool>)> done; ///< called once
};

/// Mails on their way, all on the thread that made it; those that find no free connection wait in line.
class SmtpSender
{
public:
    SmtpSender(SmtpOptions options, SmtpLimits limits);
    ~SmtpSender(); ///< breaks off what is under way
    SmtpSender(const SmtpSender &) = delete;
    SmtpSender &operator=(const SmtpSender &) = delete;

    void send(OutgoingMail mail);

private:
    class Delivery;

    void startNext();
    void onDone(CURL *easy, CURLcode code);

    SmtpOptions m_options;
    SmtpLimits m_limits;
    CurlLoop m_loop;
    std::deque<OutgoingMail> m_waiting;
    std::unordered_map<CURL *, std::unique_ptr<Delivery>> m_deliveries;
};

} // namespace ostiary::gateway
