// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/crypto/base64url.h"
#include "server/core/oauth/access_token.h"
#include "tests/core/core_fixture.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>
#include <QUrlQuery>

using namespace ostiary;
using namespace std::chrono_literals;

namespace {

const QString kVerifier = QStringLiteral("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
const QString kRedirect = QStringLiteral("https://app.example/callback");

QString challenge()
{
    return QString::fromLatin1(toBase64Url(QCryptographicHash::hash(kVerifier.toLatin1(), QCryptographicHash::Sha256)));
}

QString parameter(const QByteArray &location, const QString &name)
{
    return QUrlQuery(QUrl::fromEncoded(location)).queryItemValue(name, QUrl::FullyDecoded);
}

} // namespace

class TestOAuth : public QObject
{
    Q_OBJECT

    QCA::Initializer m_crypto;
    std::unique_ptr<CoreFixture> m_core;
    OAuthClient m_client;
    Principal m_ann;

    OAuthClient registerClient(const QString &redirect = kRedirect)
    {
        return await(m_core->clients.registerClient(
                         {{QStringLiteral("client_name"), QStringLiteral("App")},
                          {QStringLiteral("token_endpoint_auth_method"), QStringLiteral("none")},
                          {QStringLiteral("redirect_uris"), QJsonArray{redirect}}}))
            ->client;
    }

    ParameterList authorizeParameters() const
    {
        return {{QStringLiteral("client_id"), m_client.id.text()},
                {QStringLiteral("redirect_uri"), kRedirect},
                {QStringLiteral("response_type"), QStringLiteral("code")},
                {QStringLiteral("code_challenge"), challenge()},
                {QStringLiteral("code_challenge_method"), QStringLiteral("S256")},
                {QStringLiteral("state"), QStringLiteral("a+/=b c")},
                {QStringLiteral("resource"), QLatin1String(CoreFixture::kIssuer) + QStringLiteral("/mcp/files")}};
    }

    auto authorize(const ParameterList &parameters)
    {
        return parseAuthorizeRequest(parameters, m_core->clients, m_core->resources, m_core->scopes);
    }

    QByteArray consentedLocation()
    {
        const Approval approval = *await(m_core->consents.ask(*authorize(authorizeParameters()), m_ann));
        std::ignore = await(m_core->consents.decide(approval.id, true));
        return *await(m_core->consents.answer(approval.id, m_ann));
    }

    TokenRequest codeRequest(const QString &code) const
    {
        return {.grantType = QStringLiteral("authorization_code"),
                .code = code,
                .redirectUri = kRedirect,
                .codeVerifier = kVerifier,
                .refreshToken = {},
                .scope = {},
                .resource = {}};
    }
    IssuedTokens fresh()
    {
        return *await(
            m_core->tokens.exchange(m_client, codeRequest(parameter(consentedLocation(), QStringLiteral("code")))));
    }
    Result<IssuedTokens> refresh(const Secret &token, const QString &scope = {})
    {
        return await(m_core->tokens.exchange(m_client,
                                             {.grantType = QStringLiteral("refresh_token"),
                                              .code = {},
                                              .redirectUri = {},
                                              .codeVerifier = {},
                                              .refreshToken = QString::fromLatin1(token.reveal()),
                                              .scope = scope,
                                              .resource = {}}));
    }

private slots:
    void init()
    {
        m_core = std::make_unique<CoreFixture>();
        m_client = registerClient();
        const Account ann = m_core->account();
        const auto session = *await(m_core->sessions.open(ann.id, QStringLiteral("127.0.0.1"), {}));
        m_ann = *m_core->authenticator.session(session.cookie.reveal().toByteArray());
    }
    void cleanup() { m_core.reset(); }

