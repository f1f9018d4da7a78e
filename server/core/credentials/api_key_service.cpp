// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/credentials/api_key_service.h"

#include "models/networks.h"
#include "models/store/accounts.h"
#include "models/store/api_keys.h"
#include "models/store/projects.h"
#include "server/core/credentials/key_format.h"
#include "server/core/limits/limit_service.h"
#include "server/core/paging.h"
#include "server/core/spend/spend_service.h"
#include "server/core/text_rules.h"

namespace ostiary {

namespace {

// Somebody else's key is as good as none.
Result<ApiKey> owned(store::Connection &connection, const ApiKeyId &id, const std::optional<AccountId> &owner)
{
    TRY(std::optional<ApiKey> key, store::api_keys::find(connection, id));
    if (!key || (owner && key->account != *owner)) {
        return fail(ErrorCode::NotFound,
                    (owner ? QStringLiteral("There is no key %1 of yours.") : QStringLiteral("There is no key %1."))
                        .arg(id.text()));
    }
    return *std::move(key);
}

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

KeyCheck judge(const store::api_keys::Owned &owned, Time now)
{
    const KeyState state = owned.key.stateAt(now);
    KeyCheck check{.key = owned.key, .verdict = toString(state), .detail = {}};
    if (state == KeyState::Revoked) {
        check.detail
            = QStringLiteral("It was revoked at %1; that is final. Make a new one.").arg(toIso(*owned.key.revokedAt));
    } else if (state == KeyState::Expired) {
        check.detail = QStringLiteral("It ended at %1. Make a new one.").arg(toIso(*owned.key.expiresAt));
    } else if (state == KeyState::Disabled) {
        check.detail = QStringLiteral("It is switched off; enable it to use it again.");
    } else if (owned.holder.isDisabled) {
        check.verdict = QStringLiteral("account_disabled");
        check.detail = QStringLiteral("The account it belongs to is disabled; an administrator can enable it.");
    } else if (!owned.holder.role) {
        check.verdict = QStringLiteral("not_a_member");
        check.detail = QStringLiteral("Its owner is no longer a member of the organization that it was made under.");
    } else {
        check.verdict = QStringLiteral("works");
        check.detail = owned.key.networks.isEmpty() ? QStringLiteral("It works.")
                                                    : QStringLiteral("It works, from these networks only: %1.")
                                                          .arg(owned.key.networks.join(QStringLiteral(", ")));
    }
    return check;
}

} // namespace

ApiKeyService::ApiKeyService(store::Store &store, const KeyRing &keys, const ScopeCatalogue &scopes, const Clock &clock,
                             Random &random)
    : m_store(store), m_keys(keys), m_scopes(scopes), m_clock(clock), m_random(random)
{
}

Task<Result<CreatedApiKey>> ApiKeyService::create(AccountId account, NewApiKey wish)
{
    const Time now = m_clock.now();
    CO_TRY(const QString name, text_rules::singleLine(wish.name, QStringLiteral("name"), kLongestName));
    CO_TRY(const QStringList scopes, m_scopes.forKey(wish.scopes));
    if (wish.expiresAt && *wish.expiresAt <= now)
        co_return failField(QStringLiteral("expires_at"), QStringLiteral("The expiry must lie in the future."));
    CO_TRY(const Networks networks, Networks::parse(wish.networks));
    CO_CHECK(LimitService::check(wish.limits));
    CO_CHECK(SpendService::check(wish.budget));

    const Secret secret = key_format::make(wish.kind, m_random);
    ApiKey key;
    key.id = m_random.id<ApiKeyId>();
    key.account = account;
    key.kind = wish.kind;
    key.name = name;
    key.hint = key_format::hint(secret.reveal());
    key.scopes = scopes;
    key.networks = networks.toTexts();
    key.limits = {.standard = wish.limits.standard, .ai = wish.limits.ai}; // it is raised later, if at all
    key.budget = wish.budget;
    key.createdAt = now;
    key.expiresAt = wish.expiresAt;
    const QByteArray hash = m_keys.mac(Purpose::ApiKey, secret.reveal());
    CO_TRY(ApiKey made,
           co_await m_store.write(
               [key, hash, wanted = wish.project](store::Connection &connection) mutable -> Result<ApiKey> {
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

Task<Result<ApiKey>> ApiKeyService::change(ApiKeyId id, ApiKeyChange change, std::optional<AccountId> owner)
{
    const Time now = m_clock.now();
    if (change.name) {
        CO_TRY(change.name, text_rules::singleLine(*change.name, QStringLiteral("name"), kLongestName));
    }
    if (change.networks) {
        CO_TRY(const Networks networks, Networks::parse(*change.networks));
        change.networks = networks.toTexts();
    }
    if (change.expiresAt && *change.expiresAt && **change.expiresAt <= now)
        co_return failField(QStringLiteral("expires_at"), QStringLiteral("The expiry must lie in the future."));
    if (change.scopes) {
        CO_TRY(change.scopes, m_scopes.forKey(*change.scopes));
    }
    CO_CHECK(LimitService::check(change.limits.value_or(Limits{})));
    CO_CHECK(SpendService::check(change.budget.value_or(Budget{})));
    co_return co_await m_store.write([id, change, owner, now](store::Connection &connection) -> Result<ApiKey> {
        TRY(ApiKey key, owned(connection, id, owner));
        key.name = change.name.value_or(key.name);
        key.networks = change.networks.value_or(key.networks);
        key.scopes = change.scopes.value_or(key.scopes);
        key.limits = change.limits.value_or(key.limits);
        key.budget = change.budget.value_or(key.budget);
        key.expiresAt = change.expiresAt.value_or(key.expiresAt);
        if (change.isDisabled)
            key.disabledAt = *change.isDisabled ? std::optional(key.disabledAt.value_or(now)) : std::nullopt;
        return store::api_keys::change(connection, key);
    });
}

Task<Result<CreatedApiKey>> ApiKeyService::rotate(ApiKeyId id, std::chrono::seconds overlap,
                                                  std::optional<AccountId> owner)
{
    if (overlap.count() < 0 || overlap > kLongestOverlap)
        co_return failField(QStringLiteral("overlap"), QStringLiteral("The overlap may last from 0 to 30 days."));
    const Time now = m_clock.now();
    const ApiKeyId next = m_random.id<ApiKeyId>();
    CO_TRY(const ApiKey known, find(id, owner));
    const Secret secret = key_format::make(known.kind, m_random);
    const QByteArray hash = m_keys.mac(Purpose::ApiKey, secret.reveal());
    const QString hint = key_format::hint(secret.reveal());
    CO_TRY(ApiKey made, co_await m_store.write([=](store::Connection &connection) -> Result<ApiKey> {
        TRY(ApiKey old, owned(connection, id, owner));
        if (old.stateAt(now) != KeyState::Active)
            return fail(
                ErrorCode::Conflict,
                QStringLiteral("Only an active key can be rotated; this one is %1.").arg(toString(old.stateAt(now))));
        if (!old.replacedBy.isEmpty())
            return fail(
                ErrorCode::Conflict,
                QStringLiteral("The key was rotated before; rotate the newer one, %1.").arg(old.replacedBy.text()));
        ApiKey key = old;
        key.id = next;
        key.hint = hint;
        key.createdAt = now;
        key.lastUsedAt = {};
        key.replaces = id;
        // It keeps as long a life as the old one was given.
        if (old.expiresAt)
            key.expiresAt = now + (*old.expiresAt - old.createdAt);
        CHECK(store::api_keys::insert(connection, key, hash, kMostActive + 1)); // both count during the overlap
        const Time end = now + overlap;
        if (!old.expiresAt || end < *old.expiresAt)
            old.expiresAt = end;
        CHECK(store::api_keys::change(connection, old));
        TRY(const std::optional<ApiKey> stored, store::api_keys::find(connection, next));
        return stored.value_or(key);
    }));
    co_return CreatedApiKey{std::move(made), secret};
}

Task<Result<ApiKey>> ApiKeyService::revoke(ApiKeyId id, std::optional<AccountId> owner)
{
    return m_store.write([id, owner, now = m_clock.now()](store::Connection &connection) -> Result<ApiKey> {
        if (owner)
            CHECK(owned(connection, id, owner));
        return store::api_keys::revoke(connection, id, now);
    });
}

Result<KeyCheck> ApiKeyService::check(const Secret &secret, const std::optional<AccountId> &owner)
{
    const QByteArray text = secret.reveal().trimmed().toByteArray();
    if (!key_format::kindOf(text)) {
        if (key_format::looksMistyped(text)) {
            return KeyCheck{.key = {},
                            .verdict = QStringLiteral("typo"),
                            .detail
                            = QStringLiteral("The key's checksum is wrong: a character is missing, or another one "
                                             "than in the key. Copy it again.")};
        }
        return KeyCheck{.key = {},
                        .verdict = QStringLiteral("malformed"),
                        .detail = QStringLiteral("This is not one of this server's keys: those begin with fos_ or "
                                                 "fvk_live_ and have a fixed length.")};
    }
    TRY(store::Connection *const connection, m_store.reader());
    TRY(const auto found, store::api_keys::findByHash(*connection, m_keys.mac(Purpose::ApiKey, text)));
    if (!found || (owner && found->key.account != *owner)) {
        return KeyCheck{.key = {},
                        .verdict = QStringLiteral("unknown"),
                        .detail = owner ? QStringLiteral("There is no such key of yours.")
                                        : QStringLiteral("There is no such key here; it may be another server's.")};
    }
    return judge(*found, m_clock.now());
}

Result<ApiKey> ApiKeyService::find(const ApiKeyId &id, const std::optional<AccountId> &owner)
{
    TRY(store::Connection *const connection, m_store.reader());
    return owned(*connection, id, owner);
}

Result<Page<ApiKey>> ApiKeyService::list(const PageRequest &page, const std::optional<AccountId> &owner)
{
    return paging::read<ApiKey>(
        m_store, page, [&](store::Connection &connection, const store::Cursor &from, int limit) {
            return store::api_keys::page(connection, owner, m_clock.now() - kListedEnded, from, limit);
        });
}

} // namespace ostiary
