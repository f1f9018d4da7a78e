// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/credentials/key_format.h"
#include "tests/core/core_fixture.h"

#include <QTest>

using namespace ostiary;

class TestCredentials : public QObject
{
    Q_OBJECT

    QCA::Initializer m_crypto;
    std::unique_ptr<CoreFixture> m_core;

    CreatedApiKey makeKey(const Account &owner, KeyKind kind, const QStringList &scopes = {QStringLiteral("*")})
    {
        return *await(m_core->apiKeys.create(owner.id, {.kind = kind, .name = QStringLiteral("k"), .scopes = scopes}));
    }

private slots:
    void init() { m_core = std::make_unique<CoreFixture>(); }
    void cleanup() { m_core.reset(); }

    void keys_haveTheFormsThatTheirUsersKnow()
    {
        SystemRandom random;
        for (int i = 0; i < 200; ++i) {
            const QByteArray fvk = key_format::make(KeyKind::Fvk, random).reveal().toByteArray();
            QCOMPARE(fvk.size(), qsizetype(9 + 43));
            QCOMPARE(QByteArray::fromBase64(fvk.sliced(9), QByteArray::Base64UrlEncoding).size(), 32);
            QVERIFY(key_format::kindOf(fvk) == KeyKind::Fvk);
            const QByteArray fos = key_format::make(KeyKind::Fos, random).reveal().toByteArray();
            QVERIFY(key_format::kindOf(fos) == KeyKind::Fos);
        }
    }

    // A typing error in a fos_ key is noticed without a look-up.
    void fosKey_withOneCharacterChanged_isNoKey()
    {
        SystemRandom random;
        const QByteArray key = key_format::make(KeyKind::Fos, random).reveal().toByteArray();
        for (qsizetype i = 4; i < key.size(); ++i) {
            QByteArray wrong = key;
            wrong[i] = wrong[i] == 'a' ? 'b' : 'a';
            QVERIFY2(!key_format::kindOf(wrong), wrong.constData());
        }
    }

    void key_opensTheDoorAsItsAccount_andNothingOfItIsStored()
    {
        const Account ann = m_core->account();
        for (const KeyKind kind : {KeyKind::Fos, KeyKind::Fvk}) {
            const CreatedApiKey made = makeKey(ann, kind, {QStringLiteral("aso:read")});
            const QByteArray secret = made.secret.reveal().toByteArray();
            const Result<Principal> who = m_core->authenticator.bearer(secret);
            QVERIFY(who);
            QCOMPARE(who->account, ann.id);
            QCOMPARE(who->scopes, QStringList{QStringLiteral("aso:read")});
            QVERIFY(who->hasScope(QStringLiteral("aso:read"), m_core->scopes));
            QVERIFY(!who->hasScope(QStringLiteral("aso:write"), m_core->scopes));
            for (const char *name : {"ostiary.db", "ostiary.db-wal"}) {
                QFile file(m_core->folder.filePath(QLatin1String(name)));
                if (file.open(QIODevice::ReadOnly))
                    QVERIFY(!file.readAll().contains(secret));
            }
        }
    }

    void disabledKey_isRefused_andComesBack()
    {
        const CreatedApiKey made = makeKey(m_core->account(), KeyKind::Fos);
        const QByteArray secret = made.secret.reveal().toByteArray();
        QVERIFY(m_core->authenticator.bearer(secret));
        QVERIFY(await(m_core->apiKeys.change(made.key.id, {.isDisabled = true})));
        QVERIFY(m_core->authenticator.bearer(secret).error().code == ErrorCode::InvalidToken);
        QVERIFY(await(m_core->apiKeys.change(made.key.id, {.isDisabled = false})));
        QVERIFY(m_core->authenticator.bearer(secret));
        QVERIFY(await(m_core->apiKeys.revoke(made.key.id)));
        QVERIFY(await(m_core->apiKeys.change(made.key.id, {.isDisabled = false})).error().code == ErrorCode::Conflict);
    }

    void key_worksFromItsNetworksOnly()
    {
        const Account ann = m_core->account();
        const CreatedApiKey made = *await(
            m_core->apiKeys.create(ann.id,
                                   {.name = QStringLiteral("k"),
                                    .networks = {QStringLiteral("192.0.2.0/24"), QStringLiteral("2001:db8::1")}}));
        QCOMPARE(made.key.networks, QStringList({QStringLiteral("192.0.2.0/24"), QStringLiteral("2001:db8::1/128")}));
        const QByteArray secret = made.secret.reveal().toByteArray();
        const auto from = [&](const char *address) {
            return m_core->authenticator.bearer(secret, {.address = QHostAddress(QLatin1String(address))});
        };
        QVERIFY(from("192.0.2.77") && from("::ffff:192.0.2.77") && from("2001:db8::1"));
        QVERIFY(from("192.0.3.1").error().code == ErrorCode::Forbidden);
        QVERIFY(from("2001:db8::2").error().code == ErrorCode::Forbidden);
        for (const char *wrong : {"", "192.0.2.0/33", "example.org", "192.0.2.0/24 evil"}) {
            const QStringList networks{QLatin1String(wrong)};
            QVERIFY(await(m_core->apiKeys.change(made.key.id, {.networks = networks})).error().field
                    == QLatin1String("networks"));
        }
    }

