// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/crypto/token_signer.h"

#include "server/core/crypto/base64url.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QLoggingCategory>

namespace ostiary {

Q_LOGGING_CATEGORY(lcKeys, "ostiary.signing")

using store::signing_keys::Entry;

namespace {

constexpr std::chrono::minutes kSkew{2}; ///< between the clocks of several servers

QByteArray compact(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

std::unexpected<Error> refused()
{
    return fail(ErrorCode::InvalidToken);
}

SigningKeyInfo infoOf(const Entry &entry, SigningKeyState state)
{
    return {.kid = entry.kid,
            .algorithm = entry.algorithm,
            .state = state,
            .createdAt = entry.createdAt,
            .startsAt = entry.startsAt};
}

} // namespace

TokenSigner::TokenSigner(store::Store &store, const KeyRing &keys, const Clock &clock, Random &random,
                         SigningPolicy policy)
    : m_store(store), m_ring(keys), m_clock(clock), m_random(random), m_policy(policy),
      m_changes(store.changes().subscribe([this](const QList<Change> &changes) {
          if (std::ranges::contains(changes, Table::SigningKeys, &Change::table))
              std::ignore = reload();
      }))
{
}

Result<std::unique_ptr<TokenSigner>> TokenSigner::load(store::Store &store, const KeyRing &keys, const Clock &clock,
                                                       Random &random, SigningPolicy policy)
{
    auto signer = std::make_unique<TokenSigner>(store, keys, clock, random, policy);
    CHECK(signer->start());
    return signer;
}

Result<> TokenSigner::start()
{
    TRY(const Entries entries, read());
    if (entries.isEmpty()) {
        TRY(Entry first, SigningKey::make(m_policy.algorithm, m_ring, m_random));
        first.createdAt = first.startsAt = m_clock.now();
        CHECK(m_store.writeNow(
            [first](store::Connection &writing) { return store::signing_keys::insert(writing, first); }));
    }
    return reload(); // another process may have been first
}

Result<TokenSigner::Entries> TokenSigner::read()
{
    TRY(store::Connection *const connection, m_store.reader());
    return store::signing_keys::all(*connection);
}

Result<> TokenSigner::reload()
{
    const std::scoped_lock lock(m_reloading);
    auto keys = std::make_shared<Keys>();
    Result<Entries> entries = read();
    if (!entries) {
        qCCritical(lcKeys) << "The token-signing keys could not be read:" << entries.error().cause;
        return std::unexpected(entries.error());
    }
    for (const Entry &entry : *entries) {
        TRY(SigningKey key, SigningKey::unseal(entry, m_ring));
        keys->append(std::move(key));
    }
    m_keys.store(std::move(keys));
    return {};
}

QByteArray TokenSigner::sign(const QJsonObject &claims, const QString &type) const
{
    const std::shared_ptr<const Keys> keys = m_keys.load();
    const Time now = m_clock.now();
    const auto active = std::ranges::find_if(*keys, [now](const SigningKey &key) { return key.startsAt() <= now; });
    const SigningKey &key = active == keys->end() ? keys->last() : *active;
    const QJsonObject header{
        {QStringLiteral("alg"), key.algorithm()}, {QStringLiteral("kid"), key.kid()}, {QStringLiteral("typ"), type}};
    const QByteArray input = toBase64Url(compact(header)) + '.' + toBase64Url(compact(claims));
    return input + '.' + toBase64Url(key.sign(input));
}

Result<QJsonObject> TokenSigner::verify(const QByteArray &token, const QString &type) const
{
    const qsizetype firstDot = token.indexOf('.');
    const qsizetype lastDot = token.lastIndexOf('.');
    if (token.size() > kLongestToken || firstDot <= 0 || lastDot == firstDot || token.count('.') != 2)
        return refused();
    const std::optional<QByteArray> headerJson = fromBase64Url(token.first(firstDot));
    const std::optional<QByteArray> claimsJson = fromBase64Url(token.sliced(firstDot + 1, lastDot - firstDot - 1));
    const std::optional<QByteArray> signature = fromBase64Url(token.sliced(lastDot + 1));
    if (!headerJson || !claimsJson || !signature)
        return refused();
    const QJsonObject header = QJsonDocument::fromJson(*headerJson).object();
    // Exactly what sign() writes: nothing that names another key or extension is even looked at, and the algorithm is
    // the key's, whatever the header says.
    if (header.size() != 3 || header.value(QLatin1String("typ")) != type)
        return refused();
    const std::shared_ptr<const Keys> keys = m_keys.load();
    const auto key = std::ranges::find(*keys, header.value(QLatin1String("kid")).toString(), &SigningKey::kid);
    if (key == keys->end() || header.value(QLatin1String("alg")) != key->algorithm())
        return refused();
    if (!key->verify(token.first(lastDot), *signature))
        return refused();
    const QJsonDocument claims = QJsonDocument::fromJson(*claimsJson);
    if (!claims.isObject())
        return refused();
    return claims.object();
}

QJsonObject TokenSigner::publicKeys() const
{
    const std::shared_ptr<const Keys> keys = m_keys.load();
    QJsonArray list;
    for (const SigningKey &key : *keys)
        list.append(key.jwk());
    return {{QStringLiteral("keys"), list}};
}

// The next key, once the latest one's end is near or the operator chose another algorithm.
Result<std::optional<Entry>> TokenSigner::nextFor(const Entries &entries) const
{
    const Entry &latest = entries.first();
    const Time earliest = m_clock.now() + m_policy.publishedBefore;
    const bool isAsWished = SigningKey::isOf(latest, m_policy.algorithm);
    const Time due = isAsWished ? latest.startsAt + m_policy.lifetime : latest.startsAt;
    if (due > earliest)
        return std::nullopt;
    return makeAfter(latest, std::max(due, earliest));
}

Result<Entry> TokenSigner::makeAfter(const Entry &latest, Time startsAt) const
{
    TRY(Entry next, SigningKey::make(m_policy.algorithm, m_ring, m_random));
    next.createdAt = m_clock.now();
    next.startsAt = startsAt;
    next.period = latest.period + 1;
    return next;
}

QStringList TokenSigner::outlivedOf(const Entries &entries) const
{
    QStringList kids;
    for (qsizetype i = 1; i < entries.size(); ++i) {
        if (entries[i - 1].startsAt + m_policy.tokenLifetime + kSkew <= m_clock.now())
            kids << entries[i].kid;
    }
    return kids;
}

Task<Result<bool>> TokenSigner::maintain()
{
    CO_TRY(const Entries entries, read());
    CO_TRY(const std::optional<Entry> next, nextFor(entries));
    const QStringList outlived = outlivedOf(entries);
    const bool changes = next || !outlived.isEmpty();
    if (changes) {
        CO_CHECK(co_await m_store.write([next, outlived](store::Connection &connection) -> Result<bool> {
            if (next)
                CHECK(store::signing_keys::insert(connection, *next));
            for (const QString &kid : outlived)
                CHECK(store::signing_keys::remove(connection, kid));
            return true;
        }));
        if (next)
            qCInfo(lcKeys) << "the next token-signing key is published; it signs from" << toIso(next->startsAt) << "on";
    }
    CO_CHECK(reload()); // what other servers did
    co_return changes;
}

Result<Page<SigningKeyInfo>> TokenSigner::list()
{
    TRY(const Entries entries, read());
    Page<SigningKeyInfo> page;
    auto state = SigningKeyState::Next; // until the first that has begun
    for (const Entry &entry : entries) {
        if (state == SigningKeyState::Signing)
            state = SigningKeyState::Retired;
        else if (state == SigningKeyState::Next && entry.startsAt <= m_clock.now())
            state = SigningKeyState::Signing;
        page.rows << infoOf(entry, state);
    }
    return page;
}

Task<Result<SigningKeyInfo>> TokenSigner::rotate(bool atOnce)
{
    CO_TRY(const Entries entries, read());
    const Entry &latest = entries.first();
    const Time now = m_clock.now();
    if (!atOnce && latest.startsAt > now) {
        co_return fail(
            ErrorCode::Conflict,
            QStringLiteral("The next key is published already; it signs from %1 on.").arg(toIso(latest.startsAt)));
    }
    CO_TRY(const Entry next, makeAfter(latest, atOnce ? now : now + m_policy.publishedBefore));
    CO_CHECK(co_await m_store.write([=](store::Connection &connection) -> Result<bool> {
        TRY(const bool isFirst, store::signing_keys::insert(connection, next));
        if (!isFirst)
            return fail(ErrorCode::Conflict, QStringLiteral("Another server made the next key just now."));
        for (const Entry &entry : entries) {
            if (atOnce)
                CHECK(store::signing_keys::remove(connection, entry.kid));
        }
        return true;
    }));
    co_return infoOf(next, atOnce ? SigningKeyState::Signing : SigningKeyState::Next);
}

} // namespace ostiary
