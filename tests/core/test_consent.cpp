// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/crypto/base64url.h"
#include "server/core/oauth/device_service.h"
#include "server/core/oauth/grants/device_code.h"
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
const QString kRead = QStringLiteral("aso:read");
const QString kWrite = QStringLiteral("aso:write");
const QString kStore = QStringLiteral("store:read");

QString text(const Secret &secret)
{
    return QString::fromLatin1(secret.reveal());
}

QString parameterOf(const QByteArray &location, const QString &name)
{
    return QUrlQuery(QUrl::fromEncoded(location)).queryItemValue(name, QUrl::FullyDecoded);
}

} // namespace

/// What somebody may choose when they decide, and what comes of it.
class TestConsent : public QObject
{
    Q_OBJECT

    QCA::Initializer m_crypto;
    std::unique_ptr<CoreFixture> m_core;
    OAuthClient m_client;
    Account m_account;
    Principal m_ann;

    AuthorizeRequest request(const QString &scope, const QString &resource = kFiles)
    {
        const QString challenge = QString::fromLatin1(
            toBase64Url(QCryptographicHash::hash(kVerifier.toLatin1(), QCryptographicHash::Sha256)));
        return *parseAuthorizeRequest({{QStringLiteral("client_id"), m_client.id.text()},
                                       {QStringLiteral("redirect_uri"), kRedirect},
                                       {QStringLiteral("response_type"), QStringLiteral("code")},
                                       {QStringLiteral("code_challenge"), challenge},
                                       {QStringLiteral("code_challenge_method"), QStringLiteral("S256")},
                                       {QStringLiteral("state"), QStringLiteral("s t")},
                                       {QStringLiteral("scope"), scope},
                                       {QStringLiteral("resource"), resource}},
                                      m_core->clients, m_core->resources, m_core->scopes);
    }
    Approval ask(const QString &scope, const QString &resource = kFiles)
    {
        return *await(m_core->consents.ask(request(scope, resource), m_ann));
    }
    Result<IssuedTokens> redeem(const QByteArray &location)
    {
        return await(m_core->tokens.exchange(m_client,
                                             {.grantType = QStringLiteral("authorization_code"),
                                              .code = parameterOf(location, QStringLiteral("code")),
                                              .codeVerifier = kVerifier}));
    }
    /// Asked for, allowed as `choice` says, and redeemed.
    IssuedTokens allowed(const QString &scope, const ApprovalChoice &choice)
    {
        const Approval approval = ask(scope);
        if (!await(m_core->consents.decide(approval.id, true, choice)))
            return {};
        return *redeem(*await(m_core->consents.answer(approval.id, m_ann)));
    }
    Result<IssuedTokens> refresh(const Secret &token, const QString &scope = {})
    {
        return await(m_core->tokens.exchange(
            m_client, {.grantType = QStringLiteral("refresh_token"), .refreshToken = text(token), .scope = scope}));
    }
    bool isRemembered(const QString &scope)
    {
        return (*await(m_core->consents.answerFromMemory(request(scope), m_ann))).has_value();
    }
    Grant newest() { return m_core->tokens.listGrants({}, m_account.id)->rows.first(); }
    ConsentService::Unsigned askUnsigned() { return *await(m_core->consents.askUnsigned(request(kRead))); }
    static QByteArray cookie(const ConsentService::Unsigned &asked) { return asked.browser.reveal().toByteArray(); }

private slots:
    void init()
    {
        m_core = std::make_unique<CoreFixture>();
        m_client = await(m_core->clients.registerClient(
                             {{QStringLiteral("client_name"), QStringLiteral("App")},
                              {QStringLiteral("token_endpoint_auth_method"), QStringLiteral("none")},
                              {QStringLiteral("grant_types"),
                               QJsonArray{QStringLiteral("authorization_code"), QLatin1String(DeviceCodeGrant::kType)}},
                              {QStringLiteral("redirect_uris"), QJsonArray{kRedirect}}}))
                       ->client;
        m_account = m_core->account();
        const auto session = *await(m_core->sessions.open(m_account.id, QStringLiteral("127.0.0.1"), {}));
        m_ann = *m_core->authenticator.session(session.cookie.reveal().toByteArray());
    }
    void cleanup() { m_core.reset(); }

