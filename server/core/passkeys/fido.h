// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QCborMap>
#include <QString>

#include <optional>

/// The only place that speaks with libfido2, which verifies here and never looks for a device.
namespace ostiary::fido {

/// A COSE_Key for EdDSA (Ed25519), ES256 or RS256 (2048 bits) in libfido2's own form. nullopt: of another algorithm,
/// malformed, or no point of its curve. libfido2 could read the CBOR as well, but takes no map whose keys are out of
/// order, and passkeys that live in software have such.
[[nodiscard]] std::optional<QByteArray> publicKey(const QCborMap &key);

/// Whether `signature` is over this authenticator data and the hash of this client data. Also holds the relying party
/// and the user's presence against the data, a second time.
[[nodiscard]] bool isSignedBy(int algorithm, const QByteArray &publicKey, const QString &relyingPartyId,
                              const QByteArray &authenticatorData, const QByteArray &clientData,
                              const QByteArray &signature);

} // namespace ostiary::fido
