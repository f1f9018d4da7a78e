// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/accounts/second_factor_service.h"
#include "server/core/accounts/sign_in_service.h"
#include "server/core/credentials/revocation_service.h"
#include "server/core/oauth/token_service.h"
#include "server/http/endpoints/account_frame.h"
#include "server/http/endpoints/pages_endpoint.h"
#include "server/http/routing/dispatcher.h"

namespace ostiary::http {

/// /account, /account/apps, /account/sessions.
class AccountPages
{
public:
    struct Parts {
        const AccountFrame &frame;
        TokenService &tokens;
        SessionService &sessions;
        SignInService &signIns;
        SecondFactorService &factors;
        RevocationService &revocations;
        const UpstreamRules &rules;
        QList<UpstreamLink> upstreams;
    };
    explicit AccountPages(Parts parts) : m(std::move(parts)) { }
    [[nodiscard]] QList<Route> routes();

    [[nodiscard]] Task<Result<Response>> overview(const Context &context);
    [[nodiscard]] Task<Result<Response>> apps(const Context &context);
    [[nodiscard]] Task<Result<Response>> revokeApp(const Context &context);
    [[nodiscard]] Task<Result<Response>> sessions(const Context &context);
    [[nodiscard]] Task<Result<Response>> endSession(const Context &context);
    [[nodiscard]] Task<Result<Response>> endOthers(const Context &context);

private:
    [[nodiscard]] Result<QJsonArray> warningsFor(const Principal &who) const;

    const Parts m;
};

} // namespace ostiary::http
