// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/passkeys/passkey_service.h"
#include "tests/core/core_fixture.h"
#include "tests/core/software_authenticator.h"

#include <QJsonArray>
#include <QTest>

using namespace ostiary;
using namespace Qt::StringLiterals;

namespace {

const QUrl kPublicUrl(u"https://gate.example"_s);

bool isUnreadable(const Error &error)
{
    return error.code == ErrorCode::InvalidValue && error.field == "credential"_L1 && !error.detail.isEmpty();
}

} // namespace

class TestPasskeys : public QObject
{
    Q_OBJECT

    QCA::Initializer m_crypto;
    std::unique_ptr<CoreFixture> m_core;
    std::unique_ptr<PasskeyService> m_passkeys;

    Result<Passkey> add(const Account &owner, SoftwareAuthenticator &authenticator, const QString &name = u"Laptop"_s)
    {
        const PasskeyService::Question question = *m_passkeys->beginRegistration(owner.id, owner.email);
        authenticator.userHandle = owner.id.text().toLatin1();
        return await(
            m_passkeys->finishRegistration(owner.id, name, question.ticket, authenticator.create(question.publicKey)));
    }
    Result<PasskeyService::SignedIn> signIn(SoftwareAuthenticator &authenticator,
                                            const std::optional<AccountId> &account = {})
    {
        const PasskeyService::Question question = *m_passkeys->beginSignIn(account);
        return await(m_passkeys->finishSignIn(question.ticket, authenticator.get(question.publicKey)));
    }

private slots:
    void init()
    {
        m_core = std::make_unique<CoreFixture>();
        m_passkeys
            = std::make_unique<PasskeyService>(*m_core->store, m_core->keys, m_core->clock, m_core->random, kPublicUrl);
    }
    void cleanup()
    {
        m_passkeys.reset();
        m_core.reset();
    }

    void whereThereCanBeNoPasskeys_theReasonIsSaid_andOldOnesAreListed()
    {
        PasskeyService nowhere(*m_core->store, m_core->keys, m_core->clock, m_core->random,
                               QUrl(u"http://127.0.0.1:8477"_s));
        const auto question = nowhere.beginSignIn({});
        QVERIFY(question.error().code == ErrorCode::Forbidden);
        QVERIFY(question.error().detail.contains("127.0.0.1"_L1));
        QVERIFY(!nowhere.beginRegistration(AccountId(u"acc_x"_s), u"x"_s));
        QVERIFY(nowhere.list(AccountId(u"acc_x"_s)));
    }

    void signIn_asksForVerification_onlyWhereThePasskeyStandsAlone()
    {
        const Account ann = m_core->account();
        SoftwareAuthenticator key(SoftwareAuthenticator::Es256);
        QVERIFY(add(ann, key));
        const QJsonObject alone = m_passkeys->beginSignIn({})->publicKey;
        QCOMPARE(alone.value("userVerification"_L1).toString(), u"required"_s);
        QVERIFY(alone.value("allowCredentials"_L1).toArray().isEmpty());
        const QJsonObject second = m_passkeys->beginSignIn(ann.id)->publicKey;
        QCOMPARE(second.value("userVerification"_L1).toString(), u"preferred"_s);
        QCOMPARE(second.value("allowCredentials"_L1).toArray().size(), 1);
    }

    // ---- the whole way ----
    void passkey_signsIn_asTheOnlyAndAsTheSecondFactor_data()
    {
        QTest::addColumn<int>("algorithm");
        QTest::newRow("EdDSA") << -8;
        QTest::newRow("ES256") << -7;
        QTest::newRow("RS256") << -257;
    }
    void passkey_signsIn_asTheOnlyAndAsTheSecondFactor()
    {
        QFETCH(const int, algorithm);
        const Account ann = m_core->account();
        SoftwareAuthenticator key{SoftwareAuthenticator::Algorithm(algorithm)};
        const Result<Passkey> made = add(ann, key, u"  YubiKey "_s);
        QVERIFY2(made, qPrintable(made ? QString() : made.error().detail));
        QCOMPARE(made->name, u"YubiKey"_s);
        QCOMPARE(made->algorithm, algorithm);
        QVERIFY(made->id.text().startsWith("pky_"_L1));

        const auto alone = signIn(key);
        QVERIFY2(alone, qPrintable(alone ? QString() : alone.error().detail));
        QCOMPARE(alone->account, ann.id);
        QVERIFY(alone->userVerified && alone->asOnlyFactor);

        key.flags = SoftwareAuthenticator::Up;
        const auto second = signIn(key, ann.id);
        QVERIFY(second);
        QVERIFY(!second->userVerified && !second->asOnlyFactor);
        QCOMPARE(m_passkeys->list(ann.id)->first().lastUsedAt, m_core->clock.now());
    }

