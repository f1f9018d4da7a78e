// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/passkeys.h"
#include "models/store/store.h"
#include "server/core/passkeys/challenge_tickets.h"
#include "server/core/passkeys/relying_party.h"
#include "server/core/passkeys/webauthn.h"

#include <QJsonObject>

namespace ostiary {

/// Passkeys (WebAuthn Level 3), as a second factor and as the only one. Whether the account may sign in at all is for
/// the caller to ask. Where passkeys are impossible, beginning and finishing are Forbidden with the reason in words.
class PasskeyService
{
public:
    PasskeyService(store::Store &store, const KeyRing &keys, const Clock &clock, Random &random, const QUrl &publicUrl);

    /// Who this server is to passkeys; an error's detail says why there can be none.
    [[nodiscard]] const Result<RelyingParty> &relyingParty() const { return m_party; }

    /// What the browser is to be asked, and what comes back with its answer.
    struct Question {
        QJsonObject publicKey; ///< PublicKeyCredentialCreationOptionsJSON or …RequestOptionsJSON
        QString ticket;
    };

    /// Conflict: the account has kMostPerAccount already.
    [[nodiscard]] Result<Question> beginRegistration(const AccountId &account, const QString &email);
    /// InvalidValue: `name`, `ticket` or `credential`. Conflict: registered already, or too many.
    [[nodiscard]] Task<Result<Passkey>> finishRegistration(AccountId account, QString name, QString ticket,
                                                           QJsonObject credential);

    /// With an account: one of its passkeys as the second factor (NotFound: it has none). Without: any passkey of this
    /// server as the only factor; it must verify its user.
    [[nodiscard]] Result<Question> beginSignIn(const std::optional<AccountId> &account);

    struct SignedIn {
        AccountId account;
        PasskeyId passkey;
        bool userVerified = false; ///< by PIN, finger or face: worth two factors
        bool asOnlyFactor = false; ///< beginSignIn() was given no account
    };
    /// InvalidValue: `ticket` or `credential`. InvalidCredentials: not a passkey of this server (or of the account that
    /// was asked for), or it proves nothing.
    [[nodiscard]] Task<Result<SignedIn>> finishSignIn(QString ticket, QJsonObject credential);

    /// Oldest first.
    [[nodiscard]] Result<QList<Passkey>> list(const AccountId &account);
    /// NotFound: it is not one of `owner`'s.
    [[nodiscard]] Task<Result<bool>> remove(PasskeyId id, AccountId owner);

    static constexpr int kMostPerAccount = 20;
    static constexpr qsizetype kLongestName = 100;

private:
    struct Answer {
        Passkey passkey;
        webauthn::Proof proof;
    };
    [[nodiscard]] Result<Answer> prove(const RelyingParty &party, const ChallengeTickets::Opened &asked,
                                       const QJsonObject &credential);

    store::Store &m_store;
    const Clock &m_clock;
    Random &m_random;
    const Result<RelyingParty> m_party;
    ChallengeTickets m_tickets;
};

} // namespace ostiary
