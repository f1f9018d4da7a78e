// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/connections/flight_recorder.h"
#include "tests/core/core_fixture.h"

#include <QJsonArray>
#include <QTest>

#include <thread>

using namespace ostiary;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const FlightRecorder::Peer kHosted{u"198.51.100.1"_s, u"Claude-User"_s};
const FlightRecorder::Peer kBrowser{u"203.0.113.9"_s, u"Mozilla/5.0"_s};
const ClientId kClient(u"cli_app"_s);

AttemptNote met(AttemptStep step, const ClientId &client = {}, const AccountId &account = {})
{
    return {.step = step, .detail = toString(step) + u" went well."_s, .client = client, .account = account};
}

AttemptNote refused(AttemptStep step, const QString &why, const ClientId &client = {})
{
    return {.step = step, .ok = false, .detail = why, .client = client};
}

} // namespace

class TestFlightRecorder : public QObject
{
    Q_OBJECT

    QCA::Initializer m_crypto;
    std::unique_ptr<CoreFixture> m_core;
    std::unique_ptr<FlightRecorder> m_recorder;

    QList<ConnectionAttempt> attempts() { return await(m_recorder->list({}))->rows; }
    ConnectionAttempt only()
    {
        const QList<ConnectionAttempt> all = attempts();
        return all.size() == 1 ? all.first() : ConnectionAttempt{};
    }
    static QString stepsOf(const ConnectionAttempt &attempt)
    {
        QStringList steps;
        for (const AttemptEntry &entry : attempt.entries)
            steps << toString(entry.step);
        return steps.join(u' ');
    }

private slots:
    void init()
    {
        m_core = std::make_unique<CoreFixture>();
        m_recorder = std::make_unique<FlightRecorder>(*m_core->store, m_core->clock, m_core->random);
    }
    void cleanup()
    {
        m_recorder.reset();
        m_core.reset();
    }

    // A hosted client: discovery, token and calls come from its maker's machines, the browser is a person's.
    void stepsFromTwoPlaces_areOneAttempt_tiedByTheClientId()
    {
        const Account ann = m_core->account();
        m_recorder->note(kHosted, met(AttemptStep::Discovery));
        m_recorder->note(kHosted, met(AttemptStep::Registration, kClient));
        m_recorder->note(kBrowser, met(AttemptStep::Authorize, kClient, ann.id));
        m_recorder->note(kBrowser, met(AttemptStep::SignIn, kClient, ann.id));
        m_recorder->note(kBrowser, met(AttemptStep::Consent, kClient, ann.id));
        QVERIFY(!m_recorder->awaitsCalls());
        m_recorder->note(kHosted, met(AttemptStep::Token, kClient));
        QVERIFY(m_recorder->awaitsCalls());
        m_recorder->note(kHosted, met(AttemptStep::FirstCall, kClient, ann.id));
        QVERIFY(!m_recorder->awaitsCalls());
        const ConnectionAttempt attempt = only();
        QCOMPARE(stepsOf(attempt), u"discovery registration authorize sign_in consent token first_call"_s);
        QVERIFY(attempt.state() == AttemptState::Connected);
        QCOMPARE(attempt.accountEmail, ann.email);
        QCOMPARE(attempt.address, kHosted.address);
    }
    // A client that is known by its document registers nowhere: what came before the browser is tied at its token.
    void discoveryBeforeABrowserWithAKnownClient_isJoinedOnceTheClientNamesItself()
    {
        m_recorder->note(kHosted, met(AttemptStep::Discovery));
        m_core->clock.advance(1s);
        m_recorder->note(kBrowser, met(AttemptStep::Authorize, kClient));
        QCOMPARE(attempts().size(), 2);
        m_core->clock.advance(1s);
        m_recorder->note(kHosted, met(AttemptStep::Token, kClient));
        const ConnectionAttempt attempt = only();
        QCOMPARE(stepsOf(attempt), u"discovery authorize token"_s);
        QCOMPARE(attempt.address, kHosted.address);
    }
    void twoClientsFromOnePlace_areTwoAttempts()
    {
        const ClientId other(u"cli_other"_s);
        m_recorder->note(kHosted, met(AttemptStep::Discovery));
        m_recorder->note(kHosted, met(AttemptStep::Registration, kClient));
        m_recorder->note(kHosted, met(AttemptStep::Discovery));
        m_recorder->note(kHosted, met(AttemptStep::Registration, other));
        const QList<ConnectionAttempt> both = attempts();
        QCOMPARE(both.size(), 2);
        for (const ConnectionAttempt &attempt : both)
            QCOMPARE(stepsOf(attempt), u"discovery registration"_s);
    }
    void twoPeopleWithOneClient_areTwoAttempts()
    {
        const FlightRecorder::Peer second{u"203.0.113.10"_s, u"Mozilla/5.0"_s};
        m_recorder->note(kBrowser, met(AttemptStep::Consent, kClient, AccountId(u"acc_1"_s)));
        m_recorder->note(second, met(AttemptStep::Consent, kClient, AccountId(u"acc_2"_s)));
        QCOMPARE(attempts().size(), 2);
    }

