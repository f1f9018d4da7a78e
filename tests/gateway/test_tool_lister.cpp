// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/tools/event_reader.h"
#include "server/gateway/tools/tool_lister.h"
#include "tests/gateway/gateway_fixture.h"
#include "tests/gateway/upstream_server.h"

#include <QJsonArray>
#include <QLoggingCategory>

using namespace ostiary;
using namespace ostiary::gateway;
using namespace std::chrono_literals;

namespace {

const QString kName = QStringLiteral("files");
using Request = UpstreamServer::Request;

/// An upstream with its gateway and lister; `open` is what it was told last.
struct Setup {
    explicit Setup(const UpstreamConfig &config, ToolLimits limits = {}) : configs{config}, host(configs)
    {
        gateway = std::make_unique<Gateway>(configs, host);
        lister = std::make_unique<ToolLister>(*gateway, book, limits);
    }
    ~Setup()
    {
        lister.reset();
        gateway.reset();
    }
    ToolAnswer ask(std::chrono::milliseconds patience = 10s) const
    {
        std::optional<ToolAnswer> told;
        whenDone(lister->tools(kName, patience), [&told](const ToolAnswer &answer) { told = answer; });
        if (!QTest::qWaitFor([&] { return told.has_value(); }, 20'000))
            qFatal("the test waited in vain");
        return *told;
    }

    ManualClock clock;
    ToolBook book{clock};
    QList<UpstreamConfig> configs;
    SessionHost host;
    std::unique_ptr<Gateway> gateway;
    std::unique_ptr<ToolLister> lister;
};

UpstreamConfig at(const UpstreamServer &server)
{
    return {.name = kName, .url = server.url(), .command = {}};
}

QStringList namesOf(const ToolAnswer &answer)
{
    QStringList names;
    for (const ListedTool &tool : answer.value_or(QList<ListedTool>{{QStringLiteral("nothing known"), {}, false}}))
        names << tool.name;
    return names;
}

QJsonObject tool(const QString &name)
{
    return {{QStringLiteral("name"), name}, {QStringLiteral("inputSchema"), QJsonObject()}};
}

QByteArray resultOf(const Request &request, const QJsonObject &result)
{
    return QJsonDocument(QJsonObject{{QStringLiteral("jsonrpc"), QStringLiteral("2.0")},
                                     {QStringLiteral("id"), jsonOf(request.body).value(u"id")},
                                     {QStringLiteral("result"), result}})
        .toJson(QJsonDocument::Compact);
}

constexpr const char *kJson = "Content-Type: application/json\r\n";

void json(QTcpSocket &socket, const Request &request, const QJsonObject &result, const QByteArray &fields = {})
{
    UpstreamServer::reply(socket, "200 OK", kJson + fields, resultOf(request, result));
}

/// A server of 2025-11-25 with a session; `list` answers tools/list.
UpstreamServer::Handler legacy(const UpstreamServer::Handler &list)
{
    return [list](QTcpSocket &socket, const Request &request) {
        const QString method = jsonOf(request.body).value(u"method").toString();
        if (request.head.startsWith("DELETE"))
            return UpstreamServer::reply(socket, "204 No Content", "", "");
        if (method == QLatin1String("initialize"))
            return json(socket, request,
                        {{QStringLiteral("protocolVersion"), QStringLiteral("2025-06-18")},
                         {QStringLiteral("capabilities"), QJsonObject()},
                         {QStringLiteral("serverInfo"), QJsonObject()}},
                        "Mcp-Session-Id: s1\r\n");
        if (method == QLatin1String("notifications/initialized"))
            return UpstreamServer::reply(socket, "202 Accepted", "", "");
        list(socket, request);
    };
}

QStringList linesOf(const UpstreamServer &server)
{
    QStringList lines;
    for (const Request &request : server.requests)
        lines << QString::fromLatin1(request.head.left(request.head.indexOf(' '))) + u' '
                + jsonOf(request.body).value(u"method").toString();
    return lines;
}

UpstreamConfig child(const QStringList &command)
{
    return {.name = kName,
            .url = {},
            .command = command + QStringList{QStringLiteral(SOURCE_FOLDER "/tests/gateway/children/mcp_child.py")}};
}

} // namespace

/// Asking an upstream which tools it has, as a client of our own.
class TestToolLister : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLoggingCategory::setFilterRules(QStringLiteral("ostiary.gateway.*=false")); }

