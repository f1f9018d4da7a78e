// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/admin.h"
#include "models/random.h"
#include "models/store/store.h"
#include "server/core/crypto/password_hasher.h"

namespace ostiary {

/// Registers accounts and checks their passwords.
class AccountService
{
public:
    AccountService(store::Store &store, PasswordHasher &hasher, const Clock &clock, Random &random);

    /// InvalidValue: email or password. Conflict: the e-mail is taken.
    [[nodiscard]] Task<Result<Account>> create(NewAccount wish);
    /// InvalidCredentials for a wrong password and an unknown e-mail alike, and as fast.
    [[nodiscard]] Task<Result<Account>> checkPassword(QString email, Secret password);
    [[nodiscard]] Result<Account> findByEmail(const QString &email);
    [[nodiscard]] Result<Page<Account>> list(const PageRequest &page);

private:
    store::Store &m_store;
    PasswordHasher &m_hasher;
    const Clock &m_clock;
    Random &m_random;
};

} // namespace ostiary
