// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/refresh_tokens.h"
#include "server/core/oauth/grants/grant_hook.h"

namespace ostiary {

/// OAuth 2.1 §4.3: every use gives a new refresh token. A spent one that comes again within its grace, while its
/// successor is unused, is a lost answer or a parallel call, and gets the same successor; any other ends the family.
class RefreshTokenGrant final : public GrantHook
{
public:
    using GrantHook::GrantHook;
    [[nodiscard]] QString type() const override { return QStringLiteral("refresh_token"); }
    [[nodiscard]] Task<Result<Authorized>> authorize(OAuthClient client, TokenRequest request) override;

private:
    using Entry = store::refresh_tokens::Entry;
    [[nodiscard]] Outcome spend(store::Connection &connection, const OAuthClient &client, const TokenRequest &request);
    [[nodiscard]] Result<QStringList> scopesFor(const TokenRequest &request, const Grant &grant,
                                                const QStringList &leftOut) const;
    [[nodiscard]] std::optional<Secret> successorOf(const Entry &token, const QByteArray &presented) const;
    [[nodiscard]] Result<Secret> rotate(store::Connection &connection, const Entry &token, const QByteArray &presented);
};

} // namespace ostiary
