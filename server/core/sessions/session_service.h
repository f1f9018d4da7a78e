// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/store.h"
#include "server/core/crypto/key_ring.h"
#include "server/core/principal/principal.h"

namespace ostiary {

/// Browser sessions and the CSRF tokens bound to them.
class SessionService
{
public:
    SessionService(store::Store &store, const KeyRing &keys, const Clock &clock, Random &random,
                   std::chrono::seconds lifetime);

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
    [[nodiscard]] Result<QList<BrowserSession>> list(const AccountId &account);

    /// HMAC of the session's id: worthless for any other session.
    [[nodiscard]] QByteArray csrfToken(const QString &sessionId) const;
    [[nodiscard]] bool csrfMatches(const QString &sessionId, QByteArrayView sent) const;

    [[nodiscard]] std::chrono::seconds lifetime() const { return m_lifetime; }

private:
    store::Store &m_store;
    const KeyRing &m_keys;
    const Clock &m_clock;
    Random &m_random;
    const std::chrono::seconds m_lifetime;
};

} // namespace ostiary
