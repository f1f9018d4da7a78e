// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/connection.h"

/// The history of attempts to sign in.
namespace ostiary::store::sign_ins {

[[nodiscard]] Result<> insert(Connection &connection, const SignInRecord &record);
/// Newest first.
[[nodiscard]] Result<QList<SignInRecord>> ofAccount(Connection &connection, const AccountId &account, int limit);
[[nodiscard]] Result<> removeOld(Connection &connection, Time before);

} // namespace ostiary::store::sign_ins
