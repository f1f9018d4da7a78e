// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/oauth/grants/grant_hook.h"

namespace ostiary {

/// RFC 8693, to narrow: a client exchanges its own access token for one with fewer scopes or a smaller audience, which
/// ends no later and with the same session. To hand a tool no more than it needs.
class TokenExchangeGrant final : public GrantHook
{
public:
    using GrantHook::GrantHook;
    [[nodiscard]] QString type() const override { return QLatin1String(kType); }
    [[nodiscard]] Task<Result<Authorized>> authorize(OAuthClient client, TokenRequest request) override;

    static constexpr auto kType = "urn:ietf:params:oauth:grant-type:token-exchange";

private:
    [[nodiscard]] Result<QString> audienceFor(const TokenRequest &request, const QString &present) const;
};

/// urn:ietf:params:oauth:token-type:access_token: what goes in and what comes out.
[[nodiscard]] QString accessTokenType();

} // namespace ostiary
