// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/oauth/authorize_check.h"
#include "tests/core/core_fixture.h"

#include <QJsonArray>
#include <QTest>
#include <QUrlQuery>

using namespace ostiary;

namespace {

const QString kWeb = QStringLiteral("https://app.example/callback");
const QString kLoopback = QStringLiteral("http://127.0.0.1/callback");
const QString kSix = QStringLiteral("http://[::1]/callback");

} // namespace

// What an authorization request may not do (OAuth 2.1 §4.1.1, RFC 9700 §4.1). A refusal either stays with the person at
// the browser ("page") or is told to the client at an address that is sure to be its own.
class TestAuthorizeRequest : public QObject
{
    Q_OBJECT

    QCA::Initializer m_crypto;
    std::unique_ptr<CoreFixture> m_core;
    OAuthClient m_client;
    Principal m_ann;

    OAuthClient registerClient(const QStringList &redirects, const QString &name = QStringLiteral("App"))
    {
        return await(m_core->clients.registerClient(
                         {{QStringLiteral("client_name"), name},
                          {QStringLiteral("token_endpoint_auth_method"), QStringLiteral("none")},
                          {QStringLiteral("redirect_uris"), QJsonArray::fromStringList(redirects)}}))
            ->client;
    }
    ParameterList good(const OAuthClient &client, const QString &redirect = kWeb) const
    {
        return {{QStringLiteral("client_id"), client.id.text()},
                {QStringLiteral("redirect_uri"), redirect},
                {QStringLiteral("response_type"), QStringLiteral("code")},
                {QStringLiteral("code_challenge"), QString(43, u'a')},
                {QStringLiteral("code_challenge_method"), QStringLiteral("S256")},
                {QStringLiteral("state"), QStringLiteral("s")}};
    }
    /// The good request with one parameter changed, added (new name), or taken out (null value).
    ParameterList with(const QString &name, const QString &value) const
    {
        ParameterList parameters = good(m_client);
        parameters.removeIf([&](const auto &pair) { return pair.first == name; });
        if (!value.isNull())
            parameters.emplaceBack(name, value);
        return parameters;
    }
    QString m_disagreed; ///< the query of a request of which the tester said something else

    /// What the endpoint makes of it. The tester is asked as well: it must never be of another mind.
    auto parse(const ParameterList &parameters)
    {
        QStringList pairs;
        for (const auto &[name, value] : parameters)
            pairs << name + u'=' + QString::fromLatin1(QUrl::toPercentEncoding(value));
        const QString query = pairs.join(u'&');
        const auto parsed = parseAuthorizeRequest(parameters, m_core->clients, m_core->resources, m_core->scopes);
        AuthorizeTester tester(m_core->clients, m_core->resources, m_core->scopes);
        const Result<AuthorizeReport> report = await(tester.check(query));
        if (!report || report->isAccepted() != parsed.has_value() || report->outcome.isEmpty())
            m_disagreed = query;
        return parsed;
    }
    void staysWithThePerson(const ParameterList &parameters)
    {
        const auto refused = parse(parameters);
        QVERIFY(!refused);
        QVERIFY(!refused.error().redirectTo);
        QVERIFY(!refused.error().error.detail.isEmpty());
    }

private slots:
    void initTestCase()
    {
        m_core = std::make_unique<CoreFixture>();
        m_client = registerClient({kWeb, kLoopback, kSix});
        const Account ann = m_core->account();
        const auto session = *await(m_core->sessions.open(ann.id, QStringLiteral("127.0.0.1"), {}));
        m_ann = *m_core->authenticator.session(session.cookie.reveal().toByteArray());
        QVERIFY(parse(good(m_client)));
    }
    void cleanup() { QCOMPARE(m_disagreed, QString()); }
    void cleanupTestCase() { m_core.reset(); }

