// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/signing_keys.h"
#include "server/core/crypto/base64url.h"
#include "server/core/oauth/access_token.h"
#include "tests/core/core_fixture.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace ostiary;
using namespace std::chrono_literals;

/// Signing keys come, sign and go without anybody's doing (security: keys without a leader), and what is signed with
/// them is refused for the smallest change (RFC 8725, RFC 9068).
class TestSigningKeys : public QObject
{
    Q_OBJECT

    QCA::Initializer m_crypto;
    std::unique_ptr<CoreFixture> m_core;

    std::unique_ptr<TokenSigner> signer(SigningPolicy policy = {})
    {
        return *TokenSigner::load(*m_core->store, m_core->keys, m_core->clock, m_core->random, policy);
    }
    static QStringList kids(const TokenSigner &signer)
    {
        QStringList list;
        for (const QJsonValue &key : signer.publicKeys().value(QStringLiteral("keys")).toArray())
            list << key.toObject().value(QStringLiteral("kid")).toString();
        return list;
    }
    static QJsonObject header(const QByteArray &token)
    {
        return QJsonDocument::fromJson(*fromBase64Url(token.split('.').first())).object();
    }
    static QString signedBy(const QByteArray &token) { return header(token).value(QStringLiteral("kid")).toString(); }
    QByteArray token(const TokenSigner &signer) const
    {
        return signer.sign({{QStringLiteral("x"), 1}}, QStringLiteral("at+jwt"));
    }
    static bool holds(const TokenSigner &signer, const QByteArray &token)
    {
        return signer.verify(token, QStringLiteral("at+jwt")).has_value();
    }

private slots:
    void init() { m_core = std::make_unique<CoreFixture>(); }
    void cleanup() { m_core.reset(); }

