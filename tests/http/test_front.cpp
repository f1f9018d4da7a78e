// SPDX-License-Identifier: GPL-3.0-or-later
#include "front_application.h"
#include "raw_client.h"

#include <QElapsedTimer>
#include <QTest>

#include <vector>

using namespace ostiary;
using namespace std::chrono_literals;

namespace {

QByteArray get(QByteArrayView target, QByteArrayView more = {})
{
    return QByteArray("GET ").append(target).append(" HTTP/1.1\r\nHost: localhost\r\n").append(more).append("\r\n");
}

QByteArray post(QByteArrayView target, QByteArrayView more)
{
    return QByteArray("POST ").append(target).append(" HTTP/1.1\r\nHost: localhost\r\n").append(more);
}

QByteArray repeated(QByteArrayView text, int count)
{
    return text.toByteArray().repeated(count);
}

} // namespace

/// Which requests pass the front, which do not, and what either is told.
class TestFront : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanupTestCase();

    void badRequests_areRefusedAndTheConnectionCloses_data();
    void badRequests_areRefusedAndTheConnectionCloses();
    void badRequests_areRefusedAlsoInPieces_data() { badRequests_areRefusedAndTheConnectionCloses_data(); }
    void badRequests_areRefusedAlsoInPieces();
    void goodRequests_areServed_data();
    void goodRequests_areServed();

    void refusals_areProblemDetails();
    void aSmuggledRequest_isNeverServed();
    void hopByHopFields_doNotReachTheApplication();
    void answers_carryDateAndRequestId_andNoServer();
    void answerFields_withLineBreaks_areLeftOut();

    void chunkedBodies_areJoined();
    void chunkedBodies_beyondTheLimit_areRefusedAtTheLimit();
    void largeBodies_areRefusedBeforeTheyAreRead();
    void largeBodies_areEchoedWhereTheyAreWelcome();
    void expectContinue_isAnsweredOnceTheHeadHasPassed();
    void expectContinue_isNotAnsweredForABodyThatIsTooLarge();

    void head_hasTheFieldsOfGetAndNoBody();
    void noContent_hasNoContentLength();
    void http10_closesAfterTheAnswer();
    void connectionClose_isObeyed();
    void keepAlive_servesManyRequestsOnOneConnection();
    void pipelinedRequests_areAnsweredInOrder();
    void pipelinedRequests_waitForSlowAnswers();
    void pipelinedRequests_withLargeAnswers_areAllAnswered();
    void aCrowd_isAnsweredAtOnce();
    void aHalfClosedConnection_stillGetsItsAnswers();
    void requestsInPieces_areServed();

private:
    [[nodiscard]] RawClient client() const { return RawClient(m_port); }

    Seen m_seen;
    http::Server m_server;
    quint16 m_port = 0;
};

void TestFront::initTestCase()
{
    const Result<quint16> port
        = m_server.start({.workers = 1}, [this] { return std::make_unique<FrontApplication>(m_seen); });
    QVERIFY(port);
    m_port = *port;
}

void TestFront::cleanupTestCase()
{
    m_server.stop();
    QCOMPARE(m_server.openConnections(), 0);
}

