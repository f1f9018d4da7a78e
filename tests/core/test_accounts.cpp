// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/accounts.h"
#include "models/store/authorization_codes.h"
#include "models/store/sign_ins.h"
#include "server/core/accounts/password_rules.h"
#include "server/core/accounts/totp.h"
#include "tests/core/core_fixture.h"

#include <QJsonArray>
#include <QTest>
#include <QUrlQuery>

using namespace ostiary;
using namespace std::chrono_literals;

namespace {

const QString kEmail = QStringLiteral("ann@example.org");
const Visitor kHome{QHostAddress(QStringLiteral("192.0.2.1")), QStringLiteral("Firefox")};
const Visitor kElsewhere{QHostAddress(QStringLiteral("198.51.100.7")), QStringLiteral("curl")};

Secret right()
{
    return Secret("correct horse battery");
}

} // namespace

class TestAccounts : public QObject
{
    Q_OBJECT

    QCA::Initializer m_crypto;
    std::unique_ptr<CoreFixture> m_core;

    Result<SignInService::SignedIn> signIn(const Secret &password = right(), const Visitor &from = kHome,
                                           const QString &code = {})
    {
        return await(m_core->signIns.withPassword(kEmail, password, code, from));
    }
    // Past the limit of attempts per minute, which has tests of its own.
    void waitAMinute() { m_core->clock.advance(61s); }

    struct App {
        QByteArray secret;
        QStringList recoveryCodes;
    };
    App addApp(const Account &account)
    {
        const SecondFactorService::Setup setup = *m_core->secondFactors.begin(account);
        const QByteArray secret = decodeBase32(setup.secret);
        const QStringList codes = *await(m_core->secondFactors.confirm(
            account.id, setup.ticket, totp::codeAt(secret, totp::stepAt(m_core->clock.now()))));
        m_core->clock.advance(30s); // each code works once
        return {secret, codes};
    }
    static QByteArray decodeBase32(const QString &text)
    {
        static const QByteArray letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        QByteArray bytes;
        quint32 bits = 0;
        int have = 0;
        for (const char c : text.toLatin1()) {
            bits = bits << 5 | quint32(letters.indexOf(c));
            have += 5;
            if (have >= 8)
                bytes += char(bits >> (have -= 8) & 0xff);
        }
        return bytes;
    }
    QString codeNow(const App &app) const { return totp::codeAt(app.secret, totp::stepAt(m_core->clock.now())); }

private slots:
    void init() { m_core = std::make_unique<CoreFixture>(); }
    void cleanup() { m_core.reset(); }

    // ---- passwords
    // ----------------------------------------------------------------------------------------------------

    void newPassword_isRefusedWhenItIsShortLongOrKnown_data()
    {
        QTest::addColumn<QByteArray>("password");
        QTest::addColumn<bool>("isFine");
        QTest::newRow("11 bytes") << QByteArray("k9$wq!zR4vp") << false;
        QTest::newRow("12 bytes") << QByteArray("k9$wq!zR4vpT") << true;
        QTest::newRow("256 bytes") << QByteArray("k9$wq!zR4vpT").repeated(22).first(256) << true;
        QTest::newRow("257 bytes") << QByteArray("k9$wq!zR4vpT").repeated(22).first(257) << false;
        QTest::newRow("NUL") << QByteArray("k9$wq!zR\0vpTx", 13) << false;
        QTest::newRow("no UTF-8") << QByteArray("k9$wq!zR4vpT\xff") << false;
        QTest::newRow("common") << QByteArray("password1234") << false;
        QTest::newRow("doubled") << QByteArray("passwordpassword") << false;
        QTest::newRow("keyboard") << QByteArray("qwertyuiop12") << false;
        QTest::newRow("one letter") << QByteArray(20, 'a') << false;
        QTest::newRow("date") << QByteArray("19841231198412") << false;
        QTest::newRow("the e-mail") << kEmail.toUtf8() << false;
        QTest::newRow("four words") << QByteArray("correct horse battery staple") << true;
        QTest::newRow("umlauts") << QByteArray("Zwölf Boxkämpfer jagen Viktor") << true;
    }
    void newPassword_isRefusedWhenItIsShortLongOrKnown()
    {
        QFETCH(QByteArray, password);
        const Result<> checked = password_rules::checkNew(password, kEmail);
        QTEST(checked.has_value(), "isFine");
        if (!checked)
            QCOMPARE(checked.error().field, QStringLiteral("password"));
    }

