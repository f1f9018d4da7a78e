// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/passkeys/webauthn.h"

#include <QByteArrayList>
#include <QJsonObject>

#include <chrono>

/// What a browser is asked, in the JSON that PublicKeyCredential.parse…OptionsFromJSON() reads (WebAuthn Level 3 §5.1).
namespace ostiary::webauthn {

constexpr std::chrono::milliseconds kTimeout = std::chrono::minutes(5);

struct User {
    QByteArray handle; ///< opaque, at most 64 bytes; a discoverable passkey gives it back
    QString name; ///< for people to tell their accounts apart
};

/// §5.4. The passkey must be discoverable, so that it can be the only factor; authenticators that hold one of `known`
/// refuse to make another.
[[nodiscard]] QJsonObject createOptions(const Asked &asked, const User &user, const QByteArrayList &known);

/// §5.5. Without `allowed`, any discoverable passkey of this server may answer.
[[nodiscard]] QJsonObject getOptions(const Asked &asked, const QByteArrayList &allowed);

} // namespace ostiary::webauthn
