// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/connection.h"

/// What counts once until it has run out: proofs that clients sign, assertions of trusted issuers (RFC 7523 §3).
namespace ostiary::store::used_once {

/// Whether it is the first time. `hash`: a MAC over what it is and whose, so that two kinds never meet. It is kept
/// until `expiresAt`, and has to be refused for its age from then on.
[[nodiscard]] Result<bool> spend(Connection &connection, const QByteArray &hash, Time expiresAt);
[[nodiscard]] Result<> removeExpired(Connection &connection, Time before);

} // namespace ostiary::store::used_once