    // ---- redirect addresses (RFC 6749 §3.1.2, RFC 8252 §7) ----
    void redirectUri_accepts_data()
    {
        QTest::addColumn<QString>("uri");
        for (const char *uri :
             {"https://claude.ai/api/mcp/auth_callback", "http://localhost:1234/callback", "http://127.0.0.1/",
              "http://[::1]:5/cb", "cursor://anysphere.cursor-mcp/oauth/callback", "com.example.app:/oauth",
              "https://a.example/?x=1"})
            QTest::newRow(uri) << QString::fromLatin1(uri);
    }
    void redirectUri_accepts()
    {
        QFETCH(QString, uri);
        QVERIFY(RedirectUri::parse(uri));
    }
    void redirectUri_refuses_data()
    {
        QTest::addColumn<QString>("uri");
        for (const char *uri : {"",
                                "callback",
                                "/cb",
                                "javascript:alert(1)",
                                "JavaScript:alert(1)",
                                "data:text/html,x",
                                "file:///etc/passwd",
                                "vbscript:x",
                                "http://app.example/cb",
                                "https://a.example/cb#f",
                                "https://user@a.example/",
                                "https://a.example@evil/",
                                "https://*.example/cb",
                                "https://a.example/ cb",
                                "https://a.example\\evil",
                                "http://127.0.0.1.evil.example/cb",
                                "https:///cb",
                                "http://localhost@evil.example/cb",
                                "https://a.example/../cb",
                                "https://a.ex\r\nample/"})
            QTest::newRow(uri) << QString::fromLatin1(uri);
    }
    void redirectUri_refuses()
    {
        QFETCH(QString, uri);
        QCOMPARE(RedirectUri::parse(uri).error().code, ErrorCode::InvalidRedirectUri);
    }
    void redirectUri_matchesExactly_butForALoopbackPort()
    {
        const auto allows = [](const char *registered, const char *asked) {
            return RedirectUri::parse(QLatin1String(registered))->allows(*RedirectUri::parse(QLatin1String(asked)));
        };
        QVERIFY(allows("http://localhost/callback", "http://localhost:49152/callback"));
        QVERIFY(allows("http://127.0.0.1:33418/", "http://127.0.0.1:5000/"));
        QVERIFY(!allows("http://127.0.0.1/cb", "http://localhost/cb"));
        QVERIFY(!allows("http://localhost/cb", "http://localhost:1/cb/"));
        QVERIFY(!allows("https://a.example/cb", "https://a.example:444/cb"));
        QVERIFY(!allows("https://a.example/cb", "https://a.example/cb?x=1"));
        QVERIFY(!allows("https://a.example/cb", "https://a.example/CB"));
    }

    // ---- authorization requests (OAuth 2.1 §4.1) ----
    void authorize_neverRedirectsToAStranger()
    {
        ParameterList unknownClient = authorizeParameters();
        unknownClient[0].second = QStringLiteral("cli_unknown");
        QVERIFY(!authorize(unknownClient).error().redirectTo);
        ParameterList foreignUri = authorizeParameters();
        foreignUri[1].second = QStringLiteral("https://evil.example/callback");
        const auto refused = authorize(foreignUri);
        QVERIFY(!refused.error().redirectTo);
        QCOMPARE(refused.error().error.code, ErrorCode::InvalidRedirectUri);
        QCOMPARE(refused.error().registeredUris, QStringList{kRedirect});
        ParameterList twice = authorizeParameters();
        twice << twice[1];
        QVERIFY(!authorize(twice).error().redirectTo);
    }
    void authorize_tellsTheClientOfEverythingElse_data()
    {
        QTest::addColumn<int>("index");
        QTest::addColumn<QString>("value");
        QTest::addColumn<ErrorCode>("code");
        QTest::newRow("response_type token") << 2 << "token" << ErrorCode::UnsupportedResponseType;
        QTest::newRow("challenge too short") << 3 << "abc" << ErrorCode::InvalidRequest;
        QTest::newRow("challenge with padding") << 3 << QString(42, u'a') + u'=' << ErrorCode::InvalidRequest;
        QTest::newRow("method plain") << 4 << "plain" << ErrorCode::InvalidRequest;
        QTest::newRow("state too long") << 5 << QString(9000, u's') << ErrorCode::InvalidRequest;
        QTest::newRow("foreign resource") << 6 << "https://other.example/mcp" << ErrorCode::InvalidTarget;
        QTest::newRow("resource with fragment") << 6 << "https://gate.example/mcp/files#x" << ErrorCode::InvalidTarget;
    }
    void authorize_tellsTheClientOfEverythingElse()
    {
        QFETCH(int, index);
        QFETCH(QString, value);
        QFETCH(ErrorCode, code);
        ParameterList parameters = authorizeParameters();
        parameters[index].second = value;
        const auto refused = authorize(parameters);
        QVERIFY(!refused);
        QCOMPARE(refused.error().error.code, code);
        QVERIFY(refused.error().redirectTo);
    }
    void authorize_dropsScopesThatAreUnknown_andGivesAllWhenNoneIsLeft()
    {
        QCOMPARE(*m_core->scopes.forRequest(QStringLiteral("openid aso:read email")),
                 QStringList{QStringLiteral("aso:read")});
        QCOMPARE(*m_core->scopes.forRequest(QStringLiteral("openid")), m_core->scopes.supported());
        QCOMPARE(m_core->scopes.forRequest(QString(1025, u'x')).error().code, ErrorCode::InvalidScope);
        QCOMPARE(m_core->scopes.forRequest(QStringLiteral("a\nb")).error().code, ErrorCode::InvalidScope);
    }
    void resource_isFoundWhateverTheCaseOfItsHostAndASlashAtItsEnd()
    {
        QCOMPARE(*m_core->resources.find(QStringLiteral("HTTPS://Gate.Example/mcp/files/")),
                 QStringLiteral("https://gate.example/mcp/files"));
        QCOMPARE(*m_core->resources.find({}), QLatin1String(CoreFixture::kIssuer));
        QVERIFY(!m_core->resources.find(QStringLiteral("https://gate.example/mcp/other")));
        QVERIFY(!m_core->resources.find(QStringLiteral("https://gate.example.evil/mcp")));
    }

