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
constexpr qsizetype kLongestClient = 200;

std::unexpected<Error> refused()
{
    return fail(ErrorCode::InvalidToken);
}

// What every kind of credential has of its holder. False: nobody may act by it any more.
bool fill(Principal &principal, const store::Holder &holder)
{
    principal.kind = holder.kind;
    principal.isAdmin = holder.isAdmin;
    principal.role = holder.role.value_or(Role::Auditor);
    principal.plan = holder.plan;
    principal.trialEndsAt = holder.trialEndsAt;
    principal.organizationLimits = holder.limits;
    return !holder.isDisabled && holder.role.has_value();
}

} // namespace

Authenticator::Authenticator(store::Store &store, const KeyRing &keys, const TokenSigner &signer, QString issuer,
                             const Clock &clock, std::chrono::seconds idleLimit)
    : m_store(store), m_keys(keys), m_signer(signer), m_issuer(std::move(issuer)), m_clock(clock),
      m_idleLimit(idleLimit), m_dpop(m_issuer, clock),
      m_changes(store.changes().subscribe([this](const QList<Change> &changes) { m_cache.drop(changes); }))
{
}

Result<Principal> Authenticator::bearer(const QByteArray &secret, const Origin &from)
{
    if (secret.size() > TokenSigner::kLongestToken)
        return refused();
    if (secret.count('.') == 2) {
        return lookUp(m_keys.cacheKey(Purpose::CacheKey, secret), secret, from,
                      [this](const QByteArray &token) { return readToken(token); });
    }
    return lookUp(m_keys.cacheKey(Purpose::ApiKey, secret), secret, from,
                  [this](const QByteArray &key) { return readKey(key); });
}

Result<Principal> Authenticator::session(const QByteArray &cookie, const Origin &from)
{
    if (cookie.isEmpty() || cookie.size() > kLongestCookie)
        return refused();
    return lookUp(m_keys.cacheKey(Purpose::Session, cookie), cookie, from,
                  [this](const QByteArray &value) { return readSession(value); });
}

template <typename Read>
Result<Principal> Authenticator::lookUp(const QByteArray &mac, const QByteArray &secret, const Origin &from, Read read)
{
    if (const EntryPointer entry = m_cache.find(mac))
        return known(entry, secret, from);
    const quint64 generation = m_cache.generation();
    TRY(const EntryPointer entry, read(secret));
    m_cache.insert(mac, entry, generation);
    return known(entry, secret, from);
}

// Each request anew: what is remembered of a token says only which key it needs.
Result<> Authenticator::checkKey(const QString &thumbprint, const QByteArray &secret,
                                 const std::optional<DpopEvidence> &shown)
{
    if (thumbprint.isEmpty())
        return fail(ErrorCode::InvalidToken, QStringLiteral("This credential is bound to no key: send it as Bearer."));
    if (!shown) {
        return fail(ErrorCode::DpopProofMissing,
                    QStringLiteral("This token is bound to a key: send it as Authorization: DPoP …, with a proof in "
                                   "the header DPoP."));
    }
    return m_dpop.check(*shown, secret, thumbprint);
}

Result<Principal> Authenticator::known(const EntryPointer &entry, const QByteArray &secret, const Origin &from)
{
    const Time now = m_clock.now();
    if (entry->expiresAt && *entry->expiresAt <= now)
        return refused();
    const qint64 nowMs = now.time_since_epoch().count();
    if (entry->idleLimit && nowMs - entry->seenMs.load(std::memory_order_relaxed) >= entry->idleLimit->count())
        return refused();
    entry->seenMs.store(nowMs, std::memory_order_relaxed);
    if (from.dpop || !entry->keyThumbprint.isEmpty()) [[unlikely]]
        CHECK(checkKey(entry->keyThumbprint, secret, from.dpop));
    if (!from.address.isNull() && !entry->networks.contains(from.address))
        return fail(ErrorCode::Forbidden, QStringLiteral("This key does not work from this network."));
    if (entry->lastUsedMs.exchange(nowMs, std::memory_order_relaxed) == 0) {
        const std::scoped_lock lock(entry->usedMutex);
        entry->usedAddress = from.address.toString();
        entry->usedClient = QString::fromUtf8(from.client.first(std::min(from.client.size(), kLongestClient)));
    }
    return entry->principal;
}

Result<Authenticator::EntryPointer> Authenticator::readKey(const QByteArray &secret)
{
    if (!key_format::kindOf(secret)) // what was mistyped costs the store nothing
        return refused();
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
                        .project = key.project,
                        .keyLimits = key.limits,
                        .email = key.accountEmail,
                        .keyKind = key.kind,
                        .scopes = key.scopes};
    if (!fill(entry->principal, found->holder))
        return refused();
    entry->expiresAt = key.expiresAt;
    TRY(entry->networks, Networks::parse(key.networks));
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
                        .project = grant.project,
                        .email = grant.accountEmail,
                        .client = grant.client,
                        .scopes = claims.scopes,
                        .audience = claims.audience};
    if (!fill(entry->principal, found->holder))
        return refused();
    entry->expiresAt = claims.expiresAt;
    entry->keyThumbprint = claims.keyThumbprint;
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
                        .account = found->session.account,
                        .organization = found->organization,
                        .email = found->email,
                        .scopes = {QStringLiteral("*")},
                        .authenticatedAt = found->session.authenticatedAt};
    if (!fill(entry->principal, found->holder))
        return refused();
    entry->idleLimit = m_idleLimit;
    entry->seenMs = found->session.lastSeenAt.time_since_epoch().count();
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
                CHECK(store::api_keys::touch(connection, ApiKeyId(use.id), use.at, use.address, use.client));
            } else if (use.table == Table::BrowserSessions) {
                CHECK(store::browser_sessions::touch(connection, SessionId(use.id), use.at));
            } else {
                CHECK(store::grants::touch(connection, GrantId(use.id), use.at));
            }
        }
        return int(uses.size());
    });
}

} // namespace ostiary
