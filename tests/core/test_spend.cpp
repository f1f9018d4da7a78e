// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/json.h"
#include "models/json_reader.h"
#include "server/core/spend/period.h"
#include "tests/core/core_fixture.h"

#include <QTest>
#include <QtCrypto>

#include <random>
#include <thread>

namespace ostiary {

using namespace std::chrono_literals;

namespace {

constexpr qint64 kDollar = 1'000'000;

Charge costing(qint64 micros, const QString &subject = QStringLiteral("search"))
{
    return {.upstream = QStringLiteral("files"), .subject = subject, .price = {}, .callMicros = micros, .most = {}};
}

quint32 seed()
{
    const QByteArray given = qgetenv("OSTIARY_TEST_SEED");
    const quint32 value = given.isEmpty() ? std::random_device{}() : given.toUInt();
    qInfo() << "OSTIARY_TEST_SEED" << value;
    return value;
}

} // namespace

class TestSpend : public QObject
{
    Q_OBJECT

    QCA::Initializer m_crypto;
    std::unique_ptr<CoreFixture> m_core;
    Account m_ann;
    CreatedApiKey m_key;

    [[nodiscard]] Principal caller() const
    {
        return *m_core->authenticator.bearer(m_key.secret.reveal().toByteArray());
    }
    [[nodiscard]] Principal owner() const
    {
        Principal who = caller();
        who.via = Principal::Via::BrowserSession;
        who.credentialId = QStringLiteral("web_1");
        who.role = Role::Owner;
        return who;
    }
    Result<HoldId> reserve(qint64 micros) { return await(m_core->spend.reserve(caller(), costing(micros))); }
    bool settle(const HoldId &hold, qint64 micros) { return *await(m_core->spend.settle(hold, micros, {})); }
    void cap(qint64 micros)
    {
        QVERIFY(await(m_core->organizations.change(m_ann.organization, {.budget = Budget{.capMicros = micros}})));
    }
    [[nodiscard]] BudgetState organization()
    {
        return m_core->spend.ofOrganization(m_ann.organization)->budgets.first();
    }

    // Whatever happened: for every budget the ledger's sums are its figures.
    void checkLedger()
    {
        qint64 held = 0;
        qint64 spent = 0;
        PageRequest page{.limit = 1000};
        do {
            const Result<Page<SpendEntry>> entries = m_core->spend.ledger(page);
            QVERIFY(entries);
            for (const SpendEntry &entry : entries->rows) {
                held += entry.heldMicros;
                spent += entry.spentMicros;
            }
            page.cursor = entries->nextCursor;
        } while (!page.cursor.isEmpty());
        QCOMPARE(held, organization().heldMicros);
        QCOMPARE(spent, organization().spentMicros);
    }

private slots:
    void cleanup() { m_core.reset(); }
    void init()
    {
        m_core = std::make_unique<CoreFixture>();
        m_ann = m_core->account();
        m_key = *await(m_core->apiKeys.create(m_ann.id, {.name = QStringLiteral("laptop")}));
    }

    void aCall_isSetAside_thenCharged_andEveryMovementIsInTheLedger()
    {
        cap(10 * kDollar);
        const Result<HoldId> hold = reserve(4 * kDollar);
        QVERIFY(hold);
        QCOMPARE(organization().heldMicros, 4 * kDollar);
        QCOMPARE(organization().remainingMicros(), std::optional(6 * kDollar));
        QVERIFY(settle(*hold, 3 * kDollar));
        QCOMPARE(organization().heldMicros, 0);
        QCOMPARE(organization().spentMicros, 3 * kDollar);
        QVERIFY(!settle(*hold, 3 * kDollar)); // once, whoever asks how often
        QVERIFY(!*await(m_core->spend.release(*hold)));
        QCOMPARE(organization().spentMicros, 3 * kDollar);
        const QList<SpendEntry> rows = m_core->spend.ledger({})->rows;
        QCOMPARE(rows.size(), 2);
        QCOMPARE(toString(rows[0].kind), QStringLiteral("settle"));
        QCOMPARE(rows[0].heldMicros, -4 * kDollar);
        checkLedger();
    }

    void aCallThatFails_isReleased_once()
    {
        cap(kDollar);
        const Result<HoldId> hold = reserve(kDollar);
        QVERIFY(!reserve(1));
        QVERIFY(*await(m_core->spend.release(*hold)));
        QVERIFY(!*await(m_core->spend.release(*hold)));
        QVERIFY(reserve(kDollar));
        checkLedger();
    }

