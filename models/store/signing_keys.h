// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/connection.h"

namespace ostiary::store::signing_keys {

struct Entry {
    QString kid; ///< RFC 7638 thumbprint
    QString algorithm; ///< "RS256"
    QByteArray sealedPrivate;
    QString publicJwk; ///< JSON
    Time createdAt;
};

/// Newest first.
[[nodiscard]] Result<QList<Entry>> all(Connection &connection);
[[nodiscard]] Result<> insert(Connection &connection, const Entry &entry);

} // namespace ostiary::store::signing_keys
