// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/core_fixture.h"
#include "tests/core/fake_fetcher.h"
#include "tests/core/software_key.h"

#include <QJsonArray>
#include <QTest>

using namespace ostiary;
using namespace std::chrono_literals;

namespace {

const QString kRedirect = QStringLiteral("https://app.example/callback");
const QString kJwksUri = QStringLiteral("https://app.example/jwks.json");

QByteArray setOf(const SoftwareKey &key)
{
    return QJsonDocument(QJsonObject{{QStringLiteral("keys"), QJsonArray{key.jwk()}}}).toJson();
}

} // namespace

// Registered clients: what they may say, how they are managed (RFC 7592), how they prove who they are (RFC 7523).
class TestClients : public QObject
{
    Q_OBJECT

    QCA::Initializer m_crypto;
    std::unique_ptr<CoreFixture> m_core;
    FakeFetcher m_fetcher;
    std::unique_ptr<ClientService> m_clients;
    int m_jti = 0;

    static QJsonObject metadata(const QJsonObject &more = {})
    {
        QJsonObject all{{QStringLiteral("client_name"), QStringLiteral("App")},
                        {QStringLiteral("redirect_uris"), QJsonArray{kRedirect}}};
        for (auto member = more.begin(); member != more.end(); ++member)
            all.insert(member.key(), member.value());
        return all;
    }
    ClientService::Registered make(const QJsonObject &more = {})
    {
        return *await(m_clients->registerClient(metadata(more)));
    }
    static QByteArray tokenOf(const ClientService::Registered &registered)
    {
        return registered.registrationToken.reveal().toByteArray();
    }
    Grant letIn(const OAuthClient &client)
    {
        const Account ann = m_core->account(client.id.text().right(8).toLower() + QStringLiteral("@example.org"));
        const auto session = *await(m_core->sessions.open(ann.id, QStringLiteral("127.0.0.1"), {}));
        const Principal who = *m_core->authenticator.session(session.cookie.reveal().toByteArray());
        const AuthorizeRequest request{.client = client,
                                       .redirectUri = *RedirectUri::parse(kRedirect),
                                       .state = {},
                                       .codeChallenge = QStringLiteral("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
                                       .scopes = {QStringLiteral("aso:read")},
                                       .resource = m_core->resources.issuer()};
        const Approval approval = *await(m_core->consents.ask(request, who));
        std::ignore = await(m_core->consents.decide(approval.id, true));
        const QByteArray location = *await(m_core->consents.answer(approval.id, who));
        const qsizetype code = location.indexOf("code=") + 5;
        std::ignore = *await(m_core->tokens.exchange(
            client,
            {.grantType = QStringLiteral("authorization_code"),
             .code = QString::fromLatin1(location.sliced(code, location.indexOf('&', code) - code)),
             .redirectUri = kRedirect,
             .codeVerifier = QStringLiteral("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
             .refreshToken = {},
             .scope = {},
             .resource = {}}));
        return m_core->tokens.listGrants({})->rows.first();
    }

    QJsonObject claims(const ClientId &client, const QJsonObject &more = {})
    {
        const double now = double(m_core->clock.now().time_since_epoch().count()) / 1000;
        QJsonObject all{{QStringLiteral("iss"), client.text()},
                        {QStringLiteral("sub"), client.text()},
                        {QStringLiteral("aud"), m_core->resources.issuer()},
                        {QStringLiteral("iat"), now},
                        {QStringLiteral("exp"), now + 60},
                        {QStringLiteral("jti"), QStringLiteral("jti-%1").arg(++m_jti)}};
        for (auto member = more.begin(); member != more.end(); ++member) {
            if (member.value().isNull())
                all.remove(member.key());
            else
                all.insert(member.key(), member.value());
        }
        return all;
    }
    Result<OAuthClient> prove(const ClientId &client, const QByteArray &assertion)
    {
        return await(m_clients->authenticate({.clientId = client.text(), .secret = {}, .assertion = assertion}));
    }
    OAuthClient withKey(const SoftwareKey &key)
    {
        return make({{QStringLiteral("token_endpoint_auth_method"), QStringLiteral("private_key_jwt")},
                     {QStringLiteral("jwks"), QJsonObject{{QStringLiteral("keys"), QJsonArray{key.jwk()}}}}})
            .client;
    }

private slots:
    void init()
    {
        m_core = std::make_unique<CoreFixture>();
        m_fetcher.documents.clear();
        m_fetcher.asked.clear();
        m_clients = std::make_unique<ClientService>(
            *m_core->store, m_core->keys, m_core->scopes, m_core->limiter, m_core->clock, m_core->random,
            ClientService::Options{.issuer = m_core->resources.issuer(), .fetcher = &m_fetcher});
    }
    void cleanup()
    {
        m_clients.reset();
        m_core.reset();
    }

    // ---- registration (RFC 7591) ----
    void register_withoutAMethod_meansBasic_withASecret()
    {
        const auto made = make();
        QCOMPARE(made.client.tokenEndpointAuthMethod, QStringLiteral("client_secret_basic"));
        QVERIFY(!made.secret.isEmpty());
    }
    void register_dropsScopesThatAreUnknown_andIgnoresWhatItDoesNotKnow()
    {
        const auto made = make({{QStringLiteral("scope"), QStringLiteral("openid aso:read email aso:read")},
                                {QStringLiteral("application_type"), QStringLiteral("web")},
                                {QStringLiteral("logo_uri"), QString(20'000, u'x')},
                                {QStringLiteral("software_statement"), QStringLiteral("x.y.z")},
                                {QStringLiteral("sector_identifier_uri"), QStringLiteral("https://app.example/s")}});
        QCOMPARE(made.client.scope, QStringLiteral("aso:read"));
        QVERIFY(m_fetcher.asked.isEmpty());
    }
    void register_cannotChooseItsIdSecretOrToken()
    {
        const auto made = make({{QStringLiteral("client_id"), QStringLiteral("https://claude.ai/x")},
                                {QStringLiteral("client_secret"), QStringLiteral("mine")},
                                {QStringLiteral("registration_access_token"), QStringLiteral("mine")},
                                {QStringLiteral("trusted"), true}});
        QVERIFY(made.client.id.text().startsWith(QLatin1String("cli_")));
        QVERIFY(made.secret != Secret("mine"));
        QVERIFY(!m_clients->readRegistration(made.client.id, "mine"));
    }
    void register_readsNoKeysByAddress_untilTheyAreNeeded()
    {
        const auto made = make({{QStringLiteral("token_endpoint_auth_method"), QStringLiteral("private_key_jwt")},
                                {QStringLiteral("jwks_uri"), kJwksUri}});
        QVERIFY(made.secret.isEmpty());
        QVERIFY(m_fetcher.asked.isEmpty());
        for (const char *bad : {"http://app.example/jwks", "https://127.0.0.1/jwks", "https://localhost/jwks"}) {
            const auto refused = await(m_clients->registerClient(
                metadata({{QStringLiteral("token_endpoint_auth_method"), QStringLiteral("private_key_jwt")},
                          {QStringLiteral("jwks_uri"), QLatin1String(bad)}})));
            QVERIFY2(!refused && refused.error().code == ErrorCode::InvalidClientMetadata, bad);
        }
    }
    void sameSoftware_registeringAgain_isOneRowWithACount_andKeepsAllItsIds()
    {
        const auto first = make();
        m_core->clock.advance(1s);
        const auto second = make();
        make({{QStringLiteral("client_name"), QStringLiteral("Other")}});
        make({{QStringLiteral("redirect_uris"), QJsonArray{QStringLiteral("https://evil.example/callback")}}});
        const Page<OAuthClient> page = *m_clients->list({});
        QCOMPARE(page.rows.size(), 3);
        const auto row = std::ranges::find(page.rows, second.client.id, &OAuthClient::id);
        QVERIFY(row != page.rows.end());
        QCOMPARE(row->registrations, 2);
        for (const auto &each : {first, second})
            QVERIFY(await(m_clients->authenticate({.clientId = each.client.id.text(), .secret = each.secret})));
    }
    void cleanUp_takesOnlyWhatNobodyEverLetIn()
    {
        const auto unused = make();
        const auto used = make({{QStringLiteral("client_name"), QStringLiteral("Used")}});
        letIn(used.client);
        const CreatedClient byHand
            = *await(m_clients->create({.name = QStringLiteral("By hand"), .redirectUris = {kRedirect}}));
        m_core->clock.advance(1s);
        std::ignore
            = await(m_core->store->write([now = m_core->clock.now()](store::Connection &connection) -> Result<bool> {
                  CHECK(store::oauth_clients::removeUnused(connection, now));
                  return true;
              }));
        QVERIFY(!*m_clients->find(unused.client.id));
        QVERIFY(*m_clients->find(used.client.id));
        QVERIFY(*m_clients->find(byHand.client.id));
    }

    // ---- management (RFC 7592) ----
    void registration_isChangedByItsOwnToken()
    {
        const auto made = make();
        const auto changed = *await(m_clients->changeRegistration(
            made.client.id, tokenOf(made),
            metadata({{QStringLiteral("client_id"), made.client.id.text()},
                      {QStringLiteral("client_secret"), QString::fromLatin1(made.secret.reveal())},
                      {QStringLiteral("client_name"), QStringLiteral("New name")}})));
        QVERIFY(changed.secret.isEmpty()); // it keeps the one it has
        QCOMPARE((*m_clients->find(made.client.id))->name, QStringLiteral("New name"));
        QVERIFY(await(m_clients->authenticate({.clientId = made.client.id.text(), .secret = made.secret})));
        QCOMPARE(m_clients->readRegistration(made.client.id, tokenOf(made))->name, QStringLiteral("New name"));
    }
    void registration_thatBecomesPublic_losesItsSecret_andGetsANewOneWhenItNeedsOneAgain()
    {
        const auto made = make();
        const auto change = [&](const char *method) {
            return *await(m_clients->changeRegistration(
                made.client.id, tokenOf(made),
                metadata({{QStringLiteral("client_id"), made.client.id.text()},
                          {QStringLiteral("token_endpoint_auth_method"), QLatin1String(method)}})));
        };
        change("none");
        QVERIFY(!await(m_clients->authenticate({.clientId = made.client.id.text(), .secret = made.secret})));
        const auto again = change("client_secret_post");
        QVERIFY(!again.secret.isEmpty());
        QVERIFY(await(m_clients->authenticate({.clientId = made.client.id.text(), .secret = again.secret})));
    }
    void registration_isNotChanged_byWhatIsNotItsToChoose_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("value");
        QTest::newRow("another client_id") << "client_id" << "cli_other";
        QTest::newRow("a chosen secret") << "client_secret" << "mine";
        QTest::newRow("a chosen token") << "registration_access_token" << "mine";
        QTest::newRow("a chosen address") << "registration_client_uri" << "https://evil.example";
        QTest::newRow("an unknown method") << "token_endpoint_auth_method" << "tls_client_auth";
    }
    void registration_isNotChanged_byWhatIsNotItsToChoose()
    {
        QFETCH(QString, name);
        QFETCH(QString, value);
        const auto made = make();
        QJsonObject wish = metadata({{QStringLiteral("client_id"), made.client.id.text()},
                                     {QStringLiteral("client_name"), QStringLiteral("Changed")}});
        wish.insert(name, value);
        const auto refused = await(m_clients->changeRegistration(made.client.id, tokenOf(made), wish));
        QCOMPARE(refused.error().code, ErrorCode::InvalidClientMetadata);
        QCOMPARE((*m_clients->find(made.client.id))->name, QStringLiteral("App"));
    }
    void registration_isNobodyElsesToReadChangeOrDelete()
    {
        const auto made = make();
        const auto other = make();
        const CreatedClient byHand
            = *await(m_clients->create({.name = QStringLiteral("By hand"), .redirectUris = {kRedirect}}));
        for (const QByteArray &token : {tokenOf(other), QByteArray(), QByteArray("x")}) {
            for (const ClientId &id : {made.client.id, byHand.client.id, ClientId(QStringLiteral("cli_unknown"))}) {
                QCOMPARE(m_clients->readRegistration(id, token).error().code, ErrorCode::InvalidToken);
                QCOMPARE(await(m_clients->changeRegistration(id, token, metadata())).error().code,
                         ErrorCode::InvalidToken);
                QCOMPARE(await(m_clients->removeRegistration(id, token)).error().code, ErrorCode::InvalidToken);
            }
        }
        QVERIFY(*m_clients->find(made.client.id));
    }
    void deletedClient_isGone_withItsSessions_whichStayListed()
    {
        const auto made = make();
        const Grant grant = letIn(made.client);
        QVERIFY(await(m_clients->removeRegistration(made.client.id, tokenOf(made))));
        QVERIFY(!*m_clients->find(made.client.id));
        QCOMPARE(m_clients->readRegistration(made.client.id, tokenOf(made)).error().code, ErrorCode::InvalidToken);
        QCOMPARE(
            await(m_clients->authenticate({.clientId = made.client.id.text(), .secret = made.secret})).error().code,
            ErrorCode::InvalidClient);
        const Grant ended = m_core->tokens.listGrants({})->rows.first();
        QCOMPARE(ended.id, grant.id);
        QVERIFY(ended.stateAt(m_core->clock.now()) == GrantState::Revoked);
        QVERIFY(m_clients->list({})->rows.isEmpty());
        QCOMPARE(await(m_clients->remove(made.client.id)).error().code, ErrorCode::NotFound);
    }

    // ---- by hand ----
    void clientMadeByHand_hasASecretOnlyWhenItIsWanted()
    {
        const CreatedClient open
            = *await(m_clients->create({.name = QStringLiteral(" My  app "), .redirectUris = {kRedirect}}));
        QCOMPARE(open.client.name, QStringLiteral("My app"));
        QVERIFY(open.secret.isEmpty());
        QVERIFY(await(m_clients->authenticate({.clientId = open.client.id.text()})));
        const CreatedClient kept = *await(
            m_clients->create({.name = QStringLiteral("Server"), .redirectUris = {kRedirect}, .hasSecret = true}));
        QVERIFY(!await(m_clients->authenticate({.clientId = kept.client.id.text()})));
        QVERIFY(await(m_clients->authenticate({.clientId = kept.client.id.text(), .secret = kept.secret})));
        QCOMPARE(await(m_clients->create({.name = {}, .redirectUris = {kRedirect}})).error().field,
                 QStringLiteral("name"));
        QCOMPARE(await(m_clients->create({.name = QStringLiteral("x"), .redirectUris = {QStringLiteral("data:x")}}))
                     .error()
                     .field,
                 QStringLiteral("redirect_uris"));
    }

    // ---- private_key_jwt (RFC 7523 §3) ----
    void assertion_provesAClient_inEveryAlgorithmThatIsPromised_data()
    {
        QTest::addColumn<QString>("algorithm");
        for (const QString &algorithm : PublicJwk::algorithms())
            QTest::newRow(qPrintable(algorithm)) << algorithm;
    }
    void assertion_provesAClient_inEveryAlgorithmThatIsPromised()
    {
        QFETCH(QString, algorithm);
        const SoftwareKey key(algorithm);
        const OAuthClient client = withKey(key);
        const QByteArray assertion = key.sign(claims(client.id));
        QVERIFY(prove(client.id, assertion));
        QCOMPARE(prove(client.id, assertion).error().code, ErrorCode::InvalidClient); // once
        QByteArray bent = key.sign(claims(client.id));
        bent[bent.size() - 10] = bent[bent.size() - 10] == 'A' ? 'B' : 'A';
        QVERIFY(!prove(client.id, bent));
        QVERIFY(!prove(client.id, SoftwareKey(algorithm).sign(claims(client.id)))); // somebody else's key
        QVERIFY(!await(m_clients->authenticate({.clientId = client.id.text()}))); // nothing at all
        QVERIFY(!await(m_clients->authenticate({.clientId = client.id.text(), .secret = Secret("x")})));
    }
    void assertion_isRefused_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QJsonValue>("value");
        const double now = double(ManualClock().now().time_since_epoch().count()) / 1000;
        const auto row = [](const char *what, const char *name, const QJsonValue &value) {
            QTest::newRow(what) << QString::fromLatin1(name) << value;
        };
        row("issuer of another", "iss", QStringLiteral("cli_other"));
        row("no issuer", "iss", QJsonValue());
        row("subject of another", "sub", QStringLiteral("cli_other"));
        row("for another server", "aud", QStringLiteral("https://other.example"));
        row("for us and another", "aud",
            QJsonArray{QLatin1String(CoreFixture::kIssuer), QStringLiteral("https://other.example")});
        row("for nobody", "aud", QJsonValue());
        row("run out", "exp", now - 31);
        row("good for too long", "exp", now + 6 * 60);
        row("without an end", "exp", QJsonValue());
        row("end as text", "exp", QStringLiteral("9999999999"));
        row("of the future", "nbf", now + 60);
        row("made in the future", "iat", now + 60);
        row("without a jti", "jti", QJsonValue());
        row("with a jti of 300 characters", "jti", QString(300, u'j'));
    }
    void assertion_isRefused()
    {
        QFETCH(QString, name);
        QFETCH(QJsonValue, value);
        const SoftwareKey key(QStringLiteral("EdDSA"));
        const OAuthClient client = withKey(key);
        QCOMPARE(prove(client.id, key.sign(claims(client.id, {{name, value}}))).error().code, ErrorCode::InvalidClient);
        QVERIFY(prove(client.id, key.sign(claims(client.id))));
    }
    void assertion_mayBeAddressedToTheTokenEndpoint()
    {
        const SoftwareKey key(QStringLiteral("ES256"));
        const OAuthClient client = withKey(key);
        const QString endpoint = m_core->resources.issuer() + QStringLiteral("/api/oauth/token");
        QVERIFY(prove(client.id, key.sign(claims(client.id, {{QStringLiteral("aud"), endpoint}}))));
        QVERIFY(prove(client.id, key.sign(claims(client.id, {{QStringLiteral("aud"), QJsonArray{endpoint}}}))));
    }
    // RFC 8725 §2.1: the key decides what it can sign, never the header.
    void assertion_cannotChooseItsAlgorithmOrKey()
    {
        const SoftwareKey key(QStringLiteral("RS256"));
        const OAuthClient client = withKey(key);
        for (const char *algorithm : {"none", "HS256", "ES256", "PS256", "RS512", ""}) {
            const QJsonObject header{{QStringLiteral("alg"), QLatin1String(algorithm)}};
            QVERIFY2(!prove(client.id, key.sign(claims(client.id), header)), algorithm);
        }
        const SoftwareKey own(QStringLiteral("RS256"));
        for (const char *name : {"jku", "x5u"}) {
            const QJsonObject header{{QLatin1String(name), kJwksUri}};
            QVERIFY2(!prove(client.id, own.sign(claims(client.id), header)), name);
        }
        QVERIFY(!prove(client.id, own.sign(claims(client.id), {{QStringLiteral("jwk"), own.jwk()}})));
        QVERIFY(!prove(client.id, key.sign(claims(client.id), {{QStringLiteral("crit"), QJsonArray{}}})));
        QVERIFY(m_fetcher.asked.isEmpty());
    }
    void assertion_ofAClientWithoutKeys_isRefused()
    {
        const SoftwareKey key(QStringLiteral("EdDSA"));
        const auto open = make({{QStringLiteral("token_endpoint_auth_method"), QStringLiteral("none")}});
        QCOMPARE(prove(open.client.id, key.sign(claims(open.client.id))).error().code, ErrorCode::InvalidClient);
        QVERIFY(!prove(open.client.id, "a.b.c"));
    }
    void keysAtAnAddress_areReadOnce_andAgainWhenTheyHaveChanged()
    {
        const SoftwareKey first(QStringLiteral("EdDSA"));
        const SoftwareKey second(QStringLiteral("EdDSA"), QStringLiteral("k2"));
        m_fetcher.put(kJwksUri, setOf(first), 24h);
        const OAuthClient client
            = make({{QStringLiteral("token_endpoint_auth_method"), QStringLiteral("private_key_jwt")},
                    {QStringLiteral("jwks_uri"), kJwksUri}})
                  .client;
        QVERIFY(prove(client.id, first.sign(claims(client.id))));
        QVERIFY(prove(client.id, first.sign(claims(client.id))));
        QCOMPARE(m_fetcher.asked.size(), 1);
        m_fetcher.put(kJwksUri, setOf(second), 24h);
        QVERIFY(!prove(client.id, second.sign(claims(client.id)))); // not twice a minute, whoever asks
        m_core->clock.advance(61s);
        QVERIFY(prove(client.id, second.sign(claims(client.id))));
        QCOMPARE(m_fetcher.asked.size(), 2);
        QVERIFY(!prove(client.id, first.sign(claims(client.id))));
    }
    void clientByDocument_provesItselfByTheKeysInIt()
    {
        const SoftwareKey key(QStringLiteral("ES256"));
        const QString url = QStringLiteral("https://app.example/client.json");
        QJsonObject document
            = metadata({{QStringLiteral("client_id"), url},
                        {QStringLiteral("token_endpoint_auth_method"), QStringLiteral("private_key_jwt")},
                        {QStringLiteral("jwks"), QJsonObject{{QStringLiteral("keys"), QJsonArray{key.jwk()}}}}});
        m_fetcher.put(url, QJsonDocument(document).toJson(), 60s);
        QVERIFY(prove(ClientId(url), key.sign(claims(ClientId(url)))));
        // Keys are trusted while the document stands: a day at most.
        m_fetcher.fails(url);
        m_core->clock.advance(25h);
        QCOMPARE(prove(ClientId(url), key.sign(claims(ClientId(url)))).error().code, ErrorCode::InvalidClient);
    }
};

QTEST_GUILESS_MAIN(TestClients)
#include "test_clients.moc"
