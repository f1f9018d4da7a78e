// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/accounts/account_service.h"

#include "models/store/accounts.h"
#include "server/core/paging.h"
#include "server/core/text_rules.h"

namespace ostiary {

AccountService::AccountService(store::Store &store, PasswordHasher &hasher, const Clock &clock, Random &random)
    : m_store(store), m_hasher(hasher), m_clock(clock), m_random(random)
{
}

Task<Result<Account>> AccountService::create(NewAccount wish)
{
    CO_TRY(const QString email, text_rules::email(wish.email));
    CO_CHECK(text_rules::newPassword(wish.password.reveal(), email));
    {
        CO_TRY(store::Connection *const connection, m_store.reader());
        CO_TRY(const auto taken, store::accounts::findByEmail(*connection, email));
        if (taken) // said before the costly hash; the insert below decides a race
            co_return fail(ErrorCode::Conflict,
                           QStringLiteral("There is an account with that e-mail address already."));
    }
    CO_TRY(const QByteArray hash, co_await m_hasher.hash(std::move(wish.password)));
    Account account;
    account.id = m_random.id<AccountId>();
    account.organization = m_random.id<OrganizationId>();
    account.email = email;
    account.kind = wish.kind;
    account.isAdmin = wish.isAdmin;
    account.createdAt = m_clock.now();
    co_return co_await m_store.write([account, hash](store::Connection &connection) -> Result<Account> {
        CHECK(store::accounts::insert(connection, account, hash));
        return account;
    });
}

Task<Result<Account>> AccountService::checkPassword(QString email, Secret password)
{
    std::optional<store::accounts::WithPassword> found;
    if (const Result<QString> normalised = text_rules::email(email)) {
        CO_TRY(store::Connection *const connection, m_store.reader());
        CO_TRY(found, store::accounts::findByEmail(*connection, *normalised));
    }
    if (password.size() > text_rules::kLongestPassword) // no account has such a one, and hashing it would cost
        password = Secret("-");
    CO_TRY(const bool matches,
           co_await m_hasher.verify(found ? found->passwordHash : QByteArray(), std::move(password)));
    if (!matches)
        co_return fail(ErrorCode::InvalidCredentials, QStringLiteral("E-mail and password do not match."));
    co_return std::move(found->account);
}

Result<Account> AccountService::findByEmail(const QString &email)
{
    TRY(store::Connection *const connection, m_store.reader());
    TRY(auto found, store::accounts::findByEmail(*connection, email.trimmed().toLower()));
    if (!found) {
        return fail(
            ErrorCode::NotFound,
            QStringLiteral("There is no account %1; make it with: ostiary account create %1").arg(email.trimmed()));
    }
    return std::move(found->account);
}

Result<Page<Account>> AccountService::list(const PageRequest &page)
{
    return paging::read<Account>(m_store, page,
                                 [](store::Connection &connection, const store::Cursor &from, int limit) {
                                     return store::accounts::page(connection, from, limit);
                                 });
}

} // namespace ostiary
