// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/oauth/authorize_check.h"
#include "tests/core/core_fixture.h"

#include <QJsonArray>
#include <QTest>

using namespace ostiary;
using namespace Qt::StringLiterals;

// The sentences of the tester. That its verdict is the endpoint's, test_authorize_request holds for each of its rows.
class TestAuthorizeCheck : public QObject
{
    Q_OBJECT

    QCA::Initializer m_crypto;
    std::unique_ptr<CoreFixture> m_core;
    QString m_client;

    QString good() const
    {
        return u"client_id="_s + m_client
            + u"&redirect_uri=https%3A%2F%2Fapp.example%2Fcallback&response_type=code&code_challenge="_s
            + QString(43, u'a')
            + u"&code_challenge_method=S256&state=xyz"
              "&resource=https%3A%2F%2Fgate.example%2Fmcp%2Ffiles&scope=aso%3Aread"_s;
    }
    Result<AuthorizeReport> check(const QString &pasted)
    {
        AuthorizeTester tester(m_core->clients, m_core->resources, m_core->scopes);
        return await(tester.check(pasted));
    }
    AuthorizeLine line(const AuthorizeReport &report, QLatin1StringView what)
    {
        const auto found = std::ranges::find(report.lines, what, &AuthorizeLine::what);
        return found == report.lines.end() ? AuthorizeLine{} : *found;
    }

private slots:
    void initTestCase()
    {
        m_core = std::make_unique<CoreFixture>();
        m_client = await(m_core->clients.registerClient({{QStringLiteral("client_name"), QStringLiteral("App")},
                                                         {QStringLiteral("redirect_uris"),
                                                          QJsonArray{QStringLiteral("https://app.example/callback")}}}))
                       ->client.id.text();
    }
    void cleanupTestCase() { m_core.reset(); }

