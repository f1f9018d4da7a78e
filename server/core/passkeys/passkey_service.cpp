// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/passkeys/passkey_service.h"

#include "server/core/passkeys/webauthn_options.h"
#include "server/core/text_rules.h"

namespace ostiary {

using webauthn::UserVerification;

namespace {

constexpr QByteArrayView kSignIn = "passkeys|sign-in";

QByteArray registrationOf(const AccountId &account)
{
    return "passkeys|register|" + account.text().toLatin1();
}

QByteArrayList credentialIds(const QList<Passkey> &passkeys)
{
    QByteArrayList ids;
    for (const Passkey &passkey : passkeys)
        ids << passkey.credentialId;
    return ids;
}

// As the second factor a touch is enough; the only factor must know its holder.
UserVerification verificationFor(const AccountId &account)
{
    return account.isEmpty() ? UserVerification::Required : UserVerification::Preferred;
}

} // namespace

PasskeyService::PasskeyService(store::Store &store, const KeyRing &keys, const Clock &clock, Random &random,
                               const QUrl &publicUrl)
    : m_store(store), m_clock(clock), m_random(random), m_party(RelyingParty::of(publicUrl)),
      m_tickets(keys, clock, random)
{
}

Result<PasskeyService::Question> PasskeyService::beginRegistration(const AccountId &account, const QString &email)
{
    TRY(const RelyingParty party, m_party);
    TRY(const QList<Passkey> own, list(account));
    if (own.size() >= kMostPerAccount) { // said before the person is asked; the insert decides a race
        return fail(ErrorCode::Conflict,
                    QStringLiteral("This account has %1 passkeys, the most it may have; remove one first.")
                        .arg(kMostPerAccount));
    }
    const ChallengeTickets::Issued issued = m_tickets.issue(registrationOf(account), account);
    const webauthn::Asked asked{party, issued.challenge, UserVerification::Required};
    return Question{webauthn::createOptions(asked, {account.text().toLatin1(), email}, credentialIds(own)),
                    issued.ticket};
}

Task<Result<Passkey>> PasskeyService::finishRegistration(AccountId account, QString name, QString ticket,
                                                         QJsonObject credential)
{
    CO_TRY(const RelyingParty party, m_party);
    CO_TRY(const QString goodName, text_rules::singleLine(name, QStringLiteral("name"), kLongestName));
    CO_TRY(const ChallengeTickets::Opened opened, m_tickets.open(registrationOf(account), ticket));
    CO_TRY(const webauthn::Registration made,
           webauthn::verifyRegistration({party, opened.challenge, UserVerification::Required}, credential));
    CO_CHECK(m_tickets.spend(opened));
    Passkey passkey;
    passkey.id = m_random.id<PasskeyId>();
    passkey.account = account;
    passkey.credentialId = made.credential.id;
    passkey.publicKey = made.credential.publicKey;
    passkey.algorithm = made.credential.algorithm;
    passkey.signCount = made.credential.signCount;
    passkey.name = goodName;
    passkey.createdAt = m_clock.now();
    co_return co_await m_store.write([passkey](store::Connection &connection) -> Result<Passkey> {
        CHECK(store::passkeys::insert(connection, passkey, kMostPerAccount));
        return passkey;
    });
}

Result<PasskeyService::Question> PasskeyService::beginSignIn(const std::optional<AccountId> &account)
{
    TRY(const RelyingParty party, m_party);
    QByteArrayList allowed;
    if (account) {
        TRY(const QList<Passkey> own, list(*account));
        if (own.isEmpty())
            return fail(ErrorCode::NotFound, QStringLiteral("This account has no passkey; use another way."));
        allowed = credentialIds(own);
    }
    const AccountId whose = account.value_or(AccountId());
    const ChallengeTickets::Issued issued = m_tickets.issue(kSignIn, whose);
    return Question{webauthn::getOptions({party, issued.challenge, verificationFor(whose)}, allowed), issued.ticket};
}

Task<Result<PasskeyService::SignedIn>> PasskeyService::finishSignIn(QString ticket, QJsonObject credential)
{
    CO_TRY(const RelyingParty party, m_party);
    CO_TRY(const ChallengeTickets::Opened opened, m_tickets.open(kSignIn, ticket));
    CO_TRY(const Answer answer, prove(party, opened, credential));
    CO_CHECK(m_tickets.spend(opened));
    const PasskeyId id = answer.passkey.id;
    CO_TRY(const bool counted,
           co_await m_store.write([id, count = answer.proof.signCount,
                                   now = m_clock.now()](store::Connection &connection) -> Result<bool> {
               return store::passkeys::use(connection, id, count, now);
           }));
    if (!counted)
        co_return fail(ErrorCode::InvalidCredentials,
                       QStringLiteral("This passkey was removed or used elsewhere at this moment; try again."));
    co_return SignedIn{.account = answer.passkey.account,
                       .passkey = id,
                       .userVerified = answer.proof.userVerified,
                       .asOnlyFactor = opened.account.isEmpty()};
}

Result<PasskeyService::Answer> PasskeyService::prove(const RelyingParty &party, const ChallengeTickets::Opened &asked,
                                                     const QJsonObject &credential)
{
    TRY(const webauthn::Assertion assertion, webauthn::parseAssertion(credential));
    TRY(store::Connection *const connection, m_store.reader());
    TRY(std::optional<Passkey> passkey, store::passkeys::findByCredential(*connection, assertion.credentialId));
    // WebAuthn Level 3 §7.2 steps 5 and 6: one that was asked for, and its user handle is its owner's.
    const bool isAskedFor = passkey && (asked.account.isEmpty() || asked.account == passkey->account);
    if (!isAskedFor || (asked.account.isEmpty() && assertion.userHandle.isEmpty())
        || (!assertion.userHandle.isEmpty() && assertion.userHandle != passkey->account.text().toLatin1())) {
        return fail(ErrorCode::InvalidCredentials,
                    QStringLiteral("This passkey is not registered here, or was removed; use another one or sign in "
                                   "another way."));
    }
    TRY(const webauthn::Proof proof,
        webauthn::verifyAssertion({party, asked.challenge, verificationFor(asked.account)},
                                  {passkey->credentialId, passkey->publicKey, passkey->algorithm, passkey->signCount},
                                  assertion));
    return Answer{*std::move(passkey), proof};
}

Result<QList<Passkey>> PasskeyService::list(const AccountId &account)
{
    TRY(store::Connection *const connection, m_store.reader());
    return store::passkeys::ofAccount(*connection, account);
}

Task<Result<bool>> PasskeyService::remove(PasskeyId id, AccountId owner)
{
    CO_TRY(const bool removed, co_await m_store.write([id, owner](store::Connection &connection) -> Result<bool> {
        return store::passkeys::remove(connection, id, owner);
    }));
    if (!removed)
        co_return fail(ErrorCode::NotFound, QStringLiteral("There is no passkey %1 of yours.").arg(id.text().left(60)));
    co_return true;
}

} // namespace ostiary