    void extensions_thatNobodyAskedFor_doNoHarm()
    {
        const Account ann = m_core->account();
        SoftwareAuthenticator key(SoftwareAuthenticator::EdDsa);
        key.flags |= SoftwareAuthenticator::Ed | SoftwareAuthenticator::Be | SoftwareAuthenticator::Bs;
        key.extensions = QCborValue(QCborMap{{u"credProtect"_s, 2}, {u"x"_s, QCborArray{1, 2}}}).toCbor();
        QVERIFY(add(ann, key));
        key.extensions = QCborValue(QCborMap{{u"x"_s, true}}).toCbor();
        QVERIFY(signIn(key));
    }

    // ---- what does not fit the question (§7.1, §7.2) ----
    void lie_isRefused_withAGoodSignature_data()
    {
        using Bend = std::function<void(SoftwareAuthenticator &)>;
        QTest::addColumn<Bend>("bend");
        const auto row = [](const char *name, Bend bend) { QTest::newRow(name) << bend; };
        row("other origin", [](auto &a) { a.origin = "https://evil.example"; });
        row("origin with another port", [](auto &a) { a.origin = "https://gate.example:444"; });
        row("origin without TLS", [](auto &a) { a.origin = "http://gate.example"; });
        row("origin of a subdomain", [](auto &a) { a.origin = "https://x.gate.example"; });
        row("origin with a slash", [](auto &a) { a.origin = "https://gate.example/"; });
        row("other relying party", [](auto &a) { a.rpId = "evil.example"; });
        row("parent as relying party", [](auto &a) { a.rpId = "example"; });
        row("other challenge",
            [](auto &a) { a.moreClientData = {{u"challenge"_s, SoftwareAuthenticator::text(QByteArray(32, 'x'))}}; });
        row("empty challenge", [](auto &a) { a.moreClientData = {{u"challenge"_s, u""_s}}; });
        row("challenge of another type", [](auto &a) { a.moreClientData = {{u"challenge"_s, 7}}; });
        row("other type", [](auto &a) { a.moreClientData = {{u"type"_s, u"payment.get"_s}}; });
        row("inside another page", [](auto &a) { a.moreClientData = {{u"crossOrigin"_s, true}}; });
        row("inside who knows what", [](auto &a) { a.moreClientData = {{u"crossOrigin"_s, u"no"_s}}; });
        row("top origin", [](auto &a) { a.moreClientData = {{u"topOrigin"_s, u"https://evil.example"_s}}; });
        row("nobody present", [](auto &a) { a.flags = SoftwareAuthenticator::Uv; });
        row("nobody verified", [](auto &a) { a.flags = SoftwareAuthenticator::Up; });
        row("backed up, but not eligible", [](auto &a) { a.flags |= SoftwareAuthenticator::Bs; });
        row("extensions missing", [](auto &a) { a.flags |= SoftwareAuthenticator::Ed; });
        row("bytes behind the end", [](auto &a) { a.extensions = "x"; });
        row("extensions of no map", [](auto &a) {
            a.flags |= SoftwareAuthenticator::Ed;
            a.extensions = QByteArray(1, '\x01');
        });
    }
    void lie_isRefused_withAGoodSignature()
    {
        QFETCH(const std::function<void(SoftwareAuthenticator &)>, bend);
        const Account ann = m_core->account();
        SoftwareAuthenticator key(SoftwareAuthenticator::Es256);
        QVERIFY(add(ann, key));
        SoftwareAuthenticator honest = key;
        bend(key);

        const auto question = *m_passkeys->beginRegistration(ann.id, ann.email);
        SoftwareAuthenticator fresh(SoftwareAuthenticator::Es256, "another");
        bend(fresh);
        const auto made
            = await(m_passkeys->finishRegistration(ann.id, u"n"_s, question.ticket, fresh.create(question.publicKey)));
        QVERIFY(!made);
        QVERIFY(isUnreadable(made.error()));

        const auto entered = signIn(key);
        QVERIFY(!entered);
        QVERIFY(entered.error().code == ErrorCode::InvalidCredentials || isUnreadable(entered.error()));
        QVERIFY(!entered.error().detail.isEmpty());
        QVERIFY(signIn(honest)); // it was the lie
        QCOMPARE(m_passkeys->list(ann.id)->size(), 1);
    }

