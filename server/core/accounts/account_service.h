// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/admin.h"
#include "models/random.h"
#include "models/store/store.h"
#include "server/core/accounts/link_service.h"
#include "server/core/crypto/password_hasher.h"

namespace ostiary {

/// Registers accounts, checks and changes their passwords, and takes their rights away.
class AccountService
{
public:
    /// A new account has what Pro has for `trial` (F7).
    AccountService(store::Store &store, PasswordHasher &hasher, const LinkService &links, const Clock &clock,
                   Random &random, std::chrono::days trial = kTrial);

    /// What else happens in the transaction that makes an account; its failure undoes both.
    using Also = std::function<Result<>(store::Connection &connection, const Account &account)>;

    /// InvalidValue: email or password. Conflict: the e-mail is taken.
    [[nodiscard]] Task<Result<Account>> create(NewAccount wish, Also also = {});
    /// The first administrator; NotFound once there is one. Of parallel callers one wins.
    [[nodiscard]] Task<Result<Account>> createFirstAdmin(QString email, Secret password);
    [[nodiscard]] Result<bool> hasAdmin();

    /// InvalidCredentials for a wrong password and an unknown e-mail alike, and as fast. Whether the account is
    /// disabled is for the caller to look at.
    [[nodiscard]] Task<Result<Account>> checkPassword(QString email, Secret password);

    /// Ends every other session, all OAuth sessions and open codes; API keys stay. InvalidCredentials: `current` is
    /// wrong. InvalidValue: password.
    [[nodiscard]] Task<Result<Account>> changePassword(AccountId id, Secret current, Secret password, SessionId kept);
    /// By a reset link, which is spent; ends every session too. InvalidRequest: the link is dead.
    [[nodiscard]] Task<Result<Account>> resetPassword(QByteArray token, Secret password);

    /// NotFound. Conflict: the last administrator.
    [[nodiscard]] Task<Result<Account>> change(AccountId id, AccountChange change);

    [[nodiscard]] Result<Account> find(const AccountId &id);
    [[nodiscard]] Result<Account> findByEmail(const QString &email);
    [[nodiscard]] Result<Page<Account>> list(const PageRequest &page);

    static constexpr std::chrono::days kTrial{14};

private:
    [[nodiscard]] Task<Result<Account>> setPassword(AccountId id, Secret password, SessionId kept, QByteArray token);

    store::Store &m_store;
    PasswordHasher &m_hasher;
    const LinkService &m_links;
    const Clock &m_clock;
    Random &m_random;
    const std::chrono::days m_trial;
};

} // namespace ostiary
