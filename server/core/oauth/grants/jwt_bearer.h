// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/oauth/grants/grant_hook.h"
#include "server/core/oauth/trusted_issuers.h"

namespace ostiary {

/// RFC 7523 with an ID-JAG (MCP enterprise-managed authorization): a trusted identity provider vouches for an account
/// here and a client of ours, in the place of consent. No refresh token: the provider is asked again.
class JwtBearerGrant final : public GrantHook
{
public:
    using GrantHook::GrantHook;
    [[nodiscard]] QString type() const override { return QLatin1String(kType); }
    [[nodiscard]] Task<Result<Authorized>> authorize(OAuthClient client, TokenRequest request) override;

    static constexpr auto kType = "urn:ietf:params:oauth:grant-type:jwt-bearer";

private:
    struct Wish {
        IdentityAssertion assertion;
        QStringList scopes;
        QString resource;
    };
    [[nodiscard]] Result<Wish> check(const OAuthClient &client, const TokenRequest &request) const;
    [[nodiscard]] Outcome spend(store::Connection &connection, const OAuthClient &client, const Wish &wish);
};

} // namespace ostiary
