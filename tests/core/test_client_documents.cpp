// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/oauth/authorize_request.h"
#include "server/core/oauth/client_id_url.h"
#include "tests/core/core_fixture.h"
#include "tests/core/fake_fetcher.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace ostiary;
using namespace std::chrono_literals;

namespace {

const QString kUrl = QStringLiteral("https://app.example/oauth/client.json");
const QString kRedirect = QStringLiteral("https://app.example/callback");

QJsonObject described(const QString &url = kUrl)
{
    return {{QStringLiteral("client_id"), url},
            {QStringLiteral("client_name"), QStringLiteral("App")},
            {QStringLiteral("redirect_uris"), QJsonArray{kRedirect}}};
}

QByteArray textOf(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

} // namespace

// Clients whose id is the address of a document (draft-ietf-oauth-client-id-metadata-document).
class TestClientDocuments : public QObject
{
    Q_OBJECT

    QCA::Initializer m_crypto;
    std::unique_ptr<CoreFixture> m_core;
    std::unique_ptr<FakeFetcher> m_fetcher;
    std::unique_ptr<ClientService> m_clients;

    void restart(const QStringList &allowedHosts = {})
    {
        m_clients = std::make_unique<ClientService>(
            *m_core->store, m_core->keys, m_core->scopes, m_core->limiter, m_core->clock, m_core->random,
            ClientService::Options{
                .issuer = m_core->resources.issuer(), .fetcher = m_fetcher.get(), .allowedHosts = allowedHosts});
    }
    /// Tests that leave nothing behind share a database: many rows, and a new one takes its time.
    static bool onlyLooks() { return QByteArrayView(QTest::currentTestFunction()).startsWith("address_"); }
    Result<bool> prepare(const QString &id = kUrl) { return await(m_clients->prepare(id)); }
    qsizetype fetches() const { return m_fetcher->asked.size(); }

    ParameterList request(const QString &redirect) const
    {
        return {{QStringLiteral("client_id"), kUrl},
                {QStringLiteral("redirect_uri"), redirect},
                {QStringLiteral("response_type"), QStringLiteral("code")},
                {QStringLiteral("code_challenge"), QString(43, u'a')},
                {QStringLiteral("code_challenge_method"), QStringLiteral("S256")}};
    }

private slots:
    void init()
    {
        if (onlyLooks() && m_core)
            return;
        m_core = std::make_unique<CoreFixture>();
        m_fetcher = std::make_unique<FakeFetcher>();
        m_fetcher->put(kUrl, textOf(described()));
        restart();
    }
    void cleanup()
    {
        if (onlyLooks())
            return;
        m_clients.reset();
        m_core.reset();
    }

