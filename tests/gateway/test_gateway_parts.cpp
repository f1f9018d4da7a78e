// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/stdio/back_off.h"
#include "server/gateway/stdio/line_buffer.h"
#include "server/gateway/upstream/event_tail.h"
#include "server/gateway/upstream/header_policy.h"
#include "server/gateway/upstream/session_bindings.h"

#include <QTest>

using namespace ostiary;
using namespace ostiary::gateway;
using namespace std::chrono_literals;

class TestGatewayParts : public QObject
{
    Q_OBJECT

private slots:
    void eventTail_knowsTheGapsBetweenEvents_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("boundary");
        QTest::newRow("nothing") << QByteArray() << true;
        QTest::newRow("LF") << QByteArray("data: a\n\n") << true;
        QTest::newRow("CRLF") << QByteArray("data: a\r\n\r\n") << true;
        QTest::newRow("CR") << QByteArray("data: a\r\r") << true;
        QTest::newRow("line") << QByteArray("data: a\n") << false;
        QTest::newRow("CRLF line") << QByteArray("data: a\r\n") << false;
        QTest::newRow("torn") << QByteArray("data: a\n\ndata") << false;
    }
    void eventTail_knowsTheGapsBetweenEvents()
    {
        QFETCH(QByteArray, text);
        QFETCH(bool, boundary);
        EventTail whole;
        whole.feed(text);
        QCOMPARE(whole.isBoundary(), boundary);
        EventTail pieces;
        for (const char c : text)
            pieces.feed(QByteArrayView(&c, 1));
        QCOMPARE(pieces.isBoundary(), boundary);
    }

    void lineBuffer_cutsLinesHoweverTheyArrive()
    {
        LineBuffer buffer(10);
        buffer.append("one\r\n\ntw");
        QCOMPARE(buffer.next(), QByteArray("one"));
        QCOMPARE(buffer.next(), QByteArray(""));
        QVERIFY(!buffer.next());
        buffer.append("o\nthree");
        QCOMPARE(buffer.next(), QByteArray("two"));
        QVERIFY(!buffer.next());
        QVERIFY(!buffer.isTooLong());
        buffer.append("and more");
        QVERIFY(!buffer.next());
        QVERIFY(buffer.isTooLong());
    }

    void backOff_growsFromOneSecondToSixtyAndIsPerAccount()
    {
        BackOff backOff;
        const BackOff::Key alice{QStringLiteral("up"), QStringLiteral("alice")};
        const BackOff::Key bob{QStringLiteral("up"), QStringLiteral("bob")};
        const BackOff::Clock::time_point now{};
        const std::chrono::seconds expected[] = {0s, 0s, 1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s};
        for (const auto wait : expected) {
            backOff.failed(alice, now);
            QCOMPARE(backOff.waitFor(alice, now), wait);
        }
        QCOMPARE(backOff.waitFor(bob, now), 0s);
        QCOMPARE(backOff.waitFor(alice, now + 60s), 0s);
        backOff.succeeded(alice);
        backOff.failed(alice, now);
        QCOMPARE(backOff.waitFor(alice, now), 0s);
    }

    void sessionBindings_areBoundedAndOnePerAccount()
    {
        SessionBindings bindings(2);
        const QString up = QStringLiteral("up");
        const AccountId alice(QStringLiteral("acc_a"));
        const AccountId bob(QStringLiteral("acc_b"));
        bindings.bind(up, "1", alice);
        bindings.bind(up, "1", bob); // too late
        QVERIFY(bindings.admits(up, "1", alice) && !bindings.admits(up, "1", bob));
        QVERIFY(bindings.admits(QStringLiteral("other"), "1", bob));
        bindings.bind(up, "2", alice);
        bindings.bind(up, "1", alice); // used again: 2 is the older one now
        bindings.bind(up, "3", alice);
        QCOMPARE(bindings.count(up), 2);
        QVERIFY(bindings.admits(up, "2", bob));
        QVERIFY(!bindings.admits(up, "1", bob));
        bindings.forget(up, "1");
        QVERIFY(bindings.admits(up, "1", bob));
    }

    void field_mustBeOne()
    {
        QCOMPARE(parseField("Name:  value ")->second, QByteArray("value"));
        QVERIFY(parseField("Name:")->second.isEmpty());
        for (const QByteArrayView line : {"no colon", ": value", "Na me: value", "Name : value", "Name: a\x01"})
            QVERIFY(!parseField(line));
        QVERIFY(!parseField(QByteArrayView("Name: a\0b", 9)));
    }
};

QTEST_GUILESS_MAIN(TestGatewayParts)
#include "test_gateway_parts.moc"
