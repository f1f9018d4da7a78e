// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/request_counts.h"
#include "tests/core/core_fixture.h"

#include <QTest>
#include <QtCrypto>

namespace ostiary {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestKeyCare : public QObject
{
    Q_OBJECT

    QCA::Initializer m_crypto;
    std::unique_ptr<CoreFixture> m_core;
    Account m_ann;

    CreatedApiKey make(NewApiKey wish = {})
    {
        if (wish.name.isEmpty())
            wish.name = u"laptop"_s;
        return *await(m_core->apiKeys.create(m_ann.id, std::move(wish)));
    }
    [[nodiscard]] Principal who(const CreatedApiKey &key)
    {
        return *m_core->authenticator.bearer(key.secret.reveal().toByteArray());
    }
    [[nodiscard]] int standardOf(const CreatedApiKey &key)
    {
        return m_core->limits.ruleOf(who(key), LimitKind::Standard).count;
    }
    [[nodiscard]] QString verdictOf(const QByteArray &text)
    {
        return m_core->apiKeys.check(Secret(text), m_ann.id)->verdict;
    }

private slots:
    void init()
    {
        m_core = std::make_unique<CoreFixture>();
        m_ann = m_core->account();
    }
    void cleanup() { m_core.reset(); }

    void limits_comeFromTheKey_thenTheOrganization_thenThePlan_thenTheServer()
    {
        const CreatedApiKey key = make();
        QCOMPARE(standardOf(key), 100);
        Plan pro = m_core->plans.find(u"pro"_s);
        pro.standardLimit = 80;
        QVERIFY(await(m_core->plans.update(pro)));
        QCOMPARE(standardOf(key), 80);
        QVERIFY(await(m_core->organizations.change(m_ann.organization, {.limits = Limits{.standard = 60}})));
        QCOMPARE(standardOf(key), 60);
        QVERIFY(await(m_core->apiKeys.change(key.key.id, {.limits = Limits{.standard = 40, .ai = 3}})));
        QCOMPARE(standardOf(key), 40);
        QCOMPARE(m_core->limits.ruleOf(who(key), LimitKind::Ai).count, 3);
        QVERIFY(await(m_core->apiKeys.change(key.key.id, {.limits = Limits{}})));
        QCOMPARE(standardOf(key), 60);
    }

    void aRaise_endsByItself_toTheMillisecond()
    {
        const CreatedApiKey key = make({.limits = {.standard = 40}});
        const Time until = m_core->clock.now() + 1h;
        QVERIFY(await(
            m_core->apiKeys.change(key.key.id, {.limits = Limits{.standard = 40, .raise = 3, .raisedUntil = until}})));
        QCOMPARE(standardOf(key), 120);
        QVERIFY(await(
            m_core->organizations.change(m_ann.organization, {.limits = Limits{.raise = 5, .raisedUntil = until}})));
        QCOMPARE(standardOf(key), 200); // the larger one, not both
        m_core->clock.advance(1h - 1ms);
        QCOMPARE(standardOf(key), 200);
        m_core->clock.advance(1ms);
        QCOMPARE(standardOf(key), 40);
    }

    void aUse_isRemembered_thoughTheKeyIsChangedRightAfterIt()
    {
        const CreatedApiKey key = make();
        std::ignore = who(key);
        QVERIFY(await(m_core->apiKeys.change(key.key.id, {.name = u"renamed"_s})));
        QVERIFY(await(m_core->authenticator.writeUses()));
        QCOMPARE(m_core->apiKeys.find(key.key.id, {})->lastUsedAt, std::optional(m_core->clock.now()));
    }

    void theTwoKindsOfLimit_countApart()
    {
        const Principal key = who(make({.limits = {.standard = 2, .ai = 1}}));
        const auto admit
            = [&](LimitKind kind) { return m_core->limits.admit(key, m_core->limits.ruleOf(key, kind)).allowed; };
        QVERIFY(admit(LimitKind::Ai));
        QVERIFY(!admit(LimitKind::Ai));
        QVERIFY(admit(LimitKind::Standard));
        QVERIFY(admit(LimitKind::Standard));
        QVERIFY(!admit(LimitKind::Standard));
    }