    // ---- what cannot be relied on ----
    void upstreamThatIsDown_orNoMcp_isUnknown_data()
    {
        QTest::addColumn<QByteArray>("status");
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("500") << QByteArray("500 Oops") << QByteArray() << QByteArray("no");
        QTest::newRow("401") << QByteArray("401 Unauthorized") << QByteArray() << QByteArray();
        QTest::newRow("HTML") << QByteArray("200 OK") << QByteArray("Content-Type: text/html\r\n")
                              << QByteArray("<html>");
        QTest::newRow("JSON, but no JSON-RPC") << QByteArray("200 OK") << QByteArray(kJson) << QByteArray("[1,2]");
        QTest::newRow("an answer to nobody's question")
            << QByteArray("200 OK") << QByteArray(kJson) << QByteArray(R"({"jsonrpc":"2.0","id":99,"result":{}})");
        QTest::newRow("deep nesting") << QByteArray("200 OK") << QByteArray(kJson) << QByteArray(100'000, '[');
        QTest::newRow("broken events") << QByteArray("200 OK") << QByteArray("Content-Type: text/event-stream\r\n")
                                       << QByteArray("data: {\n\ndata\n\n: x\n\n");
    }
    void upstreamThatIsDown_orNoMcp_isUnknown()
    {
        QFETCH(QByteArray, status);
        QFETCH(QByteArray, fields);
        QFETCH(QByteArray, body);
        UpstreamServer server(
            [&](QTcpSocket &socket, const Request &) { UpstreamServer::reply(socket, status, fields, body); });
        Setup setup(at(server));
        QVERIFY(!setup.ask());
        QVERIFY(server.requests.size() <= 2);
        QVERIFY(!setup.ask()); // remembered for a moment, so that not every page waits
        QVERIFY(server.requests.size() <= 2);
    }
    void nobodyThere_isUnknown()
    {
        Setup setup({.name = kName, .url = QUrl(QStringLiteral("http://127.0.0.1:1/mcp")), .command = {}});
        QVERIFY(!setup.ask());
    }
    void listWithNamesThatNobodyGives_isUnknown_data()
    {
        QTest::addColumn<QJsonObject>("result");
        const auto tools = [](const QJsonArray &items) { return QJsonObject{{QStringLiteral("tools"), items}}; };
        QTest::newRow("no list") << QJsonObject{{QStringLiteral("tools"), QStringLiteral("all")}};
        QTest::newRow("no name") << tools({QJsonObject{{QStringLiteral("title"), QStringLiteral("x")}}});
        QTest::newRow("name is a number") << tools({QJsonObject{{QStringLiteral("name"), 7}}});
        QTest::newRow("no object") << tools({QStringLiteral("read")});
        QTest::newRow("name without an end") << tools({tool(QString(257, u'n'))});
    }
    void listWithNamesThatNobodyGives_isUnknown()
    {
        QFETCH(QJsonObject, result);
        UpstreamServer server(
            legacy([&](QTcpSocket &socket, const Request &request) { json(socket, request, result); }));
        Setup setup(at(server));
        QVERIFY(!setup.ask());
    }
    void pagesWithoutEnd_areGivenUp_andTheSessionIsEnded()
    {
        int page = 0;
        UpstreamServer server(legacy([&](QTcpSocket &socket, const Request &request) {
            json(socket, request,
                 {{QStringLiteral("tools"), QJsonArray{tool(QString::number(++page))}},
                  {QStringLiteral("nextCursor"), QStringLiteral("more")}});
        }));
        Setup setup(at(server));
        QVERIFY(!setup.ask());
        QCOMPARE(page, ToolLimits{}.pages);
        QTRY_COMPARE(linesOf(server).last(), QStringLiteral("DELETE "));
    }
    void tooManyTools_orBytes_areGivenUp()
    {
        QJsonArray many;
        for (int i = 0; i <= 2000; ++i)
            many.append(tool(QString::number(i)));
        QJsonObject big = tool(QStringLiteral("big"));
        big.insert(QStringLiteral("description"), QString(1024 * 1024, u'x'));
        for (const QJsonArray &tools : {many, QJsonArray{big}}) {
            UpstreamServer server(legacy([&](QTcpSocket &socket, const Request &request) {
                json(socket, request, {{QStringLiteral("tools"), tools}});
            }));
            Setup setup(at(server));
            QVERIFY(!setup.ask());
        }
    }
    void eventsWithoutEnd_areGivenUp()
    {
        UpstreamServer server(legacy([](QTcpSocket &socket, const Request &) {
            socket.write(UpstreamServer::kEventHead);
            for (int i = 0; i < 40; ++i)
                UpstreamServer::chunk(socket, "data: " + QByteArray(64 * 1024, 'x') + "\n\n");
        }));
        Setup setup(at(server));
        QVERIFY(!setup.ask());
    }
    void slowUpstream_keepsNobodyWaiting_andIsKnownLater()
    {
        QPointer<QTcpSocket> held;
        Request question;
        UpstreamServer server(legacy([&](QTcpSocket &socket, const Request &request) {
            held = &socket;
            question = request;
        }));
        Setup setup(at(server));
        QVERIFY(!setup.ask(50ms));
        QTRY_VERIFY(held);
        QVERIFY(!setup.ask(50ms));
        QCOMPARE(linesOf(server).count(QStringLiteral("POST tools/list")), 1); // one question at a time
        json(*held, question, {{QStringLiteral("tools"), QJsonArray{tool(QStringLiteral("late"))}}});
        QTRY_COMPARE(namesOf(setup.ask(50ms)), QStringList{QStringLiteral("late")});
    }
    void upstreamThatNeverAnswers_isGivenUp()
    {
        UpstreamServer server(legacy([](QTcpSocket &, const Request &) { }));
        Setup setup(at(server), {.total = 300ms});
        QVERIFY(!setup.ask());
        QTRY_COMPARE(linesOf(server).last(), QStringLiteral("DELETE "));
    }
    void lister_thatGoesWhileItAsks_tellsWhoWaits()
    {
        UpstreamServer server(legacy([](QTcpSocket &, const Request &) { }));
        std::optional<ToolAnswer> told;
        {
            Setup setup(at(server));
            whenDone(setup.lister->tools(kName, 60s), [&told](const ToolAnswer &answer) { told = answer; });
            QTRY_VERIFY(linesOf(server).contains(QStringLiteral("POST tools/list")));
        }
        QTRY_VERIFY(told);
        QVERIFY(!*told);
    }

    // ---- what is told ----
    void legacyServer_isAskedInASession_thatEnds()
    {
        UpstreamServer server(legacy([](QTcpSocket &socket, const Request &request) {
            const bool isFirst = !jsonOf(request.body).value(u"params").toObject().contains(u"cursor");
            QJsonObject read = tool(QStringLiteral("read_file"));
            read.insert(QStringLiteral("title"), QStringLiteral("Read a file"));
            read.insert(QStringLiteral("annotations"), QJsonObject{{QStringLiteral("readOnlyHint"), true}});
            QJsonObject result{{QStringLiteral("tools"), QJsonArray{isFirst ? read : tool(QStringLiteral("write"))}}};
            if (isFirst)
                result.insert(QStringLiteral("nextCursor"), QStringLiteral("2"));
            json(socket, request, result);
        }));
        Setup setup(at(server));
        const ToolAnswer tools = setup.ask();
        QCOMPARE(namesOf(tools), QStringList({QStringLiteral("read_file"), QStringLiteral("write")}));
        QCOMPARE(tools->first().title, QStringLiteral("Read a file"));
        QVERIFY(tools->first().readsOnly && !tools->last().readsOnly);
        QTRY_COMPARE(linesOf(server),
                     QStringList({QStringLiteral("POST initialize"), QStringLiteral("POST notifications/initialized"),
                                  QStringLiteral("POST tools/list"), QStringLiteral("POST tools/list"),
                                  QStringLiteral("DELETE ")}));
        for (const Request &request : server.requests.sliced(1)) {
            QCOMPARE(request.field("Mcp-Session-Id"), QByteArray("s1"));
            QCOMPARE(request.field("MCP-Protocol-Version"), QByteArray("2025-06-18"));
            QCOMPARE(request.field("X-Ostiary-Account"), QByteArray("ostiary"));
        }
    }
    void answersInEvents_areReadWithoutWaitingForTheirEnd()
    {
        UpstreamServer server(legacy([](QTcpSocket &socket, const Request &request) {
            socket.write(UpstreamServer::kEventHead);
            UpstreamServer::chunk(socket,
                                  ": hello\n\nid: 1\ndata: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"}\n\n");
            const QByteArray body
                = resultOf(request, {{QStringLiteral("tools"), QJsonArray{tool(QStringLiteral("streamed"))}}});
            UpstreamServer::chunk(socket, "event: message\r\ndata: " + body.left(30));
            UpstreamServer::chunk(socket, body.sliced(30) + "\r\n\r\n"); // and stays open
        }));
        Setup setup(at(server));
        QCOMPARE(namesOf(setup.ask()), QStringList{QStringLiteral("streamed")});
    }
    // MCP 2026-07-28: no sessions; each request says its revision in the body and in headers.
    void serverOf2026_isAskedItsWay()
    {
        UpstreamServer server([](QTcpSocket &socket, const Request &request) {
            const QJsonObject params = jsonOf(request.body).value(u"params").toObject();
            const QString version
                = params.value(u"_meta").toObject().value(u"io.modelcontextprotocol/protocolVersion").toString();
            if (version != QLatin1String("2026-07-28") || request.field("Mcp-Method") != "tools/list"
                || request.field("MCP-Protocol-Version") != "2026-07-28")
                return UpstreamServer::reply(socket, "400 Bad Request", kJson,
                                             R"({"jsonrpc":"2.0","id":1,"error":{"code":-32022,"message":"no"}})");
            json(socket, request, {{QStringLiteral("tools"), QJsonArray{tool(QStringLiteral("modern"))}}});
        });
        Setup setup(at(server));
        QCOMPARE(namesOf(setup.ask()), QStringList{QStringLiteral("modern")});
        QCOMPARE(server.requests.size(), 2);
    }
    void serverWithoutTools_hasNone()
    {
        UpstreamServer server(legacy([](QTcpSocket &socket, const Request &request) {
            UpstreamServer::reply(socket, "200 OK", kJson,
                                  QByteArray(R"({"jsonrpc":"2.0","id":ID,"error":{"code":-32601,"message":"?"}})")
                                      .replace("ID", QByteArray::number(jsonOf(request.body).value(u"id").toInt())));
        }));
        Setup setup(at(server));
        QCOMPARE(namesOf(setup.ask()), QStringList());
    }
    void child_isAsked_andEndsAfterwards()
    {
        Setup setup(child({QStringLiteral("python3")}));
        QCOMPARE(namesOf(setup.ask()),
                 QStringList({QStringLiteral("echo"), QStringLiteral("where"), QStringLiteral("crash")}));
        QTRY_COMPARE(setup.host.status().first().sessions, 0);
    }
    void childThatIsSlow_isKnownLater()
    {
        Setup setup(child({QStringLiteral("env"), QStringLiteral("MCP_CHILD_SLOW=0.5"), QStringLiteral("python3")}));
        QVERIFY(!setup.ask(10ms));
        QTRY_COMPARE(namesOf(setup.ask(10ms)).size(), 3);
    }
    void answer_isKeptForTenMinutes()
    {
        int asked = 0;
        UpstreamServer server(legacy([&](QTcpSocket &socket, const Request &request) {
            json(socket, request, {{QStringLiteral("tools"), QJsonArray{tool(QString::number(++asked))}}});
        }));
        Setup setup(at(server));
        QCOMPARE(namesOf(setup.ask()), QStringList{QStringLiteral("1")});
        setup.clock.advance(9min);
        QCOMPARE(namesOf(setup.ask()), QStringList{QStringLiteral("1")});
        setup.clock.advance(1min);
        QCOMPARE(namesOf(setup.ask()), QStringList{QStringLiteral("2")});
    }

    // ---- events ----
    void events_areReadHoweverTheyAreTorn()
    {
        const QByteArray stream = "data: a\r\ndata: b\r\n\r\n: c\r\n\r\nevent: x\rdata:d\r\rdata: e\n\n";
        for (qsizetype at = 0; at <= stream.size(); ++at) {
            EventReader reader;
            QList<QByteArray> events = reader.feed(stream.left(at));
            events += reader.feed(stream.sliced(at));
            QCOMPARE(events, QList<QByteArray>({"a\nb", "d", "e"}));
        }
    }
};

QTEST_GUILESS_MAIN(TestToolLister)
#include "test_tool_lister.moc"