    void overBudget_says402_whichBudget_andWhenItResets()
    {
        cap(kDollar);
        const Error refused = reserve(2 * kDollar).error();
        QCOMPARE(refused.entry().status, 402);
        QCOMPARE(QLatin1String(refused.entry().name), QLatin1String("spend_cap_exceeded"));
        const QJsonObject budget = refused.members.value(u"budget").toObject();
        QCOMPARE(budget.value(u"scope").toString(), QStringLiteral("organization"));
        QCOMPARE(budget.value(u"id").toString(), m_ann.organization.text());
        QCOMPARE(budget.value(u"cap_micros").toInteger(), kDollar);
        QCOMPARE(refused.members.value(u"resets_at").toString(),
                 toJsonTime(period::endOf(period::of(m_core->clock.now()))));
        QVERIFY(m_core->spend.seenBy(caller())); // and one can still see why
    }

    void budgetsStack_andOneThatIsFullUndoesTheOthers()
    {
        cap(10 * kDollar);
        QVERIFY(await(
            m_core->organizations.changeProject({}, m_key.key.project, {.budget = Budget{.capMicros = 5 * kDollar}})));
        QVERIFY(await(m_core->apiKeys.change(m_key.key.id, {.budget = Budget{.capMicros = 2 * kDollar}})));
        QCOMPARE(reserve(3 * kDollar).error().members.value(u"budget")[u"scope"].toString(), QStringLiteral("key"));
        QVERIFY(await(m_core->apiKeys.change(m_key.key.id, {.budget = Budget{}})));
        QCOMPARE(reserve(6 * kDollar).error().members.value(u"budget")[u"scope"].toString(), QStringLiteral("project"));
        QCOMPARE(organization().heldMicros, 0);
        QVERIFY(reserve(5 * kDollar));
        QCOMPARE(reserve(1).error().members.value(u"budget")[u"scope"].toString(), QStringLiteral("project"));
        checkLedger();
    }

    void withoutACapOfItsOwn_anOrganizationHasItsPlans_alsoWhenTheTrialEnds()
    {
        QCOMPARE(organization().budget.capMicros, std::optional(50 * kDollar)); // the trial's
        QVERIFY(reserve(6 * kDollar));
        m_core->clock.advance(24h * 14);
        QCOMPARE(organization().budget.capMicros, std::optional(5 * kDollar));
        QVERIFY(!reserve(6 * kDollar));
    }

    void aChangedCap_holdsFromTheNextCallOn()
    {
        cap(2 * kDollar);
        const Result<HoldId> first = reserve(2 * kDollar);
        cap(kDollar);
        QVERIFY(settle(*first, 2 * kDollar)); // what was let through is paid
        QCOMPARE(organization().remainingMicros(), std::optional<qint64>(0));
        QVERIFY(!reserve(1));
        cap(3 * kDollar);
        QVERIFY(reserve(kDollar));
    }

    void twoHundredCallsAtOnce_withRoomForOne_letOneThrough()
    {
        cap(kDollar);
        QList<QFuture<Result<HoldId>>> calls;
        for (int i = 0; i < 200; ++i)
            calls << toFuture(m_core->spend.reserve(caller(), costing(kDollar)));
        int passed = 0;
        for (auto &call : calls) {
            QTRY_VERIFY(call.isFinished());
            passed += call.result() ? 1 : 0;
        }
        QCOMPARE(passed, 1);
        checkLedger();
    }

