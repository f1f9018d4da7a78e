// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/error.h"

namespace ostiary {

/// Whom a mail is from or for (RFC 5322 §3.4, without comments and quoted local parts). One that exists holds no line
/// break, control character or bracket: it cannot become another header field or another SMTP command.
class MailAddress
{
public:
    /// `name@example.org` or `Some Name <name@example.org>`; a domain in other letters becomes its ASCII form
    /// (RFC 5891). InvalidValue (`field`).
    [[nodiscard]] static Result<MailAddress> parse(const QString &text, const QString &field);

    [[nodiscard]] const QString &name() const { return m_name; } ///< may be empty
    [[nodiscard]] const QString &address() const { return m_address; }
    [[nodiscard]] QString domain() const { return m_address.sliced(m_address.lastIndexOf(u'@') + 1); }

private:
    MailAddress(QString name, QString address) : m_name(std::move(name)), m_address(std::move(address)) { }

    QString m_name;
    QString m_address;
};

} // namespace ostiary
