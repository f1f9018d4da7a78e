// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/oauth/dpop_replays.h"

namespace ostiary {

/// What came with a request to show that its sender holds a key (RFC 9449 §4).
struct DpopEvidence {
    QByteArrayList proofs = {}; ///< the value of each header `DPoP`
    QByteArray method = {}; ///< of the request: "POST"
    QByteArray path = {}; ///< of the request, as it was sent
};

/// Decides whether requests show what they have to. It demands no nonce: see DECISIONS.md. Thread-safe.
class DpopVerifier
{
public:
    /// `issuer`: what clients know as the address of this server, whatever it listens on.
    DpopVerifier(QString issuer, const Clock &clock) : m_issuer(std::move(issuer)), m_clock(clock) { }

    /// At the token endpoint: the proof of a key that a new token will be bound to; nullopt: there is none.
    /// InvalidDpopProof: it is no good, was spent before, or there are several. The errors of DpopReplays.
    [[nodiscard]] Result<std::optional<DpopProof>> read(const DpopEvidence &shown);
    /// Once it has led to a token; before, strangers could fill the memory with proofs of their own.
    [[nodiscard]] Result<> spend(const DpopProof &proof) { return m_replays.spend(proof, m_clock.now()); }

    /// At a resource: that the sender of `token` holds the key with this thumbprint. DpopProofRefused, and the errors
    /// of DpopReplays.
    [[nodiscard]] Result<> check(const DpopEvidence &shown, const QByteArray &token, const QString &thumbprint);

private:
    [[nodiscard]] Result<DpopProof> only(const DpopEvidence &shown) const;
    [[nodiscard]] Result<> checkFor(const DpopEvidence &shown, const QByteArray &token, const QString &thumbprint);
    [[nodiscard]] QUrl urlOf(const DpopEvidence &shown) const;

    const QString m_issuer;
    const Clock &m_clock;
    DpopReplays m_replays;
};

} // namespace ostiary