    // ---- which addresses are read at all ----
    void address_thatCannotBeAClient_isRefusedWithoutAFetch_data()
    {
        QTest::addColumn<QString>("url");
        const auto row = [](const char *what, const QString &url) { QTest::newRow(what) << url; };
        row("http", QStringLiteral("http://app.example/client.json"));
        row("no path", QStringLiteral("https://app.example"));
        row("fragment", QStringLiteral("https://app.example/client.json#x"));
        row("user", QStringLiteral("https://user@app.example/client.json"));
        row("user and password", QStringLiteral("https://u:p@app.example/client.json"));
        row("dot segment", QStringLiteral("https://app.example/a/../client.json"));
        row("dot segment at the end", QStringLiteral("https://app.example/a/.."));
        row("encoded dots", QStringLiteral("https://app.example/%2e%2E/client.json"));
        row("port 0", QStringLiteral("https://app.example:0/client.json"));
        row("port 65536", QStringLiteral("https://app.example:65536/client.json"));
        row("2 KiB", QStringLiteral("https://app.example/") + QString(2048, u'x'));
        row("letters of other scripts", QStringLiteral("https://аpp.example/client.json"));
        row("space", QStringLiteral("https://app.example/client .json"));
        row("backslash", QStringLiteral("https://app.example\\@evil.example/client.json"));
        row("line break", QStringLiteral("https://app.example/client.json\r\nX: 1"));
        row("IPv4", QStringLiteral("https://127.0.0.1/client.json"));
        row("IPv4 of a cloud's metadata", QStringLiteral("https://169.254.169.254/latest"));
        row("IPv4 in decimal", QStringLiteral("https://2130706433/client.json"));
        row("IPv4 in octal", QStringLiteral("https://0177.0.0.1/client.json"));
        row("IPv4 in hexadecimal", QStringLiteral("https://0x7f000001/client.json"));
        row("IPv4 with three numbers", QStringLiteral("https://127.0.1/client.json"));
        row("IPv6", QStringLiteral("https://[::1]/client.json"));
        row("IPv4 in IPv6", QStringLiteral("https://[::ffff:10.0.0.1]/client.json"));
        row("localhost", QStringLiteral("https://localhost/client.json"));
        row("localhost with a dot", QStringLiteral("https://localhost./client.json"));
        row("a name of the local network", QStringLiteral("https://printer/client.json"));
        row("javascript", QStringLiteral("javascript:alert(1)"));
        row("file", QStringLiteral("file:///etc/passwd"));
    }
    void address_thatCannotBeAClient_isRefusedWithoutAFetch()
    {
        QFETCH(QString, url);
        QCOMPARE(prepare(url).error().code, ErrorCode::InvalidClient);
        QVERIFY(m_fetcher->asked.isEmpty());
        QVERIFY(!await(m_clients->authenticate({.clientId = url})));
        QVERIFY(m_fetcher->asked.isEmpty());
    }
    void address_ofRealClients_isTaken()
    {
        for (const char *url : {"https://claude.ai/oauth/mcp-oauth-client-metadata",
                                "https://claude.ai/oauth/claude-code-client-metadata",
                                "https://chatgpt.com/oauth/codex/client.json", "https://app.example:8443/c?v=1"})
            QVERIFY2(ClientIdUrl::parse(QLatin1String(url)), url);
    }
    void host_thatTheOperatorDoesNotAllow_isRefusedWithoutAFetch()
    {
        QVERIFY(prepare());
        restart({QStringLiteral("claude.ai")});
        QCOMPARE(prepare().error().code, ErrorCode::InvalidClient);
        QCOMPARE(fetches(), 1);
        // Nor is one that was known before.
        QVERIFY(!*m_clients->find(ClientId(kUrl)));
        QCOMPARE(await(m_clients->authenticate({.clientId = kUrl})).error().code, ErrorCode::InvalidClient);
    }
    void switchedOff_noAddressIsAClient()
    {
        m_fetcher.reset();
        restart();
        QVERIFY(!m_clients->readsDocuments());
        QCOMPARE(prepare().error().code, ErrorCode::InvalidClient);
    }