    void registration_isNoAssertion_andTheOtherWayRound()
    {
        const Account ann = m_core->account();
        SoftwareAuthenticator key(SoftwareAuthenticator::Es256);
        QVERIFY(add(ann, key));
        const auto toSignIn = *m_passkeys->beginSignIn({});
        key.moreClientData = {{u"type"_s, u"webauthn.create"_s}};
        QVERIFY(!await(m_passkeys->finishSignIn(toSignIn.ticket, key.get(toSignIn.publicKey))));
        key.moreClientData = {};
        // Authenticator data with a credential inside is none of an assertion (§6.3.3), signed or not.
        const QByteArray client = key.clientData("webauthn.get", toSignIn.publicKey);
        const QByteArray data = key.attestedData();
        const QByteArray signature = key.sign(data + QCryptographicHash::hash(client, QCryptographicHash::Sha256));
        const auto entered = await(m_passkeys->finishSignIn(toSignIn.ticket, key.got(client, data, signature)));
        QVERIFY(!entered && isUnreadable(entered.error()));
    }

    void signature_withOneBitFlipped_isRefused_data() { passkey_signsIn_asTheOnlyAndAsTheSecondFactor_data(); }
    void signature_withOneBitFlipped_isRefused()
    {
        QFETCH(const int, algorithm);
        const Account ann = m_core->account();
        SoftwareAuthenticator key{SoftwareAuthenticator::Algorithm(algorithm)};
        QVERIFY(add(ann, key));
        const auto question = *m_passkeys->beginSignIn({});
        const QJsonObject good = key.get(question.publicKey);
        for (const QString &member : {u"signature"_s, u"authenticatorData"_s, u"clientDataJSON"_s}) {
            const QByteArray bytes = SoftwareAuthenticator::bytesOf(good, member);
            for (qsizetype bit = 0; bit < bytes.size() * 8; bit += 7) {
                QByteArray bent = bytes;
                bent[bit / 8] = char(bent[bit / 8] ^ (1 << (bit % 8)));
                const auto entered = await(m_passkeys->finishSignIn(
                    question.ticket, SoftwareAuthenticator::with(good, member, SoftwareAuthenticator::text(bent))));
                QVERIFY2(!entered, qPrintable(u"%1, bit %2"_s.arg(member).arg(bit)));
            }
        }
        QVERIFY(await(m_passkeys->finishSignIn(question.ticket, good))); // wrong answers spent nothing
    }

    void signatureOfAnotherKey_isRefused()
    {
        const Account ann = m_core->account();
        SoftwareAuthenticator key(SoftwareAuthenticator::EdDsa);
        SoftwareAuthenticator thief(SoftwareAuthenticator::EdDsa); // claims the same credential id
        QVERIFY(add(ann, key));
        thief.userHandle = key.userHandle;
        QVERIFY(signIn(thief).error().code == ErrorCode::InvalidCredentials);
    }

    // §7.2 step 22
    void signCount_mustRise_unlessTheAuthenticatorDoesNotCount()
    {
        const Account ann = m_core->account();
        SoftwareAuthenticator key(SoftwareAuthenticator::Es256);
        key.signCount = 7;
        QVERIFY(add(ann, key));
        QVERIFY(signIn(key)); // 8
        SoftwareAuthenticator copy = key;
        QVERIFY(signIn(key)); // 9
        const auto cloned = signIn(copy); // 9 again
        QVERIFY(!cloned && cloned.error().code == ErrorCode::InvalidCredentials);
        QVERIFY(cloned.error().detail.contains("copied"_L1));
        QVERIFY(cloned.error().cause.contains("9 after 9"_L1));
        key.signCount = 0; // it never counted, it says
        QVERIFY(!signIn(key));
        key.signCount = 9;
        QVERIFY(signIn(key)); // 10
        QCOMPARE(m_passkeys->list(ann.id)->first().signCount, 10u);
    }