    // ---- narrowing ----
    void choice_ofWhatWasNotAskedFor_isRefused_andNothingIsDecided()
    {
        const Approval approval = ask(kRead);
        for (const QStringList &scopes : {QStringList{kStore}, QStringList{kRead, kWrite},
                                          QStringList{QStringLiteral("*")}, QStringList{QString()}}) {
            const auto decided = await(m_core->consents.decide(approval.id, true, {.scopes = scopes}));
            QVERIFY(!decided);
            QCOMPARE(decided.error().code, ErrorCode::InvalidValue);
            QCOMPARE(decided.error().field, QStringLiteral("scopes"));
            QVERIFY(decided.error().detail.contains(kRead));
        }
        QVERIFY(m_core->consents.find(approval.id)->approval.state == ApprovalState::Pending);
    }
    // RFC 6749 §5.1: the answer says which scope was granted.
    void allowingLess_isWhatTheTokenIsGoodFor()
    {
        const IssuedTokens tokens
            = allowed(QStringLiteral("aso:read aso:write store:read"), {.scopes = {kStore, kRead}});
        QCOMPARE(tokens.scopes, QStringList({kRead, kStore}));
        const Principal who = *m_core->authenticator.bearer(tokens.accessToken);
        QCOMPARE(who.scopes, tokens.scopes);
        QVERIFY(!who.hasScope(kWrite, m_core->scopes));
        QCOMPARE(newest().scopes, tokens.scopes);
    }
    void allowingEverything_isWhatSilenceMeans()
    {
        QCOMPARE(allowed(QStringLiteral("aso:read store:read"), {}).scopes, QStringList({kRead, kStore}));
    }
    void decided_saysWhatWasAllowed()
    {
        const Approval approval = ask(QStringLiteral("aso:read store:read"));
        const auto decided = await(m_core->consents.decide(approval.id, true, {.scopes = {kStore}, .lifetime = 8h}));
        QCOMPARE(decided->choice, (ApprovalChoice{.scopes = {kStore}, .lifetime = 8h}));
        const auto again = await(m_core->consents.decide(approval.id, true, {}));
        QCOMPARE(again.error().code, ErrorCode::Conflict);
    }
    // Clients repeat at each refresh what they asked for first.
    void refresh_thatRepeatsWhatWasUnticked_getsTheRest_andNothingMore()
    {
        const IssuedTokens tokens = allowed(QStringLiteral("aso:write store:read"), {.scopes = {kStore}});
        const auto same = refresh(tokens.refreshToken, QStringLiteral("aso:write store:read"));
        QVERIFY(same);
        QCOMPARE(same->scopes, QStringList{kStore});
        const auto unticked = refresh(same->refreshToken, kWrite);
        QCOMPARE(unticked.error().code, ErrorCode::InvalidScope);
        const auto never = refresh(same->refreshToken, QStringLiteral("store:read screenshots:read"));
        QCOMPARE(never.error().code, ErrorCode::InvalidScope);
        QVERIFY(refresh(same->refreshToken));
    }

    // ---- lifetime ----
    void lifetime_outsideThePolicy_isRefused_data()
    {
        QTest::addColumn<qint64>("seconds");
        QTest::newRow("none") << qint64(0);
        QTest::newRow("negative") << qint64(-3600);
        QTest::newRow("a second") << qint64(1);
        QTest::newRow("a day too long") << qint64(91 * 24 * 3600);
        QTest::newRow("the largest") << std::numeric_limits<qint64>::max();
    }
    void lifetime_outsideThePolicy_isRefused()
    {
        QFETCH(qint64, seconds);
        const Approval approval = ask(kRead);
        const auto decided
            = await(m_core->consents.decide(approval.id, true, {.lifetime = std::chrono::seconds(seconds)}));
        QCOMPARE(decided.error().code, ErrorCode::InvalidValue);
        QCOMPARE(decided.error().field, QStringLiteral("lifetime"));
    }
    void lifetime_endsTheSession_itsAccessTokensAndItsRefreshTokens()
    {
        const IssuedTokens tokens = allowed(kRead, {.lifetime = 30min});
        QCOMPARE(newest().expiresAt, m_core->clock.now() + 30min);
        QCOMPARE(tokens.expiresIn, 30min);
        m_core->clock.advance(20min);
        const auto later = refresh(tokens.refreshToken);
        QCOMPARE(later->expiresIn, 10min);
        m_core->clock.advance(10min);
        QCOMPARE(refresh(later->refreshToken).error().code, ErrorCode::InvalidGrant);
        QVERIFY(!m_core->authenticator.bearer(later->accessToken));
    }
    void noLifetime_isThePolicys()
    {
        std::ignore = allowed(kRead, {});
        QCOMPARE(newest().expiresAt, m_core->clock.now() + std::chrono::days(90));
        const Approval approval = ask(kRead);
        const auto decided = await(m_core->consents.decide(approval.id, true, {.lifetime = std::chrono::days(90)}));
        QVERIFY(!decided->choice.lifetime);
    }

