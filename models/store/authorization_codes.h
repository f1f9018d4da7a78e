// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/connection.h"

namespace ostiary::store::authorization_codes {

struct Entry {
    ClientId client;
    AccountId account;
    QString redirectUri;
    QString codeChallenge; ///< S256
    QStringList scopes;
    QString resource;
    Time expiresAt;
    std::optional<Time> usedAt;
    qint64 wrongTries = 0;
    GrantId grant; ///< what it was exchanged for
    QString keyThumbprint = {}; ///< the key with which alone it can be exchanged (RFC 9449 §10); empty: any
    QStringList leftOut = {}; ///< scopes that were asked for and not allowed
    std::optional<std::chrono::seconds> lifetime
        = {}; ///< of the session that it is exchanged for; nullopt: the usual one
};

[[nodiscard]] Result<> insert(Connection &connection, const QByteArray &hash, const Entry &entry);
[[nodiscard]] Result<std::optional<Entry>> find(Connection &connection, const QByteArray &hash);
/// False: somebody spent it before. An empty grant burns it.
[[nodiscard]] Result<bool> use(Connection &connection, const QByteArray &hash, const GrantId &grant, Time now);
[[nodiscard]] Result<> countWrongTry(Connection &connection, const QByteArray &hash);
/// Those that nobody exchanged yet.
[[nodiscard]] Result<> removeUnused(Connection &connection, const AccountId &account);
[[nodiscard]] Result<> removeExpired(Connection &connection, Time before);

} // namespace ostiary::store::authorization_codes
