// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/store.h"
#include "server/core/credentials/credential_cache.h"
#include "server/core/crypto/key_ring.h"
#include "server/core/crypto/token_signer.h"
#include "server/core/oauth/dpop_verifier.h"

namespace ostiary {

/// Tells who a key, an access token or a session cookie stands for. From memory where it can, else from the store; a
/// revoked one is refused from the next request on. Thread-safe; never blocks for long.
class Authenticator
{
public:
    /// A session that is not used for `idleLimit` ends.
    Authenticator(store::Store &store, const KeyRing &keys, const TokenSigner &signer, QString issuer,
                  const Clock &clock, std::chrono::seconds idleLimit);

    /// Where a request comes from.
    struct Origin {
        QHostAddress address; ///< null: not known, and then no network is asked for
        QByteArrayView client; ///< User-Agent
        /// What came with the scheme DPoP; nullopt: the credential came otherwise. Neither kind passes for the other.
        std::optional<DpopEvidence> dpop;
    };

    /// What came in `Authorization: Bearer` or `X-ForgeOS-API-Key`: a key of either kind or an access token.
    /// InvalidToken says nothing of why.
    /// Forbidden: a key that does not work from that network. DpopProofRefused, DpopProofMissing (RFC 9449 §7.1).
    [[nodiscard]] Result<Principal> bearer(const QByteArray &secret, const Origin &from = {});
    /// The value of the session cookie.
    [[nodiscard]] Result<Principal> session(const QByteArray &cookie, const Origin &from = {});

    /// When each credential was last used; called now and then. Losing the last seconds in a crash is fine.
    [[nodiscard]] Task<Result<int>> writeUses();

private:
    using EntryPointer = CredentialCache::EntryPointer;
    [[nodiscard]] Result<Principal> known(const EntryPointer &entry, const QByteArray &secret, const Origin &from);
    [[nodiscard]] Result<> checkKey(const QString &thumbprint, const QByteArray &secret,
                                    const std::optional<DpopEvidence> &shown);
    [[nodiscard]] Result<EntryPointer> readKey(const QByteArray &secret);
    [[nodiscard]] Result<EntryPointer> readToken(const QByteArray &token);
    [[nodiscard]] Result<EntryPointer> readSession(const QByteArray &cookie);
    template <typename Read>
    [[nodiscard]] Result<Principal> lookUp(const QByteArray &mac, const QByteArray &secret, const Origin &from,
                                           Read read);

    store::Store &m_store;
    const KeyRing &m_keys;
    const TokenSigner &m_signer;
    const QString m_issuer;
    const Clock &m_clock;
    const std::chrono::seconds m_idleLimit;
    CredentialCache m_cache;
    DpopVerifier m_dpop;
    store::ChangeFeed::Subscription m_changes;
};

} // namespace ostiary