    void longPasswords_thatDifferAtTheEnd_differ()
    {
        const QByteArray base = QByteArray("k9$wq!zR4vpT").repeated(6);
        QVERIFY(await(m_core->accounts.create({.email = kEmail, .password = Secret(base + 'a')})));
        QVERIFY(signIn(Secret(base + 'a')));
        QVERIFY(!signIn(Secret(base + 'b')));
    }

    void password_isRehashedWhenTheParametersRise()
    {
        const Account ann = m_core->account();
        const auto hashOf
            = [&] { return (*store::accounts::findWithPassword(**m_core->store->reader(), ann.id))->passwordHash; };
        const QByteArray before = hashOf();
        PasswordHasher dearer({16ull * 1024 * 1024, 2});
        AccountService later(*m_core->store, dearer, m_core->links, m_core->clock, m_core->random);
        QVERIFY(await(later.checkPassword(kEmail, right())));
        const QByteArray after = hashOf();
        QVERIFY(after != before);
        QVERIFY(after.contains("m=16384,t=2"));
        QVERIFY(await(later.checkPassword(kEmail, right())));
        QCOMPARE(hashOf(), after);
    }

    void changePassword_endsOtherSessionsAndApps_andKeepsThisOneAndTheKeys()
    {
        const Account ann = m_core->account();
        const auto here = *signIn();
        const auto there = *signIn(right(), kElsewhere);
        const CreatedApiKey key = *await(m_core->apiKeys.create(ann.id, {.name = QStringLiteral("k")}));
        const SessionId kept = here.session.session.id;
        QVERIFY(await(m_core->accounts.changePassword(ann.id, Secret("wrong wrong wrong"),
                                                      Secret("new horse, old battery"), kept))
                    .error()
                    .code
                == ErrorCode::InvalidCredentials);
        QVERIFY(await(m_core->accounts.changePassword(ann.id, right(), Secret("new horse, old battery"), kept)));
        QVERIFY(m_core->authenticator.session(here.session.cookie.reveal().toByteArray()));
        QVERIFY(!m_core->authenticator.session(there.session.cookie.reveal().toByteArray()));
        QVERIFY(m_core->authenticator.bearer(key.secret.reveal().toByteArray()));
        QVERIFY(!signIn());
        QVERIFY(signIn(Secret("new horse, old battery")));
    }

    void resetLink_worksOnce_forThirtyMinutes_andOnlyTheLastOne()
    {
        const Account ann = m_core->account();
        const auto session = *signIn();
        const QByteArray first = (*await(m_core->links.createReset(ann.id, {}))).token.reveal().toByteArray();
        const QByteArray second = (*await(m_core->links.createReset(ann.id, {}))).token.reveal().toByteArray();
        const auto reset = [&](const QByteArray &token) {
            return await(m_core->accounts.resetPassword(token, Secret("new horse, old battery")));
        };
        QVERIFY(reset(first).error().code == ErrorCode::InvalidRequest);
        QVERIFY(reset("nonsense").error().code == ErrorCode::InvalidRequest);
        QVERIFY(await(m_core->accounts.resetPassword(second, Secret("short"))).error().code == ErrorCode::InvalidValue);
        QVERIFY(reset(second)); // a password that was refused did not spend it
        QCOMPARE(reset(second).error().detail, reset(first).error().detail);
        QVERIFY(!m_core->authenticator.session(session.session.cookie.reveal().toByteArray()));
        QVERIFY(signIn(Secret("new horse, old battery")));

        const QByteArray late = (*await(m_core->links.createReset(ann.id, {}))).token.reveal().toByteArray();
        m_core->clock.advance(30min);
        QVERIFY(reset(late).error().code == ErrorCode::InvalidRequest);
    }

    // ---- sessions ---------------------------------------------------------------------------------------------------

