// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/error.h"

#include <QUrl>

namespace ostiary {

/// Who this server is to a passkey (WebAuthn Level 3 §5.4.2): a passkey answers for one domain name only.
struct RelyingParty {
    QString id; ///< the host of the public URL
    QByteArray origin; ///< exactly as a browser writes it: scheme, host, and the port unless it is the usual one

    /// Forbidden where browsers have no passkeys at all: at an IP address, and over plain HTTP but for localhost. The
    /// detail says so in a sentence that may be shown.
    [[nodiscard]] static Result<RelyingParty> of(const QUrl &publicUrl);
};

} // namespace ostiary
