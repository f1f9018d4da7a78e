// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/clock.h"
#include "models/mail_address.h"

namespace ostiary::gateway {

/// What goes into one mail.
struct MailParts {
    MailAddress from;
    MailAddress to;
    QString subject; ///< one line
    QString text;
    Time date;
    QByteArray id; ///< the part of Message-ID before the @
};

/// The mail as it goes over the wire: RFC 5322 and MIME (RFC 2045), lines ended by CRLF and none too long, plain text.
/// Nobody is to answer it by machine: Auto-Submitted (RFC 3834 §5). Text in ASCII stays as it is, so that a link can
/// be read anywhere; other text is quoted-printable. InvalidValue: the subject has a line break or another control
/// character, the subject or the text is too long.
[[nodiscard]] Result<QByteArray> composeMail(const MailParts &parts);

} // namespace ostiary::gateway
