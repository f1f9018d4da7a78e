// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/grants.h"
#include "models/store/oauth_clients.h"
#include "server/core/crypto/base64url.h"
#include "server/core/oauth/access_token.h"
#include "server/core/oauth/device_service.h"
#include "server/core/oauth/grants/device_code.h"
#include "server/core/oauth/grants/token_exchange.h"
#include "server/core/oauth/machine_access.h"
#include "tests/core/core_fixture.h"

#include <QCryptographicHash>
#include <QFile>
#include <QJsonArray>
#include <QTest>
#include <QUrlQuery>

using namespace ostiary;
using namespace std::chrono_literals;

namespace {

const QString kVerifier(43, u'v');
const QString kRedirect = QStringLiteral("https://app.example/callback");
const QString kFiles = QStringLiteral("https://gate.example/mcp/files");
const QString kDeviceGrant = QLatin1String(DeviceCodeGrant::kType);

QString text(const Secret &secret)
{
    return QString::fromLatin1(secret.reveal());
}

} // namespace

/// The grants beside the authorization code, and what refresh tokens do when they are lost, shared or stolen.
class TestGrants : public QObject
{
    Q_OBJECT

    QCA::Initializer m_crypto;
    std::unique_ptr<CoreFixture> m_core;
    std::unique_ptr<DeviceService> m_devices;
    std::unique_ptr<MachineAccess> m_machines;
    OAuthClient m_client;
    Account m_account;
    Principal m_ann;

    OAuthClient registerClient(const QStringList &grantTypes = {QStringLiteral("authorization_code"), kDeviceGrant},
                               const QString &method = QStringLiteral("none"))
    {
        return await(m_core->clients.registerClient(
                         {{QStringLiteral("client_name"), QStringLiteral("App")},
                          {QStringLiteral("token_endpoint_auth_method"), method},
                          {QStringLiteral("grant_types"), QJsonArray::fromStringList(grantTypes)},
                          {QStringLiteral("redirect_uris"), QJsonArray{kRedirect}}}))
            ->client;
    }
    OAuthClient machine()
    {
        return registerClient({QStringLiteral("client_credentials")}, QStringLiteral("client_secret_basic"));
    }
    Result<IssuedTokens> ask(const OAuthClient &client, const TokenRequest &request)
    {
        return await(m_core->tokens.exchange(client, request));
    }

    /// Tokens of a session that a person allowed, for `resource`.
    IssuedTokens fresh(const QString &scope = {}, const QString &resource = kFiles)
    {
        const QString challenge = QString::fromLatin1(
            toBase64Url(QCryptographicHash::hash(kVerifier.toLatin1(), QCryptographicHash::Sha256)));
        const auto request = parseAuthorizeRequest({{QStringLiteral("client_id"), m_client.id.text()},
                                                    {QStringLiteral("redirect_uri"), kRedirect},
                                                    {QStringLiteral("response_type"), QStringLiteral("code")},
                                                    {QStringLiteral("code_challenge"), challenge},
                                                    {QStringLiteral("code_challenge_method"), QStringLiteral("S256")},
                                                    {QStringLiteral("scope"), scope},
                                                    {QStringLiteral("resource"), resource}},
                                                   m_core->clients, m_core->resources, m_core->scopes);
        const Approval approval = *await(m_core->consents.ask(*request, m_ann));
        std::ignore = await(m_core->consents.decide(approval.id, true));
        const QByteArray location = *await(m_core->consents.answer(approval.id, m_ann));
        const QString code = QUrlQuery(QUrl::fromEncoded(location)).queryItemValue(QStringLiteral("code"));
        return *ask(m_client,
                    {.grantType = QStringLiteral("authorization_code"), .code = code, .codeVerifier = kVerifier});
    }
    Result<IssuedTokens> refresh(const Secret &token, const QString &scope = {}, const QString &resource = {})
    {
        return ask(m_client,
                   {.grantType = QStringLiteral("refresh_token"),
                    .refreshToken = text(token),
                    .scope = scope,
                    .resource = resource});
    }
    Grant newest() { return m_core->tokens.listGrants({}, m_account.id)->rows.first(); }

