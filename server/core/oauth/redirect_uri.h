// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/error.h"

#include <QString>

namespace ostiary {

/// Where a client may be sent back to (RFC 6749 §3.1.2, RFC 8252 §7). Compared as raw text, never decoded.
class RedirectUri
{
public:
    /// https anywhere; http on this computer only; private-use schemes but for those that run or read something.
    /// InvalidRedirectUri says what is wrong.
    [[nodiscard]] static Result<RedirectUri> parse(const QString &text);

    /// Equal, or equal but for the port of a loopback address (RFC 8252 §7.3).
    [[nodiscard]] bool allows(const RedirectUri &requested) const;

    [[nodiscard]] const QString &text() const { return m_text; }
    [[nodiscard]] const QString &scheme() const { return m_scheme; }
    [[nodiscard]] const QString &host() const { return m_host; } ///< empty for "app:/path" forms
    [[nodiscard]] bool isLoopback() const;
    /// With one more parameter list behind the query that is there.
    [[nodiscard]] QByteArray with(const QList<std::pair<QString, QString>> &parameters) const;

    static constexpr qsizetype kLongest = 2048; ///< characters

private:
    QString m_text;
    QString m_scheme;
    QString m_host;
    QString m_rest; ///< path and query
};

} // namespace ostiary
