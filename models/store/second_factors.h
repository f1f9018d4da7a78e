// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/connection.h"

/// Authenticator apps and recovery codes.
namespace ostiary::store::second_factors {

struct Totp {
    QByteArray sealedSecret;
    qint64 lastStep = 0; ///< of RFC 6238; only later ones are accepted
    Time createdAt;
};

[[nodiscard]] Result<std::optional<Totp>> findTotp(Connection &connection, const AccountId &account);
/// False: there is one already.
[[nodiscard]] Result<bool> insertTotp(Connection &connection, const AccountId &account, const Totp &totp);
/// False: that step, or a later one, was accepted before.
[[nodiscard]] Result<bool> useStep(Connection &connection, const AccountId &account, qint64 step);
/// With the recovery codes.
[[nodiscard]] Result<> removeTotp(Connection &connection, const AccountId &account);

/// Passkeys too: for somebody who lost them all.
[[nodiscard]] Result<> removeAll(Connection &connection, const AccountId &account);
/// Whether the account has any passkey.
[[nodiscard]] Result<bool> hasPasskey(Connection &connection, const AccountId &account);

[[nodiscard]] Result<> replaceCodes(Connection &connection, const AccountId &account, const QList<QByteArray> &hashes);
/// False: unknown, or spent.
[[nodiscard]] Result<bool> useCode(Connection &connection, const AccountId &account, const QByteArray &hash, Time now);
[[nodiscard]] Result<qint64> countCodes(Connection &connection, const AccountId &account);

} // namespace ostiary::store::second_factors
