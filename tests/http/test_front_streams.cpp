// SPDX-License-Identifier: GPL-3.0-or-later
#include "front_application.h"
#include "raw_client.h"

#include <QDir>
#include <QFile>
#include <QTcpServer>
#include <QTest>

#include <ctime>
#include <functional>
#include <memory>
#include <sys/resource.h>
#include <thread>
#include <vector>

using namespace ostiary;
using namespace std::chrono_literals;

namespace {

constexpr int kSoon = 10'000; // ms; far more than it takes, so that a busy machine fails nothing

QByteArray get(QByteArrayView target)
{
    return QByteArray("GET ").append(target).append(" HTTP/1.1\r\nHost: localhost\r\n\r\n");
}

/// Like QTRY_VERIFY, without its pauses.
bool waitUntil(const std::function<bool()> &condition)
{
    for (int waited = 0; waited < kSoon; ++waited) {
        if (condition())
            return true;
        std::this_thread::sleep_for(1ms);
    }
    return false;
}

int openDescriptors()
{
    return int(
        QDir(QStringLiteral("/proc/self/fd")).entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot).size());
}

qint64 residentBytes()
{
    QFile file(QStringLiteral("/proc/self/statm"));
    return file.open(QIODevice::ReadOnly) ? file.readAll().split(' ').value(1).toLongLong() * ::getpagesize() : 0;
}

} // namespace

/// What the front does over time: streams, clients that leave or linger, limits, start and stop.
class TestFrontStreams : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void streams_arriveInOrder();
    void streams_areFlushedAtOnce();
    void streams_thatBreak_neverLookComplete();
    void streams_waitForASlowReader();
    void streams_thatNobodyReads_areAborted_data();
    void streams_thatNobodyReads_areAborted();
    void clientsThatHangUp_cancelTheirStream();
    void clientsThatHangUp_stopTheirRequest();
    void aThousandAbandonedStreams_leaveNothingBehind();

    void halfAHead_isAnswered408();
    void aHeadByteByByte_hasNoMoreTimeThanAnyOther();
    void aBodyThatTrickles_isAnswered408();
    void silentConnections_areClosed();
    void idleConnections_areClosed();
    void connectionsBeyondTheCap_areTold503_andTheOthersStay();
    void connectionsBeyondTheCapOfOneAddress_areTold503();

    void start_reportsAPortInUse();
    void start_reportsAPortThatAnotherServerShares();
    void start_reportsAnAddressOfAnotherMachine();
    void start_canUseItsPortAgainAtOnce();
    void severalWorkers_shareThePort();
    void stop_letsRunningRequestsFinish();
    void stop_cutsOpenStreams();
    void stop_endsRequestsThatNeverFinish();
    void descriptorsRunOut_andTheServerRecovers();

private:
    void startWith(const http::Limits &limits, int workers = 1);
    [[nodiscard]] RawClient client() const { return RawClient(m_port); }

    std::unique_ptr<Seen> m_seen;
    std::unique_ptr<http::Server> m_server;
    quint16 m_port = 0;
};

void TestFrontStreams::init()
{
    m_seen = std::make_unique<Seen>();
    m_server = std::make_unique<http::Server>();
}

void TestFrontStreams::cleanup()
{
    m_server.reset();
    m_seen.reset();
}

void TestFrontStreams::startWith(const http::Limits &limits, int workers)
{
    const Result<quint16> port = m_server->start({.workers = workers, .limits = limits}, [seen = m_seen.get()] {
        return std::make_unique<FrontApplication>(*seen);
    });
    QVERIFY(port);
    m_port = *port;
}

// ---- streams ------------------------------------------------------------------------------------------------------

void TestFrontStreams::streams_arriveInOrder()
{
    startWith({});
    RawClient client(m_port);
    const RawAnswer answer = client.send(get("/stream/three")).answer();
    QCOMPARE(answer.field("Content-Type"), "text/event-stream");
    QCOMPARE(answer.body, "data: one\n\ndata: two\n\ndata: three\n\n");
    QVERIFY(answer.complete);
    QCOMPARE(client.send(get("/next")).answer().body, "/next?");
}

void TestFrontStreams::streams_areFlushedAtOnce()
{
    startWith({});
    RawClient client(m_port);
    QVERIFY(!client.send(get("/stream/open")).receiveUntil("data: one\n\n").isEmpty());
}