    void rotatedKey_worksUntilItsOverlapEnds_besideTheNewOne()
    {
        const Account ann = m_core->account();
        const CreatedApiKey old = makeKey(ann, KeyKind::Fvk, {QStringLiteral("aso:read")});
        for (int i = 1; i < ApiKeyService::kMostActive; ++i)
            makeKey(ann, KeyKind::Fos);
        const CreatedApiKey next = *await(m_core->apiKeys.rotate(old.key.id, std::chrono::hours(1), ann.id));
        QCOMPARE(next.key.replaces, old.key.id);
        QCOMPARE(next.key.scopes, old.key.scopes);
        QCOMPARE(m_core->apiKeys.find(old.key.id, ann.id)->replacedBy, next.key.id);
        const QByteArray before = old.secret.reveal().toByteArray();
        const QByteArray after = next.secret.reveal().toByteArray();
        QVERIFY(m_core->authenticator.bearer(before) && m_core->authenticator.bearer(after));
        QVERIFY(await(m_core->apiKeys.rotate(old.key.id, {}, ann.id)).error().code == ErrorCode::Conflict);
        m_core->clock.advance(std::chrono::hours(1));
        QVERIFY(!m_core->authenticator.bearer(before));
        QVERIFY(m_core->authenticator.bearer(after));
        QVERIFY(await(m_core->apiKeys.rotate(next.key.id, std::chrono::days(31), ann.id)).error().field
                == QLatin1String("overlap"));
    }

    void lastUse_isRememberedWithAddressAndClient()
    {
        const Account ann = m_core->account();
        const CreatedApiKey made = makeKey(ann, KeyKind::Fos);
        QVERIFY(
            m_core->authenticator.bearer(made.secret.reveal().toByteArray(),
                                         {.address = QHostAddress(QStringLiteral("192.0.2.7")), .client = "curl/8"}));
        QCOMPARE(*await(m_core->authenticator.writeUses()), 1);
        const ApiKey key = *m_core->apiKeys.find(made.key.id, ann.id);
        QVERIFY(key.lastUsedAt == m_core->clock.now());
        QCOMPARE(key.lastUsedAddress, QStringLiteral("192.0.2.7"));
        QCOMPARE(key.lastUsedClient, QStringLiteral("curl/8"));
    }

    void revokedKey_isRefusedFromTheNextRequestOn_alsoWhenItWasCached()
    {
        const CreatedApiKey made = makeKey(m_core->account(), KeyKind::Fvk);
        const QByteArray secret = made.secret.reveal().toByteArray();
        QVERIFY(m_core->authenticator.bearer(secret));
        QVERIFY(m_core->authenticator.bearer(secret)); // from memory
        QVERIFY(await(m_core->apiKeys.revoke(made.key.id)));
        QVERIFY(m_core->authenticator.bearer(secret).error().code == ErrorCode::InvalidToken);
    }

    void expiredKey_isRefusedAtTheMomentItEnds()
    {
        const Account ann = m_core->account();
        const CreatedApiKey made = *await(m_core->apiKeys.create(
            ann.id, {.name = QStringLiteral("short"), .expiresAt = m_core->clock.now() + std::chrono::minutes(1)}));
        const QByteArray secret = made.secret.reveal().toByteArray();
        QVERIFY(m_core->authenticator.bearer(secret));
        m_core->clock.advance(std::chrono::minutes(1));
        QVERIFY(!m_core->authenticator.bearer(secret));
    }

    void eleventhKey_isAConflict_andRevokingOneMakesRoom()
    {
        const Account ann = m_core->account();
        QList<ApiKeyId> ids;
        for (int i = 0; i < ApiKeyService::kMostActive; ++i)
            ids << makeKey(ann, KeyKind::Fos).key.id;
        const NewApiKey wish{.name = QStringLiteral("one more")};
        QVERIFY(await(m_core->apiKeys.create(ann.id, wish)).error().code == ErrorCode::Conflict);
        QVERIFY(await(m_core->apiKeys.revoke(ids.first())));
        QVERIFY(await(m_core->apiKeys.create(ann.id, wish)));
    }

    void create_namesTheFieldThatIsWrong()
    {
        const Account ann = m_core->account();
        const auto fieldOf
            = [&](NewApiKey wish) { return await(m_core->apiKeys.create(ann.id, std::move(wish))).error().field; };
        QCOMPARE(fieldOf({.name = QStringLiteral("  ")}), QStringLiteral("name"));
        QCOMPARE(fieldOf({.name = QString(101, u'x')}), QStringLiteral("name"));
        QCOMPARE(fieldOf({.name = QStringLiteral("a\nb")}), QStringLiteral("name"));
        QCOMPARE(fieldOf({.name = QStringLiteral("a"), .scopes = {QStringLiteral("root")}}), QStringLiteral("scopes"));
        QCOMPARE(fieldOf({.name = QStringLiteral("a"), .scopes = {}}), QStringLiteral("scopes"));
        QCOMPARE(fieldOf({.name = QStringLiteral("a"), .expiresAt = m_core->clock.now()}),
                 QStringLiteral("expires_at"));
    }

