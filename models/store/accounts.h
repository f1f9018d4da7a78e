// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/connection.h"

/// Accounts and the organizations they were born with.
namespace ostiary::store::accounts {

struct WithPassword {
    Account account;
    QByteArray passwordHash; ///< Argon2id, PHC string
};

[[nodiscard]] Result<std::optional<Account>> find(Connection &connection, const AccountId &id);
/// `email` normalised.
[[nodiscard]] Result<std::optional<WithPassword>> findByEmail(Connection &connection, const QString &email);
/// With a personal organization of its own. Conflict: the e-mail is taken.
[[nodiscard]] Result<> insert(Connection &connection, const Account &account, const QByteArray &passwordHash);
[[nodiscard]] Result<QList<Account>> page(Connection &connection, const Cursor &from, int limit);
[[nodiscard]] Result<qint64> count(Connection &connection);

[[nodiscard]] QString toText(AccountKind kind);
[[nodiscard]] AccountKind kindFromText(const QString &text);

} // namespace ostiary::store::accounts