    // ---- before the redirect address is sure: a page ----
    void unknownClient_staysWithThePerson()
    {
        staysWithThePerson(with(QStringLiteral("client_id"), QStringLiteral("cli_unknown")));
        staysWithThePerson(with(QStringLiteral("client_id"), {}));
        staysWithThePerson(with(QStringLiteral("client_id"), QStringLiteral("' OR 1=1 --")));
    }
    void missingRedirect_staysWithThePerson_whenSeveralAreRegistered()
    {
        staysWithThePerson(with(QStringLiteral("redirect_uri"), {}));
    }
    void missingRedirect_isTheOnlyOne_whenOneIsRegistered()
    {
        ParameterList parameters = good(registerClient({kWeb}));
        parameters.removeIf([](const auto &pair) { return pair.first == QLatin1String("redirect_uri"); });
        QCOMPARE(parse(parameters)->redirectUri.text(), kWeb);
    }
    void redirectThatDiffers_staysWithThePerson_data()
    {
        QTest::addColumn<QString>("uri");
        const auto row = [](const char *what, const char *uri) { QTest::newRow(what) << QString::fromLatin1(uri); };
        row("other path", "https://app.example/other");
        row("longer path", "https://app.example/callback/more");
        row("extra query", "https://app.example/callback?x=1");
        row("trailing slash", "https://app.example/callback/");
        row("case of the path", "https://app.example/Callback");
        row("case of the host", "https://APP.example/callback");
        row("a port", "https://app.example:444/callback");
        row("the default port", "https://app.example:443/callback");
        row("fragment", "https://app.example/callback#x");
        row("empty fragment", "https://app.example/callback#");
        row("user", "https://user@app.example/callback");
        row("host as user", "https://app.example@evil.example/callback");
        row("encoded dot", "https://app.example/%2e/callback");
        row("encoded letter", "https://app.example/%63allback");
        row("climbing", "https://app.example/x/../callback");
        row("wildcard", "https://*.example/callback");
        row("http for https", "http://app.example/callback");
        row("subdomain", "https://evil.app.example/callback");
        row("longer host", "https://app.example.evil.example/callback");
        row("backslash", "https://app.example\\.evil.example/callback");
        row("javascript", "javascript:alert(1)");
        row("data", "data:text/html,x");
        row("relative", "/callback");
        row("empty", "");
        row("localhost, which is not registered", "http://localhost/callback");
        row("loopback, other path", "http://127.0.0.1:5000/other");
        row("loopback in a name", "http://127.0.0.1.evil.example/callback");
        row("another loopback address", "http://127.0.0.2/callback");
        row("loopback with user", "http://127.0.0.1@evil.example/callback");
        row("loopback by https", "https://127.0.0.1/callback");
        row("loopback, port too long", "http://127.0.0.1:123456/callback");
        row("loopback, port of letters", "http://127.0.0.1:80a/callback");
        row("line break", "https://app.example/callback\r\nX-Evil: 1");
    }
    void redirectThatDiffers_staysWithThePerson()
    {
        QFETCH(QString, uri);
        staysWithThePerson(with(QStringLiteral("redirect_uri"), uri));
    }
    // RFC 8252 §7.3.
    void loopbackRedirect_mayHaveAnyPort()
    {
        for (const char *uri : {"http://127.0.0.1/callback", "http://127.0.0.1:1/callback",
                                "http://127.0.0.1:65535/callback", "http://[::1]:49152/callback"})
            QVERIFY2(parse(good(m_client, QLatin1String(uri))), uri);
        const OAuthClient named = registerClient({QStringLiteral("http://localhost:7777/oauth/callback")});
        QVERIFY(parse(good(named, QStringLiteral("http://localhost:53712/oauth/callback"))));
        QVERIFY(!parse(good(named, QStringLiteral("http://127.0.0.1:7777/oauth/callback"))));
    }
    void clientOrRedirectThatComesTwice_staysWithThePerson()
    {
        for (const char *name : {"client_id", "redirect_uri"}) {
            ParameterList twice = good(m_client);
            twice << *std::ranges::find(twice, QLatin1String(name), &std::pair<QString, QString>::first);
            staysWithThePerson(twice);
        }
    }