    void key_isPublishedADayBeforeItSigns_andForgottenWhenItsLastTokenIsOver()
    {
        TokenSigner &ours = *m_core->signer;
        const QString first = kids(ours).first();
        m_core->clock.advance(89 * 24h - 1s);
        QVERIFY(!*await(ours.maintain()));
        m_core->clock.advance(1s);
        QVERIFY(*await(ours.maintain()));
        QCOMPARE(kids(ours).size(), 2);
        const QString second = kids(ours).first();
        QVERIFY(second != first);
        QCOMPARE(signedBy(token(ours)), first); // seen, not used yet
        m_core->clock.advance(24h - 1s);
        const QByteArray last = token(ours);
        QCOMPARE(signedBy(last), first);
        m_core->clock.advance(1s);
        QCOMPARE(signedBy(token(ours)), second);
        m_core->clock.advance(1h);
        std::ignore = await(ours.maintain());
        QVERIFY(holds(ours, last)); // until the last token is over
        m_core->clock.advance(5min);
        QVERIFY(*await(ours.maintain()));
        QCOMPARE(kids(ours), QStringList{second});
        QVERIFY(!holds(ours, last));
    }
    void twoProcesses_makeOneNextKey_andLearnOfEachOthers()
    {
        const std::unique_ptr<TokenSigner> other = signer();
        QCOMPARE(kids(*other), kids(*m_core->signer));
        m_core->clock.advance(89 * 24h);
        bool done = false;
        whenDone(m_core->signer->maintain(), [&](const Result<bool> &) { done = true; });
        QVERIFY(await(other->maintain()));
        QTRY_VERIFY(done);
        QVERIFY(await(other->maintain()));
        QVERIFY(await(m_core->signer->maintain()));
        QCOMPARE(kids(*other).size(), 2);
        QCOMPARE(kids(*other), kids(*m_core->signer));
        m_core->clock.advance(24h);
        QVERIFY(holds(*m_core->signer, token(*other)));
    }
    void keyThatWasRemoved_isRefusedAtOnce()
    {
        TokenSigner &ours = *m_core->signer;
        m_core->clock.advance(89 * 24h);
        QVERIFY(await(ours.maintain()));
        const QByteArray signedByFirst = token(ours);
        QVERIFY(m_core->store->writeNow([kid = signedBy(signedByFirst)](store::Connection &connection) -> Result<bool> {
            CHECK(store::signing_keys::remove(connection, kid));
            return true;
        }));
        QVERIFY(!holds(ours, signedByFirst));
        QVERIFY(holds(ours, token(ours)));
    }
    void rotation_byHand_isPublishedADayAhead_onceOnly()
    {
        TokenSigner &ours = *m_core->signer;
        const QByteArray before = token(ours);
        const Result<SigningKeyInfo> next = await(ours.rotate(false));
        QVERIFY(next);
        QVERIFY(next->state == SigningKeyState::Next);
        QCOMPARE(next->startsAt, m_core->clock.now() + 24h);
        QCOMPARE(signedBy(token(ours)), signedBy(before));
        QCOMPARE(await(ours.rotate(false)).error().code, ErrorCode::Conflict);
        m_core->clock.advance(24h);
        QCOMPARE(signedBy(token(ours)), next->kid);
        QVERIFY(holds(ours, before));
        const Result<Page<SigningKeyInfo>> keys = ours.list();
        QCOMPARE(keys->rows.size(), 2);
        QVERIFY(keys->rows.first().state == SigningKeyState::Signing);
        QVERIFY(keys->rows.last().state == SigningKeyState::Retired);
    }
    void rotation_atOnce_endsWhatTheOthersSigned()
    {
        TokenSigner &ours = *m_core->signer;
        QVERIFY(await(ours.rotate(false))); // the one that waits goes, too
        const QByteArray before = token(ours);
        const Result<SigningKeyInfo> next = await(ours.rotate(true));
        QVERIFY(next);
        QCOMPARE(kids(ours), QStringList{next->kid});
        QVERIFY(!holds(ours, before));
        QVERIFY(holds(ours, token(ours)));
    }
    // Who remembers verified tokens forgets them when the feed says so: what it verifies from then on must fail.
    void rotation_atOnce_isDoneBeforeThoseWhoRememberTokensHearOfIt()
    {
        TokenSigner &ours = *m_core->signer;
        const QByteArray before = token(ours);
        std::atomic<int> heard = 0;
        std::atomic<bool> stillHeld = false;
        const auto later = m_core->store->changes().subscribe([&](const QList<Change> &changes) {
            if (!std::ranges::contains(changes, Table::SigningKeys, &Change::table))
                return;
            ++heard;
            stillHeld = stillHeld || holds(ours, before);
        });
        QVERIFY(await(ours.rotate(true)));
        QVERIFY(heard > 0);
        QVERIFY(!stillHeld);
    }
    void algorithm_isTheOperatorsChoice_andChangesWithoutABreak_data()
    {
        QTest::addColumn<int>("algorithm");
        QTest::addColumn<QString>("alg");
        QTest::newRow("RSA 3072") << int(SigningAlgorithm::Rsa3072) << "RS256";
        QTest::newRow("Ed25519") << int(SigningAlgorithm::Ed25519) << "EdDSA";
    }
    void algorithm_isTheOperatorsChoice_andChangesWithoutABreak()
    {
        QFETCH(int, algorithm);
        QFETCH(QString, alg);
        const QByteArray before = token(*m_core->signer);
        const std::unique_ptr<TokenSigner> changed = signer({.algorithm = SigningAlgorithm(algorithm)});
        QVERIFY(*await(changed->maintain()));
        QVERIFY(!*await(changed->maintain())); // one is enough
        QVERIFY(holds(*changed, before));
        m_core->clock.advance(24h);
        const QByteArray after = token(*changed);
        QCOMPARE(header(after).value(QStringLiteral("alg")).toString(), alg);
        QVERIFY(holds(*changed, after));
        QVERIFY(holds(*changed, before));
        for (const QJsonValue &key : changed->publicKeys().value(QStringLiteral("keys")).toArray())
            QVERIFY(!key.toObject().contains(QStringLiteral("d")));
    }
    // RFC 8032 §5.1.7: S below the order of the group, and no signature of another message.
    void edDsa_refusesMalleableAndForeignSignatures()
    {
        m_core->store->writeNow([](store::Connection &connection) -> Result<bool> {
            TRY(const auto entries, store::signing_keys::all(connection));
            CHECK(store::signing_keys::remove(connection, entries.first().kid));
            return true;
        });
        const std::unique_ptr<TokenSigner> ours = signer({.algorithm = SigningAlgorithm::Ed25519});
        const QByteArray good = token(*ours);
        QVERIFY(holds(*ours, good));
        const QByteArrayList parts = good.split('.');
        QByteArray signature = *fromBase64Url(parts[2]);
        // S + L: the same point equation holds, so only the range check refuses it.
        static const unsigned char kOrder[32]
            = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
               0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0x10};
        unsigned carry = 0;
        for (int i = 0; i < 32; ++i) {
            carry += static_cast<unsigned char>(signature[32 + i]) + kOrder[i];
            signature[32 + i] = char(carry & 0xff);
            carry >>= 8;
        }
        QVERIFY(!holds(*ours, parts[0] + '.' + parts[1] + '.' + toBase64Url(signature)));
        QVERIFY(!holds(*ours, parts[0] + '.' + parts[1] + '.' + toBase64Url(QByteArray(64, '\0'))));
    }
    void header_namesAnotherAlgorithm_isRefused_data()
    {
        // Not written as JSON: moc does not read raw strings well.
        QTest::addColumn<QByteArray>("header");
        const auto row = [](const char *what, QByteArray header) {
            QTest::newRow(what) << header.replace('\'', '"')
                                       .replace("OURS", "'alg':'RS256','kid':'KID','typ':'at+jwt'")
                                       .replace('\'', '"');
        };
        for (const char *alg : {"none", "None", "HS256", "ES256", "EdDSA", "RS512", ""})
            row(alg, QByteArray("{'alg':'ALG','kid':'KID','typ':'at+jwt'}").replace("ALG", alg));
        row("without algorithm", "{'kid':'KID','typ':'at+jwt'}");
        row("type of an id token", "{'alg':'RS256','kid':'KID','typ':'JWT'}");
        row("type of a logout token", "{'alg':'RS256','kid':'KID','typ':'logout+jwt'}");
        row("without type", "{'alg':'RS256','kid':'KID'}");
        row("unknown kid", "{'alg':'RS256','kid':'x','typ':'at+jwt'}");
        row("kid with a path", "{'alg':'RS256','kid':'../KID','typ':'at+jwt'}");
        row("kid with SQL", "{'alg':'RS256','kid':'x OR 1=1 --','typ':'at+jwt'}");
        row("kid of 4 KiB",
            QByteArray("{'alg':'RS256','kid':'KID','typ':'at+jwt'}").replace("KID", QByteArray(4096, 'k')));
        for (const char *member : {"jku", "x5u", "jwk", "crit", "x5c"})
            row(member, QByteArray("{OURS,'MEMBER':'x'}").replace("MEMBER", member));
        row("twice the algorithm", "{'alg':'none',OURS}");
        row("deep JSON", QByteArray(2000, '['));
    }
    void header_namesAnotherAlgorithm_isRefused()
    {
        QFETCH(QByteArray, header);
        const TokenSigner &ours = *m_core->signer;
        const QByteArrayList parts = token(ours).split('.');
        const QByteArray bad = toBase64Url(header.replace("KID", kids(ours).first().toLatin1())) + '.' + parts[1];
        QVERIFY(!holds(ours, bad + '.' + parts[2]));
        QVERIFY(!holds(ours, bad + '.'));
    }
    void encoding_thatIsNotCanonical_isRefused()
    {
        const TokenSigner &ours = *m_core->signer;
        const QByteArray good = token(ours);
        const QByteArrayList parts = good.split('.');
        QByteArray flipped = *fromBase64Url(parts[2]);
        flipped[10] = char(flipped[10] ^ 1);
        for (const QByteArray &bad :
             {QByteArray(), QByteArray(".."), good + '.', good + '=', '.' + good, good.chopped(1), good + "A",
              parts[0] + '.' + parts[1] + '.' + toBase64Url(flipped), parts[0] + '.' + parts[1] + "=." + parts[2],
              parts[0] + '.' + toBase64Url("{}") + '.' + parts[2], good + '\n', QByteArray(100'000, 'a') + good})
            QVERIFY2(!holds(ours, bad), bad.left(60));
        QVERIFY(holds(ours, good));
    }
    void claims_outOfPlace_areRefused_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QJsonValue>("value");
        const double now
            = double(std::chrono::floor<std::chrono::seconds>(ManualClock().now()).time_since_epoch().count());
        const auto row = [](const char *what, const char *name, const QJsonValue &value) {
            QTest::newRow(what) << QByteArray(name) << value;
        };
        row("expired", "exp", now - 31);
        row("expires now", "exp", now);
        row("exp as text", "exp", QStringLiteral("9999999999"));
        row("exp negative", "exp", -1);
        row("exp without end", "exp", 1e300);
        row("exp missing", "exp", QJsonValue::Undefined);
        row("iat in the future", "iat", now + 61);
        row("iat missing", "iat", QJsonValue::Undefined);
        row("nbf in the future", "nbf", now + 61);
        row("issuer with a slash", "iss", QStringLiteral("https://gate.example/"));
        row("issuer in capitals", "iss", QStringLiteral("https://GATE.example"));
        row("issuer missing", "iss", QJsonValue::Undefined);
        row("audience missing", "aud", QJsonValue::Undefined);
        row("audience a list", "aud", QJsonArray{QStringLiteral("https://other.example")});
        row("subject missing", "sub", QJsonValue::Undefined);
        row("session missing", "sid", QJsonValue::Undefined);
    }
    void claims_outOfPlace_areRefused()
    {
        QFETCH(QByteArray, name);
        QFETCH(QJsonValue, value);
        const Time now = m_core->clock.now();
        const QString issuer = QLatin1String(CoreFixture::kIssuer);
        const double seconds = double(std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count());
        QJsonObject claims{{QStringLiteral("iss"), issuer},  {QStringLiteral("sub"), QStringLiteral("acc_1")},
                           {QStringLiteral("aud"), issuer},  {QStringLiteral("sid"), QStringLiteral("ses_1")},
                           {QStringLiteral("iat"), seconds}, {QStringLiteral("exp"), seconds + 60}};
        const auto verified = [&] {
            const QByteArray signedToken = m_core->signer->sign(claims, QStringLiteral("at+jwt"));
            return AccessToken::verify(signedToken, *m_core->signer, issuer, now).has_value();
        };
        QVERIFY(verified());
        if (value.isUndefined())
            claims.remove(QLatin1String(name));
        else
            claims.insert(QLatin1String(name), value);
        QVERIFY(!verified());
    }
};

QTEST_GUILESS_MAIN(TestSigningKeys)
#include "test_signing_keys.moc"
