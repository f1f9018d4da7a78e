// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/connection.h"

namespace ostiary::store::refresh_tokens {

struct Entry {
    GrantId grant;
    qint64 generation = 0;
    std::optional<Time> usedAt;
    QByteArray successor; ///< sealed; only whoever holds this token can open it
    qint64 newestGeneration = 0; ///< of its session
};

[[nodiscard]] Result<std::optional<Entry>> find(Connection &connection, const QByteArray &hash);
[[nodiscard]] Result<> insert(Connection &connection, const QByteArray &hash, const GrantId &grant, qint64 generation,
                              Time now);
/// False: somebody spent it before.
[[nodiscard]] Result<bool> use(Connection &connection, const QByteArray &hash, const QByteArray &successor, Time now);
[[nodiscard]] Result<> removeOlder(Connection &connection, const GrantId &grant, qint64 generation);

} // namespace ostiary::store::refresh_tokens
