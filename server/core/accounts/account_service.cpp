// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/accounts/account_service.h"

#include "models/store/accounts.h"
#include "models/store/api_keys.h"
#include "models/store/authorization_codes.h"
#include "models/store/browser_sessions.h"
#include "models/store/grants.h"
#include "models/store/one_time_links.h"
#include "models/store/second_factors.h"
#include "server/core/accounts/password_rules.h"
#include "server/core/paging.h"
#include "server/core/text_rules.h"

namespace ostiary {

namespace {

std::unexpected<Error> noAccount(const AccountId &id)
{
    return fail(ErrorCode::NotFound, QStringLiteral("There is no account %1.").arg(id.text()));
}

// Whoever knew the old password may have sessions, apps and links: all of it ends.
Result<> endWhatThePasswordGave(store::Connection &connection, const AccountId &id, const SessionId &kept, Time now)
{
    CHECK(store::browser_sessions::removeOthers(connection, id, kept));
    TRY(const QList<GrantId> grants, store::grants::activeIds(connection, id));
    for (const GrantId &grant : grants)
        CHECK(store::grants::revoke(connection, grant, now));
    CHECK(store::authorization_codes::removeUnused(connection, id));
    return store::one_time_links::removeResets(connection, id);
}

// What is open by right of the account ends, and what is remembered of its credentials is read again.
Result<> announceCredentials(store::Connection &connection, const AccountId &id)
{
    CHECK(store::api_keys::announce(connection, id));
    CHECK(store::grants::announce(connection, id));
    return store::browser_sessions::announce(connection, id);
}

} // namespace

AccountService::AccountService(store::Store &store, PasswordHasher &hasher, const LinkService &links,
                               const Clock &clock, Random &random, std::chrono::days trial)
    : m_store(store), m_hasher(hasher), m_links(links), m_clock(clock), m_random(random), m_trial(trial)
{
}

Task<Result<Account>> AccountService::create(NewAccount wish, Also also)
{
    CO_TRY(const QString email, text_rules::email(wish.email));
    CO_CHECK(password_rules::checkNew(wish.password.reveal(), email));
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
    account.owner = wish.owner;
    account.createdAt = m_clock.now();
    const Time trialEndsAt = account.createdAt + m_trial;
    const ProjectId project = m_random.id<ProjectId>();
    co_return co_await m_store.write([=](store::Connection &connection) -> Result<Account> {
        CHECK(store::accounts::insert(connection, account, hash, trialEndsAt, project));
        if (also)
            CHECK(also(connection, account));
        TRY(const std::optional<Account> made, store::accounts::find(connection, account.id));
        return made.value_or(account);
    });
}

Task<Result<Account>> AccountService::createFirstAdmin(QString email, Secret password)
{
    NewAccount wish{.email = std::move(email), .password = std::move(password), .isAdmin = true};
    co_return co_await create(std::move(wish), [](store::Connection &connection, const Account &account) -> Result<> {
        // The one just made is the only one, or somebody was faster.
        TRY(const bool another, store::accounts::hasOtherAdmin(connection, account.id));
        if (another)
            return fail(ErrorCode::NotFound, QStringLiteral("This server has been set up already; sign in."));
        return {};
    });
}

Result<bool> AccountService::hasAdmin()
{
    TRY(store::Connection *const connection, m_store.reader());
    return store::accounts::hasOtherAdmin(*connection, {});
}

Task<Result<Account>> AccountService::checkPassword(QString email, Secret password)
{
    std::optional<store::accounts::WithPassword> found;
    if (const Result<QString> normalised = text_rules::email(email)) {
        CO_TRY(store::Connection *const connection, m_store.reader());
        CO_TRY(found, store::accounts::findByEmail(*connection, *normalised));
    }
    if (password.size() > password_rules::kLongest) // no account has such a one, and hashing it would cost
        password = Secret("-");
    CO_TRY(const bool matches, co_await m_hasher.verify(found ? found->passwordHash : QByteArray(), password));
    if (!matches)
        co_return fail(ErrorCode::InvalidCredentials, QStringLiteral("E-mail and password do not match."));
    if (m_hasher.isOutdated(found->passwordHash)) {
        CO_TRY(const QByteArray newer, co_await m_hasher.hash(std::move(password)));
        CO_CHECK(co_await m_store.write([id = found->account.id, before = found->passwordHash,
                                         newer](store::Connection &connection) -> Result<bool> {
            CHECK(store::accounts::rehash(connection, id, before, newer));
            return true;
        }));
    }
    co_return std::move(found->account);
}

Task<Result<Account>> AccountService::changePassword(AccountId id, Secret current, Secret password, SessionId kept)
{
    std::optional<store::accounts::WithPassword> found;
    {
        CO_TRY(store::Connection *const connection, m_store.reader());
        CO_TRY(found, store::accounts::findWithPassword(*connection, id));
    }
    if (!found)
        co_return noAccount(id);
    CO_CHECK(password_rules::checkNew(password.reveal(), found->account.email));
    if (current.size() > password_rules::kLongest)
        current = Secret("-");
    CO_TRY(const bool matches, co_await m_hasher.verify(found->passwordHash, std::move(current)));
    if (!matches)
        co_return fail(ErrorCode::InvalidCredentials, QStringLiteral("The current password is not right."));
    co_return co_await setPassword(id, std::move(password), kept, {});
}

Task<Result<Account>> AccountService::resetPassword(QByteArray token, Secret password)
{
    QString email;
    AccountId id;
    {
        // Looked at before the costly hash; spent together with what it is for.
        CO_TRY(store::Connection *const connection, m_store.reader());
        CO_TRY(const OneTimeLink link, m_links.look(*connection, LinkPurpose::Reset, token));
        CO_TRY(const std::optional<Account> account, store::accounts::find(*connection, link.account));
        if (!account)
            co_return noAccount(link.account);
        id = account->id;
        email = account->email;
    }
    CO_CHECK(password_rules::checkNew(password.reveal(), email));
    co_return co_await setPassword(id, std::move(password), {}, std::move(token));
}

Task<Result<Account>> AccountService::setPassword(AccountId id, Secret password, SessionId kept, QByteArray token)
{
    CO_TRY(const QByteArray hash, co_await m_hasher.hash(std::move(password)));
    const Time now = m_clock.now();
    co_return co_await m_store.write([=, this](store::Connection &connection) -> Result<Account> {
        if (!token.isEmpty())
            CHECK(m_links.use(connection, LinkPurpose::Reset, token));
        CHECK(store::accounts::setPassword(connection, id, hash, now));
        CHECK(endWhatThePasswordGave(connection, id, kept, now));
        TRY(const std::optional<Account> account, store::accounts::find(connection, id));
        if (!account)
            return noAccount(id);
        return *account;
    });
}

Task<Result<Account>> AccountService::change(AccountId id, AccountChange change)
{
    return m_store.write([id, change, now = m_clock.now()](store::Connection &connection) -> Result<Account> {
        TRY(const std::optional<Account> before, store::accounts::find(connection, id));
        if (!before)
            return noAccount(id);
        if (change.isAdmin && *change.isAdmin != before->isAdmin)
            CHECK(store::accounts::setAdmin(connection, id, *change.isAdmin));
        if (change.isDisabled && *change.isDisabled != before->disabledAt.has_value()) {
            CHECK(store::accounts::setDisabled(connection, id, *change.isDisabled ? std::optional(now) : std::nullopt));
            CHECK(announceCredentials(connection, id));
        }
        if (change.resetSecondFactors) {
            CHECK(store::second_factors::removeAll(connection, id));
        }
        TRY(const std::optional<Account> after, store::accounts::find(connection, id));
        return after.value_or(*before);
    });
}

Result<Account> AccountService::find(const AccountId &id)
{
    TRY(store::Connection *const connection, m_store.reader());
    TRY(const std::optional<Account> found, store::accounts::find(*connection, id));
    if (!found)
        return noAccount(id);
    return *found;
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
