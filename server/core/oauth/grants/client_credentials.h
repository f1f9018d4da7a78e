// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/oauth/grants/grant_hook.h"

namespace ostiary {

/// OAuth 2.1 §4.2: a program that an operator allowed gets tokens in its own name, in the organization of the account
/// that answers for it. No refresh token: it can always ask again.
class ClientCredentialsGrant final : public GrantHook
{
public:
    using GrantHook::GrantHook;
    [[nodiscard]] QString type() const override { return QStringLiteral("client_credentials"); }
    [[nodiscard]] Task<Result<Authorized>> authorize(OAuthClient client, TokenRequest request) override;

private:
    [[nodiscard]] Result<std::optional<Grant>> existing(store::Connection &connection, const OAuthClient &client,
                                                        const QStringList &ceiling, const QString &resource) const;
    [[nodiscard]] Result<Grant> openFor(store::Connection &connection, const OAuthClient &client,
                                        const QStringList &ceiling, const QString &resource);
};

} // namespace ostiary