    Result<IssuedTokens> poll(const DeviceService::Started &device)
    {
        return ask(m_client, {.grantType = kDeviceGrant, .deviceCode = text(device.deviceCode)});
    }
    DeviceService::Started startDevice()
    {
        return *await(m_devices->start(m_client, QStringLiteral("aso:read"), kFiles, QHostAddress::LocalHost));
    }
    Result<Approval> enter(const QString &code)
    {
        return await(m_devices->enter(code, m_ann, QHostAddress::LocalHost));
    }
    Result<IssuedTokens> exchangeToken(const OAuthClient &client, const QByteArray &token, const QString &scope = {},
                                       const QString &resource = {})
    {
        return ask(client,
                   {.grantType = QLatin1String(TokenExchangeGrant::kType),
                    .scope = scope,
                    .resource = resource,
                    .subjectToken = QString::fromLatin1(token),
                    .subjectTokenType = accessTokenType()});
    }

private slots:
    void init()
    {
        m_core = std::make_unique<CoreFixture>();
        m_devices = std::make_unique<DeviceService>(*m_core->store, m_core->keys, m_core->resources, m_core->scopes,
                                                    m_core->consents, m_core->limiter, m_core->clock, m_core->random);
        m_machines = std::make_unique<MachineAccess>(*m_core->store, m_core->scopes, m_core->clock);
        m_client = registerClient();
        m_account = m_core->account();
        const auto session = *await(m_core->sessions.open(m_account.id, QStringLiteral("127.0.0.1"), {}));
        m_ann = *m_core->authenticator.session(session.cookie.reveal().toByteArray());
    }
    void cleanup()
    {
        m_devices.reset();
        m_machines.reset();
        m_core.reset();
    }

    // ---- refresh (OAuth 2.1 §4.3, RFC 9700 §4.14) ----
    void refresh_reused_marksTheSession_soThatItsOwnerSeesIt()
    {
        const IssuedTokens first = fresh();
        QVERIFY(refresh(first.refreshToken));
        QVERIFY(!newest().reusedAt);
        m_core->clock.advance(31s);
        QVERIFY(!refresh(first.refreshToken));
        QCOMPARE(newest().reusedAt, m_core->clock.now());
        QVERIFY(newest().stateAt(m_core->clock.now()) == GrantState::Revoked);
    }
    void refresh_withoutGrace_takesALostAnswerForTheft()
    {
        TokenService strict(*m_core->store, m_core->keys, *m_core->signer, m_core->resources, m_core->scopes,
                            m_core->clock, m_core->random, {.grace = 0s});
        const IssuedTokens first = fresh();
        const TokenRequest request{.grantType = QStringLiteral("refresh_token"),
                                   .refreshToken = text(first.refreshToken)};
        QVERIFY(await(strict.exchange(m_client, request)));
        QCOMPARE(await(strict.exchange(m_client, request)).error().code, ErrorCode::InvalidGrant);
        QVERIFY(newest().reusedAt);
    }
    // Keycloak once told rotations apart by the second; here they are counted.
    void refresh_twiceInOneInstant_leavesOneLiveToken()
    {
        const IssuedTokens first = fresh();
        const IssuedTokens second = *refresh(first.refreshToken);
        const IssuedTokens third = *refresh(second.refreshToken);
        QVERIFY(m_core->authenticator.bearer(third.accessToken));
        QVERIFY(!refresh(first.refreshToken)); // two generations back: stolen, whatever the clock says
        QVERIFY(!m_core->authenticator.bearer(third.accessToken));
    }
    void refresh_byAnotherClient_isRefused_andLeavesTheFamilyAlone()
    {
        const IssuedTokens tokens = fresh();
        const TokenRequest request{.grantType = QStringLiteral("refresh_token"),
                                   .refreshToken = text(tokens.refreshToken)};
        QCOMPARE(ask(registerClient(), request).error().code, ErrorCode::InvalidGrant);
        QVERIFY(!newest().revokedAt);
        QVERIFY(refresh(tokens.refreshToken));
    }
    void refresh_thatAsksForTooMuch_keepsItsToken()
    {
        const IssuedTokens tokens = fresh(QStringLiteral("projects:read"));
        QCOMPARE(refresh(tokens.refreshToken, QStringLiteral("projects:write")).error().code, ErrorCode::InvalidScope);
        QCOMPARE(refresh(tokens.refreshToken, {}, QLatin1String(CoreFixture::kIssuer)).error().code,
                 ErrorCode::InvalidTarget);
        const IssuedTokens next = *refresh(tokens.refreshToken);
        QCOMPARE(AccessToken::verify(next.accessToken, *m_core->signer, QLatin1String(CoreFixture::kIssuer),
                                     m_core->clock.now())
                     ->audience,
                 kFiles);
    }
    void refresh_endsWithItsAccount_itsConsentAndItsMembership()
    {
        const IssuedTokens withdrawn = fresh();
        QVERIFY(await(m_core->tokens.revokeGrant(newest().id, m_account.id)));
        QCOMPARE(refresh(withdrawn.refreshToken).error().code, ErrorCode::InvalidGrant);
        const IssuedTokens disabled = fresh();
        QVERIFY(await(m_core->accounts.change(m_account.id, {.isDisabled = true})));
        QCOMPARE(refresh(disabled.refreshToken).error().code, ErrorCode::InvalidGrant);
    }
    void refresh_isNotAlarmedByAClockThatGoesBack()
    {
        const IssuedTokens first = fresh();
        const IssuedTokens second = *refresh(first.refreshToken);
        m_core->clock.advance(-1h);
        QVERIFY(refresh(first.refreshToken)->refreshToken == second.refreshToken);
    }