    // ---- consent ----
    void consent_answersTheWaitingPage_withCodeStateAndIssuer()
    {
        const QByteArray location = consentedLocation();
        QVERIFY(location.startsWith("https://app.example/callback?code="));
        QVERIFY(location.contains("state=a%2B%2F%3Db%20c"));
        QCOMPARE(parameter(location, QStringLiteral("iss")), QLatin1String(CoreFixture::kIssuer));
    }
    void consent_isAnsweredOnce_andOnlyToTheBrowserThatAsked()
    {
        const Approval approval = *await(m_core->consents.ask(*authorize(authorizeParameters()), m_ann));
        QCOMPARE(await(m_core->consents.answer(approval.id, m_ann)).error().code, ErrorCode::Conflict); // undecided
        QVERIFY(await(m_core->consents.decide(approval.id, true)));
        QCOMPARE(await(m_core->consents.decide(approval.id, false)).error().code, ErrorCode::Conflict);
        Principal other = m_ann;
        other.credentialId = QStringLiteral("web_other");
        QCOMPARE(await(m_core->consents.answer(approval.id, other)).error().code, ErrorCode::NotFound);
        QVERIFY(await(m_core->consents.answer(approval.id, m_ann)));
        QCOMPARE(await(m_core->consents.answer(approval.id, m_ann)).error().code, ErrorCode::Conflict);
    }
    void consent_thatIsDenied_sendsAccessDenied()
    {
        const Approval approval = *await(m_core->consents.ask(*authorize(authorizeParameters()), m_ann));
        QVERIFY(await(m_core->consents.decide(approval.id, false)));
        const QByteArray location = *await(m_core->consents.answer(approval.id, m_ann));
        QCOMPARE(parameter(location, QStringLiteral("error")), QStringLiteral("access_denied"));
        QCOMPARE(parameter(location, QStringLiteral("iss")), QLatin1String(CoreFixture::kIssuer));
    }
    void consent_runsOut()
    {
        const Approval approval = *await(m_core->consents.ask(*authorize(authorizeParameters()), m_ann));
        m_core->clock.advance(ConsentService::kLifetime);
        QCOMPARE(await(m_core->consents.decide(approval.id, true)).error().code, ErrorCode::Conflict);
    }
    void consent_isRememberedForTheSameRequest_andForNothingMore()
    {
        QVERIFY(!*await(m_core->consents.answerFromMemory(*authorize(authorizeParameters()), m_ann)));
        consentedLocation();
        QVERIFY(*await(m_core->consents.answerFromMemory(*authorize(authorizeParameters()), m_ann)));
        ParameterList other = authorizeParameters();
        other[6].second = QLatin1String(CoreFixture::kIssuer); // another resource
        QVERIFY(!*await(m_core->consents.answerFromMemory(*authorize(other), m_ann)));
        ParameterList ask = authorizeParameters();
        ask.emplaceBack(QStringLiteral("prompt"), QStringLiteral("consent"));
        QVERIFY(!*await(m_core->consents.answerFromMemory(*authorize(ask), m_ann)));
    }

