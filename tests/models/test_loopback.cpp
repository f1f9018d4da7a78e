// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/loopback.h"

#include <QTest>

using namespace ostiary;

/// What may be trusted because nobody else can be there must be told exactly.
class TestLoopback : public QObject
{
    Q_OBJECT

private slots:
    void host_leadsToThisComputer_onlyIfItCannotLeadElsewhere_data()
    {
        QTest::addColumn<bool>("isLoopback");
        for (const char *host : {"localhost", "LOCALHOST", "app.localhost", "127.0.0.1", "127.8.9.255", "::1", "[::1]"})
            QTest::newRow(host) << true;
        for (const char *host :
             {"", "localhost.evil.example", "127.evil.example", "127.0.0.1.evil.example", "notlocalhost", ".localhost",
              "localhost.", "128.0.0.1", "127.0.0.256", "127.0.0", "0.0.0.0", "::", "10.0.0.1",
              "evil.example/localhost", "me@localhost", "localhost\n", "::ffff:10.0.0.1"})
            QTest::newRow(host) << false;
    }
    void host_leadsToThisComputer_onlyIfItCannotLeadElsewhere()
    {
        QFETCH(const bool, isLoopback);
        QCOMPARE(isLoopbackHost(QString::fromLatin1(QTest::currentDataTag())), isLoopback);
    }
};

QTEST_GUILESS_MAIN(TestLoopback)
#include "test_loopback.moc"