    void refusal_isTheReason_untilALaterStepIsMet()
    {
        m_recorder->note(kBrowser, refused(AttemptStep::Authorize, u"Not that address."_s, kClient));
        QCOMPARE(only().stoppedBecause, u"Not that address."_s);
        QVERIFY(only().state() == AttemptState::Stopped);
        QVERIFY(!hintOf(only()).isEmpty());
        m_recorder->note(kBrowser, met(AttemptStep::Authorize, kClient));
        QVERIFY(only().state() == AttemptState::UnderWay);
        QVERIFY(hintOf(only()).isEmpty());
    }
    void silence_endsAnAttempt_andSaysAfterWhat()
    {
        m_recorder->note(kHosted, met(AttemptStep::Discovery));
        m_core->clock.advance(FlightRecorder::kSilence - 1s);
        QVERIFY(only().state() == AttemptState::UnderWay);
        m_core->clock.advance(1s);
        QVERIFY(only().stoppedBecause.contains(u"never came back"_s));
        QVERIFY(only().stoppedBecause.contains(u"discovery went well"_s));
        QVERIFY(hintOf(only()).contains(u"register"_s));
        m_recorder->note(kHosted, met(AttemptStep::Discovery)); // that is another one
        QCOMPARE(attempts().size(), 2);
    }
    void callsOfASessionThatIsConnected_areNotNoted()
    {
        m_recorder->note(kHosted, met(AttemptStep::FirstCall, kClient));
        QVERIFY(attempts().isEmpty());
        m_recorder->note(kBrowser, met(AttemptStep::Authorize, kClient)); // somebody connects once more
        m_recorder->note(kHosted, met(AttemptStep::FirstCall, kClient)); // the session of old goes on
        QCOMPARE(stepsOf(only()), u"authorize"_s);
    }
    void renewedToken_beginsNothing_andTakesNoStrangersSteps()
    {
        AttemptNote renewed = met(AttemptStep::Token, kClient);
        renewed.begins = false;
        m_recorder->note(kHosted, renewed);
        QVERIFY(attempts().isEmpty());
        m_recorder->note(kHosted, met(AttemptStep::Discovery));
        m_recorder->note(kHosted, renewed);
        QVERIFY(only().clientId.isEmpty());
    }
    void refusedFirstCall_canStillBecomeAConnection()
    {
        m_recorder->note(kHosted, met(AttemptStep::Token, kClient));
        m_recorder->note(kHosted, refused(AttemptStep::FirstCall, u"Another resource."_s, kClient));
        QCOMPARE(only().stoppedBecause, u"Another resource."_s);
        QVERIFY(only().reached == AttemptStep::FirstCall);
        QVERIFY(m_recorder->awaitsCalls());
        m_recorder->note(kHosted, met(AttemptStep::FirstCall, kClient));
        QVERIFY(only().state() == AttemptState::Connected);
    }
    void keyThatIsRefused_isAnAttemptOfItsOwn_andItsRightOneEndsIt()
    {
        m_recorder->note(kHosted, refused(AttemptStep::FirstCall, u"Mistyped."_s));
        QCOMPARE(only().stoppedBecause, u"Mistyped."_s);
        m_recorder->note(kHosted, met(AttemptStep::FirstCall));
        QVERIFY(only().state() == AttemptState::Connected);
        QVERIFY(!m_recorder->awaitsCalls());
    }

