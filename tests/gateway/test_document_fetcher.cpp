// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/metadata/document_fetcher.h"
#include "server/gateway/metadata/freshness.h"
#include "tests/core/await.h"
#include "tests/gateway/document_host.h"

#include <QElapsedTimer>
#include <QTest>

using namespace ostiary;
using namespace ostiary::gateway;
using namespace std::chrono_literals;

namespace {

const QByteArray kDocument = R"({"client_id": "x"})";
constexpr qsizetype kMost = 5 * 1024;

} // namespace

// The fetcher that goes wherever a stranger's address leads, and not where it must not (RFC 6890).
class TestDocumentFetcher : public QObject
{
    Q_OBJECT

    const SoftwareCertificate m_certificate{"docs.example"};
    std::unique_ptr<DocumentHost> m_host;
    QList<QHostAddress> m_answers; ///< of the name server, for whatever name
    std::atomic<int> m_lookups = 0;

    /// Whose name server a test directs; `allowed` are addresses that it may call although they are not public.
    std::unique_ptr<DocumentFetcher> fetcher(const QList<QHostAddress> &allowed = {QHostAddress::LocalHost},
                                             std::chrono::milliseconds total = 5s)
    {
        return std::make_unique<DocumentFetcher>(DocumentFetcher::Options{
            .policy = AddressPolicy(allowed),
            .resolve =
                [this](const QString &, const std::function<void(QList<QHostAddress>)> &done) {
                    ++m_lookups;
                    done(m_answers);
                },
            .authorities = m_certificate.certificate,
            .total = total,
        });
    }
    QString url(const char *host = "docs.example", const char *path = "/client.json") const
    {
        return QStringLiteral("https://%1:%2%3")
            .arg(QLatin1String(host))
            .arg(m_host->serverPort())
            .arg(QLatin1String(path));
    }
    Result<FetchedDocument> fetch(const QString &address) { return await(fetcher()->fetch(address, kMost)); }

private slots:
    void init()
    {
        m_host = std::make_unique<DocumentHost>(m_certificate);
        QVERIFY(m_host->isListening());
        m_host->says(kDocument);
        m_answers = {QHostAddress::LocalHost};
        m_lookups = 0;
    }
    void cleanup() { m_host.reset(); }

    // ---- which addresses are public ----
    void policy_refuses_data()
    {
        QTest::addColumn<QString>("address");
        for (const char *address : {"0.0.0.0",
                                    "0.1.2.3",
                                    "10.0.0.1",
                                    "10.255.255.255",
                                    "100.64.0.1",
                                    "100.127.255.255",
                                    "127.0.0.1",
                                    "127.255.255.254",
                                    "169.254.169.254",
                                    "172.16.0.1",
                                    "172.31.255.255",
                                    "192.0.0.8",
                                    "192.0.2.1",
                                    "192.88.99.1",
                                    "192.168.1.1",
                                    "198.18.0.1",
                                    "198.19.255.255",
                                    "198.51.100.1",
                                    "203.0.113.1",
                                    "224.0.0.1",
                                    "239.255.255.255",
                                    "240.0.0.1",
                                    "255.255.255.255",
                                    "::",
                                    "::1",
                                    "::127.0.0.1",
                                    "::ffff:10.0.0.1",
                                    "::ffff:127.0.0.1",
                                    "::ffff:a9fe:a9fe",
                                    "64:ff9b::a9fe:a9fe",
                                    "64:ff9b::7f00:1",
                                    "64:ff9b:1::1",
                                    "100::1",
                                    "2001::1",
                                    "2001:10::1",
                                    "2001:20::1",
                                    "2001:db8::1",
                                    "2002:7f00:1::",
                                    "2002:808:808::1",
                                    "3fff::1",
                                    "5f00::1",
                                    "fc00::1",
                                    "fd00::1",
                                    "fe80::1",
                                    "fe80::1%lo",
                                    "fec0::1",
                                    "ff02::1"})
            QTest::newRow(address) << QString::fromLatin1(address);
    }
    void policy_refuses()
    {
        QFETCH(QString, address);
        const QHostAddress parsed(address);
        QVERIFY(!parsed.isNull());
        QVERIFY(!AddressPolicy().allows(parsed));
    }
    void policy_allowsPublicAddresses()
    {
        for (const char *address : {"8.8.8.8", "1.1.1.1", "100.63.255.255", "100.128.0.1", "172.15.255.255",
                                    "172.32.0.1", "192.167.255.255", "198.17.255.255", "198.20.0.1", "223.255.255.255",
                                    "2606:4700::1", "2a00:1450::1", "::ffff:8.8.8.8", "64:ff9b::808:808"})
            QVERIFY2(AddressPolicy().allows(QHostAddress(QLatin1String(address))), address);
        QVERIFY(!AddressPolicy().allows(QHostAddress()));
    }