    void session_endsAfterItsLifetime_andWhenItIsIdle()
    {
        m_core->account();
        const QByteArray busy = signIn()->session.cookie.reveal().toByteArray();
        const QByteArray idle = signIn()->session.cookie.reveal().toByteArray();
        for (int i = 0; i < 24; ++i) { // 11 h 36 min, in steps that are no idleness
            m_core->clock.advance(29min);
            QVERIFY2(m_core->authenticator.session(busy), qPrintable(QString::number(i)));
            if (i == 0)
                QVERIFY(m_core->authenticator.session(idle));
        }
        QVERIFY(!m_core->authenticator.session(idle));
        m_core->clock.advance(24min);
        QVERIFY(!m_core->authenticator.session(busy)); // 12 h
    }

    void session_isKeptAlive_acrossARestart()
    {
        m_core->account();
        const QByteArray cookie = signIn()->session.cookie.reveal().toByteArray();
        m_core->clock.advance(20min);
        QVERIFY(m_core->authenticator.session(cookie));
        QVERIFY(*await(m_core->authenticator.writeUses()) > 0);
        m_core->clock.advance(20min);
        Authenticator restarted(*m_core->store, m_core->keys, *m_core->signer, m_core->resources.issuer(),
                                m_core->clock, 30min);
        QVERIFY(restarted.session(cookie));
    }

    void recentSignIn_isForgottenAfterFiveMinutes_andComesBackWithThePassword()
    {
        const Account ann = m_core->account();
        const auto signedIn = *signIn();
        const QByteArray cookie = signedIn.session.cookie.reveal().toByteArray();
        const auto isRecent = [&] { return m_core->sessions.isRecent(*m_core->authenticator.session(cookie)); };
        QVERIFY(isRecent());
        m_core->clock.advance(5min);
        QVERIFY(!isRecent());
        const SessionId id = signedIn.session.session.id;
        QVERIFY(!await(m_core->signIns.confirm(id, ann.id, Secret("wrong wrong wrong"), kHome)));
        QVERIFY(!isRecent());
        QVERIFY(await(m_core->signIns.confirm(id, ann.id, right(), kHome)));
        QVERIFY(isRecent());
    }

    // ---- lockout ----------------------------------------------------------------------------------------------------

    void tenFailures_lockTheAccountForThatNetwork_alsoForTheRightPassword()
    {
        m_core->account();
        for (int i = 0; i < SignInService::kFailuresToLock; ++i) {
            QVERIFY(signIn(Secret("wrong wrong wrong")).error().code == ErrorCode::InvalidCredentials);
            m_core->clock.advance(13s); // slower than the limit per minute
        }
        const Error locked = signIn().error();
        QVERIFY(locked.code == ErrorCode::RateLimited);
        QVERIFY(locked.retryAfter && *locked.retryAfter > 10min && *locked.retryAfter <= 15min);
        QVERIFY(signIn(right(), kElsewhere)); // who is not at fault is not locked out
        m_core->clock.advance(*locked.retryAfter);
        QVERIFY(signIn());
    }

    void success_forgivesEarlierFailures()
    {
        m_core->account();
        for (int round = 0; round < 3; ++round) {
            for (int i = 0; i < 4; ++i) {
                QVERIFY(!signIn(Secret("wrong wrong wrong")));
                m_core->clock.advance(13s);
            }
            QVERIFY(signIn());
            m_core->clock.advance(13s);
        }
    }

