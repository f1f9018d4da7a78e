// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/error.h"

#include <QString>

namespace ostiary {

/// A client id that is the address of the document that describes the client
/// (draft-ietf-oauth-client-id-metadata-document §3).
class ClientIdUrl
{
public:
    /// Whether an id means to be one; all others are names that this server gave.
    [[nodiscard]] static bool looksLikeOne(const QString &id);
    /// https, a host name, a path; no user, fragment, dot segment or encoded dot; plain ASCII. InvalidClient says what
    /// is wrong.
    [[nodiscard]] static Result<ClientIdUrl> parse(const QString &id);

    [[nodiscard]] const QString &text() const { return m_text; }
    [[nodiscard]] const QString &host() const { return m_host; } ///< lower case

    static constexpr qsizetype kLongest = 1024; ///< characters

private:
    QString m_text;
    QString m_host;
};

} // namespace ostiary
