// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/connection.h"

namespace ostiary::store::signing_keys {

struct Entry {
    QString kid; ///< RFC 7638 thumbprint
    QString algorithm; ///< "RS256" or "EdDSA"
    QByteArray sealedPrivate;
    QString publicJwk; ///< JSON
    Time createdAt;
    Time startsAt; ///< it signs from then on, until the next one does
    qint64 period = 1; ///< counts the keys
};

/// The latest first.
[[nodiscard]] Result<QList<Entry>> all(Connection &connection);
/// False: somebody else made the key of that period before.
[[nodiscard]] Result<bool> insert(Connection &connection, const Entry &entry);
[[nodiscard]] Result<> remove(Connection &connection, const QString &kid);

} // namespace ostiary::store::signing_keys
