// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/credentials/authenticator.h"

#include "models/store/api_keys.h"
#include "models/store/browser_sessions.h"
#include "models/store/grants.h"
#include "server/core/credentials/key_format.h"
#include "server/core/oauth/access_token.h"

namespace ostiary {

namespace {

constexpr qsizetype kLongestCookie = 128;

std::unexpected<Error> refused()
{
    return fail(ErrorCode::InvalidToken);
}

} // namespace

Authenticator::Authenticator(store::Store &store, const KeyRing &keys, const TokenSigner &signer, QString issuer,
                             const Clock &clock)
    : m_store(store), m_keys(keys), m_signer(signer), m_issuer(std::move(issuer)), m_clock(clock),
      m_changes(store.changes().subscribe([this](const QList<Change> &changes) { m_cache.drop(changes); }))
{
}

Result<Principal> Authenticator::bearer(const QByteArray &secret)
{
    if (key_format::kindOf(secret)) {
        return lookUp(m_keys.mac(Purpose::ApiKey, secret), secret,
                      [this](const QByteArray &key) { return readKey(key); });
    }
    if (secret.size() > TokenSigner::kLongestToken || secret.count('.') != 2)
        return refused();
    return lookUp(m_keys.mac(Purpose::CacheKey, secret), secret,
                  [this](const QByteArray &token) { return readToken(token); });
}

Result<Principal> Authenticator::session(const QByteArray &cookie)
{
    if (cookie.isEmpty() || cookie.size() > kLongestCookie)
        return refused();
    return lookUp(m_keys.mac(Purpose::Session, cookie), cookie,
                  [this](const QByteArray &value) { return readSession(value); });
}

template <typename Read>
Result<Principal> Authenticator::lookUp(const QByteArray &mac, const QByteArray &secret, Read read)
{
    if (const EntryPointer entry = m_cache.find(mac))
        return known(entry);
    const quint64 generation = m_cache.generation();
    TRY(const EntryPointer entry, read(secret));
    m_cache.insert(mac, entry, generation);
    return known(entry);
}

Result<Principal> Authenticator::known(const EntryPointer &entry) const
{
    const Time now = m_clock.now();
    if (entry->expiresAt && *entry->expiresAt <= now)
        return refused();
    entry->lastUsedMs.store(now.time_since_epoch().count(), std::memory_order_relaxed);
    return entry->principal;
}

Result<Authenticator::EntryPointer> Authenticator::readKey(const QByteArray &secret)
{
    TRY(store::Connection *const connection, m_store.reader());
    TRY(const auto found, store::api_keys::findByHash(*connection, m_keys.mac(Purpose::ApiKey, secret)));
    if (!found || found->key.stateAt(m_clock.now()) != KeyState::Active)
        return refused();
    const ApiKey &key = found->key;
    auto entry = std::make_shared<CredentialCache::Entry>();
    entry->principal = {.via = Principal::Via::ApiKey,
                        .credentialId = key.id.text(),
                        .account = key.account,
                        .organization = key.organization,
                        .email = key.accountEmail,
                        .kind = found->accountKind,
                        .isAdmin = found->accountIsAdmin,
                        .keyKind = key.kind,
                        .client = {},
                        .scopes = key.scopes,
                        .audience = {}};
    entry->expiresAt = key.expiresAt;
    entry->table = Table::ApiKeys;
    return entry;
}

Result<Authenticator::EntryPointer> Authenticator::readToken(const QByteArray &token)
{
    TRY(const AccessToken claims, AccessToken::verify(token, m_signer, m_issuer, m_clock.now()));
    TRY(store::Connection *const connection, m_store.reader());
    TRY(const auto found, store::grants::find(*connection, claims.grant));
    if (!found || found->grant.stateAt(m_clock.now()) != GrantState::Active)
        return refused();
    const Grant &grant = found->grant;
    auto entry = std::make_shared<CredentialCache::Entry>();
    entry->principal = {.via = Principal::Via::AccessToken,
                        .credentialId = grant.id.text(),
                        .account = grant.account,
                        .organization = grant.organization,
                        .email = grant.accountEmail,
                        .kind = found->accountKind,
                        .isAdmin = found->accountIsAdmin,
                        .keyKind = {},
                        .client = grant.client,
                        .scopes = claims.scopes,
                        .audience = claims.audience};
    entry->expiresAt = claims.expiresAt;
    entry->table = Table::Grants;
    return entry;
}

Result<Authenticator::EntryPointer> Authenticator::readSession(const QByteArray &cookie)
{
    TRY(store::Connection *const connection, m_store.reader());
    TRY(const auto found, store::browser_sessions::findByHash(*connection, m_keys.mac(Purpose::Session, cookie)));
    if (!found)
        return refused();
    auto entry = std::make_shared<CredentialCache::Entry>();
    entry->principal = {.via = Principal::Via::BrowserSession,
                        .credentialId = found->session.id.text(),
                        .account = found->account.id,
                        .organization = found->account.organization,
                        .email = found->account.email,
                        .kind = found->account.kind,
                        .isAdmin = found->account.isAdmin,
                        .keyKind = {},
                        .client = {},
                        .scopes = {QStringLiteral("*")},
                        .audience = {}};
    entry->expiresAt = found->session.expiresAt;
    entry->table = Table::BrowserSessions;
    return entry;
}

Task<Result<int>> Authenticator::writeUses()
{
    QList<CredentialCache::Use> uses = m_cache.takeUses();
    if (uses.isEmpty())
        return Result<int>(0);
    return m_store.write([uses = std::move(uses)](store::Connection &connection) -> Result<int> {
        for (const CredentialCache::Use &use : uses) {
            if (use.table == Table::ApiKeys) {
                CHECK(store::api_keys::touch(connection, ApiKeyId(use.id), use.at));
            } else {
                CHECK(store::grants::touch(connection, GrantId(use.id), use.at));
            }
        }
        return int(uses.size());
    });
}

} // namespace ostiary