    // ---- scopes ----
    void scope_write_includesRead()
    {
        const IssuedTokens tokens = fresh(QStringLiteral("projects:write"));
        QCOMPARE(refresh(tokens.refreshToken, QStringLiteral("projects:read"))->scopes,
                 QStringList{QStringLiteral("projects:read")});
    }

    // ---- introspection (RFC 7662) and revocation (RFC 7009) ----
    void introspection_tellsAClientOfItsOwnTokens_untilTheyEnd()
    {
        const IssuedTokens tokens = fresh(QStringLiteral("aso:read"));
        const auto access = *m_core->tokens.introspect(m_client, tokens.accessToken);
        QVERIFY(access);
        QCOMPARE(access->subject, m_account.id.text());
        QCOMPARE(access->username, m_account.email);
        QCOMPARE(access->audience, kFiles);
        QCOMPARE(access->scopes, QStringList{QStringLiteral("aso:read")});
        QVERIFY(!access->isRefreshToken && !access->id.isEmpty());
        const auto refreshToken = tokens.refreshToken.reveal().toByteArray();
        QVERIFY((*m_core->tokens.introspect(m_client, refreshToken))->isRefreshToken);

        const OAuthClient other = registerClient();
        QVERIFY(!*m_core->tokens.introspect(other, tokens.accessToken));
        QVERIFY(!*m_core->tokens.introspect(other, refreshToken));
        QVERIFY(!*m_core->tokens.introspect(m_client, "nonsense"));

        QVERIFY(refresh(tokens.refreshToken));
        QVERIFY(!*m_core->tokens.introspect(m_client, refreshToken)); // spent
        QVERIFY(await(m_core->tokens.revokeGrant(newest().id)));
        QVERIFY(!*m_core->tokens.introspect(m_client, tokens.accessToken));
    }

