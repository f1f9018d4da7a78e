// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/refresh_tokens.h"

namespace ostiary::store::refresh_tokens {

Result<std::optional<Entry>> find(Connection &connection, const QByteArray &hash)
{
    return connection.one(QStringLiteral("refresh_tokens/find"), {{QStringLiteral(":hash"), hash}}, [](Row &row) {
        Entry entry;
        entry.grant = row.id<GrantId>();
        entry.generation = row.number();
        entry.usedAt = row.maybeTime();
        entry.successor = row.blob();
        entry.newestGeneration = row.number();
        return entry;
    });
}

Result<> insert(Connection &connection, const QByteArray &hash, const GrantId &grant, qint64 generation, Time now)
{
    CHECK(connection.run(QStringLiteral("refresh_tokens/insert"),
                         {{QStringLiteral(":hash"), hash},
                          {QStringLiteral(":grant_id"), value(grant)},
                          {QStringLiteral(":generation"), generation},
                          {QStringLiteral(":created_at"), value(now)}}));
    return {};
}

Result<bool> use(Connection &connection, const QByteArray &hash, const QByteArray &successor, Time now)
{
    TRY(const int rows,
        connection.run(QStringLiteral("refresh_tokens/use"),
                       {{QStringLiteral(":hash"), hash},
                        {QStringLiteral(":successor"), successor},
                        {QStringLiteral(":now"), value(now)}}));
    return rows > 0;
}

Result<> removeOlder(Connection &connection, const GrantId &grant, qint64 generation)
{
    CHECK(connection.run(QStringLiteral("refresh_tokens/delete_older"),
                         {{QStringLiteral(":grant_id"), value(grant)}, {QStringLiteral(":generation"), generation}}));
    return {};
}

} // namespace ostiary::store::refresh_tokens
