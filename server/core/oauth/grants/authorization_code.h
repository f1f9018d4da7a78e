// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/authorization_codes.h"
#include "server/core/oauth/grants/grant_hook.h"

namespace ostiary {

/// OAuth 2.1 §4.1.3: a code, once, for whoever can show its verifier. Coming twice ends what it gave the first time.
class AuthorizationCodeGrant final : public GrantHook
{
public:
    using GrantHook::GrantHook;
    [[nodiscard]] QString type() const override { return QStringLiteral("authorization_code"); }
    [[nodiscard]] Task<Result<Authorized>> authorize(OAuthClient client, TokenRequest request) override;

private:
    [[nodiscard]] Outcome spend(store::Connection &connection, const OAuthClient &client, const TokenRequest &request);
    [[nodiscard]] Outcome wrongTry(store::Connection &connection, const QByteArray &hash,
                                   const store::authorization_codes::Entry &code, const Error &error);
    [[nodiscard]] Outcome check(store::Connection &connection, const QByteArray &hash,
                                const store::authorization_codes::Entry &code, const TokenRequest &request);
};

} // namespace ostiary
