// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/limits/rate_limiter.h"

#include <QRandomGenerator>
#include <QRegularExpression>
#include <QTest>

#include <deque>
#include <map>
#include <set>
#include <thread>

using namespace ostiary;
using namespace std::chrono_literals;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

/// Its wall clock may be set; the other one, by which limits go, only moves on.
class TwoClocks final : public Clock
{
public:
    Time now() const override { return m_wall; }
    milliseconds monotonic() const override { return m_steady; }
    void advance(milliseconds by)
    {
        m_wall += by;
        m_steady += by;
    }
    void setWall(milliseconds by) { m_wall += by; }
    qint64 minute() const { return std::chrono::floor<std::chrono::minutes>(m_wall).time_since_epoch().count(); }

private:
    Time m_wall{seconds{1'800'000'000}};
    milliseconds m_steady{12'345};
};

/// What anyone can check by eye: the list of the admitted moments.
struct PlainWindow {
    std::deque<milliseconds> admitted;

    RateDecision peek(const RateRule &rule, milliseconds now)
    {
        std::erase_if(admitted, [&](milliseconds at) { return at + rule.window <= now; });
        const int used = int(admitted.size());
        const auto until
            = [&](size_t index) { return std::chrono::ceil<seconds>(admitted[index] + rule.window - now); };
        RateDecision decision{.allowed = used < rule.count, .limit = rule.count};
        decision.remaining = std::max(0, rule.count - used);
        if (used > 0)
            decision.reset = until(0);
        if (!decision.allowed)
            decision.reset = decision.retryAfter = rule.count > 0 ? until(size_t(used - rule.count)) : rule.window;
        return decision;
    }
    RateDecision admit(const RateRule &rule, milliseconds now)
    {
        const bool allowed = peek(rule, now).allowed;
        if (allowed)
            admitted.push_back(now);
        RateDecision decision = peek(rule, now);
        if (allowed) {
            decision.allowed = true;
            decision.reset = std::chrono::ceil<seconds>(admitted.front() + rule.window - now);
            decision.retryAfter = 0s;
        }
        return decision;
    }
};

QByteArray text(const RateDecision &decision)
{
    return QString::asprintf("%s %d/%d reset %lld retry %lld", decision.allowed ? "yes" : "no", decision.remaining,
                             decision.limit, qlonglong(decision.reset.count()), qlonglong(decision.retryAfter.count()))
        .toLatin1();
}

quint32 seed()
{
    const quint32 seed = qEnvironmentVariableIsSet("OSTIARY_SEED") ? qEnvironmentVariable("OSTIARY_SEED").toUInt()
                                                                   : QRandomGenerator::global()->generate();
    qInfo("OSTIARY_SEED=%u", seed);
    return seed;
}

QByteArray name(int number)
{
    return "key_" + QByteArray::number(number);
}

using Counts = std::map<std::tuple<QByteArray, QByteArray, qint64>, std::pair<int, int>>;

void add(Counts &counts, const QList<RequestCount> &taken)
{
    for (const RequestCount &count : taken) {
        auto &[admitted, refused] = counts[{count.who, count.rule, count.minute}];
        admitted += count.admitted;
        refused += count.refused;
    }
}

} // namespace

class TestLimits : public QObject
{
    Q_OBJECT

private slots:
    void window_admitsItsCount_thenSaysTruthfullyWhenToComeBack()
    {
        ManualClock clock;
        RateLimiter limiter(clock);
        const RateRule rule{"standard", 3, 60s};
        QCOMPARE(limiter.admit("a", rule).remaining, 2);
        clock.advance(10s);
        QCOMPARE(limiter.admit("a", rule).remaining, 1);
        QCOMPARE(limiter.admit("a", rule).remaining, 0);
        const RateDecision refused = limiter.admit("a", rule);
        QVERIFY(!refused.allowed);
        QCOMPARE(refused.retryAfter, 50s);
        clock.advance(refused.retryAfter - 1ms);
        QVERIFY(!limiter.admit("a", rule).allowed);
        clock.advance(1ms);
        QVERIFY(limiter.admit("a", rule).allowed); // exactly as promised
        QVERIFY(!limiter.admit("a", rule).allowed);
    }

    void principals_andRules_doNotShareAWindow()
    {
        ManualClock clock;
        RateLimiter limiter(clock);
        const RateRule rule{"standard", 1, 60s};
        QVERIFY(limiter.admit("a", rule).allowed);
        QVERIFY(limiter.admit("b", rule).allowed);
        QVERIFY(limiter.admit("a", {"ai", 1, 60s}).allowed);
        QVERIFY(!limiter.admit("a", rule).allowed);
    }

    void limitOfNothing_admitsNothing_andKeepsNothing()
    {
        ManualClock clock;
        RateLimiter limiter(clock);
        const RateDecision refused = limiter.admit("a", {"standard", 0, 60s});
        QVERIFY(!refused.allowed);
        QCOMPARE(refused.retryAfter, 60s);
        QCOMPARE(limiter.windowCount(), 0);
    }

    void loweredLimit_isWaitedForUntilEnoughHasPassed()
    {
        ManualClock clock;
        RateLimiter limiter(clock);
        for (int i = 0; i < 10; ++i) {
            QVERIFY(limiter.admit("a", {"standard", 10, 60s}).allowed);
            clock.advance(1s);
        }
        const RateRule lower{"standard", 4, 60s};
        const RateDecision refused = limiter.admit("a", lower);
        QVERIFY(!refused.allowed);
        QCOMPARE(refused.retryAfter, 56s); // seven of the ten must go: the first is due in 50 seconds
        clock.advance(refused.retryAfter);
        QVERIFY(limiter.admit("a", lower).allowed);
    }

    void forgive_forgetsAllRulesOfOnePrincipal()
    {
        ManualClock clock;
        RateLimiter limiter(clock);
        const RateRule rule{"auth", 1, 60s};
        const RateRule other{"lock", 1, 900s};
        for (const QByteArray &who : {QByteArray("a"), QByteArray("b")}) {
            QVERIFY(limiter.admit(who, rule).allowed);
            QVERIFY(limiter.admit(who, other).allowed);
        }
        limiter.forgive("a");
        QVERIFY(limiter.admit("a", rule).allowed);
        QVERIFY(limiter.admit("a", other).allowed);
        QVERIFY(!limiter.admit("b", rule).allowed);
    }

    // The guarantee of design section 4: exact windows, whatever the schedule; and Retry-After is right to the second.
    void anySchedule_isDecidedAsThePlainModelDecides()
    {
        QRandomGenerator random(seed());
        TwoClocks clock;
        RateLimiter limiter(clock);
        QList<RateRule> rules{{.name = "standard", .count = 7, .window = 5s, .counted = true},
                              {.name = "ai", .count = 3, .window = 20s, .counted = true},
                              {.name = "burst", .count = 50, .window = 1s},
                              {.name = "auth", .count = 5, .window = 60s, .failsClosed = true},
                              {.name = "register", .count = 40, .window = 3600s}};
        std::map<std::pair<QByteArray, QByteArray>, PlainWindow> model;
        Counts expected;
        Counts counted;
        seconds wait{0}; // the last Retry-After
        for (int step = 0; step < 10'000; ++step) {
            RateRule &rule = rules[random.bounded(rules.size())];
            const QByteArray who = name(int(random.bounded(4)));
            switch (random.bounded(12)) {
            case 0: clock.advance(milliseconds(random.bounded(3'000))); break;
            case 1: clock.advance(milliseconds(1)); break;
            case 2: clock.advance(wait); break; // as a polite client does
            case 3: clock.advance(rule.window - milliseconds(random.bounded(2))); break;
            case 4: clock.setWall(milliseconds(random.bounded(-7'200'000, 7'200'000))); break;
            case 5: rule.count = random.bounded(12); break;
            default: break; // in the same millisecond
            }
            const QByteArray where = "step " + QByteArray::number(step) + ", " + who + " by " + rule.name + ": ";
            PlainWindow &plain = model[{who, rule.name}];
            const int action = random.bounded(100);
            if (action < 2) {
                limiter.forgive(who);
                for (const RateRule &each : rules)
                    model[{who, each.name}].admitted.clear();
            } else if (action < 4) {
                limiter.sweep();
            } else if (action < 6) {
                add(counted, limiter.takeCounts());
            } else if (action < 20) {
                const RateDecision decision = limiter.peek(who, rule);
                QCOMPARE(where + text(decision), where + text(plain.peek(rule, clock.monotonic())));
            } else {
                const RateDecision decision = limiter.admit(who, rule);
                const RateDecision right = plain.admit(rule, clock.monotonic());
                QCOMPARE(where + text(decision), where + text(right));
                wait = decision.retryAfter;
                if (rule.counted) {
                    auto &[admitted, refused] = expected[{who, rule.name, clock.minute()}];
                    ++(right.allowed ? admitted : refused);
                }
            }
        }
        add(counted, limiter.takeCounts());
        QVERIFY(counted == expected);
    }

    // Security, negative test 200: the memory is bounded, sign-in fails closed.
    void fullTable_refusesNewcomersToSignIn_andOnlyThose()
    {
        ManualClock clock;
        RateLimiter limiter(clock, 64 * 8);
        const RateRule rule{.name = "auth", .count = 2, .window = 60s, .failsClosed = true};
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("no room to count more attempts")));
        std::set<int> known;
        for (int i = 0; i < 5'000; ++i) {
            const RateDecision decision = limiter.admit(name(i), rule);
            if (decision.allowed) {
                known.insert(i);
            } else {
                QCOMPARE(decision.retryAfter, 1s);
                QCOMPARE(decision.remaining, 0);
            }
        }
        QCOMPARE(qsizetype(known.size()), limiter.windowCount());
        QCOMPARE(limiter.windowCount(), 64 * 8);
        for (const int i : known) { // who is known is counted as ever
            QVERIFY(limiter.admit(name(i), rule).allowed);
            QVERIFY(!limiter.admit(name(i), rule).allowed);
        }
        clock.advance(60s); // and room is found as soon as there is some
        QVERIFY(limiter.admit("newcomer", rule).allowed);
    }

    // Security, negative test 200: all else fails open, and says so once a minute.
    void fullTable_forgetsTheStalestForNewcomersToAllElse()
    {
        ManualClock clock;
        RateLimiter limiter(clock, 64 * 8);
        const RateRule rule{"standard", 1, 3600s};
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("no room to count more clients")));
        for (int i = 0; i < 5'000; ++i) {
            clock.advance(1ms);
            QVERIFY(limiter.admit(name(i), rule).allowed);
            QVERIFY(limiter.windowCount() <= 64 * 8);
        }
        int remembered = 0;
        for (int i = 4'900; i < 5'000; ++i)
            remembered += !limiter.peek(name(i), rule).allowed;
        QVERIFY2(remembered > 80, qPrintable(QString::number(remembered))); // the freshest of 512 are hardly touched
        QTest::failOnWarning();
        QVERIFY(limiter.admit("quiet", rule).allowed);
        clock.advance(61s);
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("no room to count more clients")));
        for (int i = 5'000; i < 5'200; ++i)
            QVERIFY(limiter.admit(name(i), rule).allowed);
    }

    // However many requests others make: who failed to sign in how often is not washed away by them.
    void fullTable_neverForgetsWhoTriedToSignIn()
    {
        ManualClock clock;
        RateLimiter limiter(clock, 64);
        const RateRule lock{.name = "auth", .count = 1, .window = 900s, .failsClosed = true};
        QList<QByteArray> locked;
        for (int i = 0; locked.size() < 10; ++i) {
            if (limiter.admit("lock|" + name(i), lock).allowed)
                locked << "lock|" + name(i);
        }
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("no room to count more clients")));
        for (int i = 0; i < 2'000; ++i)
            QVERIFY(limiter.admit(name(i), {"standard", 100, 60s}).allowed);
        for (const QByteArray &who : locked)
            QVERIFY(!limiter.admit(who, lock).allowed);
    }

    void idleWindows_goAfterTheirOwnTime()
    {
        ManualClock clock;
        RateLimiter limiter(clock);
        for (int i = 0; i < 10'000; ++i) {
            QVERIFY(limiter.admit(name(i), {"standard", 5, 60s}).allowed);
            if (i < 100)
                QVERIFY(limiter.admit(name(i), {"register", 5, 3600s}).allowed);
        }
        QCOMPARE(limiter.windowCount(), 10'100);
        clock.advance(60s - 1ms);
        limiter.sweep();
        QCOMPARE(limiter.windowCount(), 10'100);
        clock.advance(1ms);
        limiter.sweep();
        QCOMPARE(limiter.windowCount(), 100);
        clock.advance(1h);
        limiter.sweep();
        QCOMPARE(limiter.windowCount(), 0);
    }

    void newcomers_sweepForThemselves()
    {
        ManualClock clock;
        RateLimiter limiter(clock);
        for (int i = 0; i < 100'000; ++i) { // a thousand a second, each once
            clock.advance(1ms);
            QVERIFY(limiter.admit(name(i), {"standard", 5, 1s}).allowed);
        }
        QVERIFY2(limiter.windowCount() < 3'000, qPrintable(QString::number(limiter.windowCount())));
    }

    void counts_comeOnce_byMinuteAndRule()
    {
        ManualClock clock(Time{std::chrono::minutes{30'000'000}});
        RateLimiter limiter(clock);
        const RateRule rule{.name = "standard", .count = 2, .window = 60s, .counted = true};
        QVERIFY(limiter.admit("a", rule).allowed);
        QVERIFY(limiter.admit("a", rule).allowed);
        QVERIFY(!limiter.admit("a", rule).allowed);
        QVERIFY(limiter.admit("b", {"uncounted", 1, 60s}).allowed);
        clock.advance(60s);
        QVERIFY(limiter.admit("a", rule).allowed);
        Counts counts;
        add(counts, limiter.takeCounts());
        const Counts expected{{{"a", "standard", 30'000'000}, {2, 1}}, {{"a", "standard", 30'000'001}, {1, 0}}};
        QVERIFY(counts == expected);
        QVERIFY(limiter.takeCounts().isEmpty());
        QVERIFY(limiter.admit("a", rule).allowed);
        QCOMPARE(limiter.takeCounts().size(), 1);
    }

    // The same limit from two sides at once: the sum is the limit, not one more.
    void twoThreads_areAdmittedExactlyTheLimit()
    {
        const TwoClocks clock;
        RateLimiter limiter(clock);
        const RateRule rule{.name = "standard", .count = 20'000, .window = 60s, .counted = true};
        std::atomic<int> admitted = 0;
        const auto ask = [&](const QByteArray &crowd) {
            for (int i = 0; i < 15'000; ++i) {
                admitted += limiter.admit("a", rule).allowed;
                if (i % 8 == 0) // meanwhile the table grows
                    std::ignore = limiter.admit(crowd + name(i), {"other", 1, 60s});
            }
        };
        std::thread other(ask, "x");
        ask("y");
        other.join();
        QCOMPARE(admitted, 20'000);
        Counts counts;
        add(counts, limiter.takeCounts());
        const auto [counted, refused] = counts[{"a", "standard", clock.minute()}];
        QCOMPARE(counted, 20'000);
        QCOMPARE(refused, 10'000);
    }
};

QTEST_GUILESS_MAIN(TestLimits)
#include "test_limits.moc"
