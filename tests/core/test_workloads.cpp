// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/oauth/access_token.h"
#include "server/core/oauth/trusted_issuers.h"
#include "tests/core/core_fixture.h"
#include "tests/core/software_key.h"

#include <QJsonArray>
#include <QTest>

using namespace ostiary;
using namespace std::chrono_literals;

namespace {

const QString kCi = QStringLiteral("https://ci.example.org");
const QString kOther = QStringLiteral("https://idp.example.org");
const QString kFiles = QStringLiteral("https://gate.example/mcp/files");
const QString kTokenUrl = QStringLiteral("https://gate.example/api/oauth/token");

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

QJsonObject one(const char *name, const QJsonValue &value)
{
    return {{QLatin1String(name), value}};
}

} // namespace

/// Programs that their platform vouches for (MCP SEP-1933, a draft): no client, no secret, rules of the operator.
class TestWorkloads : public QObject
{
    Q_OBJECT

    QCA::Initializer m_crypto;
    std::unique_ptr<SoftwareKey> m_key; ///< of kCi
    std::unique_ptr<SoftwareKey> m_otherKey;
    ManualClock m_clock; ///< of what needs no database
    std::unique_ptr<CoreFixture> m_core; ///< not for single rows
    std::optional<TrustedIssuers> m_issuers;
    std::unique_ptr<TokenService> m_tokens;
    Account m_account;

    static QJsonObject rule(const QJsonObject &changes = {})
    {
        return with(
            {{QStringLiteral("name"), QStringLiteral("ci")},
             {QStringLiteral("claims"),
              QJsonObject{{QStringLiteral("sub"), QStringLiteral("repo:me/app:*")},
                          {QStringLiteral("repository"), QStringLiteral("me/app")}}},
             {QStringLiteral("account"), QStringLiteral("CI@example.org")},
             {QStringLiteral("scopes"), QJsonArray{QStringLiteral("projects:write"), QStringLiteral("aso:read")}}},
            changes);
    }
    QByteArray file(const QJsonValue &workloads) const
    {
        const auto issuer = [](const QString &name, const SoftwareKey &key, const QJsonValue &workloads) {
            QJsonObject object{{QStringLiteral("issuer"), name},
                               {QStringLiteral("jwks"), QJsonObject{{QStringLiteral("keys"), QJsonArray{key.jwk()}}}}};
            if (!workloads.isUndefined())
                object.insert(QStringLiteral("workloads"), workloads);
            return object;
        };
        return QJsonDocument(QJsonArray{issuer(kCi, *m_key, workloads),
                                        issuer(kOther, *m_otherKey, QJsonValue(QJsonValue::Undefined))})
            .toJson();
    }
    Time now() const { return m_core ? m_core->clock.now() : m_clock.now(); }
    void trust(const QJsonArray &rules)
    {
        m_issuers = *TrustedIssuers::parse(file(rules), ScopeCatalogue());
        if (!m_core)
            return;
        TokenPolicy policy;
        policy.trustedIssuers = &*m_issuers;
        m_tokens = std::make_unique<TokenService>(*m_core->store, m_core->keys, *m_core->signer, m_core->resources,
                                                  m_core->scopes, m_core->clock, m_core->random, policy);
    }
    QByteArray assertion(const QJsonObject &claims = {}, const QJsonObject &header = {},
                         const SoftwareKey *key = nullptr) const
    {
        const double now = double(this->now().time_since_epoch().count() / 1000);
        const QJsonObject usual{{QStringLiteral("iss"), kCi},
                                {QStringLiteral("sub"), QStringLiteral("repo:me/app:ref:refs/heads/main")},
                                {QStringLiteral("repository"), QStringLiteral("me/app")},
                                {QStringLiteral("aud"), kTokenUrl},
                                {QStringLiteral("jti"), QStringLiteral("j1")},
                                {QStringLiteral("iat"), now},
                                {QStringLiteral("nbf"), now - 60},
                                {QStringLiteral("exp"), now + 600}};
        return (key ? key : m_key.get())
            ->sign(with(usual, claims), with({{QStringLiteral("typ"), QStringLiteral("JWT")}}, header));
    }
    Result<WorkloadAssertion> verify(const QByteArray &assertion) const
    {
        return m_issuers->verifyWorkload(assertion, {QLatin1String(CoreFixture::kIssuer), kTokenUrl}, now());
    }
    Result<IssuedTokens> ask(const QByteArray &assertion, const QString &scope = {}, const QString &resource = kFiles)
    {
        return await(
            m_tokens->exchangeOfWorkload({.grantType = QStringLiteral("urn:ietf:params:oauth:grant-type:jwt-bearer"),
                                          .scope = scope,
                                          .resource = resource,
                                          .assertion = QString::fromLatin1(assertion)}));
    }
    QList<Grant> sessions() { return m_core->tokens.listGrants({}, m_account.id)->rows; }

private slots:
    void initTestCase()
    {
        m_key = std::make_unique<SoftwareKey>(QStringLiteral("RS256"));
        m_otherKey = std::make_unique<SoftwareKey>(QStringLiteral("EdDSA"), QStringLiteral("k2"));
    }
    void init()
    {
        if (!QTest::currentDataTag()) {
            m_core = std::make_unique<CoreFixture>();
            m_account = m_core->account(QStringLiteral("ci@example.org"));
        }
        trust({rule()});
    }
    void cleanup()
    {
        m_tokens.reset();
        m_core.reset();
    }