    void goodRequest_isAcceptedLineByLine()
    {
        const AuthorizeReport report = *check(QStringLiteral("https://gate.example/api/oauth/authorize?") + good());
        QVERIFY(report.isAccepted());
        QStringList parts;
        for (const AuthorizeLine &line : report.lines) {
            parts << line.what;
            QVERIFY2(line.verdict == AuthorizeVerdict::Ok, qPrintable(line.what));
            QVERIFY(!line.sentence.isEmpty());
        }
        QCOMPARE(parts.join(u' '),
                 QStringLiteral("address client_id redirect_uri state response_type code_challenge scope resource"));
        QVERIFY(line(report, "client_id"_L1).sentence.contains(QLatin1String("\"App\"")));
        QVERIFY(report.outcome.contains(QLatin1String("app.example")));
        QVERIFY(report.outcome.contains(QLatin1String("consent")));
    }
    void pastedForms_areUnderstood_data()
    {
        QTest::addColumn<QString>("form");
        QTest::newRow("the alias") << "https://gate.example/authorize?%1";
        QTest::newRow("the query alone") << "%1";
        QTest::newRow("path and query") << "/api/oauth/authorize?%1";
        QTest::newRow("blanks around, a fragment") << "  https://gate.example/authorize?%1#_=_ \n";
        QTest::newRow("the sign-in page on the way")
            << "https://gate.example/login?next=%2Fapi%2Foauth%2Fauthorize%3F%1";
    }
    void pastedForms_areUnderstood()
    {
        QFETCH(QString, form);
        QString query = good();
        if (form.contains(QLatin1String("next=")))
            query = QString::fromLatin1(QUrl::toPercentEncoding(query));
        const QString pasted = form.replace(QLatin1String("%1"), query);
        const Result<AuthorizeReport> report = check(pasted);
        QVERIFY2(report && report->isAccepted(), qPrintable(pasted));
    }
    void addressThatATerminalWrapped_isReadAsOneLine()
    {
        QString wrapped = QStringLiteral("https://gate.example/authorize?") + good();
        wrapped.insert(60, u'\n');
        QVERIFY(check(wrapped)->isAccepted());
    }
    void whatIsNoAddress_isRefusedByName()
    {
        for (const char *text : {"", "hello", "https://gate.example/authorize", "https://gate.example/", "://?="}) {
            const Result<AuthorizeReport> report = check(QLatin1String(text));
            QVERIFY2(!report && report.error().field == QLatin1String("url"), text);
        }
        QVERIFY(!check(QString(20'000, u'=')));
        QVERIFY(!check(QStringLiteral("client_id=%zz")));
    }
    void addressOfAnotherServer_isRefused_andTheRestIsStillTold()
    {
        const AuthorizeReport report = *check(QStringLiteral("http://192.168.1.5:8420/authorize?") + good());
        QVERIFY(!report.isAccepted());
        QVERIFY(line(report, "address"_L1).sentence.contains(QLatin1String("https://gate.example")));
        QVERIFY(line(report, "client_id"_L1).verdict == AuthorizeVerdict::Ok);
        const AuthorizeReport path = *check(QStringLiteral("https://gate.example/oauth2/auth?") + good());
        QVERIFY(line(path, "address"_L1).verdict == AuthorizeVerdict::Refused);
    }
    void redirectThatDiffers_isShownBesideTheRegisteredOnes_withoutItsQuery()
    {
        const AuthorizeReport report
            = *check(good().replace(QLatin1String("callback"), QLatin1String("other%3Fsecret%3D1")));
        const AuthorizeLine redirect = line(report, "redirect_uri"_L1);
        QVERIFY(redirect.verdict == AuthorizeVerdict::Refused);
        QVERIFY(redirect.sentence.contains(QLatin1String("https://app.example/callback")));
        QVERIFY(redirect.sentence.contains(QLatin1String("https://app.example/other")));
        QVERIFY(!redirect.sentence.contains(QLatin1String("secret")));
        QVERIFY(report.outcome.contains(QLatin1String("nobody is sent back")));
    }
    void unknownClient_leavesItsRedirectUnjudged()
    {
        const AuthorizeReport report = *check(good().replace(m_client, QLatin1String("cli_none")));
        QVERIFY(line(report, "client_id"_L1).verdict == AuthorizeVerdict::Refused);
        QVERIFY(line(report, "redirect_uri"_L1).verdict == AuthorizeVerdict::Warning);
        QVERIFY(line(report, "code_challenge"_L1).verdict == AuthorizeVerdict::Ok);
    }
    void everyFault_isTold_notOnlyTheFirst()
    {
        const AuthorizeReport report = *check(good()
                                                  .replace(QLatin1String("S256"), QLatin1String("plain"))
                                                  .replace(QLatin1String("mcp%2Ffiles"), QLatin1String("mcp%2Fnone"))
                                              + QStringLiteral("&audience=x"));
        QVERIFY(line(report, "code_challenge"_L1).verdict == AuthorizeVerdict::Refused);
        QVERIFY(line(report, "resource"_L1).verdict == AuthorizeVerdict::Refused);
        QCOMPARE(line(report, "others"_L1).value, QStringLiteral("audience"));
        QVERIFY(report.outcome.contains(QLatin1String("error=invalid_request"))); // the first of them
    }
    void whatIsAcceptedButUnwise_isAWarning()
    {
        const AuthorizeReport report
            = *check(good()
                         .remove(QLatin1String("&state=xyz"))
                         .replace(QLatin1String("aso%3Aread"), QLatin1String("openid+aso%3Aread"))
                     + QStringLiteral("&prompt=none"));
        QVERIFY(report.isAccepted());
        QVERIFY(line(report, "state"_L1).verdict == AuthorizeVerdict::Warning);
        QVERIFY(line(report, "scope"_L1).verdict == AuthorizeVerdict::Warning);
        QVERIFY(line(report, "scope"_L1).sentence.contains(QLatin1String("openid")));
        QVERIFY(line(report, "prompt"_L1).verdict == AuthorizeVerdict::Warning);
        QVERIFY(report.outcome.contains(QLatin1String("login_required")));
    }
    void hostileText_isShownOnOneLine_andCut()
    {
        const AuthorizeReport report
            = *check(QStringLiteral("client_id=") + QString(5000, u'x') + QStringLiteral("%0A%1B%5B31m%E2%80%AEevil"));
        const QString value = line(report, "client_id"_L1).value;
        QVERIFY(value.size() <= 120);
        QVERIFY(!value.contains(u'\n') && !value.contains(QChar(0x1b)) && !value.contains(QChar(0x202e)));
    }
};

QTEST_GUILESS_MAIN(TestAuthorizeCheck)
#include "test_authorize_check.moc"
