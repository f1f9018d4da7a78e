// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gateway/gateway_fixture.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QLoggingCategory>
#include <QTemporaryDir>

#include <csignal>

using namespace ostiary;
using namespace ostiary::gateway;
using namespace std::chrono_literals;

namespace {

const QString kName = QStringLiteral("child");

QStringList childCommand(const QStringList &more = {})
{
    return QStringList{QStringLiteral("python3"), QStringLiteral(SOURCE_FOLDER "/tests/gateway/children/mcp_child.py")}
    + more;
}

SessionHost::Limits quick()
{
    SessionHost::Limits limits;
    limits.killTime = 300ms;
    return limits;
}

QByteArray initializeBody(const QByteArray &version = "2025-06-18")
{
    return R"({"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":")" + version
        + R"(","capabilities":{},"clientInfo":{"name":"test","version":"1"}}})";
}

QByteArray toolBody(const QByteArray &id, const QByteArray &name, const QByteArray &arguments = "{}",
                    const QByteArray &meta = "{}")
{
    return R"({"jsonrpc":"2.0","id":)" + id + R"(,"method":"tools/call","params":{"name":")" + name
        + R"(","arguments":)" + arguments + R"(,"_meta":)" + meta + "}}";
}

/// Gone, or a zombie that somebody else has to reap.
bool isGone(qint64 pid)
{
    QFile stat(QStringLiteral("/proc/%1/stat").arg(pid));
    if (!stat.open(QIODevice::ReadOnly))
        return true;
    const QByteArray text = stat.readAll();
    return text.sliced(text.lastIndexOf(')') + 2).startsWith('Z');
}

struct Setup {
    explicit Setup(SessionHost::Limits limits = quick(), const QStringList &command = childCommand())
        : configs{{.name = kName, .url = {}, .command = command}}, host(std::make_unique<SessionHost>(configs, limits)),
          gateway(std::make_unique<Gateway>(configs, *host))
    {
    }
    ~Setup()
    {
        gateway.reset();
        host.reset();
    }
    Pending start(Call call) const { return Pending(gateway->call(kName, std::move(call))); }
    Result<Answer> ask(Call call) const { return start(std::move(call)).wait(); }
    /// The id of a new session.
    QByteArray open(const Principal &caller = person(QStringLiteral("alice")),
                    const QByteArray &version = "2025-06-18") const
    {
        const auto answer = ask(makeCall("POST", initializeBody(version), {}, caller));
        return answer ? answer->headers.value("mcp-session-id").toByteArray() : QByteArray();
    }
    QJsonObject tool(const QByteArray &session, const QByteArray &name, const QByteArray &arguments = "{}") const
    {
        const auto answer = ask(makeCall("POST", toolBody("1", name, arguments), session));
        return answer ? jsonOf(answer->body).value(u"result").toObject() : QJsonObject();
    }

    QList<UpstreamConfig> configs;
    std::unique_ptr<SessionHost> host;
    std::unique_ptr<Gateway> gateway;
};

} // namespace

