// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/passkeys/relying_party.h"

#include <QJsonObject>

/// What a browser's answer about a passkey proves (WebAuthn Level 3 §7). Values in, values out: what was asked is an
/// argument, and nothing is remembered. Credentials come in the JSON of PublicKeyCredential.toJSON() (§5.1).
///
/// An answer that cannot be read is InvalidValue (`credential`), whatever its bytes. So is a registration that proves
/// nothing; an assertion that proves nothing is InvalidCredentials.
namespace ostiary::webauthn {

/// Whether the authenticator must have checked a PIN, a finger or a face, beside a touch.
enum class UserVerification { Preferred, Required };

/// What an answer must fit.
struct Asked {
    RelyingParty party;
    QByteArray challenge;
    UserVerification userVerification = UserVerification::Required;
};

/// COSE algorithms (RFC 9053, RFC 8812) in the order in which authenticators are asked for them.
constexpr int kAlgorithms[] = {-8, -7, -257}; ///< EdDSA (Ed25519), ES256, RS256 (2048 bits)

/// The public half of a passkey.
struct Credential {
    QByteArray id; ///< 1 to 1023 bytes, the authenticator's own name for it
    QByteArray publicKey; ///< as libfido2 keeps it: x (EdDSA), x‖y (ES256), n‖e (RS256)
    int algorithm = 0; ///< one of kAlgorithms
    quint32 signCount = 0; ///< 0 for ever: this authenticator does not count
};

struct Registration {
    Credential credential;
    bool userVerified = false;
};

/// §7.1. Attestation is not asked for; a statement that comes all the same is passed over.
[[nodiscard]] Result<Registration> verifyRegistration(const Asked &asked, const QJsonObject &credential);

/// The parts of an assertion, before anything is proved: `credentialId` says which passkey to look up.
struct Assertion {
    QByteArray credentialId;
    QByteArray userHandle; ///< empty: not sent
    QByteArray clientData; ///< the JSON whose hash is signed
    QByteArray authenticatorData;
    QByteArray signature;
};
[[nodiscard]] Result<Assertion> parseAssertion(const QJsonObject &credential);

struct Proof {
    quint32 signCount = 0; ///< to keep for the next time
    bool userVerified = false;
};

/// §7.2 for the passkey `known`. The sign count must have risen, unless it was and is 0: else somebody may have copied
/// the authenticator.
[[nodiscard]] Result<Proof> verifyAssertion(const Asked &asked, const Credential &known, const Assertion &assertion);

} // namespace ostiary::webauthn