    // ---- after that: the client is told ----
    void parameterThatComesTwice_isInvalid()
    {
        for (const char *name :
             {"state", "code_challenge", "code_challenge_method", "scope", "response_type", "prompt"}) {
            ParameterList twice = with(QLatin1String(name), QStringLiteral("x"));
            twice.emplaceBack(QLatin1String(name), QStringLiteral("x"));
            const auto refused = parse(twice);
            QVERIFY2(!refused && refused.error().error.code == ErrorCode::InvalidRequest, name);
        }
    }
    void requestThatIsWrong_isToldToTheClient_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("value"); // null: left out
        QTest::addColumn<ErrorCode>("code");
        const auto row = [](const char *what, const char *name, const QString &value, ErrorCode code) {
            QTest::newRow(what) << QString::fromLatin1(name) << value << code;
        };
        using enum ErrorCode;
        row("response_type missing", "response_type", {}, UnsupportedResponseType);
        row("response_type token", "response_type", QStringLiteral("token"), UnsupportedResponseType);
        row("response_type id_token", "response_type", QStringLiteral("id_token"), UnsupportedResponseType);
        row("response_type code token", "response_type", QStringLiteral("code token"), UnsupportedResponseType);
        row("code_challenge missing", "code_challenge", {}, InvalidRequest);
        row("code_challenge empty", "code_challenge", QStringLiteral(""), InvalidRequest);
        row("code_challenge of 42", "code_challenge", QString(42, u'a'), InvalidRequest);
        row("code_challenge of 44", "code_challenge", QString(44, u'a'), InvalidRequest);
        row("code_challenge with padding", "code_challenge", QString(42, u'a') + u'=', InvalidRequest);
        row("code_challenge with plus", "code_challenge", QString(42, u'a') + u'+', InvalidRequest);
        row("code_challenge with a line break", "code_challenge", QString(43, u'a') + u'\n', InvalidRequest);
        row("method plain", "code_challenge_method", QStringLiteral("plain"), InvalidRequest);
        row("method missing", "code_challenge_method", {}, InvalidRequest);
        row("method S512", "code_challenge_method", QStringLiteral("S512"), InvalidRequest);
        row("method s256", "code_challenge_method", QStringLiteral("s256"), InvalidRequest);
        row("scope of 2 KiB", "scope", QString(2048, u'x'), InvalidScope);
        row("scope with control characters", "scope", QStringLiteral("aso:read\x01"), InvalidScope);
        row("scope with a quote", "scope", QStringLiteral("aso:read \"x\""), InvalidScope);
        row("resource of others", "resource", QStringLiteral("https://other.example/mcp"), InvalidTarget);
        row("resource unknown here", "resource", QStringLiteral("https://gate.example/mcp/none"), InvalidTarget);
        row("resource relative", "resource", QStringLiteral("/mcp/files"), InvalidTarget);
        row("resource with a fragment", "resource", QStringLiteral("https://gate.example/mcp/files#x"), InvalidTarget);
        row("state of 9 KiB", "state", QString(9 * 1024, u's'), InvalidRequest);
        row("request object", "request", QStringLiteral("x.y.z"), RequestNotSupported);
        row("request by address", "request_uri", QStringLiteral("https://evil.example/r"), RequestNotSupported);
        row("response_mode fragment", "response_mode", QStringLiteral("fragment"), InvalidRequest);
        row("response_mode form_post", "response_mode", QStringLiteral("form_post"), InvalidRequest);
        row("response_mode unknown", "response_mode", QStringLiteral("x"), InvalidRequest);
    }
    void requestThatIsWrong_isToldToTheClient()
    {
        QFETCH(QString, name);
        QFETCH(QString, value);
        QFETCH(ErrorCode, code);
        const auto refused = parse(with(name, value));
        QVERIFY(!refused);
        QCOMPARE(refused.error().error.code, code);
        QCOMPARE(refused.error().redirectTo->text(), kWeb);
        // With state and the issuer, so that it knows whose refusal that is (RFC 9207).
        const QUrl location = QUrl::fromEncoded(ConsentService::refusal(
            *refused.error().redirectTo, refused.error().error, refused.error().state, m_core->resources.issuer()));
        QCOMPARE(QUrlQuery(location).queryItemValue(QStringLiteral("iss"), QUrl::FullyDecoded),
                 m_core->resources.issuer());
        QCOMPARE(QUrlQuery(location).queryItemValue(QStringLiteral("error")),
                 QLatin1String(refused.error().error.entry().oauth));
        if (name != QLatin1String("state"))
            QCOMPARE(QUrlQuery(location).queryItemValue(QStringLiteral("state")), QStringLiteral("s"));
    }
    void twoResources_areTooMany_butTheSameTwiceIsOne()
    {
        const QString files = m_core->resources.ofPath(QStringLiteral("/mcp/files"));
        ParameterList parameters = with(QStringLiteral("resource"), files);
        parameters.emplaceBack(QStringLiteral("resource"), files);
        QCOMPARE(parse(parameters)->resource, files);
        parameters.emplaceBack(QStringLiteral("resource"), m_core->resources.issuer());
        QCOMPARE(parse(parameters).error().error.code, ErrorCode::InvalidTarget);
    }
    void unknownParameters_areIgnored()
    {
        QVERIFY(parse(with(QStringLiteral("username"), QStringLiteral("ann@example.org"))));
        QVERIFY(parse(with(QStringLiteral("nonce"), QStringLiteral("n"))));
    }
    void unknownScopes_areDropped_soThatClientsOfHabitGetIn()
    {
        QCOMPARE(parse(with(QStringLiteral("scope"), QStringLiteral("openid aso:read")))->scopes,
                 QStringList{QStringLiteral("aso:read")});
    }
    void state_ofFourKiB_isEchoedByteForByte_andBreaksOutOfNoHeader()
    {
        QString state = QStringLiteral("a+/=%2B &?#\r\nX-Evil: 1\"<") + QString(4096, u's');
        const QByteArray location
            = ConsentService::refusal(*RedirectUri::parse(kWeb), fail(ErrorCode::AccessDenied).error(),
                                      parse(with(QStringLiteral("state"), state))->state, m_core->resources.issuer());
        QVERIFY(!location.contains('\r') && !location.contains('\n') && !location.contains(' '));
        QCOMPARE(QUrlQuery(QUrl::fromEncoded(location)).queryItemValue(QStringLiteral("state"), QUrl::FullyDecoded),
                 state);
    }

    // ---- asking ----
    void clientWithTheNameOfATrustedOne_isAskedAboutInFull()
    {
        const Approval first = *await(m_core->consents.ask(*parse(good(m_client)), m_ann));
        QVERIFY(await(m_core->consents.decide(first.id, true)));
        QVERIFY(await(m_core->consents.answer(first.id, m_ann)));
        QVERIFY(*await(m_core->consents.answerFromMemory(*parse(good(m_client)), m_ann)));
        const OAuthClient twin = registerClient({kWeb});
        QVERIFY(!*await(m_core->consents.answerFromMemory(*parse(good(twin)), m_ann)));
    }
    void consentThatWasGiven_doesNotCoverMoreScopesAnotherHostOrAnotherResource()
    {
        const OAuthClient client = registerClient({kWeb, QStringLiteral("https://other.example/callback")});
        const auto asking = [&](const QString &redirect, const QString &scope, const QString &resource) {
            ParameterList parameters = good(client, redirect);
            parameters.emplaceBack(QStringLiteral("scope"), scope);
            parameters.emplaceBack(QStringLiteral("resource"), resource);
            return *parse(parameters);
        };
        const QString files = m_core->resources.ofPath(QStringLiteral("/mcp/files"));
        const QString read = QStringLiteral("aso:read");
        const Approval given = *await(m_core->consents.ask(asking(kWeb, read, files), m_ann));
        QVERIFY(await(m_core->consents.decide(given.id, true)));
        QVERIFY(await(m_core->consents.answer(given.id, m_ann)));
        const auto remembered = [&](const AuthorizeRequest &request) {
            return (*await(m_core->consents.answerFromMemory(request, m_ann))).has_value();
        };
        QVERIFY(remembered(asking(kWeb, read, files)));
        QVERIFY(!remembered(asking(kWeb, QStringLiteral("aso:read aso:write"), files)));
        QVERIFY(!remembered(asking(QStringLiteral("https://other.example/callback"), read, files)));
        QVERIFY(!remembered(asking(kWeb, read, m_core->resources.issuer())));
    }
    // Any app on this computer could pose as the client (RFC 8252 §8.6).
    void loopbackClient_isNeverAnsweredFromMemory()
    {
        const Approval given = *await(m_core->consents.ask(*parse(good(m_client, kLoopback)), m_ann));
        QVERIFY(await(m_core->consents.decide(given.id, true)));
        QVERIFY(await(m_core->consents.answer(given.id, m_ann)));
        QVERIFY(!*await(m_core->consents.answerFromMemory(*parse(good(m_client, kLoopback)), m_ann)));
    }
    void fiftyOpenQuestionsOfOneSession_dropTheOldest()
    {
        QList<ApprovalId> asked;
        for (int i = 0; i < 50; ++i) {
            asked << (*await(m_core->consents.ask(*parse(good(m_client)), m_ann))).id;
            m_core->clock.advance(std::chrono::milliseconds(1));
        }
        QCOMPARE(*m_core->consents.countPending(), ConsentService::kMostPerSession);
        QVERIFY(!m_core->consents.find(asked.first()));
        QVERIFY(m_core->consents.find(asked.last()));
    }
};

QTEST_GUILESS_MAIN(TestAuthorizeRequest)
#include "test_authorize_request.moc"
