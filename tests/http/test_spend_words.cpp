// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/pages/spend_words.h"

#include <QTest>

using namespace ostiary;
using namespace ostiary::http;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kDollar = 1'000'000;

BudgetState stateOf(std::optional<qint64> cap, std::optional<qint64> alert, qint64 spent, qint64 held,
                    QList<int> reached)
{
    return {.scope = BudgetScope::Key,
            .id = u"key_1"_s,
            .name = u"build server"_s,
            .budget = {.capMicros = cap, .alertMicros = alert},
            .spentMicros = spent,
            .heldMicros = held,
            .reached = std::move(reached)};
}

} // namespace

class TestSpendWords : public QObject
{
    Q_OBJECT

private slots:
    void budget_saysHowItStands_data()
    {
        QTest::addColumn<BudgetState>("state");
        QTest::addColumn<QString>("words");
        QTest::addColumn<QString>("mark");
        const auto cap = std::optional<qint64>(10 * kDollar);
        QTest::newRow("fine") << stateOf(cap, {}, kDollar, 0, {}) << u"Within the budget"_s << u"is_fine"_s;
        QTest::newRow("half") << stateOf(cap, {}, 5 * kDollar, 0, {50}) << u"50 % of the cap is spent"_s
                              << u"is_warned"_s;
        QTest::newRow("nearly") << stateOf(cap, {}, 9 * kDollar, 0, {50, 80}) << u"80 % of the cap is spent"_s
                                << u"is_warned"_s;
        // What is held counts: there is no room for another call.
        QTest::newRow("stopped") << stateOf(cap, {}, 9 * kDollar, kDollar, {50, 80})
                                 << u"The cap is reached: calls that cost are refused with 402"_s << u"is_stopped"_s;
        QTest::newRow("nothing allowed") << stateOf(0, {}, 0, 0, {})
                                         << u"The cap is reached: calls that cost are refused with 402"_s
                                         << u"is_stopped"_s;
        QTest::newRow("alert only") << stateOf({}, 2 * kDollar, 3 * kDollar, 0, {50, 80, 100})
                                    << u"100 % of the alert amount of $2.00 is spent"_s << u"is_warned"_s;
        QTest::newRow("no cap") << stateOf({}, {}, 3 * kDollar, 0, {}) << u"No cap: nothing stops spending"_s
                                << QString();
    }
    void budget_saysHowItStands()
    {
        QFETCH(BudgetState, state);
        QFETCH(QString, words);
        QFETCH(QString, mark);
        const QJsonObject values = budgetValues(state);
        QCOMPARE(values.value(u"state"_s).toString(), words);
        for (const QString &one : {u"is_fine"_s, u"is_warned"_s, u"is_stopped"_s})
            QCOMPARE(values.value(one).toBool(), one == mark);
    }

    void budget_barsNeverLeaveTheirFrame_data()
    {
        QTest::addColumn<qint64>("spent");
        QTest::addColumn<qint64>("held");
        QTest::newRow("nothing") << 0LL << 0LL;
        QTest::newRow("a trace of both") << 1LL << 1LL;
        QTest::newRow("over an alert amount") << 30 * kDollar << 5 * kDollar;
        QTest::newRow("all held") << 0LL << 10 * kDollar;
    }
    void budget_barsNeverLeaveTheirFrame()
    {
        QFETCH(qint64, spent);
        QFETCH(qint64, held);
        const QJsonObject values = budgetValues(stateOf({}, 10 * kDollar, spent, held, {}));
        const double bar = values.value(u"bar"_s).toDouble();
        const double heldBar = values.value(u"bar_held"_s).toDouble();
        QVERIFY(bar >= 0 && heldBar >= 0 && bar + heldBar <= 100);
        QCOMPARE(bar > 0, spent > 0); // what is there is seen
    }

    void shares_areMeasuredByTheLargest()
    {
        const QJsonArray rows
            = shareValues({{.id = u"key_1"_s, .name = u"a"_s, .spentMicros = 4 * kDollar, .calls = 1200},
                           {.id = u"key_2"_s, .name = {}, .spentMicros = kDollar, .calls = 1}});
        QCOMPARE(rows[0][u"bar"].toDouble(), 100);
        QCOMPARE(rows[1][u"bar"].toDouble(), 25);
        QCOMPARE(rows[0][u"calls"].toString(), u"1,200"_s);
        QCOMPARE(rows[1][u"name"].toString(), u"key_2"_s); // better than nothing
        QCOMPARE(dayValues({{.id = u"2026-11-03"_s, .name = {}, .spentMicros = 1, .calls = 1}})[0][u"name"].toString(),
                 u"3 November"_s);
        QCOMPARE(monthWords(u"2026-11"_s), u"November 2026"_s);
    }

    void budget_inAFewWords()
    {
        QCOMPARE(budgetWords({}), QString());
        QCOMPARE(budgetWords({.capMicros = 12'500'000, .alertMicros = {}}), u"at most $12.50 a month"_s);
        QCOMPARE(budgetWords({.capMicros = kDollar, .alertMicros = 0}), u"at most $1.00 a month, no alerts"_s);
    }
};

QTEST_APPLESS_MAIN(TestSpendWords)
#include "test_spend_words.moc"