    // ---- what a document must say ----
    void document_makesAClient()
    {
        QVERIFY(prepare());
        const OAuthClient client = **m_clients->find(ClientId(kUrl));
        QCOMPARE(client.name, QStringLiteral("App"));
        QCOMPARE(client.redirectUris, QStringList{kRedirect});
        QCOMPARE(client.tokenEndpointAuthMethod, QStringLiteral("none"));
        QVERIFY(client.origin == ClientOrigin::Document);
        QVERIFY(await(m_clients->authenticate({.clientId = kUrl})));
    }
    void document_isRefused_data()
    {
        QTest::addColumn<QJsonObject>("document");
        const auto row = [](const char *what, const char *name, const QJsonValue &value) {
            QJsonObject document = described();
            document.insert(QLatin1String(name), value);
            QTest::newRow(what) << document;
        };
        row("client_id of another case", "client_id", QStringLiteral("https://APP.example/oauth/client.json"));
        row("client_id with the default port", "client_id",
            QStringLiteral("https://app.example:443/oauth/client.json"));
        row("client_id with a slash more", "client_id", kUrl + u'/');
        row("no client_id", "client_id", QJsonValue());
        row("no client_name", "client_name", QJsonValue());
        row("empty client_name", "client_name", QStringLiteral(" "));
        row("no redirect_uris", "redirect_uris", QJsonValue());
        row("empty redirect_uris", "redirect_uris", QJsonArray{});
        row("a redirect that runs", "redirect_uris", QJsonArray{QStringLiteral("javascript:alert(1)")});
        row("client_secret", "client_secret", QStringLiteral("x"));
        row("client_secret_expires_at", "client_secret_expires_at", 0);
        row("client_secret_basic", "token_endpoint_auth_method", QStringLiteral("client_secret_basic"));
        row("client_secret_post", "token_endpoint_auth_method", QStringLiteral("client_secret_post"));
        row("client_secret_jwt", "token_endpoint_auth_method", QStringLiteral("client_secret_jwt"));
        row("private_key_jwt without keys", "token_endpoint_auth_method", QStringLiteral("private_key_jwt"));
        const QJsonObject secret{{QStringLiteral("kty"), QStringLiteral("OKP")},
                                 {QStringLiteral("crv"), QStringLiteral("Ed25519")},
                                 {QStringLiteral("x"), QString(43, u'A')},
                                 {QStringLiteral("d"), QString(43, u'A')}};
        row("a private key", "jwks", QJsonObject{{QStringLiteral("keys"), QJsonArray{secret}}});
        const QJsonObject symmetric{{QStringLiteral("kty"), QStringLiteral("oct")},
                                    {QStringLiteral("k"), QStringLiteral("AAAA")}};
        row("a symmetric key", "jwks", QJsonObject{{QStringLiteral("keys"), QJsonArray{symmetric}}});
    }
    void document_isRefused()
    {
        QFETCH(QJsonObject, document);
        m_fetcher->put(kUrl, textOf(document), 24h);
        QCOMPARE(prepare().error().code, ErrorCode::InvalidClient);
        QVERIFY(!*m_clients->find(ClientId(kUrl)));
        // For a minute, not for as long as it calls itself fresh.
        m_fetcher->put(kUrl, textOf(described()));
        QVERIFY(!prepare());
        QCOMPARE(fetches(), 1);
        m_core->clock.advance(60s);
        QVERIFY(prepare());
    }
    void document_thatIsNoObject_isRefused()
    {
        for (const char *body : {"", "[]", "null", "\"x\"", "{", "<html>"}) {
            restart();
            m_fetcher->put(kUrl, body);
            QCOMPARE(prepare().error().code, ErrorCode::InvalidClient);
        }
    }
    void redirect_mustStandInTheDocument()
    {
        QVERIFY(prepare());
        QVERIFY(parseAuthorizeRequest(request(kRedirect), *m_clients, m_core->resources, m_core->scopes));
        for (const char *other : {"https://app.example/other", "https://app.example:444/callback",
                                  "http://127.0.0.1/callback", "https://evil.example/callback"}) {
            const auto refused
                = parseAuthorizeRequest(request(QLatin1String(other)), *m_clients, m_core->resources, m_core->scopes);
            QVERIFY2(!refused && !refused.error().redirectTo, other);
        }
    }
    // Claude Code lists its loopback addresses without a port and listens at any.
    void redirect_toThisComputer_mayHaveAnyPort()
    {
        QJsonObject document = described();
        document.insert(
            QStringLiteral("redirect_uris"),
            QJsonArray{QStringLiteral("http://localhost/callback"), QStringLiteral("http://127.0.0.1/callback")});
        m_fetcher->put(kUrl, textOf(document));
        QVERIFY(prepare());
        for (const char *own : {"http://localhost:53712/callback", "http://127.0.0.1:1/callback"})
            QVERIFY2(parseAuthorizeRequest(request(QLatin1String(own)), *m_clients, m_core->resources, m_core->scopes),
                     own);
        QVERIFY(!parseAuthorizeRequest(request(QStringLiteral("http://localhost:53712/other")), *m_clients,
                                       m_core->resources, m_core->scopes));
    }
    void chatGptsListOfMethods_isUnderstood()
    {
        QJsonObject document = described();
        document.insert(QStringLiteral("token_endpoint_auth_methods_supported"),
                        QJsonArray{QStringLiteral("none"), QStringLiteral("private_key_jwt")});
        document.insert(QStringLiteral("jwks_uri"), QStringLiteral("https://app.example/jwks.json"));
        m_fetcher->put(kUrl, textOf(document));
        QVERIFY(prepare());
        QCOMPARE((*m_clients->find(ClientId(kUrl)))->tokenEndpointAuthMethod, QStringLiteral("none"));
        QCOMPARE(fetches(), 1); // its keys are read when they are needed
    }
    void document_thatChangesItsRedirects_holdsForTheNextRequest()
    {
        m_fetcher->put(kUrl, textOf(described()), 60s);
        QVERIFY(prepare());
        QJsonObject moved = described();
        moved.insert(QStringLiteral("redirect_uris"), QJsonArray{QStringLiteral("https://app.example/new")});
        m_fetcher->put(kUrl, textOf(moved));
        m_core->clock.advance(60s);
        QVERIFY(prepare());
        QVERIFY(!parseAuthorizeRequest(request(kRedirect), *m_clients, m_core->resources, m_core->scopes));
    }