    // ---- client credentials (OAuth 2.1 §4.2) ----
    void machine_getsNothing_beforeAnOperatorAllowsIt()
    {
        const OAuthClient program = machine();
        const TokenRequest request{.grantType = QStringLiteral("client_credentials")};
        QCOMPARE(ask(program, request).error().code, ErrorCode::UnauthorizedClient);
        QCOMPARE(ask(m_client, request).error().code, ErrorCode::UnauthorizedClient);
        QCOMPARE(await(m_machines->allow(m_client.id, m_account.email, {})).error().code, ErrorCode::InvalidValue);
        QCOMPARE(await(m_machines->allow(program.id, QStringLiteral("nobody@example.org"), {})).error().code,
                 ErrorCode::NotFound);
        QCOMPARE(await(m_machines->allow(program.id, m_account.email, {QStringLiteral("all")})).error().code,
                 ErrorCode::InvalidValue);
    }
    void machine_isItsOwnSubject_inItsOwnersOrganization()
    {
        const OAuthClient program
            = *await(m_machines->allow(machine().id, m_account.email, {QStringLiteral("aso:write")}));
        const TokenRequest request{.grantType = QStringLiteral("client_credentials"), .resource = kFiles};
        const IssuedTokens tokens = *ask(program, request);
        QVERIFY(tokens.refreshToken.isEmpty());
        QCOMPARE(tokens.scopes, QStringList{QStringLiteral("aso:write")});
        const Principal who = *m_core->authenticator.bearer(tokens.accessToken);
        QCOMPARE(who.organization, m_account.organization);
        QCOMPARE(who.client, program.id);
        QCOMPARE((*m_core->tokens.introspect(program, tokens.accessToken))->subject, program.id.text());

        TokenRequest more = request;
        more.scope = QStringLiteral("aso:read");
        QCOMPARE(ask(program, more)->scopes, QStringList{QStringLiteral("aso:read")});
        more.scope = QStringLiteral("store:read");
        QCOMPARE(ask(program, more).error().code, ErrorCode::InvalidScope);
        more = {.grantType = request.grantType, .resource = QStringLiteral("https://elsewhere.example/")};
        QCOMPARE(ask(program, more).error().code, ErrorCode::InvalidTarget);
        QCOMPARE(m_core->tokens.listGrants({}, m_account.id)->rows.size(), 1); // one session for all of its tokens
    }
    void machine_thatIsTakenBack_isRefusedAtOnce_andStaysOut()
    {
        const OAuthClient program = *await(m_machines->allow(machine().id, m_account.email, {}));
        const TokenRequest request{.grantType = QStringLiteral("client_credentials")};
        const QByteArray token = ask(program, request)->accessToken;
        QVERIFY(m_core->authenticator.bearer(token));
        QVERIFY(await(m_core->tokens.revokeGrant(newest().id, m_account.id)));
        QVERIFY(!m_core->authenticator.bearer(token));
        QCOMPARE(ask(**m_core->clients.find(program.id), request).error().code, ErrorCode::UnauthorizedClient);
        const OAuthClient again = *await(m_machines->allow(program.id, m_account.email, {}));
        const QByteArray second = ask(again, request)->accessToken;
        QVERIFY(await(m_machines->disallow(program.id)));
        QVERIFY(!m_core->authenticator.bearer(second));
    }
    void machine_endsWithTheAccountThatAnswersForIt()
    {
        const OAuthClient program = *await(m_machines->allow(machine().id, m_account.email, {}));
        const TokenRequest request{.grantType = QStringLiteral("client_credentials")};
        const QByteArray token = ask(program, request)->accessToken;
        QVERIFY(await(m_core->accounts.change(m_account.id, {.isDisabled = true})));
        QVERIFY(!m_core->authenticator.bearer(token));
        QCOMPARE(ask(program, request).error().code, ErrorCode::UnauthorizedClient);
    }

