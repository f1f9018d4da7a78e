// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/oauth/grants/grant_hook.h"
#include "server/core/oauth/trusted_issuers.h"

namespace ostiary {

/// RFC 7523 §2.1 without a client (MCP SEP-1933, a draft): a program shows what its platform signed for it, and a rule
/// of the operator says what it gets. No refresh token: the platform is asked again.
class WorkloadGrant final : public GrantHook
{
public:
    using GrantHook::GrantHook;
    [[nodiscard]] QString type() const override;
    /// There is no client; what is passed as one is not looked at.
    [[nodiscard]] Task<Result<Authorized>> authorize(OAuthClient client, TokenRequest request) override;

private:
    struct Wish {
        WorkloadAssertion assertion;
        QString resource;
        QStringList scopes;
    };
    [[nodiscard]] Result<Wish> check(const TokenRequest &request) const;
    [[nodiscard]] Result<Grant> sessionFor(store::Connection &connection, const Wish &wish);
};

} // namespace ostiary
