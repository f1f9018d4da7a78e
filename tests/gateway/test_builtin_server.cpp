// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/gateway/builtin/builtin_server.h"
#include "tests/gateway/gateway_fixture.h"

#include <QJsonArray>

using namespace ostiary;
using namespace ostiary::gateway;

namespace {

BuiltinServer makeServer()
{
    const auto whoami = [](const Principal &caller, const QJsonObject &) -> Result<QJsonObject> {
        return QJsonObject{{QStringLiteral("email"), caller.email}};
    };
    const auto broken = [](const Principal &, const QJsonObject &) -> Result<QJsonObject> {
        return fail(ErrorCode::Unavailable, QStringLiteral("Not now."));
    };
    return BuiltinServer({QStringLiteral("ostiary"), QStringLiteral("Ostiary"), QStringLiteral("1.2"), {}},
                         {{QStringLiteral("whoami"), QStringLiteral("Who am I"), QStringLiteral("Tells."), {}, whoami},
                          {QStringLiteral("broken"), QStringLiteral("Broken"), QStringLiteral("Fails."), {}, broken}});
}

QByteArray body(const QByteArray &method, const QByteArray &params = "{}")
{
    return R"({"jsonrpc":"2.0","id":7,"method":")" + method + R"(","params":)" + params + "}";
}

QByteArray modernBody(const QByteArray &method, const QByteArray &members = {},
                      const QByteArray &version = "2026-07-28")
{
    return body(method,
                "{" + members + R"("_meta":{"io.modelcontextprotocol/protocolVersion":")" + version
                    + R"(","io.modelcontextprotocol/clientCapabilities":{}}})");
}

Call modernCall(const QByteArray &method, const QByteArray &members = {}, const QByteArray &name = {})
{
    Call call = makeCall("POST", modernBody(method, members));
    call.headers.add("MCP-Protocol-Version", "2026-07-28");
    call.headers.add("Mcp-Method", method);
    if (!name.isEmpty())
        call.headers.add("Mcp-Name", name);
    return call;
}

QJsonObject resultOf(const Answer &answer)
{
    return jsonOf(answer.body).value(u"result").toObject();
}

const QByteArray kWhoami = R"("name":"whoami","arguments":{},)";

} // namespace

class TestBuiltinServer : public QObject
{
    Q_OBJECT

private slots:
    void initialize_agreesOnTheRevision()
    {
        const QList<std::pair<QByteArray, QString>> versions{{"2025-03-26", QStringLiteral("2025-03-26")},
                                                             {"2025-06-18", QStringLiteral("2025-06-18")},
                                                             {"2025-11-25", QStringLiteral("2025-11-25")},
                                                             {"1999-01-01", QStringLiteral("2025-11-25")}};
        for (const auto &[asked, agreed] : versions) {
            const Answer answer = makeServer().answer(
                makeCall("POST", body("initialize", R"({"protocolVersion":")" + asked + R"("})")));
            QCOMPARE(answer.status, 200);
            QVERIFY(!answer.headers.contains("mcp-session-id"));
            QCOMPARE(resultOf(answer).value(u"protocolVersion").toString(), agreed);
            QCOMPARE(resultOf(answer).value(u"serverInfo").toObject().value(u"version").toString(),
                     QStringLiteral("1.2"));
        }
    }

    void legacyRequests_areAnswered()
    {
        const BuiltinServer server = makeServer();
        QCOMPARE(server.answer(makeCall("POST", R"({"jsonrpc":"2.0","method":"notifications/initialized"})")).status,
                 202);
        QCOMPARE(resultOf(server.answer(makeCall("POST", body("ping")))), QJsonObject());
        const QJsonObject list = resultOf(server.answer(makeCall("POST", body("tools/list"))));
        QCOMPARE(list.value(u"tools").toArray().size(), 2);
        QVERIFY(!list.contains(u"resultType"));
        const QJsonObject tool = list.value(u"tools").toArray().first().toObject();
        QCOMPARE(tool.value(u"inputSchema").toObject().value(u"type").toString(), QStringLiteral("object"));
        const Answer unknown = server.answer(makeCall("POST", body("prompts/list")));
        QCOMPARE(unknown.status, 200);
        QCOMPARE(errorCodeOf(unknown), -32601);
    }

    void toolCall_givesTextAndStructuredContent()
    {
        const QJsonObject result
            = resultOf(makeServer().answer(makeCall("POST", body("tools/call", R"({"name":"whoami"})"))));
        QCOMPARE(result.value(u"isError").toBool(true), false);
        QCOMPARE(result.value(u"structuredContent").toObject().value(u"email").toString(),
                 QStringLiteral("alice@example.test"));
        QVERIFY(result.value(u"content").toArray().first().toObject().value(u"text").toString().contains(u"alice@"));
        const QJsonObject failed
            = resultOf(makeServer().answer(makeCall("POST", body("tools/call", R"({"name":"broken"})"))));
        QCOMPARE(failed.value(u"isError").toBool(), true);
        QCOMPARE(failed.value(u"content").toArray().first().toObject().value(u"text").toString(),
                 QStringLiteral("Not now."));
        QCOMPARE(errorCodeOf(makeServer().answer(makeCall("POST", body("tools/call", R"({"name":"WhoAmI"})")))),
                 -32602);
    }