// A message that ends early must not look whole (RFC 9112 §8).
void TestFrontStreams::streams_thatBreak_neverLookComplete()
{
    startWith({});
    RawClient client(m_port);
    const RawAnswer answer = client.send(get("/stream/broken")).answer();
    QCOMPARE(answer.body, "data: one\n\ndata: two\n\n");
    QVERIFY(!answer.complete);
    QVERIFY(client.isClosed());
}

void TestFrontStreams::streams_waitForASlowReader()
{
    startWith({});
    RawClient client(m_port, 16 * 1024);
    client.send(get("/stream/flood"));
    QVERIFY(!client.receiveUntil("\r\n\r\n").isEmpty());
    // The producer is told to pause; what it made meanwhile is bounded by the buffers on the way.
    qint64 before = -1;
    QTRY_VERIFY_WITH_TIMEOUT((QTest::qWait(200), std::exchange(before, m_seen->produced.load()) == m_seen->produced),
                             kSoon);
    QVERIFY2(m_seen->produced < 8 * 1024 * 1024, QByteArray::number(m_seen->produced.load()).constData());
    // And goes on when the client reads.
    const qint64 paused = m_seen->produced;
    QTRY_VERIFY_WITH_TIMEOUT((client.receive(100), m_seen->produced > paused + 1024 * 1024), kSoon);
}

void TestFrontStreams::streams_thatNobodyReads_areAborted_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addRow("by time") << QByteArray("/stream/flood");
    QTest::addRow("by size, whatever the producer does") << QByteArray("/stream/rude");
}

void TestFrontStreams::streams_thatNobodyReads_areAborted()
{
    QFETCH(const QByteArray, target);
    const bool byTime = target == "/stream/flood";
    startWith({.unreadTime = byTime ? 300ms : 1h});
    RawClient client(m_port, 16 * 1024);
    client.send(get(target));
    QTRY_COMPARE_WITH_TIMEOUT(m_seen->cancelled.load(), 1, kSoon);
    QTRY_COMPARE_WITH_TIMEOUT(m_server->openConnections(), 0, kSoon);
}

// RFC 9110 leaves it open; MCP defines closing the stream as cancelling the call.
void TestFrontStreams::clientsThatHangUp_cancelTheirStream()
{
    startWith({});
    RawClient client(m_port);
    QVERIFY(!client.send(get("/stream/open")).receiveUntil("one").isEmpty());
    client.hangUp();
    QTRY_COMPARE_WITH_TIMEOUT(m_seen->cancelled.load(), 1, kSoon);
    QTRY_COMPARE_WITH_TIMEOUT(m_server->openConnections(), 0, kSoon);
}

void TestFrontStreams::clientsThatHangUp_stopTheirRequest()
{
    startWith({});
    RawClient client(m_port);
    client.send(get("/never"));
    QTRY_COMPARE_WITH_TIMEOUT(m_seen->requests.load(), 1, kSoon);
    QCOMPARE(m_seen->gone.load(), 0);
    client.hangUp();
    QTRY_COMPARE_WITH_TIMEOUT(m_seen->gone.load(), 1, kSoon);
}

void TestFrontStreams::aThousandAbandonedStreams_leaveNothingBehind()
{
    startWith({});
    QCOMPARE(client().send(get("/ok")).answer().status, 200);
    QTRY_COMPARE_WITH_TIMEOUT(m_server->openConnections(), 0, kSoon);
    const int descriptors = openDescriptors();
    [[maybe_unused]] qint64 resident = 0;
    for (int i = 0; i < 1000; ++i) {
        if (i == 200)
            resident = residentBytes(); // whatever is made once has been made
        RawClient client(m_port);
        const bool streams = i % 2;
        client.send(get(streams ? "/stream/open" : "/never"));
        if (streams)
            QVERIFY(!client.receiveUntil("one").isEmpty());
        else
            QVERIFY(waitUntil([&] { return m_seen->requests == i + 2; }));
    }
    QTRY_COMPARE_WITH_TIMEOUT(m_seen->cancelled.load(), 500, kSoon);
    QTRY_COMPARE_WITH_TIMEOUT(m_seen->gone.load(), 500, kSoon);
    QTRY_COMPARE_WITH_TIMEOUT(m_server->openConnections(), 0, kSoon);
    QCOMPARE(openDescriptors(), descriptors);
#ifndef __SANITIZE_ADDRESS__ // which keeps what was freed for a while, and finds leaks by itself
    QVERIFY2(residentBytes() - resident < 8 * 1024 * 1024, QByteArray::number(residentBytes() - resident).constData());
#endif
    QCOMPARE(client().send(get("/ok")).answer().status, 200);
}