void TestFront::badRequests_areRefusedAndTheConnectionCloses_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<QList<int>>("statuses");
    const auto row = [](const char *name, QByteArray request, QList<int> statuses) {
        QTest::newRow(name) << std::move(request) << std::move(statuses);
    };

    // RFC 9112 §6.3: a body whose length can be read in two ways is how requests are smuggled.
    row("Content-Length twice, different", post("/echo", "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"), {400});
    row("Content-Length twice, equal", post("/echo", "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc"), {400});
    row("Content-Length as a list", post("/echo", "Content-Length: 3, 3\r\n\r\nabc"), {400});
    row("Content-Length and chunked", post("/echo", "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        {400});
    row("chunked and Content-Length", post("/echo", "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n"),
        {400});
    row("xchunked", post("/echo", "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"), {400, 501});
    row("gzip, chunked", post("/echo", "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"), {400, 501});
    row("chunked, chunked", post("/echo", "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"), {400, 501});
    row("chunked, identity", post("/echo", "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"), {400, 501});
    row("Transfer-Encoding twice",
        post("/echo", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), {400, 501});
    row("empty Transfer-Encoding", post("/echo", "Transfer-Encoding:\r\n\r\n0\r\n\r\n"), {400, 501});
    for (const char *length : {"-1", "+5", "0x5", "5 5", "", "12345678901234567890", "5;", "٥"})
        row(QByteArray("Content-Length: ").append(length).constData(),
            post("/echo", QByteArray("Content-Length: ").append(length).append("\r\n\r\nabcde")), {400});
    row("chunked over HTTP/1.0", "POST /echo HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        {400});
    for (const char *size : {"zz", "-1", "0x3", "3 ", "fffffffffffffffff", "10000000000000000", ""})
        row(QByteArray("chunk size ").append(size).constData(),
            post("/echo", QByteArray("Transfer-Encoding: chunked\r\n\r\n").append(size).append("\r\nabc\r\n0\r\n\r\n")),
            {400, 413});
    row("chunk longer than its size", post("/echo", "Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n"), {400});
    row("chunk with bare LF", post("/echo", "Transfer-Encoding: chunked\r\n\r\n3\nabc\r\n0\r\n\r\n"), {400});
    row("endless chunk extension", post("/echo", "Transfer-Encoding: chunked\r\n\r\n1;" + repeated("a", 40'000)),
        {400});

    // RFC 9112 §2.2, §5: lines and fields.
    row("line without colon", get("/ok", "nonsense\r\nAuthorization: Bearer x\r\n"), {400});
    row("space before colon", get("/ok", "Authorization : Bearer x\r\n"), {400});
    row("space before the first name", "GET /ok HTTP/1.1\r\n Host: h\r\n\r\n", {400});
    row("folded line", get("/ok", "X-A: a\r\n b\r\n"), {400});
    row("empty name", get("/ok", ": a\r\n"), {400});
    row("underscore in a name", get("/ok", "X_Forwarded_User: admin\r\n"), {400});
    row("NUL in a value", get("/ok", QByteArrayView("X-A: a\0b\r\n", 10)), {400});
    row("DEL in a value", get("/ok", "X-A: a\x7f\r\n"), {400});
    row("escape in a value", get("/ok", "X-A: a\x1b[0m\r\n"), {400});
    row("NUL in a name", get("/ok", QByteArrayView("X\0A: a\r\n", 8)), {400});
    row("bare CR in a value", get("/ok", "X-A: a\rb\r\n"), {400});
    row("bare LF behind a field", "GET /ok HTTP/1.1\r\nHost: h\nX-A: a\r\n\r\n", {400});
    row("bare LF only", "GET /ok HTTP/1.1\nHost: h\n\n", {400});
    row("bare LF at the end of the head", "GET /ok HTTP/1.1\r\nHost: h\r\n\n", {400});

    row("request line of 9 KiB", get("/" + repeated("a", 9 * 1024)), {414});
    row("request line without end", "GET /" + repeated("a", 9 * 1024), {414});
    row("head of 17 KiB",
        get("/ok", repeated("X-A: 0123456789012345678901234\r\n", 60) + "X-B: " + repeated("b", 16 * 1024) + "\r\n"),
        {431});
    row("head without end", "GET /ok HTTP/1.1\r\nHost: h\r\nX-B: " + repeated("b", 17 * 1024), {431});
    row("101 fields", get("/ok", repeated("A: b\r\n", 100)), {431});

    // RFC 9110 §7.2: the Host decides whom a request is for.
    row("no Host", "GET /ok HTTP/1.1\r\n\r\n", {400});
    row("two Hosts", "GET /ok HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", {400});
    for (const char *host :
         {"", "[", "[]", "[::1", "a#b", "a b", "a/b", "a@b", "a:b", "a:99999", "a:", "a,b", "%00", "[::1]x"})
        row(QByteArray("Host: ").append(host).constData(),
            QByteArray("GET /ok HTTP/1.1\r\nHost: ").append(host).append("\r\n\r\n"), {400});

    // RFC 9112 §3.2 and whatever a router or an upstream could read differently.
    for (const char *target : {"//host/path", "http://localhost/ok",
                               "*",           "ok",
                               "/a/../b",     "/..",
                               "/.",          "/a/./b",
                               "/a/..?q",     "/%2e%2e/b",
                               "/%2E./b",     "/a%2fb",
                               "/a%2Fb",      "/a%5cb",
                               "/a\\b",       "/a%00",
                               "/a%0a",       "/a%0D",
                               "/a%7f",       "/a#f",
                               "/a%",         "/a%4",
                               "/a%zz",       "/\x80",
                               "/\xc3\xa4",   "/a?b#c",
                               "/a?b\\c",     "/a\tb"})
        row(QByteArray("target ").append(target).constData(), get(target), {400});
    row("space in the target", get("/a b"), {400});
    row("OPTIONS *", "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", {400});

    row("TRACE", "TRACE /ok HTTP/1.1\r\nHost: h\r\n\r\n", {501});
    row("CONNECT", "CONNECT h:1 HTTP/1.1\r\nHost: h\r\n\r\n", {501});
    row("unknown method", "BREW /ok HTTP/1.1\r\nHost: h\r\n\r\n", {501});
    row("unknown method that starts like one", "GETT /ok HTTP/1.1\r\nHost: h\r\n\r\n", {501, 400});
    row("method in small letters", "get /ok HTTP/1.1\r\nHost: h\r\n\r\n", {501, 400});
    row("PROPFIND", "PROPFIND /ok HTTP/1.1\r\nHost: h\r\n\r\n", {501});
    row("HTTP/9.9", "GET /ok HTTP/9.9\r\nHost: h\r\n\r\n", {505});
    row("HTTP/0.9", "GET /ok HTTP/0.9\r\nHost: h\r\n\r\n", {505});
    row("HTTP/2.0", "GET /ok HTTP/2.0\r\nHost: h\r\n\r\n", {505});
    row("HTTP/1.2", "GET /ok HTTP/1.2\r\nHost: h\r\n\r\n", {505});
    row("no version", "GET /ok\r\nHost: h\r\n\r\n", {400});
    row("another protocol", "GET /ok ICY/1.1\r\nHost: h\r\n\r\n", {400, 505});
    row("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", {400});
    row("TLS hello", QByteArrayView("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11).toByteArray(), {400});

    // RFC 9110 §10.1.1
    row("unknown expectation", post("/echo", "Expect: 200-ok\r\nContent-Length: 1\r\n\r\na"), {417});
    row("too large, declared", post("/echo", "Content-Length: 65537\r\n\r\n"), {413});
}

// The front passes on complete, unambiguous requests only; everything else is answered and the connection closed,
// because where the next request starts is anyone's guess (RFC 9112 §9.3, §11.2).
void TestFront::badRequests_areRefusedAndTheConnectionCloses()
{
    QFETCH(const QByteArray, request);
    QFETCH(const QList<int>, statuses);
    const int before = m_seen.requests;
    RawClient client(m_port);
    const RawAnswer answer = client.send(request).answer();
    QVERIFY2(statuses.contains(answer.status), answer.head.constData());
    QCOMPARE(answer.field("Connection"), "close");
    QVERIFY(answer.complete);
    QVERIFY(client.isClosed());
    QCOMPARE(m_seen.requests.load(), before);
}

void TestFront::badRequests_areRefusedAlsoInPieces()
{
    QFETCH(const QByteArray, request);
    QFETCH(const QList<int>, statuses);
    const int before = m_seen.requests;
    RawClient client(m_port);
    const qsizetype step = request.size() > 1000 ? 509 : 1;
    for (qsizetype at = 0; at < request.size(); at += step)
        client.send(QByteArrayView(request).mid(at, step));
    const RawAnswer answer = client.answer();
    QVERIFY2(statuses.contains(answer.status), answer.head.constData());
    QVERIFY(client.isClosed());
    QCOMPARE(m_seen.requests.load(), before);
}

void TestFront::goodRequests_areServed_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<QByteArray>("body");
    const auto row = [](const char *name, QByteArray request, QByteArray body) {
        QTest::newRow(name) << std::move(request) << std::move(body);
    };
    row("plain", get("/ok"), "/ok?");
    row("query", get("/ok?a=%2F&b=..%2f"), "/ok?a=%2F&b=..%2f");
    row("escapes in the path", get("/a%20b/%C3%A4"), "/a%20b/%C3%A4?");
    row("dots that are no segments", get("/.well-known/a..b/..."), "/.well-known/a..b/...?");
    row("empty line before", "\r\n" + get("/ok"), "/ok?");
    row("no space behind the colon", "GET /ok HTTP/1.1\r\nhost:localhost\r\n\r\n", "/ok?");
    row("Host with port", "GET /ok HTTP/1.1\r\nHost: localhost:8420\r\n\r\n", "/ok?");
    row("Host is IPv6", "GET /ok HTTP/1.1\r\nHost: [::1]:8420\r\n\r\n", "/ok?");
    row("body of no bytes", post("/echo", "Content-Length: 0\r\n\r\n"), "");
    row("body", post("/echo", "Content-Length: 5\r\n\r\nhello"), "hello");
    row("body at the limit", post("/echo", "Content-Length: 65536\r\n\r\n" + repeated("a", 65536)),
        repeated("a", 65536));
    row("100 fields", get("/ok", repeated("A: b\r\n", 99)), "/ok?");
    row("an upgrade that nobody takes up", get("/ok", "Connection: Upgrade\r\nUpgrade: websocket\r\n"), "/ok?");
    row("an upgrade with a body",
        post("/echo", "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nContent-Length: 2\r\n\r\nhi"), "hi");
    row("PUT", "PUT /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi", "hi");
    row("PATCH", "PATCH /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi", "hi");
    row("DELETE", "DELETE /ok HTTP/1.1\r\nHost: h\r\n\r\n", "/ok?");
    row("OPTIONS", "OPTIONS /ok HTTP/1.1\r\nHost: h\r\n\r\n", "/ok?");
}

void TestFront::goodRequests_areServed()
{
    QFETCH(const QByteArray, request);
    QFETCH(const QByteArray, body);
    RawClient client(m_port);
    const RawAnswer answer = client.send(request).answer();
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.body, body);
    QCOMPARE(client.send(get("/next")).answer().body, "/next?"); // and the connection is good for another one
}

void TestFront::refusals_areProblemDetails()
{
    const RawAnswer answer = client().send(get("//")).answer();
    QCOMPARE(answer.field("Content-Type"), "application/problem+json");
    for (const char *member : {"\"title\":", "\"status\":400", "\"detail\":", "\"code\":\"invalid_request\""})
        QVERIFY2(answer.body.contains(member), member);
}

// A malformed line must not make the rest of the head disappear, so that the body is read as the next request (RFC 9112
// §11.2).
void TestFront::aSmuggledRequest_isNeverServed()
{
    RawClient client(m_port);
    const int before = m_seen.requests;
    client.send(post("/echo", "nonsense\r\nContent-Length: 40\r\n\r\n" + get("/admin")));
    QCOMPARE(client.answer().status, 400);
    QVERIFY(client.isClosed());
    QCOMPARE(m_seen.requests.load(), before);
}

// RFC 9110 §7.6.1
void TestFront::hopByHopFields_doNotReachTheApplication()
{
    const QByteArray fields
        = client()
              .send(get("/fields",
                        "Connection: keep-alive, X-Auth\r\nKeep-Alive: timeout=5\r\nTE: trailers\r\n"
                        "Upgrade: h2c\r\nX-Auth: stays\r\nAuthorization: Bearer x\r\n"))
              .answer()
              .body;
    for (const char *gone : {"Connection", "Keep-Alive", "TE:", "Upgrade"})
        QVERIFY2(!fields.contains(gone), fields.constData());
    for (const char *kept : {"Host: localhost\n", "X-Auth: stays\n", "Authorization: Bearer x\n", "peer: 127.0.0.1\n"})
        QVERIFY2(fields.contains(kept), fields.constData());
}

// RFC 9110 §6.6.1; the id is the one that the application saw.
void TestFront::answers_carryDateAndRequestId_andNoServer()
{
    RawClient client(m_port);
    const RawAnswer first = client.send(get("/fields")).answer();
    const RawAnswer second = client.send(get("/fields")).answer();
    QVERIFY(first.field("Date").endsWith(" GMT"));
    QCOMPARE(first.field("Date").size(), 29);
    QVERIFY(!first.head.toLower().contains("\r\nserver:"));
    QVERIFY(first.body.contains("id: " + first.field("X-Request-Id") + '\n'));
    QVERIFY(first.field("X-Request-Id") != second.field("X-Request-Id"));
}

void TestFront::answerFields_withLineBreaks_areLeftOut()
{
    const RawAnswer answer = client().send(get("/split")).answer();
    QCOMPARE(answer.body, "split");
    QVERIFY(!answer.head.contains("Set-Cookie"));
}

void TestFront::chunkedBodies_areJoined()
{
    RawClient client(m_port);
    client.send(post("/echo", "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"));
    client.send("A;extension=1\r\n0123456789\r\n0\r\nTrailer: dropped\r\n\r\n" + get("/next"));
    QCOMPARE(client.answer().body, "abc0123456789");
    QCOMPARE(client.answer().body, "/next?");
}

void TestFront::chunkedBodies_beyondTheLimit_areRefusedAtTheLimit()
{
    RawClient client(m_port);
    client.send(post("/echo", "Transfer-Encoding: chunked\r\n\r\n"));
    for (int i = 0; i < 65; ++i)
        client.send("400\r\n" + repeated("a", 1024) + "\r\n");
    QCOMPARE(client.answer().status, 413);
    QVERIFY(client.isClosed());
}

// RFC 9110 §15.5.14: refused by its head, and yet a client that sends on sees the answer instead of a reset.
void TestFront::largeBodies_areRefusedBeforeTheyAreRead()
{
    RawClient client(m_port);
    client.send(post("/echo", "Content-Length: 999999999999\r\n\r\n"));
    client.send(repeated("a", 512 * 1024));
    QCOMPARE(client.answer().status, 413);
}

void TestFront::largeBodies_areEchoedWhereTheyAreWelcome()
{
    const QByteArray body = repeated("0123456789abcdef", 64 * 1024);
    const RawAnswer answer
        = client()
              .send(post("/large", "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n"))
              .send(body)
              .answer();
    QCOMPARE(answer.body.size(), body.size());
    QVERIFY(answer.body == body);
}

// RFC 9110 §10.1.1
void TestFront::expectContinue_isAnsweredOnceTheHeadHasPassed()
{
    RawClient client(m_port);
    client.send(post("/echo", "Expect: 100-Continue\r\nContent-Length: 5\r\n\r\n"));
    QCOMPARE(client.answer().status, 100);
    client.send("hello");
    QCOMPARE(client.answer().body, "hello");
    client.send(post("/echo", "Expect: 100-continue\r\nContent-Length: 2\r\n\r\nhi")); // it did not wait
    QCOMPARE(client.answer().body, "hi");
}

void TestFront::expectContinue_isNotAnsweredForABodyThatIsTooLarge()
{
    QCOMPARE(
        client().send(post("/echo", "Expect: 100-continue\r\nContent-Length: 999000000000\r\n\r\n")).answer().status,
        413);
}

// RFC 9110 §9.3.2
void TestFront::head_hasTheFieldsOfGetAndNoBody()
{
    RawClient client(m_port);
    const RawAnswer withBody = client.send(get("/ok")).answer();
    const RawAnswer without = client.send("HEAD /ok HTTP/1.1\r\nHost: h\r\n\r\n").answer(false);
    QCOMPARE(without.status, 200);
    QCOMPARE(without.field("Content-Length"), withBody.field("Content-Length"));
    QCOMPARE(without.field("Content-Type"), withBody.field("Content-Type"));
    const RawAnswer stream = client.send("HEAD /stream/three HTTP/1.1\r\nHost: h\r\n\r\n").answer(false);
    QCOMPARE(stream.status, 200);
    QCOMPARE(client.send(get("/next")).answer().body, "/next?");
}

// RFC 9110 §8.6
void TestFront::noContent_hasNoContentLength()
{
    RawClient client(m_port);
    const RawAnswer answer = client.send(get("/empty")).answer();
    QCOMPARE(answer.status, 204);
    QVERIFY(!answer.head.toLower().contains("content-length"));
    QVERIFY(!answer.head.toLower().contains("transfer-encoding"));
    QCOMPARE(client.send(get("/next")).answer().body, "/next?");
}

// RFC 9112 §9.3; HTTP/1.0 knows no chunks, so there the end of the connection ends a stream (§6.1).
void TestFront::http10_closesAfterTheAnswer()
{
    RawClient first(m_port);
    QCOMPARE(first.send("GET /ok HTTP/1.0\r\nHost: h\r\nConnection: keep-alive\r\n\r\n").answer().body, "/ok?");
    QVERIFY(first.isClosed());
    RawClient second(m_port);
    const RawAnswer stream = second.send("GET /stream/three HTTP/1.0\r\nHost: h\r\n\r\n").answer();
    QVERIFY(!stream.head.toLower().contains("transfer-encoding"));
    QCOMPARE(stream.body, "data: one\n\ndata: two\n\ndata: three\n\n");
}

void TestFront::connectionClose_isObeyed()
{
    RawClient client(m_port);
    const RawAnswer answer = client.send(get("/ok", "Connection: close\r\n") + get("/next")).answer();
    QCOMPARE(answer.body, "/ok?");
    QCOMPARE(answer.field("Connection"), "close");
    QVERIFY(client.isClosed());
}

void TestFront::keepAlive_servesManyRequestsOnOneConnection()
{
    RawClient client(m_port);
    for (int i = 0; i < 1000; ++i)
        QCOMPARE(client.send(get("/ok?" + QByteArray::number(i))).answer().body, "/ok?" + QByteArray::number(i));
}

// RFC 9112 §9.3.2
void TestFront::pipelinedRequests_areAnsweredInOrder()
{
    RawClient client(m_port);
    QByteArray requests;
    for (int i = 0; i < 100; ++i)
        requests += i % 3 ? get("/ok?" + QByteArray::number(i))
                          : post("/echo", "Content-Length: 2\r\n\r\n") + (i < 10 ? "0" : "") + QByteArray::number(i);
    client.send(requests);
    for (int i = 0; i < 100; ++i)
        QCOMPARE(client.answer().body,
                 i % 3 ? "/ok?" + QByteArray::number(i) : QByteArray::number(i).rightJustified(2, '0'));
}

void TestFront::pipelinedRequests_waitForSlowAnswers()
{
    RawClient client(m_port);
    client.send(get("/later?1") + get("/ok?2") + get("/stream/three") + get("/big") + get("/later?5") + get("/ok?6"));
    QCOMPARE(client.answer().body, "later 1");
    QCOMPARE(client.answer().body, "/ok?2");
    QCOMPARE(client.answer().body, "data: one\n\ndata: two\n\ndata: three\n\n");
    QCOMPARE(client.answer().body.size(), 8 * 1024 * 1024);
    QCOMPARE(client.answer().body, "later 5");
    QCOMPARE(client.answer().body, "/ok?6");
}

void TestFront::pipelinedRequests_withLargeAnswers_areAllAnswered()
{
    RawClient client(m_port);
    client.send(get("/big").repeated(4) + get("/ok?5"));
    for (int i = 0; i < 4; ++i)
        QCOMPARE(client.answer().body.size(), 8 * 1024 * 1024);
    QCOMPARE(client.answer().body, "/ok?5");
}

// Their answers leave together, some of them with the end of the connection.
void TestFront::aCrowd_isAnsweredAtOnce()
{
    std::vector<RawClient> crowd;
    for (int i = 0; i < 100; ++i)
        crowd.emplace_back(m_port);
    for (int round = 0; round < 3; ++round) {
        for (int i = 0; i < 100; ++i)
            crowd[size_t(i)].send(
                get("/ok?" + QByteArray::number(i), round == 2 && i % 3 == 0 ? "Connection: close\r\n" : ""));
        for (int i = 0; i < 100; ++i)
            QCOMPARE(crowd[size_t(i)].answer().body, "/ok?" + QByteArray::number(i));
    }
    for (int i = 0; i < 100; i += 3)
        QVERIFY(crowd[size_t(i)].isClosed());
}

void TestFront::aHalfClosedConnection_stillGetsItsAnswers()
{
    RawClient client(m_port);
    client.send(get("/ok?1") + get("/ok?2"));
    ::shutdown(client.descriptor(), SHUT_WR);
    QCOMPARE(client.answer().body, "/ok?1");
    QCOMPARE(client.answer().body, "/ok?2");
    QVERIFY(client.isClosed());
}

void TestFront::requestsInPieces_areServed()
{
    RawClient client(m_port);
    const QByteArray request = post("/echo", "X-A: b\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
    for (const char byte : request)
        client.send(QByteArrayView(&byte, 1));
    QCOMPARE(client.answer().body, "abc");
}

QTEST_GUILESS_MAIN(TestFront)
#include "test_front.moc"
