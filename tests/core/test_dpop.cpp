// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/oauth/access_token.h"
#include "server/core/oauth/device_service.h"
#include "server/core/oauth/grants/device_code.h"
#include "server/core/oauth/grants/token_exchange.h"
#include "server/core/oauth/machine_access.h"
#include "tests/core/core_fixture.h"
#include "tests/core/software_key.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QTest>
#include <QUrlQuery>

using namespace ostiary;
using namespace std::chrono_literals;

namespace {

const QString kVerifier(43, u'v');
const QString kRedirect = QStringLiteral("https://app.example/callback");
const QString kTokenUrl = QStringLiteral("https://gate.example/api/oauth/token");
const QString kFiles = QStringLiteral("https://gate.example/mcp/files");

QString sha256(const QByteArray &text)
{
    return QString::fromLatin1(toBase64Url(QCryptographicHash::hash(text, QCryptographicHash::Sha256)));
}

QJsonObject with(QJsonObject object, const QJsonObject &changes)
{
    for (auto change = changes.begin(); change != changes.end(); ++change) {
        if (change.value().isNull())
            object.remove(change.key());
        else
            object.insert(change.key(), change.value());
    }
    return object;
}

QString thumbprint(const SoftwareKey &key)
{
    return PublicJwk::parse(key.jwk())->thumbprint();
}

} // namespace

/// Tokens that are worth nothing without a key (RFC 9449).
class TestDpop : public QObject
{
    Q_OBJECT

    QCA::Initializer m_crypto;
    ManualClock m_clock; ///< of what needs no database
    std::unique_ptr<CoreFixture> m_core; ///< not for single rows
    std::unique_ptr<SoftwareKey> m_key;
    OAuthClient m_client;
    Account m_account;
    Principal m_ann;
    int m_lastJti = 0;

    OAuthClient registerClient(const QString &method = QStringLiteral("none"), const QJsonObject &more = {})
    {
        const QJsonObject metadata{
            {QStringLiteral("client_name"), QStringLiteral("App")},
            {QStringLiteral("token_endpoint_auth_method"), method},
            {QStringLiteral("grant_types"),
             QJsonArray{QStringLiteral("authorization_code"), QLatin1String(DeviceCodeGrant::kType),
                        QStringLiteral("client_credentials")}},
            {QStringLiteral("redirect_uris"), QJsonArray{kRedirect}}};
        return await(m_core->clients.registerClient(with(metadata, more)))->client;
    }
    double now() const
    {
        return double((m_core ? m_core->clock.now() : m_clock.now()).time_since_epoch().count() / 1000);
    }
    QJsonObject claims(const QJsonObject &changes = {})
    {
        return with({{QStringLiteral("jti"), QStringLiteral("jti-%1").arg(++m_lastJti)},
                     {QStringLiteral("htm"), QStringLiteral("POST")},
                     {QStringLiteral("htu"), kTokenUrl},
                     {QStringLiteral("iat"), now()}},
                    changes);
    }
    static QByteArray signedBy(const SoftwareKey &key, const QJsonObject &claims, const QJsonObject &header = {})
    {
        return key.sign(
            claims,
            with({{QStringLiteral("typ"), QStringLiteral("dpop+jwt")}, {QStringLiteral("jwk"), key.jwk()}}, header));
    }
    DpopEvidence shown(const SoftwareKey &key, const QJsonObject &changes = {})
    {
        return {.proofs = {signedBy(key, claims(changes))}, .method = "POST", .path = "/api/oauth/token"};
    }
    DpopEvidence shown() { return shown(*m_key); }
    /// With a request to the files' server.
    DpopEvidence atFiles(const SoftwareKey &key, const QByteArray &token, const QJsonObject &changes = {})
    {
        const QJsonObject own = claims({{QStringLiteral("htu"), kFiles}, {QStringLiteral("ath"), sha256(token)}});
        return {.proofs = {signedBy(key, with(own, changes))}, .method = "POST", .path = "/mcp/files"};
    }
    Result<Principal> come(const QByteArray &token, const std::optional<DpopEvidence> &evidence)
    {
        return m_core->authenticator.bearer(token, {.address = {}, .client = {}, .dpop = evidence});
    }