// ---- time and number ----------------------------------------------------------------------------------------------

void TestFrontStreams::halfAHead_isAnswered408()
{
    startWith({.headTime = 200ms});
    RawClient client(m_port);
    const RawAnswer answer = client.send("GET / HTTP/1.1\r\nHost: local").answer();
    QCOMPARE(answer.status, 408);
    QCOMPARE(answer.field("Connection"), "close");
    QVERIFY(client.isClosed());
}

void TestFrontStreams::aHeadByteByByte_hasNoMoreTimeThanAnyOther()
{
    startWith({.headTime = 300ms});
    RawClient client(m_port);
    client.send("GET / HTTP/1.1\r\nX: ");
    int sent = 0;
    for (; sent < 200 && client.unread().isEmpty(); ++sent) {
        client.send("a");
        client.receive(50);
    }
    QVERIFY(sent < 200);
    QCOMPARE(client.answer().status, 408);
}

void TestFrontStreams::aBodyThatTrickles_isAnswered408()
{
    startWith({.bodyTime = 200ms, .bodyBytesPerSecond = 1'000'000});
    RawClient client(m_port);
    client.send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 60000\r\n\r\n");
    for (int sent = 0; sent < 200 && client.unread().isEmpty(); ++sent) {
        client.send("a");
        client.receive(50);
    }
    QCOMPARE(client.answer().status, 408);
    QCOMPARE(m_seen->requests.load(), 0);
}

void TestFrontStreams::silentConnections_areClosed()
{
    startWith({.headTime = 200ms});
    QVERIFY(client().isClosed());
}

void TestFrontStreams::idleConnections_areClosed()
{
    startWith({.idleTime = 200ms});
    RawClient client(m_port);
    QCOMPARE(client.send(get("/ok")).answer().status, 200);
    QVERIFY(client.isClosed());
}

void TestFrontStreams::connectionsBeyondTheCap_areTold503_andTheOthersStay()
{
    startWith({.connections = 10});
    std::vector<RawClient> inside;
    for (int i = 0; i < 10; ++i) {
        inside.emplace_back(m_port);
        QCOMPARE(inside.back().send(get("/ok")).answer().status, 200);
    }
    for (int i = 0; i < 50; ++i) {
        RawClient client(m_port);
        const RawAnswer answer = client.answer();
        QVERIFY2(answer.status == 503 || answer.status == 0, answer.head.constData());
        QVERIFY(client.isClosed());
    }
    for (RawClient &client : inside)
        QCOMPARE(client.send(get("/ok")).answer().status, 200);
    inside.clear();
    QTRY_COMPARE_WITH_TIMEOUT(m_server->openConnections(), 0, kSoon);
    QCOMPARE(client().send(get("/ok")).answer().status, 200);
}

void TestFrontStreams::connectionsBeyondTheCapOfOneAddress_areTold503()
{
    startWith({.connectionsPerAddress = 2});
    RawClient first(m_port);
    RawClient second(m_port);
    QCOMPARE(first.send(get("/ok")).answer().status, 200);
    QCOMPARE(second.send(get("/ok")).answer().status, 200);
    QCOMPARE(client().answer().status, 503);
    first.hangUp();
    QTRY_COMPARE_WITH_TIMEOUT(m_server->openConnections(), 1, kSoon);
    QCOMPARE(client().send(get("/ok")).answer().status, 200);
}

// ---- start and stop -----------------------------------------------------------------------------------------------

void TestFrontStreams::start_reportsAPortInUse()
{
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost));
    const Result<quint16> port = m_server->start({.port = other.serverPort()}, {});
    QVERIFY(!port);
    QCOMPARE(port.error().code, ErrorCode::Unavailable);
    QVERIFY2(
        port.error().detail.startsWith(QStringLiteral("Port %1 is in use by test_front_stre").arg(other.serverPort())),
        qPrintable(port.error().detail));
    QVERIFY(port.error().detail.endsWith(QStringLiteral("stop that program or choose another port.")));
}

