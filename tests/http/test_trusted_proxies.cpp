// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/listener/trusted_proxies.h"

#include <QTest>

using namespace ostiary;
using namespace ostiary::http;
using namespace Qt::StringLiterals;

/// Whose request it is when it came through proxies (security: 37, 38).
class TestTrustedProxies : public QObject
{
    Q_OBJECT

    static TrustedProxies proxies()
    {
        return TrustedProxies(*Networks::parse({u"127.0.0.1"_s, u"10.0.0.0/8"_s, u"2001:db8:1::/48"_s}));
    }

private slots:
    void client_isTheLastStranger_data()
    {
        QTest::addColumn<QString>("peer");
        QTest::addColumn<QByteArrayList>("fields");
        QTest::addColumn<QString>("client");
        const auto row = [](const char *what, const char *peer, QByteArrayList fields, const char *client) {
            QTest::newRow(what) << QString::fromLatin1(peer) << fields << QString::fromLatin1(client);
        };
        row("no proxy, no field", "203.0.113.9", {}, "203.0.113.9");
        row("a stranger's word", "203.0.113.9", {"198.51.100.1"}, "203.0.113.9");
        row("a proxy that says nothing", "127.0.0.1", {}, "127.0.0.1");
        row("one proxy", "127.0.0.1", {"198.51.100.1"}, "198.51.100.1");
        row("what the client made up", "127.0.0.1", {"192.0.2.1, 198.51.100.1"}, "198.51.100.1");
        row("two proxies", "127.0.0.1", {"192.0.2.1,198.51.100.1 , 10.1.2.3"}, "198.51.100.1");
        row("several fields", "127.0.0.1", {"192.0.2.1", "198.51.100.1", "10.1.2.3"}, "198.51.100.1");
        row("only proxies", "127.0.0.1", {"10.0.0.9, 10.1.2.3"}, "10.0.0.9");
        row("IPv6", "2001:db8:1::5", {"2001:db8:2::7"}, "2001:db8:2::7");
        row("IPv6 in brackets, with a port", "127.0.0.1", {"[2001:db8:2::7]:4711"}, "2001:db8:2::7");
        row("IPv4 with a port", "127.0.0.1", {"198.51.100.1:4711"}, "198.51.100.1");
        row("IPv4 as IPv6", "::ffff:127.0.0.1", {"::ffff:198.51.100.1"}, "198.51.100.1");
        row("a proxy as IPv6", "127.0.0.1", {"198.51.100.1, ::ffff:10.1.2.3"}, "198.51.100.1");
        for (const char *garbage : {"unknown", "_hidden", "", " ", "198.51.100.1 198.51.100.2", "1", "198.51.100",
                                    "0x7f.0.0.1", "198.51.100.1/24", "fe80::1%eth0", "[2001:db8:2::7", "[198.51.100.1]",
                                    "[2001:db8:2::7]4711", "\xff\xfe", "198.51.100.1, "})
            row(garbage, "127.0.0.1", {garbage}, "127.0.0.1");
        row("garbage before the stranger", "127.0.0.1", {"unknown, 198.51.100.1"}, "198.51.100.1");
        row("garbage behind the stranger", "127.0.0.1", {"198.51.100.1, unknown"}, "127.0.0.1");
        row("ten thousand of them", "127.0.0.1", {QByteArray("10.0.0.1,").repeated(10'000) + "10.0.0.2"}, "10.0.0.1");
    }
    void client_isTheLastStranger()
    {
        QFETCH(const QString, peer);
        QFETCH(const QByteArrayList, fields);
        QFETCH(const QString, client);
        Headers headers{{"X-Real-IP", "192.0.2.77"}, {"Forwarded", "for=192.0.2.78"}};
        for (const QByteArray &field : fields)
            headers.add("x-forwarded-for", field);
        QCOMPARE(proxies().clientOf(QHostAddress(peer), headers).toString(), client);
        QCOMPARE(TrustedProxies().clientOf(QHostAddress(peer), headers).toString(), peer);
    }
};

QTEST_APPLESS_MAIN(TestTrustedProxies)
#include "test_trusted_proxies.moc"