    QString code(const OAuthClient &client, const QString &keyThumbprint = {})
    {
        ParameterList parameters{{QStringLiteral("client_id"), client.id.text()},
                                 {QStringLiteral("redirect_uri"), kRedirect},
                                 {QStringLiteral("response_type"), QStringLiteral("code")},
                                 {QStringLiteral("code_challenge"), sha256(kVerifier.toLatin1())},
                                 {QStringLiteral("code_challenge_method"), QStringLiteral("S256")},
                                 {QStringLiteral("resource"), kFiles}};
        if (!keyThumbprint.isEmpty())
            parameters.emplace_back(QStringLiteral("dpop_jkt"), keyThumbprint);
        const auto request = parseAuthorizeRequest(parameters, m_core->clients, m_core->resources, m_core->scopes);
        if (const auto remembered = await(m_core->consents.answerFromMemory(*request, m_ann)); *remembered)
            return codeIn(**remembered);
        const Approval approval = *await(m_core->consents.ask(*request, m_ann));
        std::ignore = await(m_core->consents.decide(approval.id, true));
        return codeIn(*await(m_core->consents.answer(approval.id, m_ann)));
    }
    static QString codeIn(const QByteArray &location)
    {
        return QUrlQuery(QUrl::fromEncoded(location)).queryItemValue(QStringLiteral("code"));
    }
    Result<IssuedTokens> exchange(const OAuthClient &client, const QString &code, const DpopEvidence &evidence = {})
    {
        return await(m_core->tokens.exchange(client,
                                             {.grantType = QStringLiteral("authorization_code"),
                                              .code = code,
                                              .codeVerifier = kVerifier,
                                              .dpop = evidence}));
    }
    Result<IssuedTokens> refresh(const OAuthClient &client, const IssuedTokens &tokens,
                                 const DpopEvidence &evidence = {})
    {
        return await(m_core->tokens.exchange(client,
                                             {.grantType = QStringLiteral("refresh_token"),
                                              .refreshToken = QString::fromLatin1(tokens.refreshToken.reveal()),
                                              .dpop = evidence}));
    }
    Result<IssuedTokens> narrow(const IssuedTokens &tokens, const DpopEvidence &evidence = {})
    {
        return await(m_core->tokens.exchange(m_client,
                                             {.grantType = QLatin1String(TokenExchangeGrant::kType),
                                              .subjectToken = QString::fromLatin1(tokens.accessToken),
                                              .subjectTokenType = accessTokenType(),
                                              .dpop = evidence}));
    }
    AccessToken read(const IssuedTokens &tokens)
    {
        return *AccessToken::verify(tokens.accessToken, *m_core->signer, QLatin1String(CoreFixture::kIssuer),
                                    m_core->clock.now());
    }
    Grant newest() { return m_core->tokens.listGrants({}, m_account.id)->rows.first(); }

private slots:
    void initTestCase() { m_key = std::make_unique<SoftwareKey>(QStringLiteral("ES256")); }
    void init()
    {
        if (QTest::currentDataTag())
            return;
        m_core = std::make_unique<CoreFixture>();
        m_client = registerClient();
        m_account = m_core->account();
        const auto session = *await(m_core->sessions.open(m_account.id, QStringLiteral("127.0.0.1"), {}));
        m_ann = *m_core->authenticator.session(session.cookie.reveal().toByteArray());
    }
    void cleanup() { m_core.reset(); }