    // ---- devices (RFC 8628) ----
    void device_waits_isAllowed_andGetsTokensOnce()
    {
        const DeviceService::Started device = startDevice();
        QCOMPARE(poll(device).error().code, ErrorCode::AuthorizationPending);
        const Approval approval = *enter(device.userCode.toLower().remove(u'-'));
        QVERIFY(approval.redirectUri.isEmpty());
        QCOMPARE(enter(device.userCode)->id, approval.id); // the same browser may type it again
        QVERIFY(await(m_core->consents.decide(approval.id, true)));
        m_core->clock.advance(5s);
        const IssuedTokens tokens = *poll(device);
        QCOMPARE(tokens.scopes, QStringList{QStringLiteral("aso:read")});
        QCOMPARE(m_core->authenticator.bearer(tokens.accessToken)->audience, kFiles);
        QVERIFY(refresh(tokens.refreshToken));
        QCOMPARE(poll(device).error().code, ErrorCode::InvalidGrant);
        QVERIFY(!m_core->authenticator.bearer(tokens.accessToken)); // it came twice
    }
    void device_isToldNo_toSlowDown_andWhenItIsTooLate()
    {
        const DeviceService::Started denied = startDevice();
        QVERIFY(await(m_core->consents.decide(enter(denied.userCode)->id, false)));
        QCOMPARE(poll(denied).error().code, ErrorCode::DeviceDenied);
        QCOMPARE(QByteArray(entryOf(ErrorCode::DeviceDenied).oauth), QByteArray("access_denied"));

        const DeviceService::Started hasty = startDevice();
        QCOMPARE(poll(hasty).error().code, ErrorCode::AuthorizationPending);
        QCOMPARE(poll(hasty).error().code, ErrorCode::SlowDown);
        m_core->clock.advance(6s); // 10 are asked for now
        QCOMPARE(poll(hasty).error().code, ErrorCode::SlowDown);
        m_core->clock.advance(15s);
        QCOMPARE(poll(hasty).error().code, ErrorCode::AuthorizationPending);

        const DeviceService::Started late = startDevice();
        m_core->clock.advance(DeviceService::kLifetime);
        QCOMPARE(poll(late).error().code, ErrorCode::ExpiredToken);
        QCOMPARE(enter(late.userCode).error().code, ErrorCode::NotFound);
    }
    void device_answersOnlyToItsClient_andToOneBrowser()
    {
        const DeviceService::Started device = startDevice();
        const TokenRequest request{.grantType = kDeviceGrant, .deviceCode = text(device.deviceCode)};
        QCOMPARE(ask(registerClient(), request).error().code, ErrorCode::InvalidGrant);
        QCOMPARE(await(m_devices->start(registerClient({QStringLiteral("authorization_code")}), {}, {},
                                        QHostAddress::LocalHost))
                     .error()
                     .code,
                 ErrorCode::UnauthorizedClient);
        QVERIFY(enter(device.userCode));
        Principal other = m_ann;
        other.credentialId = QStringLiteral("web_other");
        QCOMPARE(await(m_devices->enter(device.userCode, other, QHostAddress::LocalHost)).error().code,
                 ErrorCode::NotFound);
    }
    void deviceCode_hasEightLettersWithoutVowels_andIsReadHoweverItIsTyped()
    {
        static const QRegularExpression form(
            QStringLiteral("\\A[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}\\z"));
        for (int i = 0; i < 50; ++i)
            QVERIFY(form.match(startDevice().userCode).hasMatch());
        QCOMPARE(DeviceService::normalised(QStringLiteral(" wdjb mjht ")), QStringLiteral("WDJB-MJHT"));
        for (const char *bad : {"", "WDJB", "WDJB-MJHTB", "WDJB-MJH1", "AEIO-UAEI", "WDJB_MJHT"})
            QCOMPARE(DeviceService::normalised(QLatin1String(bad)), QString());
    }
    void deviceCode_cannotBeGuessed()
    {
        const DeviceService::Started device = startDevice();
        for (int i = 0; i < 10; ++i)
            QCOMPARE(enter(QStringLiteral("BBBB-BBBB")).error().code, ErrorCode::NotFound);
        const Result<Approval> locked = enter(device.userCode);
        QCOMPARE(locked.error().code, ErrorCode::RateLimited); // even the right one
        QVERIFY(locked.error().retryAfter);
        m_core->clock.advance(*locked.error().retryAfter - 1s);
        QCOMPARE(enter(device.userCode).error().code, ErrorCode::RateLimited);
    }
    void device_thatStartsTooOften_isStopped()
    {
        for (int i = 0; i < 120; ++i)
            std::ignore = startDevice();
        const auto refused = await(m_devices->start(m_client, {}, {}, QHostAddress::LocalHost));
        QCOMPARE(refused.error().code, ErrorCode::RateLimited);
        QVERIFY(await(m_devices->start(m_client, {}, {}, QHostAddress(QStringLiteral("192.0.2.1")))));
    }
    void deviceCodes_standNowhereInTheDatabase()
    {
        const DeviceService::Started device = startDevice();
        for (const char *name : {"ostiary.db", "ostiary.db-wal"}) {
            QFile file(m_core->folder.filePath(QLatin1String(name)));
            QVERIFY(file.open(QFile::ReadOnly));
            const QByteArray bytes = file.readAll();
            QVERIFY(!bytes.contains(device.userCode.toLatin1()));
            QVERIFY(!bytes.contains(QString(device.userCode).remove(u'-').toLatin1()));
            QVERIFY(!bytes.contains(device.deviceCode.reveal().toByteArray()));
        }
    }

