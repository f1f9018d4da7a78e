// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/used_once.h"

namespace ostiary::store::used_once {

Result<bool> spend(Connection &connection, const QByteArray &hash, Time expiresAt)
{
    TRY(const int rows,
        connection.run(QStringLiteral("used_once/insert"),
                       {{QStringLiteral(":hash"), hash}, {QStringLiteral(":expires_at"), value(expiresAt)}}));
    return rows > 0;
}

Result<> removeExpired(Connection &connection, Time before)
{
    CHECK(connection.run(QStringLiteral("used_once/delete_expired"), {{QStringLiteral(":before"), value(before)}}));
    return {};
}

} // namespace ostiary::store::used_once
