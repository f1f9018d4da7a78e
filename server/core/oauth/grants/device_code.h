// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/device_codes.h"
#include "server/core/oauth/grants/grant_hook.h"

namespace ostiary {

/// RFC 8628 §3.4: a device asks again and again until somebody has typed its code and decided.
class DeviceCodeGrant final : public GrantHook
{
public:
    using GrantHook::GrantHook;
    [[nodiscard]] QString type() const override { return QLatin1String(kType); }
    [[nodiscard]] Task<Result<Authorized>> authorize(OAuthClient client, TokenRequest request) override;

    static constexpr auto kType = "urn:ietf:params:oauth:grant-type:device_code";

private:
    using Entry = store::device_codes::Entry;
    [[nodiscard]] Outcome spend(store::Connection &connection, const OAuthClient &client, const TokenRequest &request);
    [[nodiscard]] Outcome wait(store::Connection &connection, const QByteArray &hash, const Entry &device);
    [[nodiscard]] Outcome give(store::Connection &connection, const QByteArray &hash, const Entry &device,
                               const OAuthClient &client, const QString &keyThumbprint);
};

} // namespace ostiary
