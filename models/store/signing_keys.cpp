// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/signing_keys.h"

namespace ostiary::store::signing_keys {

Result<QList<Entry>> all(Connection &connection)
{
    return connection.all(QStringLiteral("signing_keys/all"), {}, [](Row &row) {
        Entry entry;
        entry.kid = row.text();
        entry.algorithm = row.text();
        entry.sealedPrivate = row.blob();
        entry.publicJwk = row.text();
        entry.createdAt = row.time();
        entry.startsAt = row.time();
        entry.period = row.number();
        return entry;
    });
}

Result<bool> insert(Connection &connection, const Entry &entry)
{
    TRY(const int rows,
        connection.run(QStringLiteral("signing_keys/insert"),
                       {{QStringLiteral(":kid"), entry.kid},
                        {QStringLiteral(":algorithm"), entry.algorithm},
                        {QStringLiteral(":sealed_private"), entry.sealedPrivate},
                        {QStringLiteral(":public_jwk"), entry.publicJwk},
                        {QStringLiteral(":created_at"), value(entry.createdAt)},
                        {QStringLiteral(":starts_at"), value(entry.startsAt)},
                        {QStringLiteral(":period"), entry.period}}));
    if (rows > 0)
        connection.changed(Table::SigningKeys, entry.kid, ChangeKind::Inserted);
    return rows > 0;
}

Result<> remove(Connection &connection, const QString &kid)
{
    CHECK(connection.run(QStringLiteral("signing_keys/delete"), {{QStringLiteral(":kid"), kid}}));
    connection.changed(Table::SigningKeys, kid, ChangeKind::Deleted);
    return {};
}

} // namespace ostiary::store::signing_keys