    // Random calls against a plain model of three budgets: the same decisions, the same figures.
    void anyOrderOfCalls_decidesLikeAPlainModel()
    {
        std::mt19937 random(seed());
        cap(1000);
        QVERIFY(
            await(m_core->organizations.changeProject({}, m_key.key.project, {.budget = Budget{.capMicros = 700}})));
        QVERIFY(await(m_core->apiKeys.change(m_key.key.id, {.budget = Budget{.capMicros = 400}})));
        const Principal withKey = caller();
        Principal withApp = withKey; // the same project, without a budget of its own
        withApp.credentialId = QStringLiteral("ses_1");
        struct Open {
            HoldId id;
            qint64 amount;
            bool byKey;
        };
        QList<Open> open;
        qint64 all = 0; // spent and held of project and organization alike
        qint64 ofKey = 0;
        for (int step = 0; step < 1500; ++step) {
            if (open.isEmpty() || random() % 2) {
                const qint64 amount = random() % 120;
                const bool byKey = random() % 2;
                const Result<HoldId> hold = await(m_core->spend.reserve(byKey ? withKey : withApp, costing(amount)));
                const bool fits = all + amount <= 700 && (!byKey || ofKey + amount <= 400);
                QCOMPARE(hold.has_value(), fits);
                if (fits) {
                    open.append({*hold, amount, byKey});
                    all += amount;
                    ofKey += byKey ? amount : 0;
                }
            } else {
                const Open call = open.takeAt(random() % open.size());
                const qint64 cost = random() % 3 ? random() % (call.amount / 20 + 1) : 0;
                QVERIFY(cost > 0 ? settle(call.id, cost) : *await(m_core->spend.release(call.id)));
                all += cost - call.amount;
                ofKey += call.byKey ? cost - call.amount : 0;
            }
            QCOMPARE(organization().spentMicros + organization().heldMicros, all);
        }
        QVERIFY(organization().spentMicros > 0);
        checkLedger();
    }