    // ---- token exchange (RFC 8693) ----
    void exchange_narrows_scopesAudienceAndTime()
    {
        const IssuedTokens wide = fresh(QStringLiteral("aso:write projects:read"), {});
        m_core->clock.advance(50min);
        const IssuedTokens narrow = *exchangeToken(m_client, wide.accessToken, QStringLiteral("aso:read"), kFiles);
        QCOMPARE(narrow.scopes, QStringList{QStringLiteral("aso:read")});
        QCOMPARE(narrow.issuedTokenType, accessTokenType());
        QVERIFY(narrow.refreshToken.isEmpty());
        QCOMPARE(narrow.expiresIn, 10min); // no later than what it came from
        QCOMPARE(m_core->authenticator.bearer(narrow.accessToken)->audience, kFiles);

        QCOMPARE(exchangeToken(m_client, narrow.accessToken, QStringLiteral("projects:read")).error().code,
                 ErrorCode::InvalidScope);
        QCOMPARE(exchangeToken(m_client, narrow.accessToken, {}, QLatin1String(CoreFixture::kIssuer)).error().code,
                 ErrorCode::InvalidTarget);
        QVERIFY(await(m_core->tokens.revokeGrant(newest().id)));
        QVERIFY(!m_core->authenticator.bearer(narrow.accessToken)); // of the same session
    }
    void exchange_takesOnlyOnesOwnTokens()
    {
        const IssuedTokens tokens = fresh();
        QCOMPARE(exchangeToken(registerClient(), tokens.accessToken).error().code, ErrorCode::InvalidRequest);
        QCOMPARE(exchangeToken(m_client, "x.y.z").error().code, ErrorCode::InvalidRequest);
        QCOMPARE(exchangeToken(m_client, tokens.refreshToken.reveal().toByteArray()).error().code,
                 ErrorCode::InvalidRequest);
        TokenRequest acting{.grantType = QLatin1String(TokenExchangeGrant::kType),
                            .subjectToken = QString::fromLatin1(tokens.accessToken),
                            .subjectTokenType = accessTokenType(),
                            .actorToken = QStringLiteral("x")};
        QCOMPARE(ask(m_client, acting).error().code, ErrorCode::InvalidRequest);
        QVERIFY(await(m_core->tokens.revokeGrant(newest().id)));
        QCOMPARE(exchangeToken(m_client, tokens.accessToken).error().code, ErrorCode::InvalidRequest);
    }
};

QTEST_GUILESS_MAIN(TestGrants)
#include "test_grants.moc"
