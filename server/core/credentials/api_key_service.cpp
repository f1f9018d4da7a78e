// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/credentials/api_key_service.h"

#include "models/store/accounts.h"
#include "models/store/api_keys.h"
#include "models/store/projects.h"
#include "server/core/credentials/key_format.h"
#include "server/core/oauth/scopes.h"
#include "server/core/paging.h"
#include "server/core/text_rules.h"

namespace ostiary {

namespace {

// The project that was asked for, if it is one of the organization's; else where things land that name none.
Result<ProjectId> projectFor(store::Connection &connection, const ApiKey &key, const ProjectId &wanted)
{
    if (wanted.isEmpty())
        return store::projects::first(connection, key.organization);
    TRY(const std::optional<Project> project, store::projects::find(connection, wanted, key.createdAt));
    if (!project)
        return failField(QStringLiteral("project_id"), QStringLiteral("There is no project %1.").arg(wanted.text()));
    if (project->organization != key.organization)
        return fail(ErrorCode::Forbidden, QStringLiteral("This project belongs to another organization."));
    return wanted;
}

} // namespace

ApiKeyService::ApiKeyService(store::Store &store, const KeyRing &keys, const Clock &clock, Random &random)
    : m_store(store), m_keys(keys), m_clock(clock), m_random(random)
{
}

Task<Result<CreatedApiKey>> ApiKeyService::create(AccountId account, NewApiKey wish)
{
    const Time now = m_clock.now();
    CO_TRY(const QString name, text_rules::singleLine(wish.name, QStringLiteral("name"), kLongestName));
    CO_TRY(const QStringList scopes, scopes::forKey(wish.scopes));
    if (wish.expiresAt && *wish.expiresAt <= now)
        co_return failField(QStringLiteral("expires_at"), QStringLiteral("The expiry must lie in the future."));

    const Secret secret = key_format::make(wish.kind, m_random);
    ApiKey key;
    key.id = m_random.id<ApiKeyId>();
    key.account = account;
    key.kind = wish.kind;
    key.name = name;
    key.hint = key_format::hint(secret.reveal());
    key.scopes = scopes;
    key.createdAt = now;
    key.expiresAt = wish.expiresAt;
    const QByteArray hash = m_keys.mac(Purpose::ApiKey, secret.reveal());
    CO_TRY(ApiKey made, co_await m_store.write([key, hash, wanted = wish.project](store::Connection &connection) mutable -> Result<ApiKey> {
        TRY(const std::optional<Account> owner, store::accounts::find(connection, key.account));
        if (!owner)
            return fail(ErrorCode::NotFound, QStringLiteral("There is no such account."));
        key.organization = owner->organization;
        TRY(key.project, projectFor(connection, key, wanted));
        key.accountEmail = owner->email;
        CHECK(store::api_keys::insert(connection, key, hash, kMostActive));
        return key;
    }));
    co_return CreatedApiKey{std::move(made), secret};
}

Task<Result<ApiKey>> ApiKeyService::revoke(ApiKeyId id, std::optional<AccountId> owner)
{
    return m_store.write([id, owner, now = m_clock.now()](store::Connection &connection) -> Result<ApiKey> {
        if (owner) {
            TRY(const std::optional<ApiKey> key, store::api_keys::find(connection, id));
            if (!key || key->account != *owner)
                return fail(ErrorCode::NotFound, QStringLiteral("There is no key %1 of yours.").arg(id.text()));
        }
        return store::api_keys::revoke(connection, id, now);
    });
}

Result<ApiKey> ApiKeyService::find(const ApiKeyId &id, const AccountId &owner)
{
    TRY(store::Connection *const connection, m_store.reader());
    TRY(std::optional<ApiKey> key, store::api_keys::find(*connection, id));
    if (!key || key->account != owner)
        return fail(ErrorCode::NotFound, QStringLiteral("There is no key %1 of yours.").arg(id.text()));
    return *std::move(key);
}

Result<Page<ApiKey>> ApiKeyService::list(const PageRequest &page, const std::optional<AccountId> &owner)
{
    return paging::read<ApiKey>(m_store, page,
                                [&](store::Connection &connection, const store::Cursor &from, int limit) {
                                    return store::api_keys::page(connection, owner, from, limit);
                                });
}

} // namespace ostiary
