// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/oauth/dpop_verifier.h"

namespace ostiary {

namespace {

std::unexpected<Error> refused(const char *why)
{
    return fail(ErrorCode::InvalidDpopProof, QLatin1String(why));
}

} // namespace

QUrl DpopVerifier::urlOf(const DpopEvidence &shown) const
{
    return QUrl::fromEncoded(m_issuer.toLatin1() + shown.path);
}

// RFC 9449 §4.3: not more than one.
Result<DpopProof> DpopVerifier::only(const DpopEvidence &shown) const
{
    if (shown.proofs.isEmpty())
        return refused("A token that is bound to a key needs a DPoP header with a proof by that key.");
    if (shown.proofs.size() > 1)
        return refused("The request has several DPoP headers; send one.");
    return DpopProof::parse(shown.proofs.first());
}

Result<std::optional<DpopProof>> DpopVerifier::read(const DpopEvidence &shown)
{
    if (shown.proofs.isEmpty())
        return std::nullopt;
    TRY(DpopProof proof, only(shown));
    const Time now = m_clock.now();
    CHECK(proof.check(shown.method, urlOf(shown), now));
    CHECK(m_replays.look(proof, now));
    return std::optional(std::move(proof));
}

Result<> DpopVerifier::check(const DpopEvidence &shown, const QByteArray &token, const QString &thumbprint)
{
    Result<> checked = checkFor(shown, token, thumbprint);
    if (!checked && checked.error().code == ErrorCode::InvalidDpopProof)
        checked.error().code = ErrorCode::DpopProofRefused; // at a resource it is a 401
    return checked;
}

Result<> DpopVerifier::checkFor(const DpopEvidence &shown, const QByteArray &token, const QString &thumbprint)
{
    TRY(const DpopProof proof, only(shown));
    // Before anything costs: whoever does not have the key can do nothing here.
    if (proof.thumbprint() != thumbprint)
        return refused("The DPoP proof is by another key than the token was made for.");
    if (!proof.isFor(token))
        return refused("The DPoP proof's ath is not the hash of this token.");
    const Time now = m_clock.now();
    CHECK(proof.check(shown.method, urlOf(shown), now));
    return m_replays.spend(proof, now);
}

} // namespace ostiary