    // ---- tickets ----
    void ticket_worksOnce()
    {
        const Account ann = m_core->account();
        SoftwareAuthenticator key(SoftwareAuthenticator::Es256);
        QVERIFY(add(ann, key));
        const auto question = *m_passkeys->beginSignIn({});
        const QJsonObject answer = key.get(question.publicKey);
        QVERIFY(await(m_passkeys->finishSignIn(question.ticket, answer)));
        const auto again = await(m_passkeys->finishSignIn(question.ticket, answer));
        QVERIFY(!again);
        QCOMPARE(again.error().field, u"ticket"_s);
    }

    // Both are under way before either is written.
    void ticket_worksOnce_alsoWhenTwoComeAtOnce()
    {
        const Account ann = m_core->account();
        SoftwareAuthenticator key(SoftwareAuthenticator::Es256);
        QVERIFY(add(ann, key));
        const auto question = *m_passkeys->beginSignIn({});
        const QJsonObject answer = key.get(question.publicKey);
        auto first = m_passkeys->finishSignIn(question.ticket, answer);
        auto second = m_passkeys->finishSignIn(question.ticket, answer);
        const bool firstIn = await(std::move(first)).has_value();
        const bool secondIn = await(std::move(second)).has_value();
        QVERIFY(firstIn != secondIn);
    }

    void ticket_runsOutAfterFiveMinutes()
    {
        const Account ann = m_core->account();
        SoftwareAuthenticator key(SoftwareAuthenticator::Es256);
        QVERIFY(add(ann, key));
        const auto intime = *m_passkeys->beginSignIn({});
        const auto late = *m_passkeys->beginSignIn({});
        m_core->clock.advance(std::chrono::minutes(5) - std::chrono::milliseconds(1));
        QVERIFY(await(m_passkeys->finishSignIn(intime.ticket, key.get(intime.publicKey))));
        m_core->clock.advance(std::chrono::milliseconds(1));
        QCOMPARE(await(m_passkeys->finishSignIn(late.ticket, key.get(late.publicKey))).error().field, u"ticket"_s);
    }

    void ticket_isOfOneAccountAndOneUse()
    {
        const Account ann = m_core->account();
        const Account bob = m_core->account(u"bob@example.org"_s);
        SoftwareAuthenticator annKey(SoftwareAuthenticator::Es256, "ann's");
        SoftwareAuthenticator bobKey(SoftwareAuthenticator::Es256, "bob's");
        QVERIFY(add(ann, annKey) && add(bob, bobKey));

        // Ann's registration is worth nothing in Bob's hands.
        SoftwareAuthenticator fresh(SoftwareAuthenticator::Es256, "fresh");
        const auto question = *m_passkeys->beginRegistration(ann.id, ann.email);
        const QJsonObject answer = fresh.create(question.publicKey);
        QCOMPARE(await(m_passkeys->finishRegistration(bob.id, u"n"_s, question.ticket, answer)).error().field,
                 u"ticket"_s);
        QCOMPARE(await(m_passkeys->finishSignIn(question.ticket, annKey.get(question.publicKey))).error().field,
                 u"ticket"_s);
        // Bob's passkey is no second factor of Ann's, whoever it says it is.
        QVERIFY(signIn(bobKey, ann.id).error().code == ErrorCode::InvalidCredentials);
        bobKey.userHandle = ann.id.text().toLatin1();
        QVERIFY(signIn(bobKey, ann.id).error().code == ErrorCode::InvalidCredentials);
        QVERIFY(signIn(bobKey).error().code == ErrorCode::InvalidCredentials); // §7.2 step 6
        // A second factor's ticket does not lower the bar of the only one: it gives Ann, and says what it was.
        const auto second = signIn(annKey, ann.id);
        QVERIFY(second && !second->asOnlyFactor);
    }

    void ticket_alteredOrInvented_isRefused()
    {
        SoftwareAuthenticator key(SoftwareAuthenticator::Es256);
        const auto question = *m_passkeys->beginSignIn({});
        const QJsonObject answer = key.get(question.publicKey);
        QString bent = question.ticket;
        bent[20] = bent.at(20) == u'A' ? u'B' : u'A';
        for (const QString &ticket : {bent, QString(), u"!"_s, u"\u00e9"_s, QString(1 << 20, u'A'),
                                      question.ticket + u"AAAA"_s, question.ticket.chopped(4)})
            QCOMPARE(await(m_passkeys->finishSignIn(ticket, answer)).error().field, u"ticket"_s);
    }

