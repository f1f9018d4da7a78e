// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/connection.h"

/// Accounts.
namespace ostiary::store::accounts {

struct WithPassword {
    Account account;
    QByteArray passwordHash; ///< Argon2id, PHC string
};

[[nodiscard]] Result<std::optional<Account>> find(Connection &connection, const AccountId &id);
[[nodiscard]] Result<std::optional<WithPassword>> findWithPassword(Connection &connection, const AccountId &id);
/// `email` normalised.
[[nodiscard]] Result<std::optional<WithPassword>> findByEmail(Connection &connection, const QString &email);
/// With a personal organization of its own, on the plan Free and, until `trialEndsAt`, with what Pro has; with a first
/// project in it. Conflict: the e-mail is taken.
[[nodiscard]] Result<> insert(Connection &connection, const Account &account, const QByteArray &passwordHash,
                              const std::optional<Time> &trialEndsAt = {}, const ProjectId &project = {});
[[nodiscard]] Result<QList<Account>> page(Connection &connection, const Cursor &from, int limit);
/// People who may sign in: administrators first, then the oldest.
[[nodiscard]] Result<QList<Account>> people(Connection &connection, int limit);
[[nodiscard]] Result<qint64> count(Connection &connection);
/// Whether anyone but `id` may administer this server.
[[nodiscard]] Result<bool> hasOtherAdmin(Connection &connection, const AccountId &id);

[[nodiscard]] Result<> setPassword(Connection &connection, const AccountId &id, const QByteArray &passwordHash,
                                   Time now);
/// The same password under dearer parameters: nothing that depends on it ends. Not done when it changed meanwhile.
[[nodiscard]] Result<> rehash(Connection &connection, const AccountId &id, const QByteArray &before,
                              const QByteArray &after);
/// Conflict: it is the last that may administer this server.
[[nodiscard]] Result<> setAdmin(Connection &connection, const AccountId &id, bool isAdmin);
/// nullopt enables it again. Conflict: the last administrator.
[[nodiscard]] Result<> setDisabled(Connection &connection, const AccountId &id, const std::optional<Time> &since);
/// Which of its organizations new keys and sessions belong to.
[[nodiscard]] Result<> setOrganization(Connection &connection, const AccountId &id, const OrganizationId &organization);

[[nodiscard]] AccountKind kindFromText(const QString &text);

} // namespace ostiary::store::accounts
