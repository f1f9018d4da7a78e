// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/spend/usage_reader.h"
#include "tests/core/core_fixture.h"

#include <QTest>
#include <QtCrypto>

namespace ostiary {

using namespace Qt::StringLiterals;

namespace {

std::optional<TokenUsage> readWhole(const QByteArray &body)
{
    UsageReader reader({{"Content-Type", "application/json"}});
    reader.feed(body);
    reader.finish();
    return reader.usage();
}

// Byte by byte, as a network may deliver it.
UsageReader readStream(const QByteArray &body)
{
    UsageReader reader({{"Content-Type", "text/event-stream; charset=utf-8"}});
    for (const char byte : body)
        reader.feed(QByteArrayView(&byte, 1));
    reader.finish();
    return reader;
}

} // namespace

class TestMetering : public QObject
{
    Q_OBJECT

    QCA::Initializer m_crypto;
    std::unique_ptr<CoreFixture> m_core;
    std::unique_ptr<Meter> m_meter;

    Price price(PriceKind kind, const QString &subject, qint64 call, qint64 input = 0, qint64 output = 0)
    {
        return *await(m_core->prices.set({.upstream = u"llm"_s,
                                          .kind = kind,
                                          .subject = subject,
                                          .callMicros = call,
                                          .inputMicros = input,
                                          .outputMicros = output,
                                          .maxOutputTokens = output > 0 ? 1000 : 0}));
    }
    Result<std::optional<Charge>> request(const QByteArray &body, const QString &path = u"/chat"_s,
                                          const Headers &headers = {})
    {
        return m_meter->ofRequest(u"llm"_s, path, headers, body);
    }

private slots:
    void cleanup() { m_core.reset(); }
    void init()
    {
        m_core = std::make_unique<CoreFixture>();
        m_meter = std::make_unique<Meter>(
            m_core->prices,
            QHash<QString, Metering>{{u"llm"_s, {.isMetered = true, .unknownMicros = {}}},
                                     {u"capped"_s, {.isMetered = true, .unknownMicros = 50'000}},
                                     {u"free"_s, {}}});
    }

    void openAi_whole()
    {
        QVERIFY(readWhole(R"({"choices":[],"usage":{"prompt_tokens":12,"completion_tokens":34,"total_tokens":46}})")
                == (TokenUsage{12, 34}));
        QVERIFY(readWhole(R"({"output":[],"usage":{"input_tokens":5,"output_tokens":6}})") == (TokenUsage{5, 6}));
    }

    void anthropic_whole_countsWhatWasCached()
    {
        QVERIFY(readWhole(R"({"type":"message","usage":{"input_tokens":10,"cache_creation_input_tokens":3,
                             "cache_read_input_tokens":100,"output_tokens":20}})")
                == (TokenUsage{113, 20}));
    }

