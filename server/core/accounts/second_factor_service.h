// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/store.h"
#include "server/core/crypto/tickets.h"

#include <QStringList>

namespace ostiary {

/// Authenticator apps (TOTP, RFC 6238: SHA-1, six digits, 30 s, one step of drift) and recovery codes.
class SecondFactorService
{
public:
    SecondFactorService(store::Store &store, const KeyRing &keys, const Clock &clock, Random &random, QString issuer);

    struct Setup {
        QString secret; ///< base32, for those who type it
        QString uri; ///< otpauth:, for the QR code
        QByteArray ticket; ///< for confirm()
    };
    /// Nothing is kept before confirm(). Conflict: there is one already.
    [[nodiscard]] Result<Setup> begin(const Account &account);
    /// The same once more, for a page that is shown again. InvalidRequest: the ticket.
    [[nodiscard]] Result<Setup> resume(const Account &account, const QByteArray &ticket) const;
    /// Switches it on once a code proves that the app has the secret, and gives ten recovery codes, never shown again.
    /// InvalidValue: code. InvalidRequest: the ticket. Conflict: there is one already.
    [[nodiscard]] Task<Result<QStringList>> confirm(AccountId account, QByteArray ticket, QString code);
    /// New recovery codes; the old ones end. Conflict: no authenticator app is set up.
    [[nodiscard]] Task<Result<QStringList>> newCodes(AccountId account);
    /// With the recovery codes.
    [[nodiscard]] Task<Result<bool>> remove(AccountId account);

    struct State {
        std::optional<Time> since; ///< of the authenticator app; nullopt: there is none
        int codesLeft = 0;
        bool hasPasskey = false;
        [[nodiscard]] bool isRequired() const { return since.has_value() || hasPasskey; }
    };
    [[nodiscard]] Result<State> state(const AccountId &account);

    /// Spends a code of the app, or a recovery code: each works once. Answers which it was ("totp", "recovery_code").
    /// InvalidCredentials.
    [[nodiscard]] Task<Result<QString>> spend(AccountId account, QString code);

    static constexpr int kRecoveryCodes = 10;

private:
    [[nodiscard]] Result<QString> spendIn(store::Connection &connection, const AccountId &account,
                                          const QString &code) const;
    [[nodiscard]] QStringList drawCodes();
    [[nodiscard]] QList<QByteArray> hashesOf(const AccountId &account, const QStringList &codes) const;
    [[nodiscard]] QByteArray codeHash(const AccountId &account, const QString &code) const;

    store::Store &m_store;
    const KeyRing &m_keys;
    const Clock &m_clock;
    Random &m_random;
    const Tickets m_tickets;
    const QString m_issuer;
};

} // namespace ostiary