    // ---- the token endpoint ----
    void code_givesTokensThatOpenTheDoor()
    {
        const IssuedTokens tokens = fresh();
        QCOMPARE(tokens.expiresIn, 3600s);
        const Result<Principal> who = m_core->authenticator.bearer(tokens.accessToken);
        QVERIFY(who);
        QCOMPARE(who->audience, QStringLiteral("https://gate.example/mcp/files"));
        QCOMPARE(who->client, m_client.id);
        m_core->clock.advance(3600s);
        QVERIFY(!m_core->authenticator.bearer(tokens.accessToken));
    }
    // RFC 6749 §4.1.2: a code used twice ends what it gave the first time.
    void code_thatComesTwice_isRefused_andEndsItsSession()
    {
        const QString code = parameter(consentedLocation(), QStringLiteral("code"));
        const IssuedTokens tokens = *await(m_core->tokens.exchange(m_client, codeRequest(code)));
        QVERIFY(m_core->authenticator.bearer(tokens.accessToken));
        QCOMPARE(await(m_core->tokens.exchange(m_client, codeRequest(code))).error().code, ErrorCode::InvalidGrant);
        QVERIFY(!m_core->authenticator.bearer(tokens.accessToken));
        QCOMPARE(refresh(tokens.refreshToken).error().code, ErrorCode::InvalidGrant);
    }
    void code_exchangedSixteenTimesAtOnce_succeedsOnce()
    {
        const QString code = parameter(consentedLocation(), QStringLiteral("code"));
        int good = 0, refused = 0;
        for (int i = 0; i < 16; ++i)
            whenDone(m_core->tokens.exchange(m_client, codeRequest(code)),
                     [&](const Result<IssuedTokens> &r) { ++(r ? good : refused); });
        QTRY_COMPARE(good + refused, 16);
        QCOMPARE(good, 1);
    }
    void code_isWorthNothing_late_forAnotherClient_orWithoutItsVerifier()
    {
        TokenRequest wrong = codeRequest(parameter(consentedLocation(), QStringLiteral("code")));
        wrong.codeVerifier = QString(43, u'x');
        QCOMPARE(await(m_core->tokens.exchange(m_client, wrong)).error().code, ErrorCode::InvalidGrant);
        wrong.codeVerifier.clear();
        QCOMPARE(await(m_core->tokens.exchange(m_client, wrong)).error().code, ErrorCode::InvalidGrant);
        wrong.codeVerifier = kVerifier;
        wrong.redirectUri = QStringLiteral("https://app.example/other");
        QCOMPARE(await(m_core->tokens.exchange(m_client, wrong)).error().code, ErrorCode::InvalidGrant);
        wrong.redirectUri = kRedirect;
        wrong.resource = QLatin1String(CoreFixture::kIssuer);
        QCOMPARE(await(m_core->tokens.exchange(m_client, wrong)).error().code, ErrorCode::InvalidTarget);
        wrong.resource.clear();
        QVERIFY(await(m_core->tokens.exchange(m_client, wrong))); // two wrong verifiers did not burn it

        const QString late = parameter(consentedLocation(), QStringLiteral("code"));
        m_core->clock.advance(60s);
        QCOMPARE(await(m_core->tokens.exchange(m_client, codeRequest(late))).error().code, ErrorCode::InvalidGrant);
        const QString stolen = parameter(consentedLocation(), QStringLiteral("code"));
        QCOMPARE(await(m_core->tokens.exchange(registerClient(), codeRequest(stolen))).error().code,
                 ErrorCode::InvalidGrant);
        QCOMPARE(await(m_core->tokens.exchange(m_client, codeRequest(stolen))).error().code,
                 ErrorCode::InvalidGrant); // burnt
    }
    void code_isBurntByTheThirdWrongVerifier()
    {
        TokenRequest request = codeRequest(parameter(consentedLocation(), QStringLiteral("code")));
        request.codeVerifier = QString(43, u'x');
        for (int i = 0; i < 3; ++i)
            QVERIFY(!await(m_core->tokens.exchange(m_client, request)));
        request.codeVerifier = kVerifier;
        QVERIFY(!await(m_core->tokens.exchange(m_client, request)));
    }

