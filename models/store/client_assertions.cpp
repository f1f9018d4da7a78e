// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/client_assertions.h"

namespace ostiary::store::client_assertions {

Result<bool> spend(Connection &connection, const ClientId &client, const QByteArray &hash, Time expiresAt)
{
    TRY(const int rows,
        connection.run(QStringLiteral("client_assertions/insert"),
                       {{QStringLiteral(":client_id"), value(client)},
                        {QStringLiteral(":hash"), hash},
                        {QStringLiteral(":expires_at"), value(expiresAt)}}));
    return rows > 0;
}

Result<> removeExpired(Connection &connection, Time now)
{
    CHECK(connection.run(QStringLiteral("client_assertions/delete_expired"), {{QStringLiteral(":now"), value(now)}}));
    return {};
}

} // namespace ostiary::store::client_assertions
