// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/admin.h"
#include "models/clock.h"
#include "models/store/store.h"
#include "server/core/crypto/signing_key.h"

#include <QJsonObject>

#include <memory>
#include <mutex>

namespace ostiary {

/// How signing keys come and go. Every process that shares the database may make the next one: it is the database that
/// lets only one through, so nobody has to be the leader.
struct SigningPolicy {
    SigningAlgorithm algorithm = SigningAlgorithm::Rsa2048;
    std::chrono::seconds lifetime = std::chrono::days(90); ///< how long a key signs
    /// How long a key is published before it signs: whoever caches the key set has it by then.
    std::chrono::seconds publishedBefore = std::chrono::hours(24);
    std::chrono::seconds tokenLifetime = std::chrono::hours(1); ///< how long a retired key must still verify
};

/// Signs and verifies JWTs by keys that the store keeps sealed. Thread-safe. It learns of each change of the keys
/// before those who subscribed to the change feed after it, such as who remembers verified tokens: so it is made before
/// them.
class TokenSigner
{
public:
    TokenSigner(store::Store &store, const KeyRing &keys, const Clock &clock, Random &random,
                SigningPolicy policy = {});

    /// Loads the keys, or makes the first one; before that, nothing is signed and nothing verifies. Blocks; for the
    /// start of the program.
    [[nodiscard]] Result<> start();
    /// The same in one step.
    [[nodiscard]] static Result<std::unique_ptr<TokenSigner>>
    load(store::Store &store, const KeyRing &keys, const Clock &clock, Random &random, SigningPolicy policy = {});

    /// A compact JWS (RFC 7515 §7.1) of type `type`.
    [[nodiscard]] QByteArray sign(const QJsonObject &claims, const QString &type) const;

    /// The claims of a token that one of our keys signed, whatever they say. InvalidToken otherwise: also for any other
    /// algorithm, type or key id, and for encodings that are not canonical (RFC 8725).
    [[nodiscard]] Result<QJsonObject> verify(const QByteArray &token, const QString &type) const;

    /// RFC 7517 §5: those that verify, and the one that will sign next.
    [[nodiscard]] QJsonObject publicKeys() const;

    /// Makes the next key when its time comes near, forgets one once the last token that it signed is over, and learns
    /// what other processes did. To be called now and then, not on a thread that serves.
    [[nodiscard]] Task<Result<bool>> maintain();

    /// What there is, the latest first.
    [[nodiscard]] Result<Page<SigningKeyInfo>> list();
    /// The next key, before its time. With `atOnce` it signs now and all others are forgotten: what they signed is
    /// refused from then on. Conflict: there is a next one already.
    [[nodiscard]] Task<Result<SigningKeyInfo>> rotate(bool atOnce);

    static constexpr qsizetype kLongestToken = 8 * 1024; ///< bytes

private:
    using Entries = QList<store::signing_keys::Entry>;
    using Keys = QList<SigningKey>; ///< the latest first
    [[nodiscard]] Result<Entries> read();
    [[nodiscard]] Result<> reload();
    [[nodiscard]] Result<store::signing_keys::Entry> makeAfter(const store::signing_keys::Entry &latest,
                                                               Time startsAt) const;
    [[nodiscard]] Result<std::optional<store::signing_keys::Entry>> nextFor(const Entries &entries) const;
    [[nodiscard]] QStringList outlivedOf(const Entries &entries) const;

    store::Store &m_store;
    const KeyRing &m_ring;
    const Clock &m_clock;
    Random &m_random;
    const SigningPolicy m_policy;
    std::atomic<std::shared_ptr<const Keys>> m_keys = std::make_shared<const Keys>();
    std::mutex m_reloading; ///< whoever reads later stores later
    store::ChangeFeed::Subscription m_changes;
};

} // namespace ostiary