    // The redirect that a code was made for stays its own, whatever the document says by then.
    void document_thatChangesBetweenCodeAndToken_doesNotUnmakeTheCode()
    {
        m_fetcher->put(kUrl, textOf(described()), 60s);
        QVERIFY(prepare());
        const Account ann = m_core->account();
        const auto session = *await(m_core->sessions.open(ann.id, QStringLiteral("127.0.0.1"), {}));
        const Principal who = *m_core->authenticator.session(session.cookie.reveal().toByteArray());
        ParameterList asked = request(kRedirect);
        asked[3].second = QStringLiteral("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        const Approval approval = *await(
            m_core->consents.ask(*parseAuthorizeRequest(asked, *m_clients, m_core->resources, m_core->scopes), who));
        QVERIFY(await(m_core->consents.decide(approval.id, true)));
        const QByteArray location = *await(m_core->consents.answer(approval.id, who));

        QJsonObject moved = described();
        const QString elsewhere = QStringLiteral("https://app.example/new");
        moved.insert(QStringLiteral("redirect_uris"), QJsonArray{elsewhere});
        m_fetcher->put(kUrl, textOf(moved));
        m_core->clock.advance(59s);
        restart(); // reads it anew
        QVERIFY(prepare());
        QCOMPARE((*m_clients->find(ClientId(kUrl)))->redirectUris, QStringList{elsewhere});
        const qsizetype from = location.indexOf("code=") + 5;
        TokenRequest wanted{.grantType = QStringLiteral("authorization_code"),
                            .code = QString::fromLatin1(location.sliced(from, location.indexOf('&', from) - from)),
                            .redirectUri = elsewhere,
                            .codeVerifier = QStringLiteral("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")};
        const OAuthClient client = *await(m_clients->authenticate({.clientId = kUrl}));
        QCOMPARE(await(m_core->tokens.exchange(client, wanted)).error().code, ErrorCode::InvalidGrant);
        wanted.redirectUri = kRedirect;
        QVERIFY(await(m_core->tokens.exchange(client, wanted)));
    }