    // ---- bounds ----
    void repeats_areCounted_andAStepKeepsItsLatest()
    {
        for (int i = 0; i < 100; ++i)
            m_recorder->note(kHosted, met(AttemptStep::Discovery));
        QCOMPARE(only().entries.size(), 1);
        QCOMPARE(only().entries.first().count, 100);
        for (int i = 0; i < 100; ++i)
            m_recorder->note(kHosted, refused(AttemptStep::Discovery, u"Fault %1."_s.arg(i)));
        QCOMPARE(only().entries.size(), FlightRecorder::kMostPerStep);
        QCOMPARE(only().entries.last().detail, u"Fault 99."_s);
        QVERIFY(FlightRecorder::kMostPerStep * kAttemptSteps <= ConnectionAttempt::kMostEntries);
    }
    void strangersWithManyUserAgents_fillAFewAttempts()
    {
        for (int i = 0; i < 1000; ++i)
            m_recorder->note({kHosted.address, u"Agent %1"_s.arg(i)}, met(AttemptStep::Discovery));
        QCOMPARE(attempts().size(), FlightRecorder::kMostNamelessPerAddress);
    }
    void strangersFromEverywhere_doNotPushOutWhoIsKnown()
    {
        m_recorder->note(kBrowser, met(AttemptStep::Authorize, kClient));
        for (int i = 0; i < FlightRecorder::kMostOpen + 100; ++i) {
            m_core->clock.advance(1ms);
            m_recorder->note({u"198.51.%1.%2"_s.arg(i / 256).arg(i % 256), u"x"_s}, met(AttemptStep::Discovery));
        }
        m_recorder->note(kBrowser, met(AttemptStep::Consent, kClient));
        const auto known = [&] {
            const QList<ConnectionAttempt> all = await(m_recorder->list({.limit = 1000}))->rows;
            for (const ConnectionAttempt &attempt : all) {
                if (attempt.clientId == kClient)
                    return stepsOf(attempt);
            }
            return QString();
        };
        QCOMPARE(known(), u"authorize consent"_s);
        QVERIFY(
            m_core->store->writeNow([&](store::Connection &connection) { return m_recorder->removeOld(connection); }));
        QCOMPARE(await(m_recorder->list({.limit = 1000}))->rows.size(), FlightRecorder::kMostNamelessKept + 1);
        QCOMPARE(known(), u"authorize consent"_s);
        m_core->clock.advance(FlightRecorder::kKept + 1min);
        QVERIFY(await(m_recorder->write()));
        QVERIFY(
            m_core->store->writeNow([&](store::Connection &connection) { return m_recorder->removeOld(connection); }));
        QVERIFY(attempts().isEmpty());
    }
    void hostileText_isCut_andHasNoControlCharacters()
    {
        const QString evil = u"\x1b[31mred\r\nX: 1 \u202Eflip "_s + QString(10'000, u'x');
        m_recorder->note({kHosted.address, evil}, refused(AttemptStep::Discovery, evil));
        const ConnectionAttempt attempt = only();
        for (const QString &text : {attempt.userAgent, attempt.stoppedBecause, attempt.entries.first().detail}) {
            QVERIFY(text.size() <= FlightRecorder::kLongestDetail);
            for (const QChar c : text)
                QVERIFY(c.isPrint());
            QVERIFY(!text.contains(QChar(0x202e)));
        }
        m_recorder->note({kHosted.address, evil}, met(AttemptStep::Registration, kClient)); // still the same one
        QCOMPARE(stepsOf(only()), u"discovery registration"_s);
    }

    // ---- what is kept ----
    void attempts_surviveARestart_andGoOnWhereTheyWere()
    {
        m_recorder->note(kHosted, met(AttemptStep::Registration, kClient));
        m_recorder->note(kHosted, met(AttemptStep::Token, kClient));
        QVERIFY(m_recorder->writeNow());
        m_recorder = std::make_unique<FlightRecorder>(*m_core->store, m_core->clock, m_core->random);
        QVERIFY(m_recorder->start());
        QVERIFY(m_recorder->awaitsCalls());
        m_recorder->note(kHosted, met(AttemptStep::FirstCall, kClient));
        QCOMPARE(stepsOf(only()), u"registration token first_call"_s);
        QVERIFY(only().succeeded);
    }
    void attemptOfBeforeARestart_thatNobodyWentOnWith_endsInSilence()
    {
        m_recorder->note(kHosted, met(AttemptStep::Discovery));
        QVERIFY(m_recorder->writeNow());
        m_core->clock.advance(1h);
        m_recorder = std::make_unique<FlightRecorder>(*m_core->store, m_core->clock, m_core->random);
        QVERIFY(m_recorder->start());
        QVERIFY(only().state() == AttemptState::Stopped);
    }
    void client_isNamedAsItCallsItself_alsoOnceItIsGone()
    {
        const OAuthClient client = await(m_core->clients.registerClient(
                                             {{u"client_name"_s, u"App"_s},
                                              {u"redirect_uris"_s, QJsonArray{u"https://app.example/callback"_s}}}))
                                       ->client;
        m_recorder->note(kHosted, met(AttemptStep::Registration, client.id));
        QCOMPARE(only().clientName, u"App"_s);
        QVERIFY(await(m_core->clients.remove(client.id)));
        m_recorder->note(kBrowser, refused(AttemptStep::Token, u"Gone."_s, client.id));
        QCOMPARE(only().clientName, u"App"_s);
        m_recorder->note(kHosted, met(AttemptStep::Token, kClient)); // of which the store knows nothing
        QCOMPARE(attempts().size(), 2);
    }
    void people_seeTheirOwn()
    {
        const Account ann = m_core->account();
        m_recorder->note(kBrowser, met(AttemptStep::Consent, kClient, ann.id));
        m_recorder->note(kHosted, met(AttemptStep::Discovery));
        const Page<ConnectionAttempt> own = *await(m_recorder->list({}, ann.id));
        QCOMPARE(own.rows.size(), 1);
        const AttemptId id = own.rows.first().id;
        QVERIFY(await(m_recorder->find(id, ann.id)));
        QVERIFY(await(m_recorder->find(id)));
        QCOMPARE(await(m_recorder->find(id, AccountId(u"acc_other"_s))).error().code, ErrorCode::NotFound);
        QCOMPARE(await(m_recorder->find(AttemptId(u"con_none"_s))).error().code, ErrorCode::NotFound);
    }
    void pages_continueWhereTheyEnded()
    {
        for (int i = 0; i < 5; ++i) {
            m_core->clock.advance(1ms);
            m_recorder->note({u"198.51.100.%1"_s.arg(i), u"x"_s}, met(AttemptStep::Discovery));
        }
        const Page<ConnectionAttempt> first = *await(m_recorder->list({.limit = 2}));
        const Page<ConnectionAttempt> second = *await(m_recorder->list({.limit = 2, .cursor = first.nextCursor}));
        QCOMPARE(first.rows.first().address, u"198.51.100.4"_s);
        QCOMPARE(second.rows.first().address, u"198.51.100.2"_s);
    }
    void manyThreadsAtOnce_loseNothing()
    {
        constexpr int kThreads = 4;
        constexpr int kTimes = 200;
        std::vector<std::jthread> threads;
        for (int t = 0; t < kThreads; ++t) {
            threads.emplace_back([this, t] {
                const ClientId client(u"cli_%1"_s.arg(t));
                for (int i = 0; i < kTimes; ++i) {
                    m_recorder->note(kBrowser, met(AttemptStep::Authorize, client));
                    m_recorder->note(kHosted, met(AttemptStep::Token, client));
                    m_recorder->note(kHosted, met(AttemptStep::FirstCall, client));
                }
            });
        }
        for (int i = 0; i < 20; ++i)
            QVERIFY(await(m_recorder->write()));
        threads.clear();
        QVERIFY(!m_recorder->awaitsCalls());
        const QList<ConnectionAttempt> all = await(m_recorder->list({.limit = 1000}))->rows;
        QCOMPARE(all.size(), kThreads * kTimes);
        QVERIFY(std::ranges::all_of(all, &ConnectionAttempt::succeeded));
    }
};

QTEST_GUILESS_MAIN(TestFlightRecorder)
#include "test_flight_recorder.moc"