    void batch_isForTheRevisionThatHasThem()
    {
        const QByteArray batch = "[" + body("ping") + "," + body("tools/list") + "]";
        const Answer answer = makeServer().answer(makeCall("POST", batch));
        QCOMPARE(QJsonDocument::fromJson(answer.body).array().size(), 2);
        Call later = makeCall("POST", batch);
        later.headers.add("MCP-Protocol-Version", "2025-06-18");
        QCOMPARE(makeServer().answer(later).status, 400);
    }

    void modernRequests_areAnswered()
    {
        const BuiltinServer server = makeServer();
        const Answer discover = server.answer(modernCall("server/discover"));
        QCOMPARE(discover.status, 200);
        QCOMPARE(resultOf(discover).value(u"resultType").toString(), QStringLiteral("complete"));
        QVERIFY(resultOf(discover).value(u"supportedVersions").toArray().contains(QStringLiteral("2026-07-28")));
        QVERIFY(resultOf(discover).contains(u"ttlMs"));
        const QJsonObject list = resultOf(server.answer(modernCall("tools/list")));
        QCOMPARE(list.value(u"cacheScope").toString(), QStringLiteral("private"));
        const Answer called = server.answer(modernCall("tools/call", kWhoami, "whoami"));
        QVERIFY(resultOf(called).contains(u"structuredContent"));
        const Answer unknown = server.answer(modernCall("resources/list"));
        QCOMPARE(unknown.status, 404);
        QCOMPARE(errorCodeOf(unknown), -32601);
    }

    // MCP 2026-07-28, Server Validation: what a proxy reads must be what the server does (security.md 174, 175).
    void modernHeaders_mustSayWhatTheBodySays()
    {
        const BuiltinServer server = makeServer();
        QCOMPARE(server.answer(modernCall("tools/call", kWhoami, "=?base64?d2hvYW1p?=")).status, 200);
        QList<Call> mismatches{modernCall("tools/call", kWhoami), modernCall("tools/call", kWhoami, "Whoami"),
                               modernCall("tools/call", kWhoami, "=?base64?!!?="),
                               modernCall("tools/call", kWhoami, "whoami")};
        mismatches[3].headers.add("Mcp-Name", "whoami");
        Call method = modernCall("tools/list");
        method.headers.set("Mcp-Method", "tools/call");
        Call missing = modernCall("tools/list");
        missing.headers.remove("Mcp-Method");
        Call version = modernCall("tools/list");
        version.headers.remove("MCP-Protocol-Version");
        mismatches << method << missing << version;
        for (const Call &call : mismatches) {
            const Answer answer = server.answer(call);
            QCOMPARE(answer.status, 400);
            QCOMPARE(errorCodeOf(answer), -32020);
            QCOMPARE(jsonOf(answer.body).value(u"id").toInt(), 7);
        }
    }

    void modernVersion_thatIsUnknownNamesTheKnownOnes()
    {
        Call call = makeCall("POST", modernBody("tools/list", {}, "2099-01-01"));
        call.headers.add("MCP-Protocol-Version", "2099-01-01");
        call.headers.add("Mcp-Method", "tools/list");
        const Answer answer = makeServer().answer(call);
        QCOMPARE(answer.status, 400);
        QCOMPARE(errorCodeOf(answer), -32022);
        const QJsonObject data = jsonOf(answer.body).value(u"error").toObject().value(u"data").toObject();
        QVERIFY(data.value(u"supported").toArray().contains(QStringLiteral("2026-07-28")));
        Call bare = makeCall("POST", body("tools/list"));
        bare.headers.add("MCP-Protocol-Version", "2026-07-28");
        bare.headers.add("Mcp-Method", "tools/list");
        QCOMPARE(errorCodeOf(makeServer().answer(bare)), -32602);
    }

    void otherMethodsAndBrokenBodies_areRefused()
    {
        QCOMPARE(makeServer().answer(makeCall("GET")).status, 405);
        QCOMPARE(makeServer().answer(makeCall("DELETE")).status, 405);
        for (const QByteArray text : {"", "{", "[]", "3", R"({"jsonrpc":"1.0","id":1,"method":"ping"})"}) {
            const Answer answer = makeServer().answer(makeCall("POST", text));
            QCOMPARE(answer.status, 400);
            QVERIFY(errorCodeOf(answer) < 0);
        }
    }
};

QTEST_GUILESS_MAIN(TestBuiltinServer)
#include "test_builtin_server.moc"
