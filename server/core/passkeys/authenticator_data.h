// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QCborMap>

#include <optional>

namespace ostiary::webauthn {

/// What an authenticator signs beside the client data (WebAuthn Level 3 §6.1), taken apart.
struct AuthenticatorData {
    QByteArray rpIdHash; ///< SHA-256 of the relying party's id
    bool userPresent = false;
    bool userVerified = false;
    bool backupEligible = false;
    bool backedUp = false;
    quint32 signCount = 0;

    struct Attested {
        QByteArray credentialId; ///< 1 to kLongestCredentialId bytes
        QCborMap publicKey; ///< COSE_Key (RFC 9052 §7)
    };
    std::optional<Attested> attested; ///< in registrations only

    /// nullopt: truncated, malformed, longer than it says, or deeper than any authenticator nests. What this lets
    /// through holds well-formed CBOR only, so that libfido2 never meets a length that lies.
    [[nodiscard]] static std::optional<AuthenticatorData> parse(const QByteArray &bytes);

    static constexpr qsizetype kLongestCredentialId = 1023; ///< bytes (§4, credential id)
    static constexpr qsizetype kLongest = 4096; ///< bytes: a credential id, an RSA key and some extensions
};

/// The member `authData` of an attestation object (§6.5); nullopt when it is none. The format and its statement must
/// be there and well-formed, and are not looked at: nobody here asks who made an authenticator.
[[nodiscard]] std::optional<QByteArray> authDataOf(const QByteArray &attestationObject);

} // namespace ostiary::webauthn
