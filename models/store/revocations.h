// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/admin.h"
#include "models/store/connection.h"

/// All access of an account, of an organization or of everyone, at once.
namespace ostiary::store::revocations {

struct Access {
    struct Key {
        ApiKeyId id;
        QString name;
        std::optional<Time> lastUsedAt;
    };
    struct App {
        GrantId id;
        QString client;
    };
    QList<Key> keys; ///< those used last first
    QList<App> grants;
    QList<SessionId> sessions;
};
/// What works now, but the browser session `kept`.
[[nodiscard]] Result<Access> of(Connection &connection, const RevocationTarget &target, const SessionId &kept,
                                Time now);

} // namespace ostiary::store::revocations