    void workload_getsWhatItsRuleAllows_inTheNameOfWhoAnswersForIt()
    {
        const IssuedTokens tokens = *ask(assertion(), QStringLiteral("projects:read store:write"));
        QCOMPARE(tokens.scopes, QStringList{QStringLiteral("projects:read")});
        QVERIFY(tokens.refreshToken.isEmpty());
        const Principal who = *m_core->authenticator.bearer(tokens.accessToken);
        QCOMPARE(who.account, m_account.id);
        QCOMPARE(who.organization, m_account.organization);
        QCOMPARE(who.audience, kFiles);
        const AccessToken token = *AccessToken::verify(tokens.accessToken, *m_core->signer,
                                                       QLatin1String(CoreFixture::kIssuer), m_core->clock.now());
        QCOMPARE(token.subject, token.client.text()); // the program itself, not the person
        const Grant session = sessions().first();
        QCOMPARE(session.vouchedBy, kCi);
        QCOMPARE(session.workload, QStringLiteral("ci"));
        QCOMPARE(session.clientName, QStringLiteral("ci"));
        QCOMPARE(ask(assertion())->scopes,
                 QStringList(
                     {QStringLiteral("projects:read"), QStringLiteral("projects:write"), QStringLiteral("aso:read")}));
    }
    // Platforms give a job one assertion, and it asks for a token each time that it needs one.
    void assertion_mayComeAgain_andTheSessionStaysOne()
    {
        const QByteArray once = assertion();
        const QByteArray first = ask(once)->accessToken;
        m_core->clock.advance(5min);
        QVERIFY(ask(once));
        QVERIFY(ask(assertion(one("jti", QStringLiteral("j2")))));
        QCOMPARE(sessions().size(), 1);
        QVERIFY(m_core->authenticator.bearer(first));
        QVERIFY(await(m_tokens->revokeGrant(sessions().first().id, m_account.id)));
        QVERIFY(!m_core->authenticator.bearer(first)); // at once
    }
    void workload_endsWithTheAccountThatAnswersForIt()
    {
        const QByteArray token = ask(assertion())->accessToken;
        QVERIFY(await(m_core->accounts.change(m_account.id, {.isDisabled = true})));
        QVERIFY(!m_core->authenticator.bearer(token));
        QCOMPARE(ask(assertion()).error().code, ErrorCode::InvalidGrant);
        trust({rule(one("account", QStringLiteral("nobody@example.org")))});
        QVERIFY(ask(assertion()).error().detail.contains(QLatin1String("ci")));
    }
    void workloadWhoseClientWasDeleted_comesAgain()
    {
        const QByteArray token = ask(assertion())->accessToken;
        const ClientId client = sessions().first().client;
        QVERIFY(await(m_core->clients.remove(client)));
        QVERIFY(!m_core->authenticator.bearer(token));
        QVERIFY(m_core->authenticator.bearer(ask(assertion())->accessToken)); // the rule is still in the file
        // It stands for the workload and gets nobody in by itself.
        const OAuthClient known = **m_core->clients.find(client);
        for (const char *grant : {"client_credentials", "refresh_token", "authorization_code"})
            QVERIFY(!await(
                m_tokens->exchange(known, {.grantType = QLatin1String(grant), .refreshToken = QStringLiteral("x")})));
    }
    void firstRuleThatFits_counts()
    {
        trust({rule({{QStringLiteral("name"), QStringLiteral("release")},
                     {QStringLiteral("claims"),
                      QJsonObject{{QStringLiteral("sub"), QStringLiteral("repo:me/app:environment:release")}}},
                     {QStringLiteral("scopes"), QJsonArray{QStringLiteral("*")}}}),
               rule()});
        QVERIFY(ask(assertion())->scopes.size() == 3);
        QCOMPARE(sessions().first().workload, QStringLiteral("ci"));
        m_core->clock.advance(1s); // the newest comes first
        QVERIFY(ask(assertion(one("sub", QStringLiteral("repo:me/app:environment:release"))),
                    QStringLiteral("store:write")));
        QCOMPARE(sessions().first().workload, QStringLiteral("release"));
    }