    // ---- the proof (RFC 9449 §4.3) ----
    // RFC 7638 §3.1 and RFC 8037 §A.3 say what these must be.
    void thumbprint_isThatOfTheStandards_whateverElseIsInTheKey()
    {
        const QJsonObject ed{{QStringLiteral("kty"), QStringLiteral("OKP")},
                             {QStringLiteral("crv"), QStringLiteral("Ed25519")},
                             {QStringLiteral("kid"), QStringLiteral("mine")},
                             {QStringLiteral("y"), QStringLiteral("not of this kind")},
                             {QStringLiteral("x"), QStringLiteral("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")}};
        QCOMPARE(PublicJwk::parse(ed)->thumbprint(), QStringLiteral("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"));
        const QJsonObject rsa{
            {QStringLiteral("kty"), QStringLiteral("RSA")},
            {QStringLiteral("n"),
             QStringLiteral(
                 "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPeb"
                 "WKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQM"
                 "icAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRw"
                 "r3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw")},
            {QStringLiteral("e"), QStringLiteral("AQAB")},
            {QStringLiteral("alg"), QStringLiteral("RS256")}};
        QCOMPARE(PublicJwk::parse(rsa)->thumbprint(), QStringLiteral("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"));
    }
    void proof_ofEachAlgorithm_bindsTheToken()
    {
        for (const QString &algorithm : PublicJwk::algorithms()) {
            const SoftwareKey key(algorithm);
            const Result<IssuedTokens> tokens = exchange(m_client, code(m_client), shown(key));
            QVERIFY2(tokens, qPrintable(algorithm));
            QCOMPARE(tokens->tokenType, QStringLiteral("DPoP"));
            QCOMPARE(read(*tokens).keyThumbprint, thumbprint(key));
            QVERIFY(come(tokens->accessToken, atFiles(key, tokens->accessToken)));
        }
    }

    // What is wrong with a proof is wrong at both ends; the row says it of a request for a token.
    void proof_thatIsWrong_isRefused_data()
    {
        QTest::addColumn<QJsonObject>("claimChanges");
        QTest::addColumn<QJsonObject>("headerChanges");
        const auto claim = [](const char *row, const char *name, const QJsonValue &value) {
            QTest::newRow(row) << QJsonObject{{QLatin1String(name), value}} << QJsonObject();
        };
        const auto header = [](const char *row, const char *name, const QJsonValue &value) {
            QTest::newRow(row) << QJsonObject() << QJsonObject{{QLatin1String(name), value}};
        };
        const QJsonValue gone;
        const double now = 1'800'000'000; // of ManualClock
        claim("htm of another method", "htm", QStringLiteral("GET"));
        claim("htm in lower case", "htm", QStringLiteral("post"));
        claim("htm missing", "htm", gone);
        claim("htu of another path", "htu", QStringLiteral("https://gate.example/mcp"));
        claim("htu with a slash more", "htu", QStringLiteral("https://gate.example/api/oauth/token/"));
        claim("htu of another host", "htu", QStringLiteral("https://gate.example.evil/api/oauth/token"));
        claim("htu of another scheme", "htu", QStringLiteral("http://gate.example/api/oauth/token"));
        claim("htu of another port", "htu", QStringLiteral("https://gate.example:8443/api/oauth/token"));
        claim("htu with a user", "htu", QStringLiteral("https://me@gate.example/api/oauth/token"));
        claim("htu that is only a path", "htu", QStringLiteral("/api/oauth/token"));
        claim("htu missing", "htu", gone);
        claim("iat too old", "iat", now - 301);
        claim("iat too far ahead", "iat", now + 301);
        claim("iat in milliseconds", "iat", now * 1000);
        claim("iat as text", "iat", QStringLiteral("1800000000"));
        claim("iat missing", "iat", gone);
        claim("jti missing", "jti", gone);
        claim("jti empty", "jti", QStringLiteral(""));
        claim("jti as a number", "jti", 7);
        claim("jti too long", "jti", QString(257, u'j'));
        claim("too long", "more", QString(9000, u'x'));
        header("typ JWT", "typ", QStringLiteral("JWT"));
        header("typ missing", "typ", gone);
        header("alg none", "alg", QStringLiteral("none"));
        header("alg HS256", "alg", QStringLiteral("HS256"));
        header("alg of another kind of key", "alg", QStringLiteral("RS256"));
        header("alg empty", "alg", QStringLiteral(""));
        header("crit", "crit", QJsonArray{QStringLiteral("exp")});
        header("jwk missing", "jwk", gone);
        header("jwk is a text", "jwk", QStringLiteral("key"));
        header("jwk is symmetric", "jwk",
               QJsonObject{{QStringLiteral("kty"), QStringLiteral("oct")},
                           {QStringLiteral("k"), QStringLiteral("c2VjcmV0")}});
        header("jwk is private", "jwk",
               with(m_key->jwk(), {{QStringLiteral("d"), QStringLiteral("c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXM")}}));
        header("jwk is not the one that signed", "jwk", SoftwareKey(QStringLiteral("ES256")).jwk());
    }
    void proof_thatIsWrong_isRefused()
    {
        QFETCH(const QJsonObject, claimChanges);
        QFETCH(const QJsonObject, headerChanges);
        DpopVerifier verifier(QLatin1String(CoreFixture::kIssuer), m_clock);
        const auto evidence = [&](const QJsonObject &claimChanges, const QJsonObject &headerChanges) {
            return DpopEvidence{.proofs = {signedBy(*m_key, claims(claimChanges), headerChanges)},
                                .method = "POST",
                                .path = "/api/oauth/token"};
        };
        QVERIFY(verifier.read(evidence({}, {}))); // the row changes one thing
        const auto refused = verifier.read(evidence(claimChanges, headerChanges));
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::InvalidDpopProof);
        QVERIFY(!refused.error().detail.isEmpty());