    // ---- what is remembered ----
    void whatWasUnticked_isAskedForAgain()
    {
        std::ignore = allowed(QStringLiteral("aso:read store:read"), {.scopes = {kRead}});
        QVERIFY(isRemembered(kRead));
        QVERIFY(!isRemembered(QStringLiteral("aso:read store:read")));
        QVERIFY(!isRemembered(kStore));
    }
    void limitedConsent_isNotRemembered_andTakesThePlaceOfAnUnlimitedOne()
    {
        std::ignore = allowed(kRead, {});
        QVERIFY(isRemembered(kRead));
        std::ignore = allowed(kRead, {.lifetime = 1h});
        QVERIFY(!isRemembered(kRead));
    }
    void allowedBefore_isWhatHoldsNow_forTheSameResource()
    {
        QCOMPARE(*m_core->consents.allowedBefore(ask(kRead)), QStringList());
        std::ignore = allowed(kWrite, {.lifetime = 1h}); // includes reading
        QCOMPARE(*m_core->consents.allowedBefore(ask(QStringLiteral("aso:read aso:write store:read"))),
                 QStringList({kRead, kWrite}));
        QCOMPARE(*m_core->consents.allowedBefore(ask(kRead, QStringLiteral("https://gate.example/mcp"))),
                 QStringList());
        m_core->clock.advance(1h);
        QCOMPARE(*m_core->consents.allowedBefore(ask(kRead)), QStringList());
    }

    // ---- devices ----
    void device_getsWhatWasAllowed_forAsLong()
    {
        DeviceService devices(*m_core->store, m_core->keys, m_core->resources, m_core->scopes, m_core->consents,
                              m_core->limiter, m_core->clock, m_core->random);
        const auto device
            = *await(devices.start(m_client, QStringLiteral("aso:write store:read"), kFiles, QHostAddress::LocalHost));
        const Approval approval = *await(devices.enter(device.userCode, m_ann, QHostAddress::LocalHost));
        QVERIFY(await(m_core->consents.decide(approval.id, true, {.scopes = {kStore}, .lifetime = 8h})));
        const auto tokens = await(m_core->tokens.exchange(
            m_client, {.grantType = QLatin1String(DeviceCodeGrant::kType), .deviceCode = text(device.deviceCode)}));
        QVERIFY(tokens);
        QCOMPARE(tokens->scopes, QStringList{kStore});
        QCOMPARE(newest().expiresAt, m_core->clock.now() + 8h);
        QCOMPARE(refresh(tokens->refreshToken, QStringLiteral("aso:write store:read"))->scopes, QStringList{kStore});
    }