// Two servers that share a port would each get half of the requests.
void TestFrontStreams::start_reportsAPortThatAnotherServerShares()
{
    startWith({}, 2);
    http::Server second;
    const Result<quint16> port = second.start({.port = m_port, .workers = 2}, {});
    QVERIFY(!port);
    QVERIFY2(port.error().detail.contains(QStringLiteral("in use")), qPrintable(port.error().detail));
}

void TestFrontStreams::start_reportsAnAddressOfAnotherMachine()
{
    const Result<quint16> port = m_server->start({.address = QHostAddress(QStringLiteral("192.0.2.1"))}, {});
    QVERIFY(!port);
    QVERIFY2(port.error().detail.startsWith(QStringLiteral("192.0.2.1 is not an address of this machine")),
             qPrintable(port.error().detail));
}

void TestFrontStreams::start_canUseItsPortAgainAtOnce()
{
    startWith({}, 2);
    RawClient client(m_port);
    QCOMPARE(client.send(get("/ok")).answer().status, 200);
    m_server->stop();
    const Result<quint16> again = m_server->start({.port = m_port, .workers = 2},
                                                  [this] { return std::make_unique<FrontApplication>(*m_seen); });
    QVERIFY2(again, again ? "" : qPrintable(again.error().detail));
    QCOMPARE(this->client().send(get("/ok")).answer().status, 200);
}

void TestFrontStreams::severalWorkers_shareThePort()
{
    startWith({}, 3);
    std::vector<RawClient> clients;
    for (int i = 0; i < 60; ++i)
        clients.emplace_back(m_port);
    for (RawClient &client : clients)
        client.send(get("/later?x"));
    for (RawClient &client : clients)
        QCOMPARE(client.answer().body, "later x");
    QCOMPARE(m_server->openConnections(), 60);
}

void TestFrontStreams::stop_letsRunningRequestsFinish()
{
    startWith({});
    RawClient busy(m_port);
    RawClient idle(m_port);
    QCOMPARE(idle.send(get("/ok")).answer().status, 200);
    busy.send(get("/later?x"));
    QTRY_COMPARE_WITH_TIMEOUT(m_seen->requests.load(), 2, kSoon);
    m_server->stop();
    QCOMPARE(busy.answer().body, "later x");
    QVERIFY(busy.isClosed());
    QVERIFY(idle.isClosed());
    QVERIFY(!client().isConnected());
}

void TestFrontStreams::stop_cutsOpenStreams()
{
    startWith({});
    RawClient client(m_port);
    QVERIFY(!client.send(get("/stream/open")).receiveUntil("one").isEmpty());
    m_server->stop(1h); // nothing keeps it waiting
    RawAnswer rest = client.answer();
    QVERIFY(!rest.complete);
    QCOMPARE(m_seen->cancelled.load(), 1);
}

void TestFrontStreams::stop_endsRequestsThatNeverFinish()
{
    startWith({});
    RawClient client(m_port);
    client.send(get("/never"));
    QTRY_COMPARE_WITH_TIMEOUT(m_seen->requests.load(), 1, kSoon);
    m_server->stop(100ms);
    QVERIFY(client.isClosed());
    QCOMPARE(m_seen->gone.load(), 1);
}

// Accepting must neither turn in circles nor stop for good when there are no descriptors left.
void TestFrontStreams::descriptorsRunOut_andTheServerRecovers()
{
    startWith({.connections = 1'000'000});
    std::vector<RawClient> clients(40);
    rlimit before{};
    QCOMPARE(::getrlimit(RLIMIT_NOFILE, &before), 0);
    const rlimit narrow{.rlim_cur = rlim_t(openDescriptors() + 10), .rlim_max = before.rlim_max};
    QCOMPARE(::setrlimit(RLIMIT_NOFILE, &narrow), 0);
    for (RawClient &client : clients)
        client.connect(m_port);
    QTest::qWait(300);
    const std::clock_t begin = std::clock();
    QTest::qWait(1000);
    const double busy = double(std::clock() - begin) / CLOCKS_PER_SEC;
    const int accepted = m_server->openConnections();
    clients.clear();
    QCOMPARE(::setrlimit(RLIMIT_NOFILE, &before), 0);
    QVERIFY2(accepted < 15, "the limit was not reached");
    QVERIFY2(busy < 0.3, QByteArray::number(busy).constData()); // of one second: it waits, it does not spin
    QCOMPARE(client().send(get("/ok")).answer().status, 200);
}

QTEST_GUILESS_MAIN(TestFrontStreams)
#include "test_front_streams.moc"
