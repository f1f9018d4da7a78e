// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/meta.h"

namespace ostiary::store::meta {

Result<std::optional<QString>> find(Connection &connection, const QString &name)
{
    return connection.one(QStringLiteral("meta/find"), {{QStringLiteral(":name"), name}},
                          [](Row &row) { return row.text(); });
}

Result<> insert(Connection &connection, const QString &name, const QString &value)
{
    CHECK(connection.run(QStringLiteral("meta/insert"),
                         {{QStringLiteral(":name"), name}, {QStringLiteral(":value"), value}}));
    return {};
}

} // namespace ostiary::store::meta
