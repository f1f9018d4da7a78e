// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/passkeys/authenticator_data.h"
#include "server/core/passkeys/webauthn_options.h"
#include "tests/core/software_authenticator.h"

#include <QJsonArray>
#include <QTest>

#include <random>

using namespace ostiary;
using namespace Qt::StringLiterals;

namespace {

const webauthn::Asked kAsked{*RelyingParty::of(QUrl(u"https://gate.example"_s)), QByteArray(32, 'q'),
                             webauthn::UserVerification::Required};
const QJsonObject kOptions{{u"challenge"_s, SoftwareAuthenticator::text(kAsked.challenge)}};

bool isUnreadable(const Error &error)
{
    return error.code == ErrorCode::InvalidValue && error.field == "credential"_L1 && !error.detail.isEmpty();
}

} // namespace

/// What the pure functions make of answers: good ones of every kind, and hostile bytes.
class TestWebauthn : public QObject
{
    Q_OBJECT

private slots:
    // ---- who this server is to a passkey ----
    void relyingParty_isTheHost_andTheOriginAsBrowsersWriteIt_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("id");
        QTest::addColumn<QByteArray>("origin");
        QTest::newRow("domain") << u"https://gate.example"_s << u"gate.example"_s << QByteArray("https://gate.example");
        QTest::newRow("usual port, path")
            << u"https://Gate.Example:443/x"_s << u"gate.example"_s << QByteArray("https://gate.example");
        QTest::newRow("port") << u"https://gate.example:8443"_s << u"gate.example"_s
                              << QByteArray("https://gate.example:8443");
        QTest::newRow("localhost") << u"http://localhost:8477"_s << u"localhost"_s
                                   << QByteArray("http://localhost:8477");
        QTest::newRow("umlaut") << u"https://t\u00fcr.example"_s << u"xn--tr-xka.example"_s
                                << QByteArray("https://xn--tr-xka.example");
    }
    void relyingParty_isTheHost_andTheOriginAsBrowsersWriteIt()
    {
        QFETCH(const QString, url);
        const Result<RelyingParty> party = RelyingParty::of(QUrl(url));
        QVERIFY(party);
        QTEST(party->id, "id");
        QTEST(party->origin, "origin");
    }

    void relyingParty_isNoAddress_andNeedsHttps()
    {
        for (const QString &url : {u"http://127.0.0.1:8477"_s, u"https://192.0.2.7"_s, u"https://[2001:db8::1]:8443"_s,
                                   u"http://gate.example"_s, u"https://"_s}) {
            const Result<RelyingParty> party = RelyingParty::of(QUrl(url));
            QVERIFY2(!party && party.error().code == ErrorCode::Forbidden, qPrintable(url));
            QVERIFY(party.error().detail.contains("passkeys"_L1));
        }
    }

    // ---- options (WebAuthn Level 3 §5.4, §5.5) ----
    void options_askForADiscoverableVerifiedPasskey_withoutAttestation()
    {
        const QJsonObject options = webauthn::createOptions(kAsked, {"acc_1", u"ann@example.org"_s}, {"known"});
        QCOMPARE(options.value("rp"_L1).toObject().value("id"_L1).toString(), u"gate.example"_s);
        QCOMPARE(options.value("attestation"_L1).toString(), u"none"_s);
        QCOMPARE(options.value("timeout"_L1).toInt(), 300'000);
        QCOMPARE(options.value("challenge"_L1).toString(), SoftwareAuthenticator::text(kAsked.challenge));
        const QJsonObject selection = options.value("authenticatorSelection"_L1).toObject();
        QCOMPARE(selection.value("residentKey"_L1).toString(), u"required"_s);
        QCOMPARE(selection.value("userVerification"_L1).toString(), u"required"_s);
        QList<int> algorithms;
        for (const QJsonValue &parameter : options.value("pubKeyCredParams"_L1).toArray())
            algorithms << parameter.toObject().value("alg"_L1).toInt();
        QCOMPARE(algorithms, (QList<int>{-8, -7, -257}));
        QCOMPARE(options.value("excludeCredentials"_L1).toArray().first().toObject().value("id"_L1).toString(),
                 SoftwareAuthenticator::text("known"));
    }

    void anyAttestation_isPassedOver_knownToLibfido2OrNot()
    {
        for (const QString &format : {u"packed"_s, u"apple"_s, u"android-key"_s, u"compound"_s}) {
            SoftwareAuthenticator key(SoftwareAuthenticator::Es256);
            key.format = format;
            key.statement
                = {{u"alg"_s, -7}, {u"sig"_s, QByteArray("nonsense")}, {u"x5c"_s, QCborArray{QByteArray("x")}}};
            QVERIFY2(webauthn::verifyRegistration(kAsked, key.create(kOptions)), qPrintable(format));
        }
    }

    // ---- hostile bytes ----
    void publicKey_ofNoCurveOrAlgorithm_isRefused()
    {
        SoftwareAuthenticator key(SoftwareAuthenticator::Es256);
        const auto verify = [&](const QCborMap &cose) {
            return webauthn::verifyRegistration(
                kAsked,
                key.created(key.clientData("webauthn.create", kOptions), key.attestedData(QCborValue(cose).toCbor())));
        };
        QVERIFY(verify(key.coseKey()));
        const auto bent = [&](qint64 member, const QCborValue &value) {
            QCborMap cose = key.coseKey();
            cose.insert(member, value);
            return cose;
        };
        QVERIFY(isUnreadable(verify(bent(-2, QByteArray(32, '\x01'))).error())); // no point of P-256
        QVERIFY(isUnreadable(verify(bent(-2, QByteArray(31, '\x01'))).error()));
        QVERIFY(isUnreadable(verify(bent(-2, u"text"_s)).error()));
        QVERIFY(isUnreadable(verify(bent(-1, 2)).error())); // P-384
        QVERIFY(isUnreadable(verify(bent(1, 1)).error()));
        for (const qint64 algorithm : {-8, -257, -35, -65535, 0, -47})
            QVERIFY(isUnreadable(verify(bent(3, algorithm)).error()));
        QVERIFY(isUnreadable(verify(bent(3, u"ES256"_s)).error()));
        QVERIFY(isUnreadable(verify({}).error()));
    }

    void credentialId_has1To1023Bytes()
    {
        for (const qsizetype size : {1, 1023}) {
            SoftwareAuthenticator key(SoftwareAuthenticator::EdDsa, QByteArray(size, 'i'));
            QVERIFY(webauthn::verifyRegistration(kAsked, key.create(kOptions)));
        }
        for (const qsizetype size : {0, 1024}) {
            SoftwareAuthenticator key(SoftwareAuthenticator::EdDsa, QByteArray(size, 'i'));
            QVERIFY(isUnreadable(webauthn::verifyRegistration(kAsked, key.create(kOptions)).error()));
        }
        SoftwareAuthenticator key(SoftwareAuthenticator::EdDsa);
        QJsonObject other = key.create(kOptions);
        other.insert(u"rawId"_s, SoftwareAuthenticator::text("another"));
        QVERIFY(isUnreadable(webauthn::verifyRegistration(kAsked, other).error()));
    }

    void shape_thatIsNone_isInvalid()
    {
        SoftwareAuthenticator key(SoftwareAuthenticator::EdDsa);
        const QJsonObject made = key.create(kOptions);
        const QJsonObject got = key.get(kOptions);
        const QList<QJsonValue> nonsense{QJsonValue::Undefined,
                                         QJsonValue::Null,
                                         7,
                                         true,
                                         QJsonArray{1},
                                         QJsonObject{},
                                         u""_s,
                                         u"a"_s, // no whole byte
                                         u"AA=="_s,
                                         u"A+/A"_s,
                                         u"\u00e9\u4e2d"_s,
                                         QString(1 << 20, u'A')};
        for (const QJsonValue &value : nonsense) {
            for (const QString &member : {u"clientDataJSON"_s, u"attestationObject"_s})
                QVERIFY(isUnreadable(
                    webauthn::verifyRegistration(kAsked, SoftwareAuthenticator::with(made, member, value)).error()));
            for (const QString &member : {u"clientDataJSON"_s, u"authenticatorData"_s, u"signature"_s}) {
                const auto parsed = webauthn::parseAssertion(SoftwareAuthenticator::with(got, member, value));
                QVERIFY(!parsed && isUnreadable(parsed.error()));
            }
            for (const QString &member : {u"type"_s, u"rawId"_s, u"response"_s}) {
                QJsonObject bent = made;
                bent.insert(member, value);
                QVERIFY(isUnreadable(webauthn::verifyRegistration(kAsked, bent).error()));
                bent = got;
                bent.insert(member, value);
                QVERIFY(isUnreadable(webauthn::parseAssertion(bent).error()));
            }
        }
        QVERIFY(isUnreadable(webauthn::verifyRegistration(kAsked, {}).error()));
        QVERIFY(isUnreadable(webauthn::parseAssertion({}).error()));
    }

    // Lengths that lie, nesting without end, and everything cut short.
    void cbor_thatLies_isInvalid()
    {
        SoftwareAuthenticator key(SoftwareAuthenticator::EdDsa);
        const QJsonObject made = key.create(kOptions);
        const QByteArray client = SoftwareAuthenticator::bytesOf(made, u"clientDataJSON"_s);
        const QByteArray whole = SoftwareAuthenticator::bytesOf(made, u"attestationObject"_s);
        for (qsizetype size = 1; size < whole.size(); ++size) {
            const auto bent = SoftwareAuthenticator::with(made, u"attestationObject"_s,
                                                          SoftwareAuthenticator::text(whole.first(size)));
            QVERIFY(isUnreadable(webauthn::verifyRegistration(kAsked, bent).error()));
        }
        const QByteArray head = key.attestedData({});
        for (qsizetype size = 0; size <= head.size(); ++size)
            QVERIFY(isUnreadable(webauthn::verifyRegistration(kAsked, key.created(client, head.first(size))).error()));
        const QByteArrayList bombs{
            QByteArray::fromHex("bb7fffffffffffffff"),
            QByteArray::fromHex("ba10000000"),
            QByteArray::fromHex("a1019b00ffffffffffffff"),
            QByteArray::fromHex("a1019a0fffffff"),
            QByteArray::fromHex("a1015b7fffffffffffffff"),
            QByteArray::fromHex("a1017a7fffffff"),
            QByteArray::fromHex("a101") + QByteArray(3000, '\x81'),
            QByteArray::fromHex("a101") + QByteArray(3000, '\xc1'),
            QByteArray::fromHex("a101") + QByteArray(3000, '\x9f'),
            QByteArray::fromHex("bf"),
            QByteArray::fromHex("ff"),
            QByteArray::fromHex("a1ff"),
            QByteArray::fromHex("1c"),
            QByteArray::fromHex("a161"),
        };
        for (const QByteArray &bomb : bombs) {
            QVERIFY(isUnreadable(webauthn::verifyRegistration(kAsked, key.created(client, head + bomb)).error()));
            const auto bent
                = SoftwareAuthenticator::with(made, u"attestationObject"_s, SoftwareAuthenticator::text(bomb));
            QVERIFY(isUnreadable(webauthn::verifyRegistration(kAsked, bent).error()));
            QVERIFY(!webauthn::AuthenticatorData::parse(key.fixedData(SoftwareAuthenticator::Ed) + bomb));
        }
    }

    // A few thousand mutations of good answers: refused or, where the change means nothing, taken; never a crash.
    void mutation_isRefusedOrMeansNothing()
    {
        bool given = false;
        int seed = qEnvironmentVariableIntValue("OSTIARY_SEED", &given);
        if (!given)
            seed = int(std::random_device{}() & 0x7fffffff);
        qInfo("OSTIARY_SEED=%d", seed);
        std::mt19937 random{quint32(seed)};
        const auto below = [&](qsizetype most) { return qsizetype(random() % quint32(most)); };
        const auto mutate = [&](QByteArray bytes) {
            for (qsizetype changes = 1 + below(3); changes > 0 && !bytes.isEmpty(); --changes) {
                const qsizetype at = below(bytes.size());
                switch (below(5)) {
                case 0: bytes[at] = char(random()); break;
                case 1: bytes[at] = char(bytes[at] ^ (1 << below(8))); break;
                case 2: bytes.truncate(at); break;
                case 3: bytes.insert(at, bytes.sliced(at, qMin(bytes.size() - at, 1 + below(16)))); break;
                case 4: bytes.remove(at, 1 + below(8)); break;
                }
            }
            return bytes;
        };
        for (const int algorithm : webauthn::kAlgorithms) {
            SoftwareAuthenticator key{SoftwareAuthenticator::Algorithm(algorithm)};
            key.flags |= SoftwareAuthenticator::Ed;
            key.extensions = QCborValue(QCborMap{{u"credProtect"_s, 2}}).toCbor();
            key.format = u"packed"_s;
            key.statement = {{u"alg"_s, algorithm}, {u"sig"_s, QByteArray(70, 's')}};
            const QJsonObject made = key.create(kOptions);
            const auto known = webauthn::verifyRegistration(kAsked, made);
            QVERIFY(known);
            const QJsonObject got = key.get(kOptions);
            QVERIFY(webauthn::verifyAssertion(kAsked, known->credential, *webauthn::parseAssertion(got)));
            const auto bend = [&](const QJsonObject &good, const QString &member) {
                return SoftwareAuthenticator::with(
                    good, member, SoftwareAuthenticator::text(mutate(SoftwareAuthenticator::bytesOf(good, member))));
            };
            for (int i = 0; i < 1500; ++i) {
                for (const QString &member : {u"attestationObject"_s, u"clientDataJSON"_s}) {
                    const auto result = webauthn::verifyRegistration(kAsked, bend(made, member));
                    if (!result)
                        QVERIFY(isUnreadable(result.error()));
                }
                for (const QString &member : {u"authenticatorData"_s, u"signature"_s, u"clientDataJSON"_s}) {
                    const QJsonObject bent = bend(got, member);
                    const auto parsed = webauthn::parseAssertion(bent);
                    if (parsed && bent != got)
                        QVERIFY(!webauthn::verifyAssertion(kAsked, known->credential, *parsed));
                }
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestWebauthn)
#include "test_webauthn.moc"