    void limitsThatMakeNoSense_areRefused_andHigherOnesTakeAPlan()
    {
        const QList<Limits> wrong{{.standard = 0},
                                  {.ai = -1},
                                  {.standard = 1'000'001},
                                  {.raise = 2},
                                  {.raise = 1, .raisedUntil = m_core->clock.now()},
                                  {.raise = 101, .raisedUntil = m_core->clock.now()}};
        for (const Limits &limits : wrong)
            QCOMPARE(LimitService::check(limits).error().field, u"limits"_s);
        Principal ann = who(make());
        QVERIFY(m_core->limits.mayGive(ann, {.standard = 100, .ai = 10}));
        QVERIFY(m_core->limits.mayGive(ann, {.standard = 121}).error().code == ErrorCode::PlanRequired);
        QVERIFY(m_core->limits.mayGive(ann, {.ai = 11}).error().code == ErrorCode::PlanRequired);
        QVERIFY(m_core->limits.mayGive(ann, {.raise = 2, .raisedUntil = m_core->clock.now() + 1h}).error().code
                == ErrorCode::PlanRequired);
        ann.plan = u"enterprise"_s;
        QVERIFY(
            m_core->limits.mayGive(ann, {.standard = 100'000, .raise = 2, .raisedUntil = m_core->clock.now() + 1h}));
    }

    void simulation_tellsWhatALimitWouldHaveRefused()
    {
        const CreatedApiKey key = make({.limits = {.standard = 8}});
        const Principal caller = who(key);
        const RateRule rule = m_core->limits.ruleOf(caller, LimitKind::Standard);
        for (const int requests : {3, 10, 6}) { // of ten, two are refused
            for (int i = 0; i < requests; ++i)
                std::ignore = m_core->limits.admit(caller, rule);
            m_core->clock.advance(2min);
        }
        QCOMPARE(*await(m_core->limits.writeCounts()) > 0, true);
        const auto simulate
            = [&](int count) { return *m_core->limits.simulate(key.key.id.text(), LimitKind::Standard, count); };
        QCOMPARE(simulate(100).requests, 19);
        QCOMPARE(simulate(100).refused, 0);
        QCOMPARE(simulate(100).refusedThen, 2);
        QCOMPARE(simulate(5).refused, 5 + 1);
        QCOMPARE(simulate(5).busiestMinute, 10);
        QCOMPARE(m_core->limits.simulate(m_ann.organization.text(), LimitKind::Standard, 5)->refused, 6);
        QCOMPARE(m_core->limits.simulate(key.key.id.text(), LimitKind::Ai, 5)->requests, 0);
        QCOMPARE(m_core->limits.simulate(key.key.id.text(), LimitKind::Standard, 0).error().field, u"count"_s);
        QVERIFY(m_core->limits.simulate(u"key_x"_s, LimitKind::Standard, 5).error().code == ErrorCode::NotFound);
        m_core->clock.advance(24h * 9);
        QVERIFY(await(m_core->store->write([this](store::Connection &connection) -> Result<bool> {
            CHECK(m_core->limits.removeOldCounts(connection));
            return true;
        })));
        const auto left
            = store::request_counts::since(**m_core->store->reader(), key.key.id.text(), LimitKind::Standard, 0);
        QVERIFY(left->isEmpty());
    }

    void aPastedKey_isNamed_andWhyItWouldFail()
    {
        const CreatedApiKey key = make({.expiresAt = m_core->clock.now() + 24h, .networks = {u"192.0.2.0/24"_s}});
        const QByteArray secret = key.secret.reveal().toByteArray();
        const KeyCheck works = *m_core->apiKeys.check(Secret("  " + secret + "\n"), m_ann.id);
        QCOMPARE(works.verdict, u"works"_s);
        QCOMPARE(works.key->id, key.key.id);
        QVERIFY(works.detail.contains(u"192.0.2.0/24"_s));
        QByteArray typo = secret;
        typo[10] = typo[10] == 'a' ? 'b' : 'a';
        QCOMPARE(verdictOf(typo), u"typo"_s);
        QCOMPARE(verdictOf(secret.chopped(1)), u"typo"_s);
        QCOMPARE(verdictOf("sk-somebody-elses"), u"malformed"_s);
        QCOMPARE(verdictOf({}), u"malformed"_s);
        QCOMPARE(verdictOf("fvk_live_" + QByteArray(43, 'A')), u"unknown"_s);
        const Account bob = m_core->account(u"bob@example.org"_s);
        QCOMPARE(m_core->apiKeys.check(key.secret, bob.id)->verdict, u"unknown"_s);
        QVERIFY(!m_core->apiKeys.check(key.secret, bob.id)->key);
        QVERIFY(await(m_core->apiKeys.change(key.key.id, {.isDisabled = true})));
        QCOMPARE(verdictOf(secret), u"disabled"_s);
        m_core->clock.advance(24h);
        QCOMPARE(verdictOf(secret), u"expired"_s);
        QVERIFY(await(m_core->apiKeys.revoke(key.key.id)));
        QCOMPARE(verdictOf(secret), u"revoked"_s);
    }

    void endedKeys_stayListedForThirtyDays()
    {
        const CreatedApiKey revoked = make();
        const CreatedApiKey expired = make({.expiresAt = m_core->clock.now() + 24h});
        make();
        QVERIFY(await(m_core->apiKeys.revoke(revoked.key.id)));
        const auto listed = [&] { return m_core->apiKeys.list({}, m_ann.id)->rows.size(); };
        QCOMPARE(listed(), 3);
        m_core->clock.advance(24h * 30);
        QCOMPARE(listed(), 2);
        m_core->clock.advance(24h);
        QCOMPARE(listed(), 1);
        QVERIFY(m_core->apiKeys.find(expired.key.id, m_ann.id)); // by its id it is still found
    }

    void owners_areToldOfTheEnd_thirtySevenAndOneDayBefore_onceEach()
    {
        const CreatedApiKey key = make({.expiresAt = m_core->clock.now() + 24h * 90});
        make({.name = u"a week"_s, .expiresAt = m_core->clock.now() + 24h * 7}); // made for so short a time
        const auto told = [&] {
            QList<int> days;
            const QList<KeyCare::Notice> notices = *await(m_core->keyCare.takeDueNotices());
            for (const KeyCare::Notice &notice : notices)
                days << notice.days;
            return days;
        };
        QCOMPARE(told(), QList<int>());
        m_core->clock.advance(24h * 6); // the short one has a day left
        QCOMPARE(told(), QList<int>{1});
        m_core->clock.advance(24h * 54);
        QCOMPARE(told(), QList<int>{30});
        QCOMPARE(told(), QList<int>());
        m_core->clock.advance(24h * 23);
        QCOMPARE(told(), QList<int>{7});
        m_core->clock.advance(24h * 6);
        QCOMPARE(told(), QList<int>{1});
        QCOMPARE(told(), QList<int>());
        QVERIFY(await(m_core->apiKeys.change(key.key.id, {.expiresAt = m_core->clock.now() + 24h * 20})));
        QCOMPARE(told(), QList<int>{30}); // another end, told anew
    }

    void whoeverShowsAKey_endsIt()
    {
        const CreatedApiKey key = make();
        const QByteArray secret = key.secret.reveal().toByteArray();
        std::ignore = who(key);
        QCOMPARE(*await(m_core->keyCare.reportLeaked({"sk-other", secret, "fvk_live_" + QByteArray(43, 'A')})),
                 (QList<bool>{false, true, false}));
        QVERIFY(!m_core->authenticator.bearer(secret));
        QVERIFY(*await(m_core->keyCare.reportLeaked({secret})) == QList<bool>{true}); // it was one
    }

    void revokeAll_endsEverythingOfOneAccount_andNothingElse()
    {
        const CreatedApiKey key = make();
        const CreatedApiKey disabled = make();
        QVERIFY(await(m_core->apiKeys.change(disabled.key.id, {.isDisabled = true})));
        const Account bob = m_core->account(u"bob@example.org"_s);
        const CreatedApiKey bobs = *await(m_core->apiKeys.create(bob.id, {.name = u"bob"_s}));
        std::ignore = who(key);
        QVERIFY(await(m_core->authenticator.writeUses()));
        const RevocationTarget ann{.account = m_ann.id, .organization = {}};
        const Revocation preview = *m_core->revocations.preview(ann);
        QCOMPARE(preview.keys, 2);
        QCOMPARE(preview.keysUsedToday, 1);
        QVERIFY(m_core->authenticator.bearer(key.secret.reveal().toByteArray())); // a look changes nothing
        QVERIFY(*await(m_core->revocations.revokeAll(ann)) == preview);
        QVERIFY(!m_core->authenticator.bearer(key.secret.reveal().toByteArray()));
        QVERIFY(await(m_core->apiKeys.change(disabled.key.id, {.isDisabled = false})).error().code
                == ErrorCode::Conflict);
        QVERIFY(m_core->authenticator.bearer(bobs.secret.reveal().toByteArray()));
        QCOMPARE(m_core->revocations.preview(ann)->keys, 0);
        QVERIFY(m_core->revocations.preview({.account = AccountId(u"acc_x"_s), .organization = {}}).error().code
                == ErrorCode::NotFound);
        QCOMPARE(await(m_core->revocations.revokeAll({}))->keys, 1); // everyone's
        QVERIFY(!m_core->authenticator.bearer(bobs.secret.reveal().toByteArray()));
    }
};

} // namespace ostiary

QTEST_GUILESS_MAIN(ostiary::TestKeyCare)
#include "test_key_care.moc"