    void tickets_forgetWhatRanOut()
    {
        ChallengeTickets tickets(m_core->keys, m_core->clock, m_core->random);
        for (int round = 0; round < 3; ++round) {
            for (qsizetype i = 0; i < ChallengeTickets::kMostRemembered; ++i)
                QVERIFY(tickets.spend({QByteArray::number(i), {}, m_core->clock.now() + std::chrono::minutes(5)}));
            const auto full = tickets.spend({"one more", {}, m_core->clock.now() + std::chrono::minutes(5)});
            QVERIFY(full.error().code == ErrorCode::Unavailable && full.error().retryAfter);
            m_core->clock.advance(std::chrono::minutes(5));
        }
    }

    // ---- registering, listing, removing ----
    void credential_thatIsRegistered_isAConflict_alsoForSomebodyElse()
    {
        const Account ann = m_core->account();
        const Account bob = m_core->account(u"bob@example.org"_s);
        SoftwareAuthenticator key(SoftwareAuthenticator::Es256);
        QVERIFY(add(ann, key));
        QVERIFY(add(ann, key).error().code == ErrorCode::Conflict);
        QVERIFY(add(bob, key).error().code == ErrorCode::Conflict);
        const QJsonObject options = m_passkeys->beginRegistration(ann.id, ann.email)->publicKey;
        QCOMPARE(options.value("excludeCredentials"_L1).toArray().size(), 1);
    }

    void twentyFirstPasskey_isAConflict_alsoWhenItBeganInTime()
    {
        const Account ann = m_core->account();
        const auto early = *m_passkeys->beginRegistration(ann.id, ann.email);
        for (int i = 0; i < PasskeyService::kMostPerAccount; ++i) {
            SoftwareAuthenticator key(SoftwareAuthenticator::EdDsa, "key " + QByteArray::number(i));
            QVERIFY(add(ann, key));
        }
        SoftwareAuthenticator late(SoftwareAuthenticator::EdDsa, "late");
        QVERIFY(m_passkeys->beginRegistration(ann.id, ann.email).error().code == ErrorCode::Conflict);
        QVERIFY(await(m_passkeys->finishRegistration(ann.id, u"n"_s, early.ticket, late.create(early.publicKey)))
                    .error()
                    .code
                == ErrorCode::Conflict);
    }

    void name_isOneLineOfText()
    {
        const Account ann = m_core->account();
        SoftwareAuthenticator key(SoftwareAuthenticator::EdDsa);
        for (const QString &name : {u"  "_s, QString(101, u'x'), u"a\nb"_s})
            QCOMPARE(add(ann, key, name).error().field, u"name"_s);
    }

    void remove_endsThePasskey_forItsOwnerOnly()
    {
        const Account ann = m_core->account();
        const Account bob = m_core->account(u"bob@example.org"_s);
        SoftwareAuthenticator key(SoftwareAuthenticator::Es256);
        const Passkey made = *add(ann, key);
        QVERIFY(await(m_passkeys->remove(made.id, bob.id)).error().code == ErrorCode::NotFound);
        QVERIFY(signIn(key));
        QVERIFY(await(m_passkeys->remove(made.id, ann.id)));
        QVERIFY(m_passkeys->list(ann.id)->isEmpty());
        QVERIFY(signIn(key).error().code == ErrorCode::InvalidCredentials);
        QVERIFY(m_passkeys->beginSignIn(ann.id).error().code == ErrorCode::NotFound);
    }

    void foreignCredential_isRefused()
    {
        SoftwareAuthenticator stranger(SoftwareAuthenticator::EdDsa, "stranger");
        stranger.userHandle = "acc_x";
        QVERIFY(signIn(stranger).error().code == ErrorCode::InvalidCredentials);
        const Account ann = m_core->account();
        SoftwareAuthenticator key(SoftwareAuthenticator::EdDsa);
        QVERIFY(add(ann, key));
        key.userHandle.clear(); // a discoverable passkey says whose it is
        QVERIFY(!signIn(key));
        QVERIFY(signIn(key, ann.id)); // one that was named need not
    }
};

QTEST_GUILESS_MAIN(TestPasskeys)
#include "test_passkeys.moc"
