// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gateway/gateway_fixture.h"
#include "tests/gateway/upstream_server.h"

#include <QJsonArray>

using namespace ostiary;
using namespace ostiary::gateway;
using namespace std::chrono_literals;

namespace {

constexpr HttpLimits kQuick{.connect = 2000ms, .firstByte = 400ms, .keepAlive = 200ms};
const QString kName = QStringLiteral("files");

/// One upstream, a host and a gateway in front of it.
struct Setup {
    explicit Setup(UpstreamServer::Handler handler, HttpLimits limits = {},
                   const QString &path = QStringLiteral("/mcp"))
        : server(std::move(handler)), configs{{.name = kName, .url = server.url(path), .command = {}}}, host(configs),
          gateway(configs, host, limits)
    {
    }
    Result<Answer> ask(Call call) { return Pending(gateway.call(kName, std::move(call))).wait(); }

    UpstreamServer server;
    QList<UpstreamConfig> configs;
    SessionHost host;
    Gateway gateway;
};

void echo(QTcpSocket &socket, const UpstreamServer::Request &request)
{
    UpstreamServer::reply(socket, "200 OK", "Content-Type: application/json\r\n", request.head + "\n" + request.body);
}

} // namespace

class TestHttpUpstream : public QObject
{
    Q_OBJECT

private slots:
    // MCP: a server must not pass the token that it received on (security.md 172).
    void call_keepsEveryCredentialFromTheUpstream()
    {
        Setup setup(echo);
        Call call = makeCall("POST", "{}");
        const QList<QByteArray> names{"Authorization",
                                      "authorization",
                                      "X-ForgeOS-API-Key",
                                      "x_forgeos_api_key",
                                      "X-API-Key",
                                      "X_Api_Key",
                                      "Cookie",
                                      "Proxy-Authorization",
                                      "Origin",
                                      "X-Forwarded-For",
                                      "X-Forwarded-User",
                                      "Forwarded",
                                      "Remote-User",
                                      "Remote_User",
                                      "X-Ostiary-Account",
                                      "X_Ostiary_Account",
                                      "x-ostiary-scopes",
                                      "X-CSRF-Token",
                                      "DPoP",
                                      "Via",
                                      "X-Request-Id"};
        for (const QByteArray &name : names)
            call.headers.add(name, "canary-value");
        call.headers.add("Host", "public.example");
        const auto answer = setup.ask(std::move(call));
        QVERIFY(answer);
        QCOMPARE(answer->status, 200);
        QVERIFY2(!answer->body.contains("canary-value"), answer->body.constData());
        QVERIFY(!answer->body.contains("public.example"));
        const auto &request = setup.server.requests.first();
        QCOMPARE(request.field("X-Ostiary-Account"), QByteArray("acc_alice"));
        QCOMPARE(request.field("X-Ostiary-Credential"), QByteArray("key_alice"));
        QCOMPARE(request.field("X-Request-Id"), QByteArray("req-1"));
        QCOMPARE(request.field("Host"), "127.0.0.1:" + QByteArray::number(setup.server.serverPort()));
    }

    void call_forwardsWhatMcpNeeds()
    {
        Setup setup(echo);
        Call call = makeCall("POST", R"({"jsonrpc":"2.0"})");
        call.rawQuery = "a=1&b=%20";
        const Headers::Field fields[] = {{"MCP-Protocol-Version", "2026-07-28"},
                                         {"Mcp-Method", "tools/call"},
                                         {"Mcp-Name", "=?base64?w6Q=?="},
                                         {"Mcp-Param-Region", "eu"},
                                         {"Last-Event-ID", "7"},
                                         {"traceparent", "00-ab-cd-01"}};
        for (const auto &[name, value] : fields)
            call.headers.add(name, value);
        QVERIFY(setup.ask(std::move(call)));
        const auto &request = setup.server.requests.first();
        for (const auto &[name, value] : fields)
            QCOMPARE(request.field(name), value);
        QCOMPARE(request.field("Accept"), QByteArray("application/json, text/event-stream"));
        QCOMPARE(request.field("Content-Type"), QByteArray("application/json"));
        QCOMPARE(request.field("Accept-Encoding"), QByteArray("identity"));
        QCOMPARE(request.target(), QByteArray("/mcp?a=1&b=%20"));
        QCOMPARE(request.body, QByteArray(R"({"jsonrpc":"2.0"})"));
    }

