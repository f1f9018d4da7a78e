// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/limits/rate_limiter.h"

#include <QRandomGenerator>
#include <QTest>

#include <deque>

using namespace ostiary;
using namespace std::chrono_literals;

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

    void principals_doNotShareAWindow()
    {
        ManualClock clock;
        RateLimiter limiter(clock);
        const RateRule rule{"standard", 1, 60s};
        QVERIFY(limiter.admit("a", rule).allowed);
        QVERIFY(limiter.admit("b", rule).allowed);
        QVERIFY(!limiter.admit("a", rule).allowed);
    }

    // The limiter against a model that anyone can check: a list of the admitted moments.
    void anySequence_isDecidedAsThePlainModelDecides()
    {
        const quint32 seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        QRandomGenerator random(seed);
        ManualClock clock;
        RateLimiter limiter(clock);
        const RateRule rule{"standard", 7, 5s};
        std::deque<std::chrono::milliseconds> admitted;
        for (int i = 0; i < 20'000; ++i) {
            clock.advance(std::chrono::milliseconds(random.bounded(1500)));
            const auto now = clock.monotonic();
            while (!admitted.empty() && admitted.front() <= now - rule.window)
                admitted.pop_front();
            const bool expected = admitted.size() < size_t(rule.count);
            QCOMPARE(limiter.admit("a", rule).allowed, expected);
            if (expected)
                admitted.push_back(now);
        }
    }
};

QTEST_GUILESS_MAIN(TestLimits)
#include "test_limits.moc"
