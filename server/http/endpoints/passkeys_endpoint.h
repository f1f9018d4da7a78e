// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/passkeys/passkey_service.h"
#include "server/http/routing/route.h"

namespace ostiary::http {

/// What signing in with a passkey leaves to the rules of accounts: limits, login tickets, sessions and cookies. May be
/// called from any worker's thread.
class PasskeyDoor
{
public:
    virtual ~PasskeyDoor() = default;

    /// Counts an attempt of this client; before anything is looked up. RateLimited.
    [[nodiscard]] virtual Result<> admit(const Request &request) = 0;
    /// Whose second factor a login ticket waits for. An error when it is none, or ran out.
    [[nodiscard]] virtual Result<AccountId> waitingFor(const QString &loginTicket) = 0;
    /// The answer that lets `who` in. As the second factor (`!who.asOnlyFactor`) `loginTicket` is that account's, and
    /// is to be spent here; as the only factor it is empty. Whether the account may sign in at all is asked here, too.
    [[nodiscard]] virtual Task<Result<Response>> enter(PasskeyService::SignedIn who, QString loginTicket,
                                                       const Request &request)
        = 0;
};

/// /auth/passkeys: one's own passkeys, and signing in with one (WebAuthn Level 3).
class PasskeysEndpoint
{
public:
    PasskeysEndpoint(PasskeyService &passkeys, PasskeyDoor &door) : m_passkeys(passkeys), m_door(door) { }
    [[nodiscard]] QList<Route> routes();

    [[nodiscard]] Task<Result<Response>> list(const Context &context);
    [[nodiscard]] Task<Result<Response>> options(const Context &context);
    [[nodiscard]] Task<Result<Response>> create(const Context &context);
    [[nodiscard]] Task<Result<Response>> remove(const Context &context);
    [[nodiscard]] Task<Result<Response>> signInOptions(const Context &context);
    [[nodiscard]] Task<Result<Response>> signIn(const Context &context);

private:
    PasskeyService &m_passkeys;
    PasskeyDoor &m_door;
};

} // namespace ostiary::http