    void call_sendsGetAndDeleteOnOneConnection()
    {
        Setup setup(echo);
        for (const QByteArray method : {"GET", "DELETE", "POST", "DELETE", "GET"}) {
            QVERIFY(setup.ask(makeCall(method, method == "POST" ? "{}" : "")));
            QVERIFY(setup.server.requests.last().head.startsWith(method + " /mcp HTTP/1.1"));
        }
        QCOMPARE(setup.server.connections, 1);
        const auto refused = setup.ask(makeCall("PUT"));
        QVERIFY(refused);
        QCOMPARE(refused->status, 405);
        QVERIFY(refused->headers.contains("Allow"));
    }

    // Era fallback and session recovery read status and body of a refusal.
    void answer_passesRefusalsUnchanged()
    {
        for (const QByteArray status :
             {"400 Bad Request", "404 Not Found", "405 Method Not Allowed", "403 Forbidden"}) {
            Setup setup([&](QTcpSocket &socket, const auto &) {
                UpstreamServer::reply(socket, status, "X-Kept: yes\r\nContent-Type: application/json\r\n",
                                      R"({"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"no"}})");
            });
            const auto answer = setup.ask(makeCall("POST", "{}"));
            QVERIFY(answer);
            QCOMPARE(answer->status, status.first(3).toInt());
            QCOMPARE(answer->body, QByteArray(R"({"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"no"}})"));
            QCOMPARE(answer->headers.value("x-kept").toByteArray(), QByteArray("yes"));
        }
    }

    void answer_losesWhatBelongsToTheUpstreamOnly()
    {
        Setup setup([](QTcpSocket &socket, const auto &) {
            UpstreamServer::reply(
                socket, "403 Forbidden",
                "Set-Cookie: a=b\r\nWWW-Authenticate: Bearer realm=up\r\nServer: x\r\nLocation: /y\r\n"
                "Date: now\r\nAccess-Control-Allow-Origin: *\r\nKeep-Alive: 5\r\nConnection: keep-alive\r\n",
                "no");
        });
        const auto answer = setup.ask(makeCall("POST", "{}"));
        QVERIFY(answer);
        QCOMPARE(answer->headers.size(), 0);
    }

    // A 401 would make the client throw its good token away (security.md 173).
    void answer_ofAnUpstreamThatWantsCredentialsIsABadGateway()
    {
        Setup setup([](QTcpSocket &socket, const auto &) {
            UpstreamServer::reply(socket, "401 Unauthorized", "WWW-Authenticate: Bearer\r\n", "no");
        });
        const auto answer = setup.ask(makeCall("POST", "{}"));
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, ErrorCode::UpstreamFailed);
        QVERIFY(answer.error().detail.contains(kName));
        QVERIFY(setup.host.status().first().lastError.contains(kName));
    }

    void redirect_insideTheOriginIsFollowedWithItsBody()
    {
        Setup setup([](QTcpSocket &socket, const auto &request) {
            if (request.target() == "/mcp")
                UpstreamServer::reply(socket, "307 Temporary Redirect", "Location: /mcp/\r\n", "moved");
            else
                echo(socket, request);
        });
        const auto answer = setup.ask(makeCall("POST", "{\"a\":1}"));
        QVERIFY(answer);
        QCOMPARE(answer->status, 200);
        QVERIFY(answer->body.endsWith("{\"a\":1}"));
        QCOMPARE(setup.server.requests.last().target(), QByteArray("/mcp/"));
    }

    void redirect_elsewhereOrInALoopIsABadGateway()
    {
        for (const QByteArray field : {"Location: http://127.0.0.2:9/mcp\r\n", "Location: /mcp\r\n", ""}) {
            Setup setup([&](QTcpSocket &socket, const auto &) {
                UpstreamServer::reply(socket, "308 Permanent Redirect", field, "");
            });
            const auto answer = setup.ask(makeCall("POST", "{}"));
            QVERIFY(!answer);
            QCOMPARE(answer.error().code, ErrorCode::UpstreamFailed);
            QVERIFY(!answer.error().detail.contains(u"127.0.0"));
            QVERIFY(setup.server.requests.size() <= 4);
        }
    }

    void stream_deliversTheFirstEventBeforeTheLastIsSent()
    {
        Setup setup([](QTcpSocket &socket, const auto &) {
            socket.write(UpstreamServer::kEventHead);
            UpstreamServer::chunk(socket, "data: first\n\n");
        });
        const auto answer = setup.ask(makeCall("POST", "{}"));
        QVERIFY(answer && answer->stream);
        QCOMPARE(answer->headers.value("content-type").toByteArray(), QByteArray("text/event-stream"));
        QCOMPARE(answer->headers.value("x-accel-buffering").toByteArray(), QByteArray("no"));
        Reader reader(answer->stream);
        QVERIFY(reader.waitFor("data: first\n\n"));
        QVERIFY(!reader.end());
        UpstreamServer::chunk(*setup.server.last, "data: last\n\n");
        setup.server.last->write("0\r\n\r\n");
        QVERIFY(reader.waitForEnd());
        QCOMPARE(reader.bytes(), QByteArray("data: first\n\ndata: last\n\n"));
        QCOMPARE(*reader.end(), ByteStream::End::Complete);
    }

    void stream_thatDiesMidwayDoesNotLookComplete()
    {
        Setup setup([](QTcpSocket &socket, const auto &) {
            socket.write(UpstreamServer::kEventHead);
            UpstreamServer::chunk(socket, "data: half");
            socket.flush();
            socket.disconnectFromHost();
        });
        const auto answer = setup.ask(makeCall("POST", "{}"));
        QVERIFY(answer && answer->stream);
        Reader reader(answer->stream);
        QVERIFY(reader.waitForEnd());
        QCOMPARE(*reader.end(), ByteStream::End::Broken);
    }

    void stream_isKeptAliveOnlyBetweenEvents()
    {
        Setup setup(
            [](QTcpSocket &socket, const auto &) {
                socket.write(UpstreamServer::kEventHead);
                UpstreamServer::chunk(socket, "data: torn");
            },
            kQuick);
        const auto answer = setup.ask(makeCall("GET"));
        QVERIFY(answer && answer->stream);
        Reader reader(answer->stream);
        QVERIFY(reader.waitFor("torn"));
        QTest::qWait(500);
        QCOMPARE(reader.bytes(), QByteArray("data: torn"));
        UpstreamServer::chunk(*setup.server.last, "\n\n");
        QVERIFY(reader.waitFor("data: torn\n\n: keep-alive\n\n"));
    }

    // Memory stays bounded, however fast the upstream is (security.md 189).
    void stream_withASlowReaderStopsTheUpstream()
    {
        static constexpr qint64 kAll = 32 * 1024 * 1024;
        qint64 sent = 0;
        Setup setup([&](QTcpSocket &socket, const auto &) {
            socket.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"); // ends with the connection
            const auto fill = [&sent, &socket] {
                while (socket.bytesToWrite() < 1024 * 1024 && sent < kAll)
                    sent += socket.write(QByteArray(256 * 1024, 'x'));
                if (sent >= kAll)
                    socket.disconnectFromHost();
            };
            QObject::connect(&socket, &QTcpSocket::bytesWritten, &socket, fill);
            fill();
        });
        const auto answer = setup.ask(makeCall("POST", "{}"));
        QVERIFY(answer && answer->stream);
        QTest::qWait(500);
        const qint64 stoppedAt = sent;
        QTest::qWait(300);
        QCOMPARE(sent, stoppedAt); // the rest waits in the upstream; what moved is kernel buffers and one high water
        QVERIFY2(stoppedAt < kAll / 2, QByteArray::number(stoppedAt).constData());
        qint64 received = 0;
        answer->stream->setConsumer([&] { received += answer->stream->read().size(); });
        QVERIFY(QTest::qWaitFor([&] { return received == kAll; }, 30'000));
        answer->stream->setConsumer({});
    }

    void client_thatLeavesEndsTheUpstreamsWork()
    {
        Setup setup([](QTcpSocket &socket, const auto &request) {
            if (request.head.startsWith("GET")) {
                socket.write(UpstreamServer::kEventHead);
                UpstreamServer::chunk(socket, ": hello\n\n");
            }
        });
        std::stop_source leaving;
        Call waiting = makeCall("POST", "{}");
        waiting.gone = leaving.get_token();
        const Pending pending(setup.gateway.call(kName, std::move(waiting)));
        QVERIFY(QTest::qWaitFor([&] { return setup.server.requests.size() == 1; }, 20'000));
        leaving.request_stop();
        QVERIFY(QTest::qWaitFor([&] { return setup.server.disconnections == 1; }, 20'000));
        QVERIFY(!pending.wait());

        const auto answer = setup.ask(makeCall("GET"));
        QVERIFY(answer && answer->stream);
        answer->stream->cancel();
        QVERIFY(QTest::qWaitFor([&] { return setup.server.disconnections == 2; }, 20'000));
    }

    void upstream_thatIsDownIsABadGatewayAndTheOthersGoOn()
    {
        UpstreamServer alive(echo);
        UpstreamServer dead(echo);
        const QUrl deadUrl = dead.url();
        dead.close();
        const QList<UpstreamConfig> configs{{QStringLiteral("alive"), alive.url(), {}},
                                            {QStringLiteral("dead"), deadUrl, {}}};
        SessionHost host(configs);
        Gateway gateway(configs, host);
        const auto refused = Pending(gateway.call(QStringLiteral("dead"), makeCall("POST", "{}"))).wait();
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::UpstreamFailed);
        QVERIFY(refused.error().detail.contains(u"“dead”"));
        QVERIFY(!refused.error().detail.contains(u"127.0.0.1"));
        QVERIFY(Pending(gateway.call(QStringLiteral("alive"), makeCall("POST", "{}"))).wait());
        const auto unknown = Pending(gateway.call(QStringLiteral("other"), makeCall("POST", "{}"))).wait();
        QVERIFY(!unknown);
        QCOMPARE(unknown.error().code, ErrorCode::NotFound);
        QVERIFY(host.status().at(0).lastError.isEmpty());
        QVERIFY(!host.status().at(1).lastError.isEmpty());
    }

    void upstream_thatNeverAnswersIsATimeout()
    {
        Setup setup([](QTcpSocket &, const auto &) { }, kQuick);
        const auto answer = setup.ask(makeCall("POST", "{}"));
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, ErrorCode::UpstreamTimeout);
        const Pending listening(setup.gateway.call(kName, makeCall("GET")));
        QTest::qWait(800);
        QVERIFY(!listening.isDone()); // a stream may be silent until its first event
    }

    void upstream_thatBreaksHttpIsABadGateway()
    {
        const QList<QByteArray> answers{"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
                                        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nX-Bad: a\x01b\r\n\r\nabc",
                                        "HTTP/1.1 200 OK\r\nX-Long: " + QByteArray(80'000, 'x') + "\r\n\r\n",
                                        "SSH-2.0-OpenSSH\r\n\r\n", ""};
        for (const QByteArray &bytes : answers) {
            Setup setup([&](QTcpSocket &socket, const auto &) {
                socket.write(bytes);
                socket.disconnectFromHost();
            });
            const auto answer = setup.ask(makeCall("POST", "{}"));
            QVERIFY2(!answer, bytes.first(std::min<qsizetype>(bytes.size(), 60)).constData());
            QCOMPARE(answer.error().code, ErrorCode::UpstreamFailed);
        }
    }

    // MCP security best practices, session hijacking: a session id is bound to who opened it (security.md 179).
    void session_ofOneAccountDoesNotExistForAnother()
    {
        Setup setup([](QTcpSocket &socket, const auto &request) {
            UpstreamServer::reply(socket, "200 OK",
                                  request.field("Mcp-Session-Id").isEmpty() ? "Mcp-Session-Id: secret-1\r\n" : "",
                                  "{}");
        });
        QCOMPARE(setup.ask(makeCall("POST", "{}"))->headers.value("mcp-session-id").toByteArray(),
                 QByteArray("secret-1"));
        QCOMPARE(setup.host.status().first().sessions, 1);
        const auto stolen = setup.ask(makeCall("POST", "{}", "secret-1", person(QStringLiteral("mallory"))));
        QCOMPARE(stolen->status, 404);
        QCOMPARE(errorCodeOf(*stolen), -32001);
        QCOMPARE(setup.server.requests.size(), 1); // it was not even asked
        const Principal otherKey = person(QStringLiteral("alice"), QStringLiteral("key_other"));
        QCOMPARE(setup.ask(makeCall("POST", "{}", "secret-1", otherKey))->status, 200);
        QCOMPARE(setup.ask(makeCall("DELETE", {}, "secret-1"))->status, 200);
        QCOMPARE(setup.host.status().first().sessions, 0);
    }

    void session_namedTwiceIsRefused()
    {
        Setup setup(echo);
        Call twice = makeCall("POST", "{}", "one");
        twice.headers.add("mcp-session-id", "two");
        QCOMPARE(setup.ask(std::move(twice))->status, 400);
        Call otherSpelling = makeCall("POST", "{}", "one");
        otherSpelling.headers.add("Mcp_Session_Id", "two");
        QVERIFY(!setup.ask(std::move(otherSpelling))->body.contains("two"));
    }

    void session_unknownHereIsTheUpstreamsToJudgeAndThenBound()
    {
        Setup setup([](QTcpSocket &socket, const auto &) { UpstreamServer::reply(socket, "202 Accepted", "", ""); });
        QCOMPARE(setup.ask(makeCall("POST", "{}", "older"))->status, 202);
        QCOMPARE(setup.ask(makeCall("POST", "{}", "older", person(QStringLiteral("mallory"))))->status, 404);
    }

    void revocation_cutsStreamsAndWaitingCalls()
    {
        QTcpSocket *waitingSocket = nullptr;
        Setup setup([&](QTcpSocket &socket, const auto &request) {
            if (request.head.startsWith("POST")) {
                waitingSocket = &socket;
                return;
            }
            socket.write(UpstreamServer::kEventHead);
            UpstreamServer::chunk(socket, ": hello\n\n");
        });
        const auto mine = setup.ask(makeCall("GET"));
        const auto other = setup.ask(makeCall("GET", {}, {}, person(QStringLiteral("bob"))));
        const Pending waiting(setup.gateway.call(kName, makeCall("POST", "{}")));
        QVERIFY(QTest::qWaitFor([&] { return waitingSocket != nullptr; }, 20'000));
        setup.host.endSessionsOf(QStringLiteral("key_alice"));
        QCOMPARE(mine->stream->ended(), ByteStream::End::Cancelled);
        QVERIFY(QTest::qWaitFor([&] { return setup.server.disconnections == 1; }, 20'000));
        UpstreamServer::reply(*waitingSocket, "200 OK", "", "late");
        QCOMPARE(waiting.wait().error().code, ErrorCode::InvalidToken);
        QVERIFY(!other->stream->ended());
    }

    void gateway_thatGoesAnswersWhatWaits()
    {
        UpstreamServer server([](QTcpSocket &, const auto &) { });
        const QList<UpstreamConfig> configs{{kName, server.url(), {}}};
        SessionHost host(configs);
        auto gateway = std::make_unique<Gateway>(configs, host);
        const Pending waiting(gateway->call(kName, makeCall("POST", "{}")));
        QVERIFY(QTest::qWaitFor([&] { return server.requests.size() == 1; }, 20'000));
        gateway.reset();
        QCOMPARE(waiting.wait().error().code, ErrorCode::Unavailable);
    }

    void manyCalls_keepTheirAnswersApart()
    {
        Setup setup(echo);
        std::vector<Pending> calls;
        for (int i = 0; i < 300; ++i)
            calls.emplace_back(setup.gateway.call(kName, makeCall("POST", "body-" + QByteArray::number(i) + ';')));
        for (int i = 0; i < 300; ++i) {
            const auto answer = calls[size_t(i)].wait();
            QVERIFY(answer);
            QVERIFY(answer->body.endsWith("body-" + QByteArray::number(i) + ';'));
        }
    }
};

QTEST_GUILESS_MAIN(TestHttpUpstream)
#include "test_http_upstream.moc"
