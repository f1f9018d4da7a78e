// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/mcp/tool_calls.h"

#include <QTest>

using namespace ostiary;
using namespace Qt::StringLiterals;

namespace {

/// With quotes for apostrophes: moc loses its way in raw strings.
QByteArray json(const char *text)
{
    return QByteArray(text).replace('\'', '"');
}

QByteArray call(const QByteArray &tool)
{
    return json("{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'") + tool + json("','arguments':{}}}");
}

Result<QStringList> read(const QByteArray &body, const Headers &headers = {{"Content-Type", "application/json"}})
{
    return mcp::toolsCalled(headers, body);
}

} // namespace

// What is refused here is what the upstream's parser, whichever it is, could take for another call than we did.
class TestToolCalls final : public QObject
{
    Q_OBJECT

private slots:
    void calls_areNamed_alsoThoseOfABatch()
    {
        QCOMPARE(*read(call("echo")), QStringList{u"echo"_s});
        QCOMPARE(*read("[" + call("echo") + " , " + call("purge") + "]"), QStringList({u"echo"_s, u"purge"_s}));
        QCOMPARE(*read(json("{'method':'tools/list'}")), QStringList());
        QCOMPARE(*read(json("{'jsonrpc':'2.0','id':1,'result':{'name':'purge'}}")), QStringList());
        QCOMPARE(*read("[]"), QStringList());
        QCOMPARE(*read("\r\n\t {\"params\" : {\"name\" :\"p\\u0075rge\"},\"method\":\"tools\\/call\"} \n"),
                 QStringList{u"purge"_s});
        QCOMPARE(*read(call("größe \xf0\x9f\x94\x91")), QStringList{u"größe 🔑"_s});
        QCOMPARE(*read(call("\\ud83d\\udd11")), QStringList{u"🔑"_s});
    }
    // The same names elsewhere are arguments, and nobody's business.
    void argumentsMayHaveAnyNames()
    {
        const QByteArray body
            = json("{'method':'tools/call','params':{'name':'echo','arguments':"
                   "{'name':1,'name':2,'Method':'x','params':[{'name':null}],'n':-1.5e+3}},'x':true}");
        QCOMPARE(*read(body), QStringList{u"echo"_s});
        // Two of a name that does not matter: no two readers disagree on what is called.
        QCOMPARE(*read(json("{'method':'prompts/get','params':{'name':7,'id':1,'id':2}}")), QStringList());
    }
    void whatTwoParsersCouldReadDifferently_isRefused_data()
    {
        QTest::addColumn<QByteArray>("body");
        const auto row = [](const char *name, const QByteArray &body) { QTest::newRow(name) << body; };
        row("method twice", json("{'method':'ping','method':'tools/call','params':{'name':'purge'}}"));
        row("method twice, escaped", json("{'method':'ping','\\u006dethod':'tools/call','params':{'name':'purge'}}"));
        row("params twice", json("{'method':'tools/call','params':{'name':'echo'},'params':{'name':'purge'}}"));
        row("name twice", json("{'method':'tools/call','params':{'name':'echo','name':'purge'}}"));
        row("name twice, before the method", json("{'params':{'name':'echo','name':'purge'},'method':'tools/call'}"));
        row("method in capitals", json("{'method':'ping','Method':'tools/call','params':{'name':'purge'}}"));
        row("params in capitals", json("{'method':'tools/call','params':{'name':'echo'},'PARAMS':{'name':'purge'}}"));
        row("params with a long s",
            json("{'method':'tools/call','params':{'name':'echo'},'param\\u017f':{'name':'purge'}}"));
        row("name in capitals only", json("{'method':'tools/call','params':{'Name':'purge'}}"));
        row("method and a zero", json("{'method':'ping','method\\u0000x':'tools/call','params':{'name':'purge'}}"));
        row("a zero in the tool's name", call("purge\\u0000x"));
        row("method is a list", json("{'method':['tools/call'],'params':{'name':'purge'}}"));
        row("method is null", json("{'method':null,'params':{'name':'purge'}}"));
        row("no tool", json("{'method':'tools/call','params':{}}"));
        row("an empty tool", call(""));
        row("tool is a list", json("{'method':'tools/call','params':{'name':['purge']}}"));
        row("params is a list", json("{'method':'tools/call','params':['purge']}"));
        row("params is a text", json("{'method':'tools/call','params':'purge'}"));
        row("one of a batch", "[" + call("echo") + json(",{'method':'x','method':'tools/call'}]"));
        row("a batch in a batch", "[[" + call("purge") + "]]");
        row("byte order mark", "\xef\xbb\xbf" + call("echo"));
        row("invalid UTF-8", call("ech\xff"));
        row("overlong UTF-8", call("ech\xc1\xaf"));
        row("UTF-16", QByteArray("{\0}\0", 4));
        row("nothing", " ");
        row("a text", "\"tools/call\"");
        row("cut off", call("echo").chopped(1));
        row("something behind", call("echo") + call("purge"));
        row("a comment", "/* */" + call("echo"));
        row("a trailing comma", json("{'method':'ping',}"));
        row("single quotes", "{'method':'ping'}");
        row("a bare name", "{method:\"ping\"}");
        row("an escape of others", json("{'method':'ping','\\x6dethod':'tools/call'}"));
        row("half an escape", json("{'method':'ping','a':'\\u12'}"));
        row("a bare line break", "{\"method\":\"ping\",\"a\":\"\n\"}");
        row("not a number", json("{'method':'ping','a':NaN}"));
        row("a leading zero", json("{'method':'ping','a':01}"));
        row("a bare point", json("{'method':'ping','a':1.}"));
        row("too deep", json("{'method':'ping','a':") + QByteArray(300, '[') + QByteArray(300, ']') + "}");
    }
    void whatTwoParsersCouldReadDifferently_isRefused()
    {
        QFETCH(QByteArray, body);
        const Result<QStringList> tools = read(body);
        QVERIFY(!tools);
        QVERIFY(tools.error().code == ErrorCode::InvalidRequest); // 400
        QVERIFY(tools.error().detail.startsWith(u"What a call may do and costs here depends on its body, and "_s));
    }
    void headersThatChangeHowABodyIsRead_areRefused()
    {
        const QByteArray body = call("echo");
        QVERIFY(read(body, {}));
        QVERIFY(read(body, {{"content-type", "application/json; charset=UTF-8"}, {"content-encoding", "identity"}}));
        const QList<Headers> bad{
            {{"Content-Encoding", "gzip"}},
            {{"Content-Encoding", "identity"}, {"content-encoding", "br"}},
            {{"Content_Encoding", "gzip"}}, // as some servers read it
            {{"Content-Type", "application/json; charset=utf-7"}}, // "+AG0-ethod" is "method" there
            {{"Content-Type", "application/json;CharSet=\"UTF-16LE\""}},
            {{"Content-Type", "application/json"}, {"Content-Type", "application/json; charset=utf-7"}},
        };
        for (const Headers &headers : bad)
            QVERIFY2(!read(body, headers), headers.begin()->second.constData());
    }
    void largeArguments_areOnlyPassedOver()
    {
        const QByteArray body = json("{'method':'tools/call','params':{'arguments':{'file':'")
            + QByteArray(4'000'000, 'A') + json("'},'name':'put'}}");
        QCOMPARE(*read(body), QStringList{u"put"_s});
    }
};

QTEST_GUILESS_MAIN(TestToolCalls)
#include "test_tool_calls.moc"