    void tenThousandRaces_overspendNothing()
    {
        cap(20'000);
        const Principal who = caller();
        std::atomic<int> passed = 0;
        std::vector<std::jthread> threads;
        for (int thread = 0; thread < 4; ++thread) {
            threads.emplace_back([&, thread] {
                std::mt19937 random(thread);
                for (int i = 0; i < 2500; ++i) {
                    const Result<HoldId> hold = await(m_core->spend.reserve(who, costing(10)));
                    if (!hold)
                        continue;
                    ++passed;
                    std::ignore
                        = await(random() % 4 ? m_core->spend.settle(*hold, 10, {}) : m_core->spend.release(*hold));
                }
            });
        }
        threads.clear();
        QVERIFY2(passed >= 2000, QByteArray::number(passed.load()));
        QCOMPARE(organization().spentMicros, 20'000);
        QCOMPARE(organization().heldMicros, 0);
        checkLedger();
    }

    void aHoldThatNobodyRenews_ends_andOneThatIsUnderWayStays()
    {
        cap(kDollar);
        const Result<HoldId> hold = reserve(kDollar);
        for (int i = 0; i < 5; ++i) {
            m_core->clock.advance(SpendService::kLease - 1min);
            QCOMPARE(*await(m_core->spend.renew()), 1);
            QCOMPARE(*await(m_core->spend.expire()), 0);
        }
        m_core->clock.advance(SpendService::kLease);
        QCOMPARE(*await(m_core->spend.expire()), 1);
        QCOMPARE(organization().heldMicros, 0);
        QVERIFY(!settle(*hold, kDollar)); // too late: it is over
        QCOMPARE(organization().spentMicros, 0);
        checkLedger();
    }

    void whatAnEarlierProcessHeld_isFreeAfterAStart()
    {
        cap(kDollar);
        QVERIFY(reserve(kDollar));
        SpendService next{*m_core->store, m_core->plans, m_core->clock, m_core->random};
        QCOMPARE(*next.expireAll(), 1);
        QVERIFY(await(next.reserve(caller(), costing(kDollar))));
        checkLedger();
    }

    void aNewMonth_startsAnew_inUtc_andAnEarlierOneKeepsItsFigures()
    {
        cap(kDollar);
        const QString first = period::of(m_core->clock.now());
        const Result<HoldId> late = reserve(kDollar / 2);
        const Result<HoldId> spent = reserve(kDollar / 2);
        QVERIFY(settle(*spent, kDollar / 2));
        m_core->clock.advance(period::endOf(first) - m_core->clock.now() - 1ms);
        QCOMPARE(period::of(m_core->clock.now()), first);
        QVERIFY(!reserve(kDollar / 2));
        m_core->clock.advance(1ms);
        QVERIFY(period::of(m_core->clock.now()) != first);
        QVERIFY(reserve(kDollar));
        QVERIFY(settle(*late, kDollar / 2)); // counts in the month that it began in
        QCOMPARE(organization().spentMicros, 0);
        m_core->clock.advance(-1ms); // a clock that is set back gives no second budget
        QCOMPARE(organization().spentMicros, kDollar);
        QVERIFY(!reserve(1));
    }

    void months_areCalendarMonths()
    {
        QCOMPARE(toIso(period::startOf(QStringLiteral("2026-12"))), QStringLiteral("2026-12-01T00:00:00Z"));
        QCOMPARE(toIso(period::endOf(QStringLiteral("2026-12"))), QStringLiteral("2027-01-01T00:00:00Z"));
        QCOMPARE(toIso(period::endOf(QStringLiteral("2028-02"))), QStringLiteral("2028-03-01T00:00:00Z"));
    }

    void alerts_comeOnceEach_alsoWithoutAStop()
    {
        QList<int> told;
        m_core->spend.onAlert([&](const SpendService::Alert &alert) {
            if (alert.budget.scope == BudgetScope::Key)
                told << alert.percent;
        });
        QVERIFY(await(m_core->apiKeys.change(m_key.key.id, {.budget = Budget{.capMicros = {}, .alertMicros = 1000}})));
        const auto spend = [&](qint64 micros) { return settle(*reserve(micros), micros); };
        QVERIFY(spend(499));
        QCOMPARE(told, QList<int>());
        QVERIFY(spend(1));
        QCOMPARE(told, QList<int>{50});
        QVERIFY(spend(600)); // beyond: alerts do not stop
        QCOMPARE(told, (QList<int>{50, 80, 100}));
        QVERIFY(spend(600));
        QCOMPARE(told.size(), 3);
        QVERIFY(await(m_core->apiKeys.change(m_key.key.id, {.budget = Budget{.capMicros = 10, .alertMicros = 0}})));
        m_core->clock.advance(24h * 40);
        QVERIFY(spend(10)); // alerts off, stop on
        QCOMPARE(told.size(), 3);
        QVERIFY(!reserve(1));
    }

    void reports_showAKeyItsOwn_andTheOrganizationAll()
    {
        cap(10 * kDollar);
        const CreatedApiKey other = *await(m_core->apiKeys.create(m_ann.id, {.name = QStringLiteral("ci")}));
        QVERIFY(settle(*reserve(kDollar), kDollar));
        const Principal ci = *m_core->authenticator.bearer(other.secret.reveal().toByteArray());
        const HoldId hold = *await(m_core->spend.reserve(ci, costing(2 * kDollar, QStringLiteral("write"))));
        QVERIFY(settle(hold, 2 * kDollar));

        const SpendReport own = *m_core->spend.seenBy(caller());
        QVERIFY(own.budgets.first().scope == BudgetScope::Key);
        QCOMPARE(own.budgets.first().spentMicros, kDollar);
        QCOMPARE(own.remainingMicros, std::optional(7 * kDollar)); // what the others spent is gone too
        QCOMPARE(own.byKey.size(), 1);
        QCOMPARE(own.bySubject.size(), 1);
        const SpendReport all = *m_core->spend.seenBy(owner());
        QCOMPARE(all.byKey.size(), 2);
        QCOMPARE(all.byKey.first().name, QStringLiteral("ci")); // the most expensive first
        QCOMPARE(all.bySubject.first().id, QStringLiteral("write"));
        QCOMPARE(all.byProject.first().spentMicros, 3 * kDollar);
        QCOMPARE(all.byUpstream.first().calls, 2);
        QCOMPARE(all.byDay.first().id, toIso(m_core->clock.now()).first(10));
        QCOMPARE(toJson(all).value(u"remaining_micros").toInteger(), 7 * kDollar);
        QVERIFY(*fromJson<SpendReport>(toJson(all)) == all);
    }

    void amountsThatMakeNoSense_areRefused()
    {
        for (const qint64 amount : {qint64(-1), SpendService::kMostMicros + 1}) {
            const auto changed
                = await(m_core->organizations.change(m_ann.organization, {.budget = Budget{.capMicros = amount}}));
            QCOMPARE(changed.error().field, QStringLiteral("budget"));
        }
        Principal who = owner();
        QVERIFY(m_core->spend.mayGive(who, {.capMicros = kDollar}));
        QVERIFY(m_core->spend.mayGive(who, {.capMicros = 1000 * kDollar}).error().code == ErrorCode::PlanRequired);
        who.plan = QStringLiteral("enterprise");
        QVERIFY(m_core->spend.mayGive(who, {.capMicros = 1000 * kDollar}));
    }
};

} // namespace ostiary

QTEST_GUILESS_MAIN(ostiary::TestSpend)
#include "test_spend.moc"
