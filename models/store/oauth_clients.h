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

/// A new one; or what its document says by now.
[[nodiscard]] Result<> insert(Connection &connection, const WithSecrets &client);
/// One that stands for a workload: only its id, name and grant types count. There from then on, under that name.
[[nodiscard]] Result<> keepWorkload(Connection &connection, const OAuthClient &client, Time now);
/// What it says of itself anew, and its secret. NotFound.
[[nodiscard]] Result<> change(Connection &connection, const WithSecrets &client);
[[nodiscard]] Result<std::optional<WithSecrets>> find(Connection &connection, const ClientId &id);
/// The same software, registered again and again, is one row: its newest, with their number.
[[nodiscard]] Result<QList<OAuthClient>> page(Connection &connection, const Cursor &from, int limit);
[[nodiscard]] Result<> touch(Connection &connection, const ClientId &id, Time now);
/// Its owner, grant types and scope as `client` has them. False: there is no such client.
[[nodiscard]] Result<bool> setOwner(Connection &connection, const OAuthClient &client);
/// Those registered before a moment that nobody ever let in.
/// Ends it with its sessions, codes, open questions and what was remembered of it. NotFound.
[[nodiscard]] Result<OAuthClient> remove(Connection &connection, const ClientId &id, Time now);
/// Those that came before a moment and that nobody ever let in, unless an operator made them; and deleted ones that
/// no session names.
[[nodiscard]] Result<> removeUnused(Connection &connection, Time before);

/// By what registrations are counted as the same software's: what it calls itself and where it sends people.
[[nodiscard]] QString softwareKey(const OAuthClient &client);

} // namespace ostiary::store::oauth_clients