class TestStdioBridge : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLoggingCategory::setFilterRules(QStringLiteral("ostiary.gateway.*=false")); }

    void initialize_opensASessionWithAChildOfItsOwn()
    {
        Setup setup;
        const auto answer = setup.ask(makeCall("POST", initializeBody()));
        QVERIFY(answer);
        QCOMPARE(answer->status, 200);
        QCOMPARE(answer->headers.value("content-type").toByteArray(), QByteArray("application/json"));
        QCOMPARE(jsonOf(answer->body).value(u"result").toObject().value(u"protocolVersion").toString(),
                 QStringLiteral("2025-06-18"));
        const QByteArray first = answer->headers.value("mcp-session-id").toByteArray();
        QVERIFY(first.size() >= 22); // 128 bits of base62
        const QByteArray second = setup.open();
        QVERIFY(first != second);
        QVERIFY(setup.tool(first, "where").value(u"pid") != setup.tool(second, "where").value(u"pid"));
        QCOMPARE(setup.host->status().first().sessions, 2);
        QCOMPARE(setup.host->status().first().target, QStringLiteral("stdio: python3"));
    }

    void notification_isAcceptedWithoutABody()
    {
        Setup setup;
        const QByteArray session = setup.open();
        for (const QByteArray body : {R"({"jsonrpc":"2.0","method":"notifications/initialized"})",
                                      R"({"jsonrpc":"2.0","id":"unasked","result":{}})"}) {
            const auto answer = setup.ask(makeCall("POST", body, session));
            QVERIFY(answer);
            QCOMPARE(answer->status, 202);
            QVERIFY(answer->body.isEmpty());
        }
    }

    void request_overSeveralLinesReachesTheChildAsOne()
    {
        Setup setup;
        QByteArray body = toolBody("5", "echo", R"({"text":"a\nb"})");
        body.replace(',', ",\r\n  ");
        const auto answer = setup.ask(makeCall("POST", body, setup.open()));
        QVERIFY(answer);
        const QJsonObject result = jsonOf(answer->body).value(u"result").toObject();
        QCOMPARE(result.value(u"echo").toObject().value(u"text").toString(), QStringLiteral("a\nb"));
    }

    void session_missingOrUnknownOrAnothers_isRefused()
    {
        Setup setup;
        const QByteArray session = setup.open();
        const QByteArray ping = R"({"jsonrpc":"2.0","id":1,"method":"ping"})";
        QCOMPARE(setup.ask(makeCall("POST", ping))->status, 400);
        for (const auto &call : {makeCall("POST", ping, "guessed"), makeCall("GET", {}, "guessed"),
                                 makeCall("DELETE", {}, session, person(QStringLiteral("mallory"))),
                                 makeCall("GET", {}, session, person(QStringLiteral("mallory"))),
                                 makeCall("POST", ping, session, person(QStringLiteral("mallory")))}) {
            const auto answer = setup.ask(call);
            QVERIFY(answer);
            QCOMPARE(answer->status, 404);
            QVERIFY(jsonOf(answer->body).value(u"id").isNull());
            QCOMPARE(errorCodeOf(*answer), -32001);
        }
        QCOMPARE(setup.ask(makeCall("POST", ping, session))->status, 200);
    }

    void badRequests_areAnsweredWithTheRightStatus()
    {
        Setup setup;
        const QByteArray session = setup.open();
        const QList<std::pair<QByteArray, int>> bodies{{"{", -32700},
                                                       {"[]", -32600},
                                                       {R"({"id":1,"method":"ping"})", -32600},
                                                       {R"({"jsonrpc":"2.0","id":null,"method":"ping"})", -32600},
                                                       {R"({"jsonrpc":"2.0","id":1.5,"method":"ping"})", -32600},
                                                       {R"({"jsonrpc":"2.0","id":{},"method":"ping"})", -32600},
                                                       {R"({"jsonrpc":"2.0","id":1})", -32600}};
        for (const auto &[body, code] : bodies) {
            const auto answer = setup.ask(makeCall("POST", body, session));
            QVERIFY(answer);
            QCOMPARE(answer->status, 400);
            QCOMPARE(errorCodeOf(*answer), code);
        }
        Call text = makeCall("POST", "{}", session);
        text.headers.set("Content-Type", "text/plain");
        QCOMPARE(setup.ask(text)->status, 415);
        Call json = makeCall("GET", {}, session);
        json.headers.set("Accept", "application/json");
        QCOMPARE(setup.ask(json)->status, 406);
    }

    // MCP 2026-07-28, backward compatibility: no modern error code, so clients of both eras send initialize.
    void modernRequest_isAnsweredSoThatClientsFallBack()
    {
        Setup setup;
        Call discover = makeCall("POST", R"({"jsonrpc":"2.0","id":1,"method":"server/discover","params":{}})");
        discover.headers.add("MCP-Protocol-Version", "2026-07-28");
        const auto answer = setup.ask(discover);
        QVERIFY(answer);
        QCOMPARE(answer->status, 400);
        QCOMPARE(errorCodeOf(*answer), -32000);

        Call unknown = makeCall("POST", R"({"jsonrpc":"2.0","id":1,"method":"ping"})", setup.open());
        unknown.headers.add("MCP-Protocol-Version", "1999-01-01");
        QCOMPARE(setup.ask(unknown)->status, 400);
        Call legacy = makeCall("POST", R"({"jsonrpc":"2.0","id":1,"method":"ping"})", setup.open());
        legacy.headers.add("MCP-Protocol-Version", "2025-11-25");
        legacy.headers.add("Mcp-Method", "initialize"); // some clients send it in the legacy era
        QCOMPARE(setup.ask(legacy)->status, 200);
    }

    void progress_turnsTheAnswerIntoAStreamInOrder()
    {
        Setup setup;
        const auto answer
            = setup.ask(makeCall("POST", toolBody("9", "progress", "{}", R"({"progressToken":"t"})"), setup.open()));
        QVERIFY(answer && answer->stream);
        QCOMPARE(answer->headers.value("content-type").toByteArray(), QByteArray("text/event-stream"));
        Reader reader(answer->stream);
        QVERIFY(reader.waitForEnd());
        QCOMPARE(*reader.end(), ByteStream::End::Complete);
        const qsizetype progress = reader.bytes().indexOf("event: message\ndata: {\"jsonrpc\": \"2.0\", \"method\"");
        const qsizetype response = reader.bytes().indexOf("\"done\"");
        QVERIFY(progress >= 0 && progress < response);
    }

    void progress_ofManyCallsReachesTheRightOne()
    {
        Setup setup;
        const QByteArray session = setup.open();
        std::vector<Pending> calls;
        for (int i = 1; i <= 30; ++i) {
            const QByteArray id = QByteArray::number(i);
            calls.push_back(setup.start(
                makeCall("POST", toolBody(id, "progress", "{}", R"({"progressToken":)" + id + "}"), session)));
        }
        for (int i = 1; i <= 30; ++i) {
            const auto answer = calls[size_t(i - 1)].wait();
            QVERIFY(answer && answer->stream);
            Reader reader(answer->stream);
            QVERIFY(reader.waitForEnd());
            const QByteArray id = QByteArray::number(i);
            QVERIFY(reader.bytes().contains("\"progressToken\": " + id + ","));
            QVERIFY(reader.bytes().contains("\"id\": " + id + ","));
            QCOMPARE(reader.bytes().count("data: "), 2);
        }
    }

    void serverRequest_reachesTheClientAndItsAnswerTheServer()
    {
        Setup setup;
        const QByteArray session = setup.open();
        const auto answer = setup.ask(makeCall("POST", toolBody("3", "ask"), session));
        QVERIFY(answer && answer->stream);
        Reader reader(answer->stream);
        QVERIFY(reader.waitFor("sampling/createMessage"));
        QCOMPARE(setup.ask(makeCall("POST", R"({"jsonrpc":"2.0","id":"server-1","result":{"a":42}})", session))->status,
                 202);
        QVERIFY(reader.waitForEnd());
        QVERIFY(reader.bytes().contains("\"a\": 42"));
    }

    void listener_getsWhatCameBeforeItAndIsReplacedByANewOne()
    {
        Setup setup;
        const QByteArray session = setup.open();
        setup.tool(session, "notify");
        setup.tool(session, "echo"); // its answer comes behind the notification
        const auto first = setup.ask(makeCall("GET", {}, session));
        QVERIFY(first && first->stream);
        Reader firstReader(first->stream);
        QVERIFY(firstReader.waitFor("list_changed"));
        const auto second = setup.ask(makeCall("GET", {}, session));
        QVERIFY(second && second->stream);
        QVERIFY(firstReader.waitForEnd());
        QCOMPARE(*firstReader.end(), ByteStream::End::Complete);
        Reader secondReader(second->stream);
        setup.tool(session, "notify");
        QVERIFY(secondReader.waitFor("list_changed"));
    }

    void interleavedIds_neverMix()
    {
        Setup setup;
        const QByteArray sessions[] = {setup.open(), setup.open(person(QStringLiteral("bob")))};
        std::vector<Pending> calls;
        for (int i = 0; i < 1000; ++i) {
            const QByteArray mark = R"({"mark":)" + QByteArray::number(i) + "}";
            const Principal caller = person(i % 2 == 0 ? QStringLiteral("alice") : QStringLiteral("bob"));
            // The same ids in both sessions, as numbers and as strings.
            const QByteArray number = QByteArray::number(i / 4);
            const QByteArray id = i % 4 < 2 ? number : '"' + number + '"';
            calls.push_back(setup.start(makeCall("POST", toolBody(id, "echo", mark), sessions[i % 2], caller)));
        }
        for (int i = 0; i < 1000; ++i) {
            const auto answer = calls[size_t(i)].wait(60'000);
            QVERIFY(answer);
            const QJsonObject result = jsonOf(answer->body).value(u"result").toObject();
            QCOMPARE(result.value(u"echo").toObject().value(u"mark").toInt(-1), i);
        }
    }

    void answers_inAnotherOrderReachTheirRequests()
    {
        Setup setup;
        const QByteArray session = setup.open();
        const Pending one = setup.start(makeCall("POST", toolBody("1", "hold"), session));
        const Pending two = setup.start(makeCall("POST", toolBody(R"("1")", "hold"), session));
        QCOMPARE(setup.ask(makeCall("POST", toolBody("1", "echo"), session))->status, 400); // under way already
        setup.ask(makeCall("POST", toolBody("3", "release"), session));
        QCOMPARE(jsonOf(one.wait()->body).value(u"id"), QJsonValue(1));
        QCOMPARE(jsonOf(two.wait()->body).value(u"id"), QJsonValue(QStringLiteral("1")));
    }

    void cancelled_answersTheRequestThatTheServerDrops()
    {
        Setup setup;
        const QByteArray session = setup.open();
        const Pending held = setup.start(makeCall("POST", toolBody("8", "hold"), session));
        setup.tool(session, "echo");
        setup.ask(makeCall("POST", R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":8}})",
                           session));
        const auto answer = held.wait();
        QVERIFY(answer);
        QVERIFY(errorCodeOf(*answer) != 0);
    }

    void batch_isSplitWhereTheRevisionHasBatches()
    {
        Setup setup;
        const QByteArray batch = '[' + toolBody("1", "echo") + R"(,{"jsonrpc":"2.0","method":"notifications/x"},)"
            + toolBody("2", "echo") + ']';
        const auto answer
            = setup.ask(makeCall("POST", batch, setup.open(person(QStringLiteral("alice")), "2025-03-26")));
        QVERIFY(answer);
        QCOMPARE(answer->status, 200);
        QCOMPARE(QJsonDocument::fromJson(answer->body).array().size(), 2);
        const auto refused = setup.ask(makeCall("POST", batch, setup.open()));
        QCOMPARE(refused->status, 400);
        QCOMPARE(errorCodeOf(*refused), -32600);
    }

    // security.md 185: no master key, no database address, no descriptor of ours.
    void child_inheritsNothingButTheAllowList()
    {
        qputenv("OSTIARY_MASTER_KEY", "canary");
        qputenv("DATABASE_URL", "canary");
        qputenv("npm_config_loglevel", "silent");
        Setup setup;
        const QByteArray session = setup.open();
        const QJsonObject environment = setup.tool(session, "environment");
        QVERIFY(environment.contains(u"PATH"));
        QCOMPARE(environment.value(u"npm_config_loglevel").toString(), QStringLiteral("silent"));
        for (auto it = environment.begin(); it != environment.end(); ++it)
            QVERIFY2(it.value() != QStringLiteral("canary"), qPrintable(it.key()));
        const QJsonObject where = setup.tool(session, "where");
        QCOMPARE(where.value(u"group"), where.value(u"pid"));
        QCOMPARE(where.value(u"session"), where.value(u"pid"));
        QVERIFY(where.value(u"descriptors").toArray().size() <= 4); // 0, 1, 2 and the folder being listed
    }

    void child_thatEndsFailsItsRequestsAndItsSession()
    {
        Setup setup;
        const QByteArray session = setup.open();
        const QByteArray other = setup.open();
        const Pending held = setup.start(makeCall("POST", toolBody("1", "hold"), session));
        const Pending crash = setup.start(makeCall("POST", toolBody("2", "crash"), session));
        for (const Pending *pending : {&held, &crash}) {
            const auto answer = pending->wait();
            QVERIFY(answer);
            QCOMPARE(errorCodeOf(*answer), -32603);
            QVERIFY2(answer->body.contains("ended with exit code 7"), answer->body.constData());
        }
        QCOMPARE(setup.ask(makeCall("POST", toolBody("3", "echo"), session))->status, 404);
        QVERIFY(!setup.tool(other, "echo").isEmpty());
        QVERIFY(setup.host->status().first().lastError.contains(u"exit code 7"));
    }

    void child_withTooLongALineIsEnded()
    {
        SessionHost::Limits limits = quick();
        limits.lineBytes = 100'000;
        Setup setup(limits);
        const QByteArray session = setup.open();
        const auto answer = setup.ask(makeCall("POST", toolBody("1", "long", R"({"bytes":3000000})"), session));
        QVERIFY(answer);
        QCOMPARE(errorCodeOf(*answer), -32603);
        QCOMPARE(setup.ask(makeCall("POST", toolBody("2", "echo"), session))->status, 404);
        const auto large = setup.ask(makeCall("POST", QByteArray(100'001, ' '), setup.open()));
        QCOMPARE(large->status, 413);
    }

    void child_thatPrintsNoiseStillWorks()
    {
        Setup setup;
        const QByteArray session = setup.open();
        QCOMPARE(setup.tool(session, "flood", R"({"lines":20000})").value(u"flooded").toBool(), true);
        QCOMPARE(setup.tool(session, "banner").value(u"after").toString(), QStringLiteral("banner"));
    }

    void child_thatCannotStartIsABadGateway()
    {
        const auto missing
            = Setup(quick(), {QStringLiteral("no-such-program-here")}).ask(makeCall("POST", initializeBody()));
        QVERIFY(!missing);
        QCOMPARE(missing.error().code, ErrorCode::UpstreamFailed);
        QVERIFY(missing.error().detail.contains(kName) && missing.error().detail.contains(u"no-such-program-here"));
        const auto folder
            = Setup(quick(), {QStringLiteral(SOURCE_FOLDER "/CMakeLists.txt")}).ask(makeCall("POST", initializeBody()));
        QVERIFY(!folder);
        QVERIFY(folder.error().detail.contains(u"not executable"));
        QTemporaryDir temporary;
        const QString text = temporary.filePath(QStringLiteral("program"));
        QFile file(text);
        QVERIFY(file.open(QIODevice::WriteOnly)
                && file.write("\x7f"
                              "ELFnot really")
                    > 0);
        QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        file.close();
        const auto broken = Setup(quick(), {text}).ask(makeCall("POST", initializeBody()));
        QVERIFY(!broken);
        QVERIFY(broken.error().detail.contains(u"cannot be run"));
    }

    void child_thatRefusesInitializeIsNotKept()
    {
        Setup setup(quick(), childCommand({QStringLiteral("--refuse")}));
        const auto answer = setup.ask(makeCall("POST", initializeBody()));
        QVERIFY(answer);
        QCOMPARE(errorCodeOf(*answer), -32602);
        QVERIFY(QTest::qWaitFor([&] { return setup.host->status().first().sessions == 0; }));
    }

    void child_thatNeverAnswersInitializeIsATimeout()
    {
        SessionHost::Limits limits = quick();
        limits.initializeTime = 500ms;
        Setup setup(limits, childCommand({QStringLiteral("--silent")}));
        const auto answer = setup.ask(makeCall("POST", initializeBody()));
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, ErrorCode::UpstreamTimeout);
    }

    void crashLoop_isSlowedDown()
    {
        Setup setup(quick(), childCommand({QStringLiteral("--crash-at-start")}));
        for (int i = 0; i < 3; ++i) {
            const auto answer = setup.ask(makeCall("POST", initializeBody()));
            QVERIFY(!answer);
            QCOMPARE(answer.error().code, ErrorCode::UpstreamFailed);
            QVERIFY(answer.error().detail.contains(u"exit code 3"));
        }
        const auto slowed = setup.ask(makeCall("POST", initializeBody()));
        QVERIFY(!slowed);
        QCOMPARE(slowed.error().code, ErrorCode::Unavailable);
        QVERIFY(slowed.error().retryAfter.value_or(0s) >= 1s);
    }

    void sessions_areLimitedPerAccountAndInAll()
    {
        SessionHost::Limits limits = quick();
        limits.sessionsPerPrincipal = 1;
        limits.sessions = 2;
        Setup setup(limits);
        QVERIFY(!setup.open().isEmpty());
        const auto second = setup.ask(makeCall("POST", initializeBody()));
        QVERIFY(!second);
        QCOMPARE(second.error().code, ErrorCode::Unavailable);
        QVERIFY(!setup.open(person(QStringLiteral("bob"))).isEmpty());
        const auto third = setup.ask(makeCall("POST", initializeBody(), {}, person(QStringLiteral("carol"))));
        QVERIFY(!third);
        QCOMPARE(third.error().code, ErrorCode::Unavailable);
    }

    void session_thatNobodyUsesEnds_butAnOpenStreamKeepsIt()
    {
        SessionHost::Limits limits = quick();
        limits.idleTime = 400ms;
        Setup setup(limits);
        const QByteArray listened = setup.open();
        const auto stream = setup.ask(makeCall("GET", {}, listened));
        QVERIFY(stream && stream->stream);
        setup.open();
        QVERIFY(QTest::qWaitFor([&] { return setup.host->status().first().sessions == 1; }, 20'000));
        QTest::qWait(600);
        QCOMPARE(setup.host->status().first().sessions, 1);
        stream->stream->cancel(); // what the front does when a connection breaks
        QVERIFY(QTest::qWaitFor([&] { return setup.host->status().first().sessions == 0; }, 20'000));
    }

    void delete_killsTheWholeGroup()
    {
        Setup setup;
        const QByteArray session = setup.open();
        const qint64 child = setup.tool(session, "where").value(u"pid").toInteger();
        const qint64 grandchild = setup.tool(session, "grandchild").value(u"pid").toInteger();
        QVERIFY(child > 1 && grandchild > 1 && !isGone(child) && !isGone(grandchild));
        QCOMPARE(setup.ask(makeCall("DELETE", {}, session))->status, 204);
        QCOMPARE(setup.ask(makeCall("GET", {}, session))->status, 404);
        QVERIFY(QTest::qWaitFor([&] { return isGone(child) && isGone(grandchild); }, 20'000));
    }

    void delete_killsAChildThatIgnoresTheRequestToEnd()
    {
        Setup setup;
        const QByteArray session = setup.open();
        const qint64 child = setup.tool(session, "stubborn").value(u"pid").toInteger();
        QVERIFY(child > 1);
        setup.ask(makeCall("DELETE", {}, session));
        QVERIFY(QTest::qWaitFor([&] { return isGone(child); }, 20'000));
    }

    void revocation_endsTheSessionsOfTheCredential()
    {
        Setup setup;
        const QByteArray mine = setup.open();
        const Principal bob = person(QStringLiteral("bob"));
        const QByteArray other = setup.open(bob);
        const qint64 child = setup.tool(mine, "where").value(u"pid").toInteger();
        const auto stream = setup.ask(makeCall("GET", {}, mine));
        setup.host->endSessionsOf(QStringLiteral("key_alice"));
        QVERIFY(QTest::qWaitFor([&] { return isGone(child) && stream->stream->ended(); }, 20'000));
        QCOMPARE(setup.ask(makeCall("POST", toolBody("1", "echo"), mine))->status, 404);
        QCOMPARE(setup.ask(makeCall("POST", toolBody("1", "echo"), other, bob))->status, 200);
    }

    void host_thatGoesLeavesNoOrphans()
    {
        std::vector<qint64> pids;
        {
            Setup setup;
            for (int i = 0; i < 3; ++i)
                pids.push_back(setup.tool(setup.open(), "where").value(u"pid").toInteger());
            const QByteArray last = setup.open();
            pids.push_back(setup.tool(last, "grandchild").value(u"pid").toInteger());
            pids.push_back(setup.tool(last, "stubborn").value(u"pid").toInteger());
        }
        for (const qint64 pid : pids) {
            QVERIFY(pid > 1);
            QVERIFY(QTest::qWaitFor([&] { return isGone(pid); }, 5000));
        }
    }

    // Disconnecting is no cancellation in the legacy era.
    void client_thatLeavesDoesNotEndItsRequestOrSession()
    {
        Setup setup;
        const QByteArray session = setup.open();
        std::stop_source leaving;
        Call call = makeCall("POST", toolBody("1", "hold"), session);
        call.gone = leaving.get_token();
        const Pending held = setup.start(std::move(call));
        leaving.request_stop();
        QVERIFY(!held.wait());
        setup.ask(makeCall("POST", toolBody("2", "release"), session));
        QVERIFY(!setup.tool(session, "echo").isEmpty());
    }

    void client_thatLeavesDuringInitializeLeavesNoSession()
    {
        Setup setup;
        std::stop_source leaving;
        leaving.request_stop();
        Call call = makeCall("POST", initializeBody());
        call.gone = leaving.get_token();
        QVERIFY(!setup.ask(std::move(call)));
        QVERIFY(QTest::qWaitFor([&] { return setup.host->status().first().sessions == 0; }, 20'000));
    }

    void request_thatTakesLongBecomesAStreamThatIsKeptAlive()
    {
        SessionHost::Limits limits = quick();
        limits.streamAfter = 200ms;
        limits.keepAlive = 200ms;
        Setup setup(limits);
        const QByteArray session = setup.open();
        const auto answer = setup.ask(makeCall("POST", toolBody("1", "hold"), session));
        QVERIFY(answer && answer->stream);
        Reader reader(answer->stream);
        QVERIFY(reader.waitFor(": keep-alive\n\n"));
        setup.ask(makeCall("POST", toolBody("2", "release"), session));
        QVERIFY(reader.waitForEnd());
        QVERIFY(reader.bytes().contains("\"held\""));
    }

    void client_thatDoesNotReadStopsTheChildNotTheMemory()
    {
        QTemporaryDir folder;
        const QString count = folder.filePath(QStringLiteral("count"));
        const auto written = [&] {
            QFile file(count);
            return file.open(QIODevice::ReadOnly) ? file.readAll().toInt() : 0;
        };
        Setup setup;
        const QByteArray session = setup.open();
        const QByteArray arguments = QByteArray("{\"lines\":1500,\"count\":\"") + count.toUtf8() + "\"}"; // 12 MiB
        const auto answer = setup.ask(makeCall("POST", toolBody("1", "fill", arguments), session));
        QVERIFY(answer && answer->stream);
        QTest::qWait(1000);
        QVERIFY2(written() < 500, QByteArray::number(written()).constData());
        Reader reader(answer->stream);
        QVERIFY(reader.waitForEnd(60'000));
        QCOMPARE(reader.bytes().count("notifications/message"), 1500);
        QVERIFY(reader.bytes().contains("\"filled\""));
    }

    void gateway_thatGoesAnswersWhatWaits()
    {
        Setup setup;
        const Pending held = setup.start(makeCall("POST", toolBody("1", "hold"), setup.open()));
        setup.gateway.reset();
        QCOMPARE(held.wait().error().code, ErrorCode::Unavailable);
    }
};

QTEST_GUILESS_MAIN(TestStdioBridge)
#include "test_stdio_bridge.moc"