    void openAi_streamed_withUsageAtTheEnd()
    {
        const UsageReader reader
            = readStream("data: {\"choices\":[{\"delta\":{\"content\":\"Hel\"}}],\"usage\":null}\r\n\r\n"
                         "data: {\"choices\":[{\"delta\":{\"content\":\"lo\"}}]}\r\n\r\n"
                         "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":2}}"
                         "\r\n\r\ndata: [DONE]\r\n\r\n");
        QVERIFY(reader.usage() == (TokenUsage{7, 2}));
        QCOMPARE(reader.mostOutputSeen(), 5);
    }

    void anthropic_streamed_takesTheLastFigures()
    {
        const UsageReader reader = readStream(
            "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":25,"
            "\"output_tokens\":1}}}\n\nevent: content_block_delta\ndata: {\"delta\":{\"text\":\"Hi\"}}\n\n"
            "event: message_delta\ndata: {\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":15}}"
            "\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
        QVERIFY(reader.usage() == (TokenUsage{25, 15}));
    }

    void openAiResponses_streamed()
    {
        QVERIFY(readStream("data: {\"type\":\"response.completed\",\"response\":{\"usage\":{\"input_tokens\":9,"
                           "\"output_tokens\":4}}}")
                    .usage()
                == (TokenUsage{9, 4})); // a last event without its empty line
    }

    void figuresThatMakeNoSense_areNotBelieved()
    {
        for (const char *usage :
             {R"({"prompt_tokens":-1,"completion_tokens":5})", R"({"prompt_tokens":1.5,"completion_tokens":5})",
              R"({"prompt_tokens":1,"completion_tokens":1e30})", R"({"prompt_tokens":"7","completion_tokens":5})",
              R"({"prompt_tokens":1,"completion_tokens":1000000001})"}) {
            UsageReader reader({{"Content-Type", "application/json"}});
            reader.feed("{\"usage\":" + QByteArray(usage) + "}");
            reader.finish();
            QVERIFY2(reader.isAbsurd() && !reader.usage(), usage);
        }
        QVERIFY(!readWhole("{\"usage\":NaN}"));
        QVERIFY(!readWhole("no json"));
    }

    void aJsonRpcError_isAFailedCall()
    {
        const auto failed = [](const QByteArray &body) {
            UsageReader reader({{"Content-Type", "application/json"}});
            reader.feed(body);
            reader.finish();
            return reader.failed();
        };
        QVERIFY(failed(R"({"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"no"}})"));
        QVERIFY(!failed(R"({"jsonrpc":"2.0","id":1,"result":{"content":[],"isError":true}})")); // the tool did run
        QVERIFY(!failed(R"([{"jsonrpc":"2.0","id":1,"error":{}},{"jsonrpc":"2.0","id":2,"result":{}}])"));
        QVERIFY(readStream("data: {\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{}}\n\n").failed());
    }

    void compressedAnswers_tellNothing()
    {
        UsageReader reader({{"Content-Type", "application/json"}, {"Content-Encoding", "gzip"}});
        reader.feed(R"({"usage":{"prompt_tokens":1,"completion_tokens":1}})");
        reader.finish();
        QVERIFY(!reader.usage());
        QVERIFY(reader.mostOutputSeen() > 0);
    }

    void costs_areRoundedUp()
    {
        const Charge charge{.callMicros = 5, .inputMicros = 150'000, .outputMicros = 600'000, .most = {}};
        QCOMPARE(charge.costOf({}), 5);
        QCOMPARE(charge.costOf({1, 0}), 6); // 0.15 micro-dollars
        QCOMPARE(charge.costOf({1'000'000, 1'000'000}), 5 + 150'000 + 600'000);
        const Charge dearest{.inputMicros = Charge::kMostMicros, .outputMicros = Charge::kMostMicros, .most = {}};
        QVERIFY(dearest.costOf({Charge::kMostTokens, Charge::kMostTokens}) > 0); // no overflow
    }

    void anUnknownPrice_isRefused_orCapped_neverFree()
    {
        const auto refused = request(R"({"model":"gpt-x"})");
        QVERIFY(refused.error().code == ErrorCode::PriceUnknown);
        QCOMPARE(refused.error().entry().status, 402);
        const auto capped = m_meter->ofRequest(u"capped"_s, u"/chat"_s, {}, "{}");
        QCOMPARE((*capped)->mostMicros(), 50'000);
        QVERIFY(!*m_meter->ofRequest(u"free"_s, u"/chat"_s, {}, "{}"));
        QVERIFY(m_meter->ofMcp(u"llm"_s, {u"x"_s}).error().code == ErrorCode::PriceUnknown);
        QVERIFY(!*m_meter->ofMcp(u"llm"_s, {})); // lists no tools, calls none
    }

    void aModelsPrice_goesBeforeItsRoutes_andTheLongestBeginningCounts()
    {
        price(PriceKind::Route, u"*"_s, 7);
        price(PriceKind::Route, u"/chat"_s, 8);
        price(PriceKind::Model, u"gpt*"_s, 0, 100, 100);
        const Price mini = price(PriceKind::Model, u"gpt-mini*"_s, 0, 10, 10);
        QCOMPARE((*request(R"({"model":"gpt-mini-2026"})"))->price, mini.id);
        QCOMPARE((*request(R"({"model":"claude"})"))->callMicros, 8);
        QCOMPARE((*request("{}", u"/models"_s))->callMicros, 7);
        QCOMPARE((*request({}, u"/models"_s))->callMicros, 7);
    }

    void theMost_isReadOffTheRequest()
    {
        price(PriceKind::Model, u"m"_s, 0, 1'000'000, 1'000'000);
        const QByteArray body = R"({"model":"m","max_tokens":50})";
        QVERIFY((*request(body))->most == (TokenUsage{body.size(), 50}));
        QCOMPARE((*request(R"({"model":"m"})"))->most.output, 1000); // the price's own figure
        QCOMPARE((*request(R"({"model":"m","max_tokens":50,"n":3})"))->most.output, 150);
        QCOMPARE((*request(R"({"model":"m","max_completion_tokens":9,"max_tokens":5})"))->most.output, 9);
        QCOMPARE((*request(R"({"model":"m","max_tokens":-5})"))->most.output, 1000);
        QCOMPARE((*request(R"({"model":"m","max_tokens":"x"})"))->most.output, 1000);
        QVERIFY((*request(R"({"model":"m","max_tokens":9000000000000000000,"n":100000})"))->most.output
                <= Charge::kMostTokens);
    }

    void whatCannotBeRead_isNotLetThrough()
    {
        price(PriceKind::Route, u"*"_s, 0);
        QVERIFY(request("{\"model\":\"dear\"").error().code == ErrorCode::InvalidRequest);
        QVERIFY(request("\xef\xbb\xbf{\"model\":\"dear\"}").error().code == ErrorCode::InvalidRequest);
        QVERIFY(request(QByteArray("{\0\"\0m\0", 6)).error().code == ErrorCode::InvalidRequest);
        QVERIFY(request("{}", u"/chat"_s, {{"Content-Encoding", "gzip"}}).error().code
                == ErrorCode::UnsupportedMediaType);
        QVERIFY(*request("--form-data\r\n", u"/audio"_s));
    }

    void aBatch_costsTheSum()
    {
        price(PriceKind::Tool, u"search"_s, 10);
        price(PriceKind::Tool, u"write"_s, 30);
        QCOMPARE((*m_meter->ofMcp(u"llm"_s, {u"search"_s}))->mostMicros(), 10);
        QCOMPARE((*m_meter->ofMcp(u"llm"_s, {u"search"_s, u"write"_s}))->mostMicros(), 40);
        QVERIFY(!m_meter->ofMcp(u"llm"_s, {u"search"_s, u"other"_s})); // one has no price
    }

    void prices_areVersioned()
    {
        const Price first = price(PriceKind::Tool, u"search"_s, 10);
        m_core->clock.advance(std::chrono::hours(1));
        const Price second = price(PriceKind::Tool, u"search"_s, 20);
        QCOMPARE(m_core->prices.find(u"llm"_s, PriceKind::Tool, u"search"_s)->callMicros, 20);
        const QList<Price> all = m_core->prices.list({})->rows;
        QCOMPARE(all.size(), 2);
        QCOMPARE(all[0].id, second.id);
        QCOMPARE(all[1].until, std::optional(second.since));
        QVERIFY(await(m_core->prices.end(second.id)));
        QVERIFY(!m_core->prices.find(u"llm"_s, PriceKind::Tool, u"search"_s));
        QVERIFY(await(m_core->prices.end(second.id)).error().code == ErrorCode::Conflict);
        QVERIFY(await(m_core->prices.end(PriceId(u"prc_x"_s))).error().code == ErrorCode::NotFound);
    }

    void pricesThatMakeNoSense_areRefused()
    {
        const auto field = [&](Price one) { return await(m_core->prices.set(std::move(one))).error().field; };
        const Price fine{.upstream = u"llm"_s, .kind = PriceKind::Model, .subject = u"m"_s};
        Price price = fine;
        price.callMicros = -1;
        QCOMPARE(field(price), u"call_micros"_s);
        price = fine;
        price.outputMicros = 5; // and nobody said how much an answer may have
        QCOMPARE(field(price), u"max_output_tokens"_s);
        price = fine;
        price.kind = PriceKind::Tool;
        price.inputMicros = 5;
        QCOMPARE(field(price), u"kind"_s);
        price = fine;
        price.subject = u" "_s;
        QCOMPARE(field(price), u"subject"_s);
    }
};

} // namespace ostiary

QTEST_GUILESS_MAIN(ostiary::TestMetering)
#include "test_metering.moc"