    // ---- where it goes ----
    void document_isRead()
    {
        m_host->says(kDocument, "Content-Type: application/json; charset=utf-8\r\nCache-Control: max-age=120\r\n");
        const Result<FetchedDocument> document = fetch(url());
        QVERIFY2(document, document ? "" : qPrintable(document.error().detail));
        QCOMPARE(document->body, kDocument);
        QCOMPARE(document->freshFor, 120s);
        const QByteArray request = m_host->requests.value(0);
        QVERIFY(request.startsWith("GET /client.json HTTP/1.1\r\n"));
        QVERIFY(request.contains("Accept: application/json\r\n"));
        QVERIFY(!request.contains("Accept-Encoding") && !request.contains("Cookie"));
    }
    void privateAddress_isNotEvenConnectedTo_data()
    {
        QTest::addColumn<QString>("host"); // in the address
        QTest::addColumn<QStringList>("means"); // what the name server says
        const auto row = [](const char *host, const QStringList &means) {
            QTest::newRow(host) << QString::fromLatin1(host) << means;
        };
        row("docs.example", {QStringLiteral("127.0.0.1")});
        row("six.example", {QStringLiteral("::1")});
        row("mapped.example", {QStringLiteral("::ffff:127.0.0.1")});
        row("nat64.example", {QStringLiteral("64:ff9b::7f00:1")});
        row("public-and-private.example", {QStringLiteral("8.8.8.8"), QStringLiteral("127.0.0.1")});
        row("private-and-public.example", {QStringLiteral("127.0.0.1"), QStringLiteral("2606:4700::1")});
        row("127.0.0.1", {});
        row("[::1]", {});
        row("[::ffff:127.0.0.1]", {});
        row("2130706433", {QStringLiteral("127.0.0.1")});
        row("0177.0.0.1", {QStringLiteral("127.0.0.1")});
        row("0x7f.1", {QStringLiteral("127.0.0.1")});
        row("localhost", {QStringLiteral("127.0.0.1"), QStringLiteral("::1")});
        row("localhost.", {QStringLiteral("127.0.0.1")});
    }
    void privateAddress_isNotEvenConnectedTo()
    {
        QFETCH(QString, host);
        QFETCH(QStringList, means);
        m_answers.clear();
        for (const QString &address : means)
            m_answers << QHostAddress(address);
        const auto strict = fetcher({}); // as in the program
        const Result<FetchedDocument> refused = await(strict->fetch(url(qPrintable(host)), kMost));
        QVERIFY(!refused);
        QTest::qWait(20); // a connection would be there by now
        QCOMPARE(m_host->connections, 0);
    }
    void systemsOwnNames_areLookedAtInTheSameWay()
    {
        DocumentFetcher real{DocumentFetcher::Options{}};
        for (const char *host : {"localhost", "127.0.0.1", "localhost.", "2130706433", "[::1]"}) {
            const Result<FetchedDocument> refused = await(real.fetch(url(host), kMost));
            QVERIFY2(!refused, host);
        }
        QTest::qWait(20);
        QCOMPARE(m_host->connections, 0);
    }
    // DNS rebinding: what the name means a moment later is not asked.
    void name_isLookedUpOnce_andTheCheckedAddressIsTheOneThatIsCalled()
    {
        QVERIFY(fetch(url()));
        QCOMPARE(m_lookups.load(), 1);
        QCOMPARE(m_host->connections, 1);
        m_answers = {QHostAddress(QStringLiteral("127.0.0.2"))}; // allowed is 127.0.0.1 alone
        QCOMPARE(fetch(url()).error().code, ErrorCode::Forbidden);
        QCOMPARE(m_host->connections, 1);
    }
    void address_thatIsNotHttps_isRefused_data()
    {
        QTest::addColumn<QString>("address");
        for (const char *address :
             {"http://docs.example/x", "file:///etc/passwd", "ftp://docs.example/x", "gopher://docs.example/x",
              "https://", "https:///x", "https://u:p@docs.example/x", "https://docs.example/x#f", "x", ""})
            QTest::newRow(address) << QString::fromLatin1(address);
    }
    void address_thatIsNotHttps_isRefused()
    {
        QFETCH(QString, address);
        QCOMPARE(fetch(address).error().code, ErrorCode::Forbidden);
        QCOMPARE(m_lookups.load(), 0);
    }
    void nameThatNobodyHas_isAFailure()
    {
        m_answers.clear();
        QCOMPARE(fetch(url()).error().code, ErrorCode::UpstreamFailed);
    }
    void certificateOfAnother_isRefused()
    {
        const Result<FetchedDocument> refused = fetch(url("other.example"));
        QCOMPARE(refused.error().code, ErrorCode::UpstreamFailed);
        QVERIFY2(refused.error().detail.contains(QLatin1String("certificate")), qPrintable(refused.error().detail));
        QVERIFY(m_host->requests.isEmpty());
    }

