// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/connection.h"

namespace ostiary::store::oauth_clients {

/// A client with what proves that it is the one. Empty hashes: it has none.
struct WithSecrets {
    OAuthClient client;
    QByteArray secretHash;
    QByteArray registrationTokenHash;
};

[[nodiscard]] Result<> insert(Connection &connection, const WithSecrets &client);
[[nodiscard]] Result<std::optional<WithSecrets>> find(Connection &connection, const ClientId &id);
[[nodiscard]] Result<QList<OAuthClient>> page(Connection &connection, const Cursor &from, int limit);
[[nodiscard]] Result<> touch(Connection &connection, const ClientId &id, Time now);
/// Its owner, grant types and scope as `client` has them. False: there is no such client.
[[nodiscard]] Result<bool> setOwner(Connection &connection, const OAuthClient &client);
/// Those registered before a moment that nobody ever let in.
[[nodiscard]] Result<> removeUnused(Connection &connection, Time before);

} // namespace ostiary::store::oauth_clients