    // ---- the desktop in place of a sign-in ----
    void unsigned_isAnsweredToItsOwnBrowserOnly()
    {
        const auto asked = askUnsigned();
        const auto other = askUnsigned();
        const ApprovalId id = asked.approval.id;
        QVERIFY(asked.approval.account.isEmpty());
        QVERIFY(await(m_core->consents.decide(id, true)));
        QCOMPARE(await(m_core->consents.answerUnsigned(id, {})).error().code, ErrorCode::NotFound);
        QCOMPARE(await(m_core->consents.answerUnsigned(id, cookie(other))).error().code, ErrorCode::NotFound);
        QCOMPARE(await(m_core->consents.answerUnsigned(id, m_ann.credentialId.toLatin1())).error().code,
                 ErrorCode::NotFound);
        QCOMPARE(await(m_core->consents.answer(id, m_ann)).error().code, ErrorCode::NotFound);
        Principal nobody = m_ann;
        nobody.credentialId.clear();
        QCOMPARE(await(m_core->consents.answer(id, nobody)).error().code, ErrorCode::NotFound);

        const QByteArray location = *await(m_core->consents.answerUnsigned(id, cookie(asked)));
        QCOMPARE(parameterOf(location, QStringLiteral("state")), QStringLiteral("s t"));
        const auto tokens = redeem(location);
        QVERIFY(tokens);
        QCOMPARE(m_core->authenticator.bearer(tokens->accessToken)->account, m_account.id);
        QCOMPARE(await(m_core->consents.answerUnsigned(id, cookie(asked))).error().code, ErrorCode::Conflict);
    }
    void consentOfASession_isNothingForACookie()
    {
        const Approval approval = ask(kRead);
        QVERIFY(await(m_core->consents.decide(approval.id, true)));
        QVERIFY(!m_core->consents.findUnsigned(approval.id, {}));
        QVERIFY(!m_core->consents.findUnsigned(approval.id, m_ann.credentialId.toLatin1()));
    }
    void unsigned_saysNoAndRunsOutLikeAnyOther()
    {
        const auto asked = askUnsigned();
        QCOMPARE(await(m_core->consents.answerUnsigned(asked.approval.id, cookie(asked))).error().code,
                 ErrorCode::Conflict);
        QVERIFY(await(m_core->consents.decide(asked.approval.id, false)));
        QCOMPARE(parameterOf(*await(m_core->consents.answerUnsigned(asked.approval.id, cookie(asked))),
                             QStringLiteral("error")),
                 QStringLiteral("access_denied"));
        const auto late = askUnsigned();
        m_core->clock.advance(ConsentService::kLifetime);
        QCOMPARE(await(m_core->consents.decide(late.approval.id, true)).error().code, ErrorCode::Conflict);
        QCOMPARE(await(m_core->consents.answerUnsigned(late.approval.id, cookie(late))).error().code,
                 ErrorCode::Conflict);
    }
    void unsigned_needsAName_whereItCouldBeSeveral()
    {
        const Account ben = m_core->account(QStringLiteral("ben@example.org"));
        const auto agent = await(m_core->accounts.create({.email = QStringLiteral("bot@example.org"),
                                                          .password = Secret("correct horse battery"),
                                                          .kind = AccountKind::Agent}));
        QVERIFY(agent);
        const auto asked = askUnsigned();
        const auto decide = [&](const QString &email) {
            return await(m_core->consents.decide(asked.approval.id, true, {.accountEmail = email}));
        };
        for (const QString &email : {QString(), QStringLiteral("nobody@example.org"), agent->email}) {
            const auto decided = decide(email);
            QVERIFY2(!decided, qPrintable(email));
            QCOMPARE(decided.error().field, QStringLiteral("account"));
        }
        const auto decided = decide(QStringLiteral(" Ben@Example.org"));
        QVERIFY(decided);
        QCOMPARE(decided->account, ben.id);
        QCOMPARE(decided->accountEmail, ben.email);
        const auto tokens = redeem(*await(m_core->consents.answerUnsigned(asked.approval.id, cookie(asked))));
        QCOMPARE(m_core->authenticator.bearer(tokens->accessToken)->account, ben.id);
    }
    void consentOfASession_cannotBeApprovedAsAnybodyElse()
    {
        const Account ben = m_core->account(QStringLiteral("ben@example.org"));
        const Approval approval = ask(kRead);
        const auto decided = await(m_core->consents.decide(approval.id, true, {.accountEmail = ben.email}));
        QCOMPARE(decided.error().field, QStringLiteral("account"));
    }
    void unsigned_narrowsAndEndsLikeAnyOther_andIsNotRemembered()
    {
        const auto asked = *await(m_core->consents.askUnsigned(request(QStringLiteral("aso:read store:read"))));
        QVERIFY(await(m_core->consents.decide(asked.approval.id, true, {.scopes = {kStore}, .lifetime = 1h})));
        const auto tokens = redeem(*await(m_core->consents.answerUnsigned(asked.approval.id, cookie(asked))));
        QCOMPARE(tokens->scopes, QStringList{kStore});
        QCOMPARE(newest().expiresAt, m_core->clock.now() + 1h);
        const auto whole = askUnsigned();
        QVERIFY(await(m_core->consents.decide(whole.approval.id, true)));
        QVERIFY(await(m_core->consents.answerUnsigned(whole.approval.id, cookie(whole))));
        QVERIFY(!isRemembered(kRead));
    }
    // security.md: nothing in the database lets its reader pose as somebody.
    void cookie_standsNowhereInTheDatabase()
    {
        const auto asked = askUnsigned();
        for (const char *name : {"ostiary.db", "ostiary.db-wal"}) {
            QFile file(m_core->folder.filePath(QLatin1String(name)));
            QVERIFY(file.open(QFile::ReadOnly));
            QVERIFY(!file.readAll().contains(cookie(asked)));
        }
    }
};

QTEST_GUILESS_MAIN(TestConsent)
#include "test_consent.moc"