    void somebodyElsesKey_isNotFound()
    {
        const CreatedApiKey made = makeKey(m_core->account(), KeyKind::Fos);
        const Account bob = m_core->account(QStringLiteral("bob@example.org"));
        QVERIFY(m_core->apiKeys.find(made.key.id, bob.id).error().code == ErrorCode::NotFound);
        QVERIFY(await(m_core->apiKeys.revoke(made.key.id, bob.id)).error().code == ErrorCode::NotFound);
        QVERIFY(m_core->authenticator.bearer(made.secret.reveal().toByteArray()));
    }

    void junk_isAnInvalidToken_neverMore()
    {
        for (const QByteArray &junk :
             {QByteArray(), QByteArray("x"), QByteArray("fos_"), QByteArray("fvk_live_"), QByteArray(100'000, 'a'),
              QByteArray("a.b.c"), QByteArray("fvk_live_") + QByteArray(43, 'A'), QByteArray("..")})
            QVERIFY(m_core->authenticator.bearer(junk).error().code == ErrorCode::InvalidToken);
        QVERIFY(!m_core->authenticator.session(QByteArray(10'000, 'a')));
        QVERIFY(!m_core->authenticator.session("abc"));
    }

    void session_holdsUntilItsTimeIsOver_orSomebodySignsOut()
    {
        const Account ann = m_core->account();
        const auto first = *await(m_core->sessions.open(ann.id, QStringLiteral("127.0.0.1"), QStringLiteral("test")));
        const auto second = *await(m_core->sessions.open(ann.id, QStringLiteral("127.0.0.1"), QStringLiteral("test")));
        const QByteArray one = first.cookie.reveal().toByteArray();
        const QByteArray two = second.cookie.reveal().toByteArray();
        QVERIFY(m_core->authenticator.session(one) && m_core->authenticator.session(two));
        QVERIFY(m_core->sessions.csrfMatches(first.session.id.text(), first.csrfToken));
        QVERIFY(!m_core->sessions.csrfMatches(second.session.id.text(), first.csrfToken));
        QVERIFY(*await(m_core->sessions.close(first.session.id)));
        QVERIFY(!m_core->authenticator.session(one));
        m_core->clock.advance(std::chrono::hours(12));
        QVERIFY(!m_core->authenticator.session(two));
    }

    void lastUse_reachesTheStoreInOneBatch()
    {
        const Account ann = m_core->account();
        const CreatedApiKey made = makeKey(ann, KeyKind::Fos);
        QVERIFY(m_core->authenticator.bearer(made.secret.reveal().toByteArray()));
        QCOMPARE(*await(m_core->authenticator.writeUses()), 1);
        QCOMPARE(*await(m_core->authenticator.writeUses()), 0);
        QVERIFY(m_core->apiKeys.find(made.key.id, ann.id)->lastUsedAt == m_core->clock.now());
    }

    void checkPassword_saysTheSameOfAWrongPasswordAndAnUnknownEmail()
    {
        m_core->account();
        const auto wrong
            = await(m_core->accounts.checkPassword(QStringLiteral("ann@example.org"), Secret("wrong wrong wrong")));
        const auto unknown
            = await(m_core->accounts.checkPassword(QStringLiteral("bob@example.org"), Secret("wrong wrong wrong")));
        QVERIFY(wrong.error().code == ErrorCode::InvalidCredentials);
        QCOMPARE(wrong.error().detail, unknown.error().detail);
        QVERIFY(await(
            m_core->accounts.checkPassword(QStringLiteral(" Ann@Example.org "), Secret("correct horse battery"))));
    }

    void createAccount_refusesWhatNobodyShouldHave()
    {
        const auto errorOf = [&](const char *email, QByteArrayView password) {
            return await(m_core->accounts.create({.email = QString::fromUtf8(email), .password = Secret(password)}))
                .error();
        };
        const QByteArrayView good = "correct horse battery";
        for (const char *email :
             {"", "ann", "ann@", "@example.org", "a b@example.org", "ann@example.org\r\nBcc: x", "аnn@example.org"})
            QCOMPARE(errorOf(email, good).field, QStringLiteral("email"));
        QCOMPARE(errorOf("ann@example.org", "short").field, QStringLiteral("password"));
        QCOMPARE(errorOf("ann@example.org", QByteArray(257, 'x')).field, QStringLiteral("password"));
        QCOMPARE(errorOf("ann@example.org", QByteArray("nul\0in the middle", 17)).field, QStringLiteral("password"));
        QCOMPARE(errorOf("ann@example.org", "passwordpassword").field, QStringLiteral("password"));
        m_core->account();
        QCOMPARE(errorOf("ANN@example.org", good).code, ErrorCode::Conflict);
    }
};

QTEST_GUILESS_MAIN(TestCredentials)
#include "test_credentials.moc"