    void assertion_forUs_inAnyOfItsForms_data()
    {
        QTest::addColumn<QJsonObject>("claims");
        QTest::addColumn<QJsonObject>("header");
        QTest::newRow("aud is the issuer") << one("aud", QLatin1String(CoreFixture::kIssuer)) << QJsonObject();
        QTest::newRow("aud is a list of one") << one("aud", QJsonArray{kTokenUrl}) << QJsonObject();
        QTest::newRow("without jti") << one("jti", QJsonValue()) << QJsonObject();
        QTest::newRow("without iat and nbf")
            << QJsonObject{{QStringLiteral("iat"), QJsonValue()}, {QStringLiteral("nbf"), QJsonValue()}}
            << QJsonObject();
        QTest::newRow("without typ") << QJsonObject() << one("typ", QStringLiteral(""));
        QTest::newRow("an hour and a few seconds, as Kubernetes has it")
            << one("exp", 1'800'003'607.0) << QJsonObject();
    }
    void assertion_forUs_inAnyOfItsForms()
    {
        QFETCH(const QJsonObject, claims);
        QFETCH(const QJsonObject, header);
        const auto verified = verify(assertion(claims, header));
        QVERIFY2(verified, verified ? "" : qPrintable(verified.error().detail));
        QCOMPARE(verified->rule.name, QStringLiteral("ci"));
    }

    void assertion_thatIsWrong_isRefused_data()
    {
        QTest::addColumn<QJsonObject>("claims");
        QTest::addColumn<QJsonObject>("header");
        const auto claim = [](const char *row, const char *name, const QJsonValue &value) {
            QTest::newRow(row) << one(name, value) << QJsonObject();
        };
        const auto header = [](const char *row, const char *name, const QJsonValue &value) {
            QTest::newRow(row) << QJsonObject() << one(name, value);
        };
        const double now = 1'800'000'000; // of ManualClock
        claim("of a stranger", "iss", QStringLiteral("https://evil.example"));
        claim("of an issuer without workloads", "iss", kOther);
        claim("without iss", "iss", QJsonValue());
        claim("for another server", "aud", QStringLiteral("https://elsewhere.example/api/oauth/token"));
        claim("for others too", "aud", QJsonArray{kTokenUrl, QStringLiteral("https://elsewhere.example")});
        claim("for nobody", "aud", QJsonValue());
        claim("for a resource", "aud", kFiles);
        claim("run out", "exp", now);
        claim("for a day", "exp", now + 86'400);
        claim("for ever", "exp", QJsonValue());
        claim("exp as text", "exp", QStringLiteral("1800000600"));
        claim("of the future", "iat", now + 120);
        claim("not yet", "nbf", now + 120);
        claim("nbf as text", "nbf", QStringLiteral("0"));
        claim("of another repository", "repository", QStringLiteral("me/app2"));
        claim("of a longer repository", "repository", QStringLiteral("me/app/"));
        claim("without repository", "repository", QJsonValue());
        claim("repository as a list", "repository", QJsonArray{QStringLiteral("me/app")});
        claim("of another sub", "sub", QStringLiteral("repo:me/application:ref"));
        claim("in another case", "sub", QStringLiteral("Repo:me/app:ref"));
        claim("without sub", "sub", QJsonValue());
        header("an ID-JAG", "typ", QStringLiteral("oauth-id-jag+jwt"));
        header("an access token", "typ", QStringLiteral("at+jwt"));
        header("a DPoP proof", "typ", QStringLiteral("dpop+jwt"));
        header("alg none", "alg", QStringLiteral("none"));
        header("alg HS256", "alg", QStringLiteral("HS256"));
        header("another alg", "alg", QStringLiteral("EdDSA"));
        header("another key's name", "kid", QStringLiteral("k2"));
        header("crit", "crit", QJsonArray{QStringLiteral("b64")});
    }
    void assertion_thatIsWrong_isRefused()
    {
        QFETCH(const QJsonObject, claims);
        QFETCH(const QJsonObject, header);
        const bool isOther = claims.value(QLatin1String("iss")) == kOther;
        const auto refused
            = isOther ? verify(assertion(claims, {}, m_otherKey.get())) : verify(assertion(claims, header));
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::InvalidGrant);
        QVERIFY(refused.error().detail.endsWith(u'.'));
    }
    void assertion_signedByAnotherKey_orBroken_isRefused()
    {
        const SoftwareKey stranger(QStringLiteral("RS256"));
        const QByteArray good = assertion();
        for (const QByteArray &bad :
             {assertion({}, {}, &stranger), good.chopped(5), good.first(good.lastIndexOf('.') + 1), QByteArray("x.y.z"),
              QByteArray(), QByteArray(9000, 'a')})
            QCOMPARE(ask(bad).error().code, ErrorCode::InvalidGrant);
        QVERIFY(sessions().isEmpty());
    }
    void request_mustSayWhere_andAskForWhatTheRuleHas()
    {
        QCOMPARE(ask(assertion(), {}, QString()).error().code, ErrorCode::InvalidTarget);
        QCOMPARE(ask(assertion(), {}, QStringLiteral("https://elsewhere.example/")).error().code,
                 ErrorCode::InvalidTarget);
        QCOMPARE(ask(assertion(), QStringLiteral("store:write")).error().code, ErrorCode::InvalidScope);
    }
    void token_isBoundToAKey_whereOneIsShown()
    {
        const SoftwareKey key(QStringLiteral("ES256"));
        const QJsonObject proof{{QStringLiteral("jti"), QStringLiteral("p1")},
                                {QStringLiteral("htm"), QStringLiteral("POST")},
                                {QStringLiteral("htu"), kTokenUrl},
                                {QStringLiteral("iat"), 1'800'000'000.0}};
        const QJsonObject header{{QStringLiteral("typ"), QStringLiteral("dpop+jwt")},
                                 {QStringLiteral("jwk"), key.jwk()}};
        const auto tokens = await(m_tokens->exchangeOfWorkload(
            {.grantType = QStringLiteral("urn:ietf:params:oauth:grant-type:jwt-bearer"),
             .resource = kFiles,
             .assertion = QString::fromLatin1(assertion()),
             .dpop = {.proofs = {key.sign(proof, header)}, .method = "POST", .path = "/api/oauth/token"}}));
        QCOMPARE(tokens->tokenType, QStringLiteral("DPoP"));
        QCOMPARE(m_core->authenticator.bearer(tokens->accessToken).error().code, ErrorCode::DpopProofMissing);
    }

    void rules_thatCannotBeMeant_stopTheStart_data()
    {
        QTest::addColumn<QJsonValue>("workloads");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *name, const QJsonObject &changes, const char *says) {
            QTest::newRow(name) << QJsonValue(QJsonArray{rule(changes)}) << QString::fromLatin1(says);
        };
        const auto claims = [](const QJsonValue &sub) { return one("claims", one("sub", sub)); };
        row("no name", one("name", QJsonValue()), "\"name\"");
        row("long name", one("name", QString(61, u'n')), "\"name\"");
        row("no claims", one("claims", QJsonValue()), "\"claims\"");
        row("empty claims", one("claims", QJsonObject()), "\"claims\"");
        row("everybody", claims(QStringLiteral("*")), "\"claims\"");
        row("a star inside", claims(QStringLiteral("repo:*/app")), "last character");
        row("two stars", claims(QStringLiteral("repo:**")), "last character");
        row("an empty claim", claims(QStringLiteral("")), "\"sub\"");
        row("a number", claims(7), "\"sub\"");
        row("no account", one("account", QJsonValue()), "\"account\"");
        row("no e-mail", one("account", QStringLiteral("ci")), "\"account\"");
        row("no scopes", one("scopes", QJsonValue()), "\"scopes\"");
        row("unknown scope", one("scopes", QJsonArray{QStringLiteral("projects:raed")}), "projects:raed");
        row("unknown member", one("audience", QStringLiteral("x")), "\"audience\"");
        QTest::newRow("no list") << QJsonValue(QJsonObject()) << QStringLiteral("\"workloads\"");
        QTest::newRow("twice") << QJsonValue(QJsonArray{rule(), rule()}) << QStringLiteral("twice");
    }
    void rules_thatCannotBeMeant_stopTheStart()
    {
        QFETCH(const QJsonValue, workloads);
        QFETCH(const QString, says);
        const auto refused = TrustedIssuers::parse(file(workloads), ScopeCatalogue());
        QVERIFY(!refused);
        QCOMPARE(refused.error().field, QStringLiteral("oauth.trusted_issuers"));
        QVERIFY2(refused.error().detail.contains(says), qPrintable(refused.error().detail));
    }
    void issuersWithoutWorkloads_takeNone()
    {
        trust({});
        QVERIFY(!m_tokens->hasWorkloads());
        QVERIFY(!verify(assertion()));
    }
};

QTEST_GUILESS_MAIN(TestWorkloads)
#include "test_workloads.moc"
