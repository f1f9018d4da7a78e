// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/core/accounts/account_service.h"
#include "server/core/accounts/second_factor_service.h"
#include "server/core/limits/rate_limiter.h"
#include "server/core/sessions/session_service.h"

#include <QHostAddress>

namespace ostiary {

/// Who knocks: for limits, for the history, for the list of sessions.
struct Visitor {
    QHostAddress address;
    QString userAgent;
};

/// Signing in: limits, lockout, password, second factor, history, session; in this order, for pages and API alike.
class SignInService
{
public:
    /// `rule`: attempts of one account from one network (F8).
    SignInService(store::Store &store, AccountService &accounts, SecondFactorService &factors, SessionService &sessions,
                  RateLimiter &limiter, RateRule rule, const KeyRing &keys, const Clock &clock, Random &random);

    /// Counts an attempt for the account *and* the network (IPv6 by /64): hosted clients share addresses, so an
    /// address alone is only stopped when it floods. RateLimited.
    [[nodiscard]] Result<> admit(const QString &email, const QHostAddress &address);

    /// How many attempts admit() still lets through, as far as the account's rule goes.
    [[nodiscard]] RateStanding standing(const QString &email, const QHostAddress &address) const;

    /// Counts an attempt that nobody can guess right (a passkey): only a network that floods is stopped. RateLimited.
    [[nodiscard]] Result<> admitNetwork(const QHostAddress &address);

    struct SignedIn {
        Account account;
        SessionService::Opened session;
    };
    /// InvalidCredentials. RateLimited, for the right password too. Forbidden: the account is disabled.
    /// SecondFactorRequired: `members` has "ticket" for withCode(), and "methods". `code` may come along at once.
    [[nodiscard]] Task<Result<SignedIn>> withPassword(QString email, Secret password, QString code, Visitor visitor);
    /// The second step of withPassword(): a code of the authenticator app, or a recovery code.
    [[nodiscard]] Task<Result<SignedIn>> withCode(QByteArray ticket, QString code, Visitor visitor);
    /// After something as good as a password *and* a second factor: a passkey that verified its user.
    [[nodiscard]] Task<Result<SignedIn>> withPasskey(AccountId account, Visitor visitor);
    /// Whose ticket it is; for a passkey as the second factor. InvalidRequest.
    [[nodiscard]] Result<AccountId> accountOfTicket(QByteArrayView ticket) const;
    /// Without any question: whoever just made the account.
    [[nodiscard]] Task<Result<SignedIn>> asNew(Account account, Visitor visitor);

    /// The password once more, before something sensitive; with a second factor, its code will do as well.
    [[nodiscard]] Task<Result<bool>> confirm(SessionId session, AccountId account, Secret password, Visitor visitor);

    /// Newest first; kept for 90 days.
    [[nodiscard]] Result<QList<SignInRecord>> history(const AccountId &account);
    [[nodiscard]] Task<Result<bool>> note(AccountId account, QString method, QString outcome, Visitor visitor);

    static constexpr int kAddressFactor = 20; ///< a network may try this many times what one account may
    static constexpr int kFailuresToLock = 10; ///< of one account from one network, in …
    static constexpr std::chrono::minutes kLockWindow{15};
    static constexpr std::chrono::hours kHistory{24 * 90};

private:
    [[nodiscard]] Task<Result<SignedIn>> open(Account account, QString method, Visitor visitor);
    [[nodiscard]] Result<> checkEnabled(const Account &account) const;
    [[nodiscard]] RateRule flood() const; ///< for a whole network

    store::Store &m_store;
    AccountService &m_accounts;
    SecondFactorService &m_factors;
    SessionService &m_sessions;
    RateLimiter &m_limiter;
    const RateRule m_rule;
    const Tickets m_tickets;
    const Clock &m_clock;
    Random &m_random;
};

/// The network of an address, as limits count it: an IPv4 address (also when it comes as ::ffff:a.b.c.d), or the /64 of
/// an IPv6 one, since one customer has all of that.
[[nodiscard]] QByteArray networkOf(const QHostAddress &address);

} // namespace ostiary
