// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/connection.h"

/// What accounts allowed before, so that the same request needs no second question.
namespace ostiary::store::consents {

struct Subject {
    AccountId account;
    ClientId client;
    QString redirectHost;
    QString resource;
};

/// Empty: nothing.
[[nodiscard]] Result<QStringList> find(Connection &connection, const Subject &subject);
[[nodiscard]] Result<> remember(Connection &connection, const Subject &subject, const QStringList &scopes, Time now);
[[nodiscard]] Result<> forget(Connection &connection, const Subject &subject);
/// Scopes that the account has allowed the client for this resource and that still hold, whatever the redirect host.
[[nodiscard]] Result<QStringList> allowedBefore(Connection &connection, const AccountId &account,
                                                const ClientId &client, const QString &resource, Time now);
/// All that the account ever allowed the client.
[[nodiscard]] Result<> forget(Connection &connection, const AccountId &account, const ClientId &client);

} // namespace ostiary::store::consents