    // ---- refresh (OAuth 2.1 §4.3) ----
    void refresh_rotates_andALostAnswerGetsTheSameSuccessor()
    {
        const IssuedTokens first = fresh();
        const IssuedTokens second = *refresh(first.refreshToken);
        QVERIFY(second.refreshToken != first.refreshToken);
        const IssuedTokens again = *refresh(first.refreshToken);
        QVERIFY(again.refreshToken == second.refreshToken);
        QVERIFY(m_core->authenticator.bearer(again.accessToken));
        m_core->clock.advance(29s);
        QVERIFY(refresh(first.refreshToken));
    }
    void refresh_replayedAfterItsGrace_endsTheFamily()
    {
        const IssuedTokens first = fresh();
        const IssuedTokens second = *refresh(first.refreshToken);
        m_core->clock.advance(31s);
        QCOMPARE(refresh(first.refreshToken).error().code, ErrorCode::InvalidGrant);
        QCOMPARE(refresh(second.refreshToken).error().code, ErrorCode::InvalidGrant);
        QVERIFY(!m_core->authenticator.bearer(second.accessToken));
    }
    void refresh_oneGenerationTooOld_endsTheFamilyAtOnce()
    {
        const IssuedTokens first = fresh();
        const IssuedTokens second = *refresh(first.refreshToken);
        const IssuedTokens third = *refresh(second.refreshToken);
        QVERIFY(!refresh(first.refreshToken));
        QVERIFY(!refresh(third.refreshToken));
    }
    void refresh_thirtyTwoAtOnce_allGetTheOneSuccessor()
    {
        const IssuedTokens first = fresh();
        QList<QByteArray> successors;
        for (int i = 0; i < 32; ++i) {
            whenDone(m_core->tokens.exchange(m_client,
                                             {.grantType = QStringLiteral("refresh_token"),
                                              .code = {},
                                              .redirectUri = {},
                                              .codeVerifier = {},
                                              .refreshToken = QString::fromLatin1(first.refreshToken.reveal()),
                                              .scope = {},
                                              .resource = {}}),
                     [&](const Result<IssuedTokens> &r) {
                         successors << (r ? r->refreshToken.reveal().toByteArray() : QByteArray());
                     });
        }
        QTRY_COMPARE(successors.size(), 32);
        QCOMPARE(QSet<QByteArray>(successors.begin(), successors.end()).size(), 1);
        QVERIFY(!successors.first().isEmpty());
    }
    void refresh_narrowsForOnce_neverWidens_andEndsAfterNinetyDays()
    {
        const IssuedTokens first = fresh();
        const IssuedTokens narrow = *refresh(first.refreshToken, QStringLiteral("aso:read"));
        QCOMPARE(narrow.scopes, QStringList{QStringLiteral("aso:read")});
        IssuedTokens wide = *refresh(narrow.refreshToken);
        QCOMPARE(wide.scopes, m_core->scopes.supported());
        for (int days = 0; days < 80; days += 40) {
            m_core->clock.advance(std::chrono::hours(24 * 40));
            wide = *refresh(wide.refreshToken);
        }
        m_core->clock.advance(std::chrono::hours(24 * 10));
        QCOMPARE(refresh(wide.refreshToken).error().code, ErrorCode::InvalidGrant);
    }
    void revoke_endsTheSession_forItsOwnClientOnly()
    {
        const IssuedTokens tokens = fresh();
        QVERIFY(!*await(m_core->tokens.revoke(registerClient(), tokens.refreshToken.reveal().toByteArray())));
        QVERIFY(m_core->authenticator.bearer(tokens.accessToken));
        QVERIFY(!*await(m_core->tokens.revoke(m_client, "unknown")));
        QVERIFY(*await(m_core->tokens.revoke(m_client, tokens.accessToken)));
        QVERIFY(!m_core->authenticator.bearer(tokens.accessToken));
        QVERIFY(!refresh(tokens.refreshToken));
    }

