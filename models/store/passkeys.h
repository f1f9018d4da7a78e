// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/connection.h"

namespace ostiary {

/// The public half of a key pair that an authenticator keeps: worth nothing to whoever steals the database.
struct Passkey {
    PasskeyId id;
    AccountId account;
    QByteArray credentialId; ///< the authenticator's own name for it, at most 1023 bytes
    QByteArray publicKey; ///< in the form of the verifier
    int algorithm = 0; ///< COSE: -8, -7 or -257
    quint32 signCount = 0; ///< 0 for ever: the authenticator does not count
    QString name; ///< as its owner calls it
    Time createdAt;
    std::optional<Time> lastUsedAt;
    friend bool operator==(const Passkey &, const Passkey &) = default;
};

} // namespace ostiary

namespace ostiary::store::passkeys {

[[nodiscard]] Result<std::optional<Passkey>> findByCredential(Connection &connection, const QByteArray &credentialId);
/// Oldest first.
[[nodiscard]] Result<QList<Passkey>> ofAccount(Connection &connection, const AccountId &account);
/// Conflict when the account has `most` passkeys already, or when the authenticator is known, to whatever account.
[[nodiscard]] Result<> insert(Connection &connection, const Passkey &passkey, int most);
/// false: it was removed meanwhile, or its count rose past this one.
[[nodiscard]] Result<bool> use(Connection &connection, const PasskeyId &id, quint32 signCount, Time now);
/// false: the account has no such passkey.
[[nodiscard]] Result<bool> remove(Connection &connection, const PasskeyId &id, const AccountId &owner);

} // namespace ostiary::store::passkeys