    // ---- how often it is read ----
    void document_isKeptAsLongAsItsServerSays_fromAMinuteToADay_data()
    {
        QTest::addColumn<std::optional<std::chrono::seconds>>("said");
        QTest::addColumn<std::chrono::seconds>("kept");
        using Said = std::optional<std::chrono::seconds>;
        QTest::newRow("not at all: a minute") << Said(0s) << 60s;
        QTest::newRow("ten minutes") << Said(600s) << 600s;
        QTest::newRow("a year: a day") << Said(365 * 24 * 3600s) << 24 * 3600s;
        QTest::newRow("nothing: an hour") << Said() << 3600s;
    }
    void document_isKeptAsLongAsItsServerSays_fromAMinuteToADay()
    {
        QFETCH(std::optional<std::chrono::seconds>, said);
        QFETCH(std::chrono::seconds, kept);
        m_fetcher->put(kUrl, textOf(described()), said);
        QVERIFY(prepare());
        m_core->clock.advance(kept - 1ms);
        QVERIFY(prepare());
        QCOMPARE(fetches(), 1);
        m_core->clock.advance(1ms);
        QVERIFY(prepare());
        QCOMPARE(fetches(), 2);
    }
    void failure_isRememberedForAMinute()
    {
        m_fetcher->fails(kUrl);
        QVERIFY(!prepare());
        m_fetcher->put(kUrl, textOf(described()));
        m_core->clock.advance(59s);
        QVERIFY(!prepare());
        QCOMPARE(fetches(), 1);
        m_core->clock.advance(1s);
        QVERIFY(prepare());
    }
    // claude.ai's own server answers some addresses with 403.
    void lastGoodDocument_holdsForADayWhileItsServerFails_evenOverARestart()
    {
        m_fetcher->put(kUrl, textOf(described()), 60s);
        QVERIFY(prepare());
        m_fetcher->fails(kUrl);
        m_core->clock.advance(1h);
        QVERIFY(prepare());
        QCOMPARE(fetches(), 2);
        restart();
        QVERIFY(prepare());
        m_core->clock.advance(23h);
        const Result<bool> late = prepare();
        QVERIFY(!late);
        QVERIFY2(late.error().detail.contains(QLatin1String("404")), qPrintable(late.error().detail));
    }
    void hundredRequestsForOneSlowDocument_readItOnce()
    {
        m_fetcher->isSlow = true;
        int good = 0;
        for (int i = 0; i < 100; ++i)
            whenDone(m_clients->prepare(kUrl), [&](const Result<bool> &known) { good += known.has_value(); });
        QCOMPARE(fetches(), 1);
        m_fetcher->answerAll();
        QTRY_COMPARE(good, 100);
        QCOMPARE(fetches(), 1);
    }
    void thousandDifferentDocuments_areReadAFewAtATime_andTheRestIsToldToWait()
    {
        m_fetcher->isSlow = true;
        int limited = 0;
        int answered = 0;
        for (int i = 0; i < 1000; ++i) {
            const QString url = QStringLiteral("https://app%1.example/c").arg(i);
            whenDone(m_clients->prepare(url), [&](const Result<bool> &known) {
                ++answered;
                limited += !known && known.error().code == ErrorCode::RateLimited && known.error().retryAfter;
            });
        }
        QCOMPARE(fetches(), DocumentCache::kFetchesAtOnce);
        QCOMPARE(limited, 1000 - DocumentCache::kFetchesAtOnce);
        // Registered clients do not notice.
        const auto own = await(
            m_core->clients.registerClient({{QStringLiteral("redirect_uris"), QJsonArray{kRedirect}},
                                            {QStringLiteral("token_endpoint_auth_method"), QStringLiteral("none")}}));
        QVERIFY(await(m_clients->prepare(own->client.id.text())));
        m_fetcher->answerAll();
        m_fetcher->isSlow = false;
        QTRY_COMPARE(answered, 1000);
        QVERIFY(prepare());
    }
    void slowHost_leavesRoomForOthers()
    {
        m_fetcher->isSlow = true;
        int limited = 0;
        int answered = 0;
        const auto ask = [&](const QString &url) {
            whenDone(m_clients->prepare(url), [&](const Result<bool> &known) {
                ++answered;
                limited += !known && known.error().code == ErrorCode::RateLimited && known.error().retryAfter;
            });
        };
        for (int i = 0; i < 100; ++i)
            ask(QStringLiteral("https://slow.example/%1").arg(i));
        QCOMPARE(fetches(), DocumentCache::kFetchesAtOnceOfHost);
        QCOMPARE(limited, 100 - DocumentCache::kFetchesAtOnceOfHost);
        ask(kUrl);
        QCOMPARE(fetches(), DocumentCache::kFetchesAtOnceOfHost + 1);
        m_fetcher->answerAll();
        m_fetcher->isSlow = false;
        QVERIFY(prepare());
        limited = 0;
        m_fetcher->isSlow = true;
        for (int i = 100; i < 100 + DocumentCache::kFetchesAtOnceOfHost; ++i)
            ask(QStringLiteral("https://slow.example/%1").arg(i));
        QCOMPARE(limited, 0); // what was answered no longer counts
        m_fetcher->answerAll();
        QTRY_COMPARE(answered, 100 + 1 + DocumentCache::kFetchesAtOnceOfHost);
    }
    void oneHost_isNotFloodedForAnybody()
    {
        int limited = 0;
        for (int i = 0; i < 100; ++i) {
            const Result<bool> known = prepare(QStringLiteral("https://victim.example/%1").arg(i));
            limited += known.error().code == ErrorCode::RateLimited;
        }
        QCOMPARE(fetches(), DocumentCache::kFetchesPerHostAndMinute);
        QCOMPARE(limited, 100 - DocumentCache::kFetchesPerHostAndMinute);
        QVERIFY(prepare());
    }
    void publicClient_keepsItsSessions_whenItsDocumentIsGone()
    {
        QVERIFY(prepare());
        m_fetcher->fails(kUrl);
        m_core->clock.advance(std::chrono::days(30));
        QVERIFY(await(m_clients->authenticate({.clientId = kUrl})));
        QCOMPARE(fetches(), 1);
        QVERIFY(!prepare()); // but nobody is asked in its name any more
    }
};

QTEST_GUILESS_MAIN(TestClientDocuments)
#include "test_client_documents.moc"