    // ---- tokens (RFC 8725, RFC 9068) ----
    void accessToken_ofAnyOtherMake_isRefused()
    {
        const QByteArray token = fresh().accessToken;
        const QByteArrayList parts = token.split('.');
        const auto header = [](const QJsonObject &object) {
            return toBase64Url(QJsonDocument(object).toJson(QJsonDocument::Compact));
        };
        const QJsonObject own = QJsonDocument::fromJson(*fromBase64Url(parts[0])).object();
        QCOMPARE(own.value(QStringLiteral("typ")), QStringLiteral("at+jwt"));
        const auto with = [&](const char *name, const QJsonValue &value) {
            QJsonObject changed = own;
            changed.insert(QLatin1String(name), value);
            return header(changed) + '.' + parts[1] + '.' + parts[2];
        };
        for (const QByteArray &bad :
             {with("alg", QStringLiteral("none")), with("alg", QStringLiteral("HS256")),
              with("typ", QStringLiteral("JWT")), with("kid", QStringLiteral("../../etc/passwd")),
              with("jku", QStringLiteral("https://evil.example")), with("crit", QJsonArray{}),
              parts[0] + '.' + parts[1] + '.', parts[0] + '.' + parts[1], token + '=', token + ".x",
              parts[0] + '.' + parts[1] + '.' + toBase64Url(QByteArray(256, 'x'))})
            QCOMPARE(m_core->authenticator.bearer(bad).error().code, ErrorCode::InvalidToken);
        QVERIFY(m_core->authenticator.bearer(token));
    }
    void publicKeys_haveNoLeadingZeroAndNoPrivatePart()
    {
        const QJsonObject key = m_core->signer->publicKeys().value(QStringLiteral("keys")).toArray().first().toObject();
        QCOMPARE(fromBase64Url(key.value(QStringLiteral("n")).toString().toLatin1())->size(), 256);
        QCOMPARE(key.value(QStringLiteral("e")).toString(), QStringLiteral("AQAB"));
        QVERIFY(!key.contains(QStringLiteral("d")));
    }

    // ---- registration (RFC 7591) ----
    void register_givesASecretUnlessThereIsNoNeed()
    {
        const auto confidential
            = *await(m_core->clients.registerClient({{QStringLiteral("redirect_uris"), QJsonArray{kRedirect}}}));
        QCOMPARE(confidential.client.tokenEndpointAuthMethod, QStringLiteral("client_secret_basic"));
        const ClientService::Credentials good{.clientId = confidential.client.id.text(), .secret = confidential.secret};
        QVERIFY(await(m_core->clients.authenticate(good)));
        QCOMPARE(
            await(m_core->clients.authenticate({.clientId = good.clientId, .secret = Secret("wrong")})).error().code,
            ErrorCode::InvalidClient);
        QCOMPARE(await(m_core->clients.authenticate({.clientId = good.clientId, .secret = {}})).error().code,
                 ErrorCode::InvalidClient);
        QCOMPARE(
            await(m_core->clients.authenticate({.clientId = m_client.id.text(), .secret = Secret("x")})).error().code,
            ErrorCode::InvalidClient);
        QVERIFY(await(m_core->clients.authenticate({.clientId = m_client.id.text(), .secret = {}})));
        QVERIFY(m_core->clients.readRegistration(confidential.client.id,
                                                 confidential.registrationToken.reveal().toByteArray()));
        QVERIFY(!m_core->clients.readRegistration(m_client.id, confidential.registrationToken.reveal().toByteArray()));
    }
    void register_refuses_data()
    {
        // Not written out: moc takes the slashes of an address in a raw string for a comment.
        QTest::addColumn<QByteArray>("metadata");
        QTest::addColumn<ErrorCode>("code");
        const auto row = [](const char *json, ErrorCode code) {
            QTest::newRow(json) << QByteArray(json).replace("URI", kRedirect.toLatin1()) << code;
        };
        row(R"({})", ErrorCode::InvalidRedirectUri);
        row(R"({"redirect_uris": []})", ErrorCode::InvalidRedirectUri);
        row(R"({"redirect_uris": "URI"})", ErrorCode::InvalidRedirectUri);
        row(R"({"redirect_uris": [1]})", ErrorCode::InvalidRedirectUri);
        row(R"({"redirect_uris": ["URI"], "grant_types": ["password"]})", ErrorCode::InvalidClientMetadata);
        row(R"({"redirect_uris": ["URI"], "response_types": ["token"]})", ErrorCode::InvalidClientMetadata);
        row(R"({"redirect_uris": ["URI"], "token_endpoint_auth_method": "private_key_jwt"})",
            ErrorCode::InvalidClientMetadata);
        row(R"({"redirect_uris": ["URI"], "client_name": 7})", ErrorCode::InvalidClientMetadata);
    }
    void register_refuses()
    {
        QFETCH(QByteArray, metadata);
        QFETCH(ErrorCode, code);
        const auto refused = await(m_core->clients.registerClient(QJsonDocument::fromJson(metadata).object()));
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, code);
    }
};

QTEST_GUILESS_MAIN(TestOAuth)
#include "test_oauth.moc"