    void parallelAttempts_areCountedBeforeTheyAreLookedAt()
    {
        m_core->account();
        QList<Task<Result<SignInService::SignedIn>>> tasks;
        int verified = 0;
        int left = 100;
        for (int i = 0; i < 100; ++i) {
            whenDone(m_core->signIns.withPassword(kEmail, Secret("wrong wrong wrong"), {}, kHome),
                     [&](const Result<SignInService::SignedIn> &result) {
                         verified += result.error().code == ErrorCode::InvalidCredentials;
                         --left;
                     });
        }
        QTRY_COMPARE_WITH_TIMEOUT(left, 0, 30'000);
        QCOMPARE(verified, 5);
    }

    void network_isTheWholeSlash64_andMappedAddressesAreIPv4()
    {
        const auto network = [](const char *text) { return networkOf(QHostAddress(QLatin1String(text))); };
        QCOMPARE(network("2001:db8:1:2::1"), network("2001:db8:1:2:ffff::9"));
        QVERIFY(network("2001:db8:1:2::1") != network("2001:db8:1:3::1"));
        QCOMPARE(network("::ffff:192.0.2.1"), network("192.0.2.1"));
        QVERIFY(network("192.0.2.1") != network("192.0.2.2"));
    }

    // ---- second factor
    // ------------------------------------------------------------------------------------------------

    void totp_isTheOneOfRfc6238()
    {
        const QByteArray secret = "12345678901234567890"; // appendix B, SHA-1, last six digits
        for (const auto &[at, code] : {std::pair(59, "287082"), std::pair(1111111109, "081804"),
                                       std::pair(1234567890, "005924"), std::pair(2000000000, "279037")}) {
            QCOMPARE(totp::codeAt(secret, totp::stepAt(Time{std::chrono::seconds{at}})), QLatin1String(code));
        }
        QCOMPARE(totp::base32("12345678901234567890"), QStringLiteral("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"));
    }

    void app_isSwitchedOnByACode_andIsAskedForFromThenOn()
    {
        const Account ann = m_core->account();
        const SecondFactorService::Setup setup = *m_core->secondFactors.begin(ann);
        QVERIFY(setup.uri.startsWith(QLatin1String("otpauth://totp/gate.example:ann%40example.org?secret=")));
        QCOMPARE(QUrlQuery(QUrl(setup.uri)).queryItemValue(QStringLiteral("secret")), setup.secret);
        QVERIFY(await(m_core->secondFactors.confirm(ann.id, setup.ticket, QStringLiteral("000000"))).error().field
                == QLatin1String("code"));
        QVERIFY(signIn()); // nothing is on yet
        const App app = addApp(ann);
        QCOMPARE(app.recoveryCodes.size(), SecondFactorService::kRecoveryCodes);
        QVERIFY(m_core->secondFactors.begin(ann).error().code == ErrorCode::Conflict);

        const Error asked = signIn().error();
        QVERIFY(asked.code == ErrorCode::SecondFactorRequired);
        const QByteArray ticket = asked.members.value(QLatin1String("ticket")).toString().toLatin1();
        QVERIFY(asked.members.value(QLatin1String("methods")).toArray().contains(QStringLiteral("totp")));
        QVERIFY(!await(m_core->signIns.withCode(ticket, QStringLiteral("123456"), kHome)));
        const QString code = codeNow(app);
        QVERIFY(await(m_core->signIns.withCode(ticket, code, kHome)));
        QVERIFY(!await(m_core->signIns.withCode(ticket, code, kHome))); // a code works once
        waitAMinute();
        QVERIFY(signIn(right(), kHome, codeNow(app))); // all at once, for programs
    }

    void ticket_runsOut_andIsWorthNothingElsewhere()
    {
        const Account ann = m_core->account();
        const App app = addApp(ann);
        const QByteArray ticket = signIn().error().members.value(QLatin1String("ticket")).toString().toLatin1();
        QByteArray altered = ticket;
        altered[10] = altered[10] == 'A' ? 'B' : 'A';
        QVERIFY(await(m_core->signIns.withCode(altered, codeNow(app), kHome)).error().code
                == ErrorCode::InvalidRequest);
        QVERIFY(await(m_core->secondFactors.confirm(ann.id, ticket, codeNow(app))).error().code
                == ErrorCode::InvalidRequest);
        m_core->clock.advance(5min);
        QVERIFY(await(m_core->signIns.withCode(ticket, codeNow(app), kHome)).error().code == ErrorCode::InvalidRequest);
    }

    void recoveryCode_worksOnce_asItIsTyped()
    {
        const Account ann = m_core->account();
        const App app = addApp(ann);
        const QString code = QStringLiteral("  ") + app.recoveryCodes.first().toUpper().replace(u'-', u' ');
        QVERIFY(signIn(right(), kHome, code));
        QCOMPARE(m_core->secondFactors.state(ann.id)->codesLeft, SecondFactorService::kRecoveryCodes - 1);
        QVERIFY(!signIn(right(), kHome, code));
        const QStringList newer = *await(m_core->secondFactors.newCodes(ann.id));
        waitAMinute();
        QVERIFY(!signIn(right(), kHome, app.recoveryCodes.last()));
        QVERIFY(signIn(right(), kHome, newer.last()));
    }

    void secondFactors_canBeTakenAwayByTheOperator()
    {
        const Account ann = m_core->account();
        addApp(ann);
        QVERIFY(!signIn());
        QVERIFY(await(m_core->accounts.change(ann.id, {.resetSecondFactors = true})));
        QVERIFY(signIn());
    }

    // ---- disabling, administrators, first run -----------------------------------------------------------------------

    void disabledAccount_isRefusedEverywhere_andComesBack()
    {
        const Account ann = m_core->account();
        const QByteArray cookie = signIn()->session.cookie.reveal().toByteArray();
        const QByteArray key
            = (*await(m_core->apiKeys.create(ann.id, {.name = QStringLiteral("k")}))).secret.reveal().toByteArray();
        QVERIFY(m_core->authenticator.session(cookie) && m_core->authenticator.bearer(key));
        QVERIFY(await(m_core->accounts.change(ann.id, {.isDisabled = true})));
        QVERIFY(!m_core->authenticator.session(cookie));
        QVERIFY(!m_core->authenticator.bearer(key));
        QVERIFY(signIn().error().code == ErrorCode::Forbidden);
        QVERIFY(signIn(Secret("wrong wrong wrong")).error().code == ErrorCode::InvalidCredentials);
        QVERIFY(await(m_core->accounts.change(ann.id, {.isDisabled = false})));
        QVERIFY(m_core->authenticator.bearer(key));
        QVERIFY(signIn());
    }

    void lastAdministrator_stays_alsoWhenTwoStepDownAtOnce()
    {
        const auto admin = [&](const char *email) {
            return *await(
                m_core->accounts.create({.email = QLatin1String(email), .password = right(), .isAdmin = true}));
        };
        const Account one = admin("one@example.org");
        QVERIFY(await(m_core->accounts.change(one.id, {.isAdmin = false})).error().code == ErrorCode::Conflict);
        QVERIFY(await(m_core->accounts.change(one.id, {.isDisabled = true})).error().code == ErrorCode::Conflict);
        const Account two = admin("two@example.org");
        int refused = 0;
        int left = 2;
        for (const AccountId &id : {one.id, two.id}) {
            whenDone(m_core->accounts.change(id, {.isAdmin = false}), [&](const Result<Account> &result) {
                refused += !result && result.error().code == ErrorCode::Conflict;
                --left;
            });
        }
        QTRY_COMPARE(left, 0);
        QCOMPARE(refused, 1);
    }

    void setup_makesOneAdministrator_ofTwoWhoTryAtOnce()
    {
        const SetupCode code = *m_core->setup.code();
        QCOMPARE(code.url.toString(), QStringLiteral("https://gate.example/setup?code=") + code.code);
        QCOMPARE(m_core->setup.code()->code, code.code); // printed again, the same
        QVERIFY(await(m_core->setup.finish(QStringLiteral("AAAA-AAAA"), kEmail, right())).error().field
                == QLatin1String("code"));
        int made = 0;
        int left = 2;
        for (const char *email : {"one@example.org", "two@example.org"}) {
            whenDone(m_core->setup.finish(code.code.toLower(), QLatin1String(email), right()),
                     [&](const Result<Account> &result) {
                         made += result && result->isAdmin;
                         --left;
                     });
        }
        QTRY_COMPARE_WITH_TIMEOUT(left, 0, 10'000);
        QCOMPARE(made, 1);
        QCOMPARE(m_core->accounts.list({})->rows.size(), 1); // the slower one left nothing behind
        QVERIFY(m_core->setup.code().error().code == ErrorCode::NotFound);
    }

    void setupCode_runsOut()
    {
        const QString code = m_core->setup.code()->code;
        m_core->clock.advance(31min);
        QVERIFY(await(m_core->setup.finish(code, kEmail, right())).error().field == QLatin1String("code"));
    }

    void history_tellsWhoTried()
    {
        const Account ann = m_core->account();
        QVERIFY(!signIn(Secret("wrong wrong wrong"), kElsewhere));
        m_core->clock.advance(1s);
        QVERIFY(signIn());
        const QList<SignInRecord> records = *m_core->signIns.history(ann.id);
        QCOMPARE(records.size(), 2);
        QCOMPARE(records[0].outcome, QStringLiteral("ok"));
        QCOMPARE(records[0].userAgent, QStringLiteral("Firefox"));
        QCOMPARE(records[1].outcome, QStringLiteral("wrong_password"));
        QCOMPARE(records[1].address, QStringLiteral("198.51.100.7"));
    }
};

QTEST_GUILESS_MAIN(TestAccounts)
#include "test_accounts.moc"
