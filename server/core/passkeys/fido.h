// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <optional>

/// The only place that speaks with libfido2, which verifies here and never looks for a device.
namespace ostiary::fido {

/// The public key inside the authenticator data of a registration, in libfido2's own form. nullopt: of another
/// algorithm, malformed, or no point of its curve.
[[nodiscard]] std::optional<QByteArray> publicKey(const QByteArray &authenticatorData, int algorithm);

/// Whether `signature` is over this authenticator data and the hash of this client data. Also holds the relying party
/// and the user's presence against the data, a second time.
[[nodiscard]] bool isSignedBy(int algorithm, const QByteArray &publicKey, const QString &relyingPartyId,
                              const QByteArray &authenticatorData, const QByteArray &clientData,
                              const QByteArray &signature);

} // namespace ostiary::fido