        const QByteArray token = "a.b.c";
        const DpopEvidence atResource{
            .proofs
            = {signedBy(*m_key, with(claims(claimChanges), {{QStringLiteral("ath"), sha256(token)}}), headerChanges)},
            .method = "POST",
            .path = "/api/oauth/token"};
        QCOMPARE(verifier.check(atResource, token, thumbprint(*m_key)).error().code, ErrorCode::DpopProofRefused);
    }
    void proof_thatIsBroken_isRefused_data()
    {
        QTest::addColumn<QByteArrayList>("headers");
        const QByteArray good = signedBy(*m_key, {{QStringLiteral("jti"), QStringLiteral("j")}});
        const qsizetype dot = good.lastIndexOf('.');
        QTest::newRow("two") << QByteArrayList{good, good};
        QTest::newRow("two in one") << QByteArrayList{good + ", " + good};
        QTest::newRow("empty") << QByteArrayList{""};
        QTest::newRow("nonsense") << QByteArrayList{"x.y.z"};
        QTest::newRow("unsigned") << QByteArrayList{good.first(dot + 1)};
        QTest::newRow("cut short") << QByteArrayList{good.chopped(4)};
        QTest::newRow("padded") << QByteArrayList{good + "=="};
        QTest::newRow("four parts") << QByteArrayList{good + ".x"};
    }
    void proof_thatIsBroken_isRefused()
    {
        QFETCH(const QByteArrayList, headers);
        DpopVerifier verifier(QLatin1String(CoreFixture::kIssuer), m_clock);
        const DpopEvidence evidence{.proofs = headers, .method = "POST", .path = "/api/oauth/token"};
        QCOMPARE(verifier.read(evidence).error().code, ErrorCode::InvalidDpopProof);
        QCOMPARE(verifier.check(evidence, "t", thumbprint(*m_key)).error().code, ErrorCode::DpopProofRefused);
    }
    void target_isComparedAsAddressesAre_data()
    {
        QTest::addColumn<QString>("htu");
        for (const char *htu : {"HTTPS://GATE.EXAMPLE/api/oauth/token", "https://gate.example:443/api/oauth/token",
                                "https://gate.example/api/oauth/token?a=b", "https://gate.example/api/oauth/token#part",
                                "https://gate.example/api/oauth/%74oken"})
            QTest::newRow(htu) << QString::fromLatin1(htu);
    }
    void target_isComparedAsAddressesAre()
    {
        QFETCH(const QString, htu);
        DpopVerifier verifier(QLatin1String(CoreFixture::kIssuer), m_clock);
        const auto read = verifier.read(shown(*m_key, {{QStringLiteral("htu"), htu}}));
        QVERIFY2(read, read ? "" : qPrintable(read.error().detail));
    }
    void proof_ofFiveMinutesAgoOrAhead_isTaken()
    {
        DpopVerifier verifier(QLatin1String(CoreFixture::kIssuer), m_clock);
        for (const double offset : {-300.0, -299.5, 300.0})
            QVERIFY(verifier.read(shown(*m_key, {{QStringLiteral("iat"), now() + offset}})));
    }

    // ---- once (RFC 9449 §11.1) ----
    void proof_countsOnce_untilItIsTooOld()
    {
        const IssuedTokens tokens = *exchange(m_client, code(m_client), shown());
        const DpopEvidence once = atFiles(*m_key, tokens.accessToken);
        QVERIFY(come(tokens.accessToken, once));
        for (const auto later : {0s, 60s, 240s}) {
            m_core->clock.advance(later);
            QCOMPARE(come(tokens.accessToken, once).error().code, ErrorCode::DpopProofRefused);
        }
        m_core->clock.advance(1s);
        QVERIFY(come(tokens.accessToken, once).error().detail.contains(QLatin1String("iat")));
        QVERIFY(come(tokens.accessToken, atFiles(*m_key, tokens.accessToken)));
    }
    void proof_ahead_isRememberedAsLongAsItHolds()
    {
        ManualClock clock;
        DpopVerifier verifier(QLatin1String(CoreFixture::kIssuer), clock);
        const DpopEvidence once = atFiles(*m_key, "t", {{QStringLiteral("iat"), now() + 299}});
        QVERIFY(verifier.check(once, "t", thumbprint(*m_key)));
        clock.advance(9min);
        QVERIFY(verifier.check(once, "t", thumbprint(*m_key)).error().detail.contains(QLatin1String("used before")));
    }
    void tokenRequest_withAProofThatGaveAToken_isRefused()
    {
        const DpopEvidence once = shown();
        QVERIFY(exchange(m_client, code(m_client), once));
        QCOMPARE(exchange(m_client, code(m_client), once).error().code, ErrorCode::InvalidDpopProof);
    }
    void memory_isBounded_andRefusesRatherThanForgets()
    {
        const SoftwareKey other(QStringLiteral("EdDSA"));
        const auto proof = [&](const SoftwareKey &key) { return *DpopProof::parse(signedBy(key, claims())); };
        const Time now = m_core->clock.now();
        DpopReplays ofOne({.all = 100, .ofKey = 3});
        for (int i = 0; i < 3; ++i)
            QVERIFY(ofOne.spend(proof(*m_key), now));
        QCOMPARE(ofOne.spend(proof(*m_key), now).error().code, ErrorCode::RateLimited);
        QVERIFY(ofOne.spend(proof(other), now)); // nobody else notices

        DpopReplays small({.all = 3, .ofKey = 100});
        const DpopProof first = proof(*m_key);
        QVERIFY(small.spend(first, now));
        QVERIFY(small.spend(proof(*m_key), now));
        QVERIFY(small.spend(proof(other), now));
        const Result<> full = small.spend(proof(other), now);
        QCOMPARE(full.error().code, ErrorCode::Unavailable);
        QVERIFY(full.error().retryAfter);
        QCOMPARE(small.spend(first, now).error().code, ErrorCode::InvalidDpopProof);
        m_core->clock.advance(7min);
        QVERIFY(small.spend(proof(other), m_core->clock.now()));
    }
    void strangers_takeNoRoom()
    {
        // A token that is not theirs, a proof by their own key: compared before anything is remembered.
        const SoftwareKey thief(QStringLiteral("ES256"));
        const IssuedTokens tokens = *exchange(m_client, code(m_client), shown());
        const DpopEvidence theirs = atFiles(thief, tokens.accessToken);
        for (int i = 0; i < 2; ++i) {
            const auto refused = come(tokens.accessToken, theirs);
            QCOMPARE(refused.error().code, ErrorCode::DpopProofRefused);
            QVERIFY(refused.error().detail.contains(QLatin1String("another key")));
        }
    }

    // ---- at a resource (RFC 9449 §7) ----
    void boundToken_needsItsProof_onEveryRequest()
    {
        const QByteArray token = exchange(m_client, code(m_client), shown())->accessToken;
        QVERIFY(come(token, atFiles(*m_key, token))); // and is remembered now
        QCOMPARE(come(token, std::nullopt).error().code, ErrorCode::DpopProofMissing);
        QCOMPARE(come(token, DpopEvidence{.method = "POST", .path = "/mcp/files"}).error().code,
                 ErrorCode::DpopProofRefused);
        const auto refused = [&](const QJsonObject &changes) {
            const auto answer = come(token, atFiles(*m_key, token, changes));
            return !answer && answer.error().code == ErrorCode::DpopProofRefused;
        };
        QVERIFY(refused({{QStringLiteral("ath"), QJsonValue()}}));
        QVERIFY(refused({{QStringLiteral("ath"), sha256("another token")}}));
        QVERIFY(refused({{QStringLiteral("htu"), QStringLiteral("https://gate.example/mcp")}}));
        QVERIFY(refused({{QStringLiteral("htm"), QStringLiteral("GET")}}));
        QVERIFY(come(token, atFiles(*m_key, token)));
        QVERIFY(await(m_core->tokens.revokeGrant(newest().id)));
        QCOMPARE(come(token, atFiles(*m_key, token)).error().code, ErrorCode::InvalidToken);
    }
    void whatIsBoundToNoKey_isRefusedByTheSchemeDpop()
    {
        const QByteArray token = exchange(m_client, code(m_client))->accessToken;
        QVERIFY(come(token, std::nullopt));
        QCOMPARE(come(token, atFiles(*m_key, token)).error().code, ErrorCode::InvalidToken);
        const CreatedApiKey key = *await(m_core->apiKeys.create(
            m_account.id, {.kind = KeyKind::Fvk, .name = QStringLiteral("k"), .scopes = {QStringLiteral("*")}}));
        const QByteArray secret = key.secret.reveal().toByteArray();
        QVERIFY(come(secret, std::nullopt));
        QCOMPARE(come(secret, atFiles(*m_key, secret)).error().code, ErrorCode::InvalidToken);
    }

    // ---- at the token endpoint (RFC 9449 §5) ----
    void publicClientsRefreshToken_needsTheSameKey()
    {
        const SoftwareKey other(QStringLiteral("ES256"));
        const IssuedTokens first = *exchange(m_client, code(m_client), shown());
        QCOMPARE(newest().keyThumbprint, thumbprint(*m_key));
        QCOMPARE(refresh(m_client, first).error().code, ErrorCode::InvalidDpopProof);
        QCOMPARE(refresh(m_client, first, shown(other)).error().code, ErrorCode::InvalidGrant);
        const IssuedTokens second = *refresh(m_client, first, shown());
        QCOMPARE(second.tokenType, QStringLiteral("DPoP"));
        QCOMPARE(read(second).keyThumbprint, thumbprint(*m_key));
        m_core->clock.advance(1h);
        // A spent one in the hands of who has no key ends nothing.
        QVERIFY(!refresh(m_client, first));
        QVERIFY(!refresh(m_client, first, shown(other)));
        QVERIFY(!newest().revokedAt);
        QVERIFY(refresh(m_client, second, shown()));
    }
    void refresh_withAKeyForTheFirstTime_bindsTheSession()
    {
        const IssuedTokens plain = *exchange(m_client, code(m_client));
        QVERIFY(newest().keyThumbprint.isEmpty());
        const IssuedTokens bound = *refresh(m_client, plain, shown());
        QCOMPARE(newest().keyThumbprint, thumbprint(*m_key));
        QCOMPARE(refresh(m_client, bound).error().code, ErrorCode::InvalidDpopProof);
        QVERIFY(refresh(m_client, bound, shown()));
    }
    void confidentialClient_mayChangeItsKey()
    {
        const SoftwareKey other(QStringLiteral("EdDSA"));
        const OAuthClient client = registerClient(QStringLiteral("client_secret_basic"));
        const IssuedTokens first = *exchange(client, code(client), shown());
        QVERIFY(newest().keyThumbprint.isEmpty());
        const IssuedTokens second = *refresh(client, first, shown(other));
        QCOMPARE(read(second).keyThumbprint, thumbprint(other));
        QCOMPARE(refresh(client, second)->tokenType, QStringLiteral("Bearer"));
    }
    void clientThatWantsBoundTokensOnly_getsNoOther()
    {
        const OAuthClient client
            = registerClient(QStringLiteral("none"), {{QStringLiteral("dpop_bound_access_tokens"), true}});
        QVERIFY(client.needsDpop);
        QVERIFY((*m_core->clients.find(client.id))->needsDpop);
        const QString once = code(client);
        QCOMPARE(exchange(client, once).error().code, ErrorCode::InvalidDpopProof);
        QVERIFY(exchange(client, once, shown())); // and the code was not lost
        QVERIFY(!registerClient().needsDpop);
        const auto wrong = await(
            m_core->clients.registerClient({{QStringLiteral("redirect_uris"), QJsonArray{kRedirect}},
                                            {QStringLiteral("dpop_bound_access_tokens"), QStringLiteral("yes")}}));
        QCOMPARE(wrong.error().code, ErrorCode::InvalidClientMetadata);
    }
    void proofThatIsNoGood_costsNoCode()
    {
        const QString once = code(m_client);
        QCOMPARE(exchange(m_client, once, shown(*m_key, {{QStringLiteral("htm"), QStringLiteral("GET")}})).error().code,
                 ErrorCode::InvalidDpopProof);
        QVERIFY(exchange(m_client, once, shown()));
    }

    // ---- codes for one key (RFC 9449 §10) ----
    void code_forAKey_isExchangedWithThatKeyOnly()
    {
        const SoftwareKey other(QStringLiteral("ES256"));
        for (int round = 0; round < 2; ++round) { // asked for the first time, and remembered
            const QString bound = code(m_client, thumbprint(*m_key));
            QCOMPARE(exchange(m_client, bound).error().code, ErrorCode::InvalidDpopProof);
            QCOMPARE(exchange(m_client, bound, shown(other)).error().code, ErrorCode::InvalidGrant);
            QVERIFY(exchange(m_client, bound, shown()));
        }
        const QString guessed = code(m_client, thumbprint(*m_key));
        for (int i = 0; i < 3; ++i)
            QVERIFY(!exchange(m_client, guessed, shown(other)));
        QCOMPARE(exchange(m_client, guessed, shown()).error().code, ErrorCode::InvalidGrant); // burnt
    }
    void codeForAKey_isAskedForByAThumbprint()
    {
        const auto ask = [&](const QList<QString> &values) {
            ParameterList parameters{{QStringLiteral("client_id"), m_client.id.text()},
                                     {QStringLiteral("redirect_uri"), kRedirect},
                                     {QStringLiteral("response_type"), QStringLiteral("code")},
                                     {QStringLiteral("code_challenge"), sha256(kVerifier.toLatin1())},
                                     {QStringLiteral("code_challenge_method"), QStringLiteral("S256")}};
            for (const QString &value : values)
                parameters.emplace_back(QStringLiteral("dpop_jkt"), value);
            return parseAuthorizeRequest(parameters, m_core->clients, m_core->resources, m_core->scopes);
        };
        QCOMPARE(ask({thumbprint(*m_key)})->keyThumbprint, thumbprint(*m_key));
        QCOMPARE(ask({QStringLiteral("short")}).error().error.code, ErrorCode::InvalidRequest);
        QCOMPARE(ask({thumbprint(*m_key), thumbprint(*m_key)}).error().error.code, ErrorCode::InvalidRequest);
    }

    // ---- the other grants ----
    void exchangedToken_keepsTheKey()
    {
        const SoftwareKey other(QStringLiteral("ES256"));
        const IssuedTokens bound = *exchange(m_client, code(m_client), shown());
        QCOMPARE(narrow(bound).error().code, ErrorCode::InvalidDpopProof);
        QCOMPARE(narrow(bound, shown(other)).error().code, ErrorCode::InvalidGrant);
        QCOMPARE(read(*narrow(bound, shown())).keyThumbprint, thumbprint(*m_key));
        const IssuedTokens plain = *exchange(m_client, code(m_client));
        QCOMPARE(narrow(plain)->tokenType, QStringLiteral("Bearer"));
        QCOMPARE(read(*narrow(plain, shown(other))).keyThumbprint, thumbprint(other));
    }
    void devicesTokens_areBound()
    {
        DeviceService devices(*m_core->store, m_core->keys, m_core->resources, m_core->scopes, m_core->consents,
                              m_core->limiter, m_core->clock, m_core->random);
        const auto device = *await(devices.start(m_client, {}, kFiles, QHostAddress::LocalHost));
        const Approval approval = *await(devices.enter(device.userCode, m_ann, QHostAddress::LocalHost));
        QVERIFY(await(m_core->consents.decide(approval.id, true)));
        const auto poll = [&](const DpopEvidence &evidence) {
            return await(m_core->tokens.exchange(m_client,
                                                 {.grantType = QLatin1String(DeviceCodeGrant::kType),
                                                  .deviceCode = QString::fromLatin1(device.deviceCode.reveal()),
                                                  .dpop = evidence}));
        };
        const IssuedTokens tokens = *poll(shown());
        QCOMPARE(read(tokens).keyThumbprint, thumbprint(*m_key));
        QCOMPARE(refresh(m_client, tokens).error().code, ErrorCode::InvalidDpopProof);
        QVERIFY(refresh(m_client, tokens, shown()));
    }
    void programsTokens_areBound_oneByOne()
    {
        MachineAccess machines(*m_core->store, m_core->scopes, m_core->clock);
        const OAuthClient program
            = *await(machines.allow(registerClient(QStringLiteral("client_secret_basic")).id, m_account.email, {}));
        const auto ask = [&](const DpopEvidence &evidence) {
            return *await(m_core->tokens.exchange(
                program, {.grantType = QStringLiteral("client_credentials"), .dpop = evidence}));
        };
        QCOMPARE(read(ask(shown())).keyThumbprint, thumbprint(*m_key));
        QVERIFY(read(ask({})).keyThumbprint.isEmpty());
    }

    // ---- introspection (RFC 9449 §6.2) ----
    void introspection_tellsTheKey()
    {
        const IssuedTokens tokens = *exchange(m_client, code(m_client), shown());
        QCOMPARE((*m_core->tokens.introspect(m_client, tokens.accessToken))->keyThumbprint, thumbprint(*m_key));
        const QByteArray refreshToken = tokens.refreshToken.reveal().toByteArray();
        QCOMPARE((*m_core->tokens.introspect(m_client, refreshToken))->keyThumbprint, thumbprint(*m_key));
    }
};

QTEST_GUILESS_MAIN(TestDpop)
#include "test_dpop.moc"