    // ---- what it takes ----
    void redirect_isNotFollowed()
    {
        for (const char *status : {"301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"}) {
            m_host->says({}, "Location: " + url("docs.example", "/other").toLatin1() + "\r\n", status);
            QVERIFY2(!fetch(url()), status);
        }
        QCOMPARE(m_host->requests.size(), 5);
    }
    void otherStatus_isRefused()
    {
        for (const char *status :
             {"201 Created", "204 No Content", "206 Partial", "404 Not Found", "403 Forbidden", "500 Oops"}) {
            m_host->says(kDocument, "Content-Type: application/json\r\n", status);
            QVERIFY2(!fetch(url()), status);
        }
    }
    void otherContentType_isRefused_data()
    {
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<bool>("taken");
        const auto row = [](const char *fields, bool taken) {
            QTest::newRow(fields) << (*fields ? QByteArray(fields) + "\r\n" : QByteArray()) << taken;
        };
        row("Content-Type: application/json", true);
        row("Content-Type: Application/JSON; charset=UTF-8", true);
        row("Content-Type: application/client+json", true);
        row("Content-Type: text/html", false);
        row("Content-Type: text/json", false);
        row("Content-Type: application/jsonp", false);
        row("Content-Type: application/json; charset=utf-7", false);
        row("Content-Type: application/json; charset=junk", false);
        row("", false);
        row("Content-Type: application/json\r\nContent-Encoding: gzip", false);
    }
    void otherContentType_isRefused()
    {
        QFETCH(QByteArray, fields);
        QFETCH(bool, taken);
        m_host->says(kDocument, fields);
        QCOMPARE(fetch(url()).has_value(), taken);
    }
    void documentOfFiveKiB_isTaken_andAByteMoreIsNot()
    {
        m_host->says(QByteArray(kMost, ' '));
        QVERIFY(fetch(url()));
        m_host->says(QByteArray(kMost + 1, ' '));
        QVERIFY(!fetch(url()));
        // Also where nothing is said of its length.
        m_host->answer = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + QByteArray(kMost + 1, ' ');
        const Result<FetchedDocument> refused = fetch(url());
        QVERIFY2(!refused && refused.error().detail.contains(QLatin1String("bytes")),
                 refused ? "taken" : qPrintable(refused.error().detail));
    }
    void headOfManyKiB_isRefused()
    {
        m_host->says(kDocument,
                     "Content-Type: application/json\r\n" + ("X-Long: " + QByteArray(1000, 'x') + "\r\n").repeated(20));
        QVERIFY(!fetch(url()));
    }
    void slowServer_isGivenUpInTime_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("silence") << QByteArray();
        QTest::newRow("half a head") << QByteArray("HTTP/1.1 200 OK\r\nContent-");
        QTest::newRow("half a body") << QByteArray(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{");
    }
    void slowServer_isGivenUpInTime()
    {
        QFETCH(QByteArray, answer);
        m_host->answer = answer;
        m_host->keepsOpen = true;
        const auto hasty = fetcher({QHostAddress::LocalHost}, 700ms);
        QCOMPARE(await(hasty->fetch(url(), kMost)).error().code, ErrorCode::UpstreamTimeout);
    }
    void slowNameServer_isGivenUpInTime()
    {
        DocumentFetcher hasty{DocumentFetcher::Options{
            .resolve = [](const QString &, const std::function<void(QList<QHostAddress>)> &) { }, .total = 100ms}};
        QCOMPARE(await(hasty.fetch(url(), kMost)).error().code, ErrorCode::UpstreamTimeout);
    }
    void ending_answersWhoStillWaits()
    {
        m_host->answer.clear();
        auto ending = fetcher();
        std::optional<Result<FetchedDocument>> result;
        whenDone(ending->fetch(url(), kMost), [&](Result<FetchedDocument> value) { result = std::move(value); });
        QTRY_COMPARE(m_host->requests.size(), 1);
        ending.reset();
        QTRY_VERIFY(result);
        QCOMPARE(result->error().code, ErrorCode::Unavailable);
    }

    // ---- how long it keeps (RFC 9111) ----
    void freshness_data()
    {
        QTest::addColumn<QByteArray>("control");
        QTest::addColumn<QByteArray>("age");
        QTest::addColumn<QByteArray>("expires");
        QTest::addColumn<qint64>("seconds"); // -1: nothing said
        QTest::newRow("nothing") << QByteArray() << QByteArray() << QByteArray() << qint64(-1);
        QTest::newRow("max-age") << QByteArray("public, max-age=300") << QByteArray() << QByteArray() << qint64(300);
        QTest::newRow("less its age") << QByteArray("max-age=300") << QByteArray("100") << QByteArray() << qint64(200);
        QTest::newRow("too old") << QByteArray("max-age=300") << QByteArray("400") << QByteArray() << qint64(0);
        QTest::newRow("no-store") << QByteArray("no-store, max-age=300") << QByteArray() << QByteArray() << qint64(0);
        QTest::newRow("junk") << QByteArray("max-age=x") << QByteArray() << QByteArray() << qint64(0);
        QTest::newRow("expires") << QByteArray() << QByteArray() << QByteArray("Sun, 06 Nov 1994 08:59:37 GMT")
                                 << qint64(600);
        QTest::newRow("expired") << QByteArray() << QByteArray() << QByteArray("0") << qint64(0);
        QTest::newRow("max-age before expires")
            << QByteArray("max-age=5") << QByteArray() << QByteArray("Sun, 06 Nov 1994 08:59:37 GMT") << qint64(5);
    }
    void freshness()
    {
        QFETCH(QByteArray, control);
        QFETCH(QByteArray, age);
        QFETCH(QByteArray, expires);
        QFETCH(qint64, seconds);
        Headers headers{{"Date", "Sun, 06 Nov 1994 08:49:37 GMT"}};
        if (!control.isEmpty())
            headers.add("Cache-Control", control);
        if (!age.isEmpty())
            headers.add("Age", age);
        if (!expires.isEmpty())
            headers.add("Expires", expires);
        const auto fresh = freshnessOf(headers);
        QCOMPARE(fresh ? fresh->count() : -1, seconds);
    }
};

QTEST_GUILESS_MAIN(TestDocumentFetcher)
#include "test_document_fetcher.moc"
