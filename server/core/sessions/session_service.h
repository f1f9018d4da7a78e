// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/store.h"
#include "server/core/crypto/key_ring.h"
#include "server/core/principal/principal.h"

namespace ostiary {

/// How long a sign-in lasts.
struct SessionLifetimes {
    std::chrono::seconds absolute = std::chrono::hours(12); ///< whatever happens
    std::chrono::seconds idle = std::chrono::minutes(30); ///< without a request
};

/// Browser sessions and the CSRF tokens bound to them.
class SessionService
{
public:
    SessionService(store::Store &store, const KeyRing &keys, const Clock &clock, Random &random,
                   SessionLifetimes lifetimes);

    struct Opened {
        BrowserSession session;
        Secret cookie; ///< the session cookie's value
        QByteArray csrfToken; ///< the CSRF cookie's value
    };
    /// A new id at every sign-in, whatever cookie the browser had.
    [[nodiscard]] Task<Result<Opened>> open(AccountId account, QString address, QString userAgent);
    [[nodiscard]] Task<Result<bool>> close(SessionId id);
    /// For an `owner`: somebody else's session is NotFound.
    [[nodiscard]] Task<Result<bool>> closeOf(SessionId id, AccountId owner);
    /// Every one of an account but `kept` (empty: all of them). How many there were.
    [[nodiscard]] Task<Result<int>> closeOthers(AccountId account, SessionId kept);
    /// A password or passkey was shown once more.
    [[nodiscard]] Task<Result<bool>> confirm(SessionId id);
    /// Those that hold, newest first.
    [[nodiscard]] Result<QList<BrowserSession>> list(const AccountId &account);

    /// HMAC of the session's id: worthless for any other session.
    [[nodiscard]] QByteArray csrfToken(const QString &sessionId) const;
    [[nodiscard]] bool csrfMatches(const QString &sessionId, QByteArrayView sent) const;

    /// Whether a password or passkey was shown in the last five minutes, as changes to one's own security want it.
    [[nodiscard]] bool isRecent(const Principal &principal) const;

    [[nodiscard]] const SessionLifetimes &lifetimes() const { return m_lifetimes; }

    static constexpr std::chrono::minutes kRecent{5};

private:
    store::Store &m_store;
    const KeyRing &m_keys;
    const Clock &m_clock;
    Random &m_random;
    const SessionLifetimes m_lifetimes;
};

} // namespace ostiary
