// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail_fixture.h"

#include "server/gateway/mail/mail_message.h"

#include <QElapsedTimer>
#include <QJsonArray>

#include <thread>

using namespace ostiary;
using namespace ostiary::gateway;
using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {

const QString kAda = u"ada@example.com"_s;
const QString kLink = u"https://mcp.example.org/reset?token="_s + QString(43, u'x');

MailAddress address(const QString &text)
{
    return *MailAddress::parse(text, u"to"_s);
}

} // namespace

class TestSmtpMailer final : public QObject
{
    Q_OBJECT

    ManualClock m_clock{Time{std::chrono::seconds{1'800'000'000}}}; // Fri, 15 Jan 2027 08:00:00 UTC
    SystemRandom m_random;

    std::unique_ptr<SmtpMailer> mailer(SmtpOptions options, SmtpLimits limits = {})
    {
        return std::make_unique<SmtpMailer>(std::move(options), m_clock, m_random, limits);
    }
    std::unique_ptr<SmtpMailer> mailer(const QUrl &server, SmtpLimits limits = {})
    {
        return mailer({.server = server, .from = address(u"Ostiary <ostiary@example.org>"_s)}, limits);
    }
    static Result<bool> sendOne(SmtpMailer &mailer)
    {
        return Sent(mailer.send(kAda, u"Choose a new password"_s, kLink)).wait();
    }

    QByteArray compose(const QString &subject, const QString &text, const QString &from = u"o@example.org"_s)
    {
        const Result<QByteArray> mail = composeMail({.from = address(from),
                                                     .to = address(kAda),
                                                     .subject = subject,
                                                     .text = text,
                                                     .date = m_clock.now(),
                                                     .id = "abc"});
        return mail ? *mail : QByteArray();
    }

private slots:
    void message_isWhatRfc5322AsksFor()
    {
        QCOMPARE(compose(u"Choose a new password"_s, u"Here:\nhttps://a.example/reset?token=1=2\n"_s,
                         u"The \"door\" <ostiary@example.org>"_s),
                 "From: \"The \\\"door\\\"\" <ostiary@example.org>\r\n"
                 "To: ada@example.com\r\n"
                 "Subject: Choose a new password\r\n"
                 "Date: Fri, 15 Jan 2027 08:00:00 +0000\r\n"
                 "Message-ID: <abc@example.org>\r\n"
                 "Auto-Submitted: auto-generated\r\n"
                 "MIME-Version: 1.0\r\n"
                 "Content-Type: text/plain; charset=us-ascii\r\n"
                 "Content-Transfer-Encoding: 7bit\r\n"
                 "\r\n"
                 "Here:\r\n"
                 "https://a.example/reset?token=1=2\r\n"_ba);
    }

    // RFC 5322 §2.1.1: no line may be longer than 998, none should be longer than 78.
    void message_hasNoLongLines()
    {
        const QByteArray mail
            = compose(QString(200, u'ü'), QString(5000, u'=') + u'\n' + QString(3000, u'漢'), u"Ü <o@example.org>"_s);
        QVERIFY(!mail.isEmpty());
        for (const QByteArray &line : mail.split('\n')) {
            QVERIFY2(line.endsWith('\r') || line.isEmpty(), line.constData());
            QVERIFY2(line.size() <= 77, line.constData());
        }
    }

    // Nothing that a stranger chose becomes a header field or an SMTP command.
    void injection_isRefused_data()
    {
        QTest::addColumn<QString>("to");
        QTest::addColumn<QString>("subject");
        QTest::addColumn<QString>("field");
        const auto row = [](const char *name, const QString &to, const QString &subject, const char *field) {
            QTest::newRow(name) << to << subject << QString::fromLatin1(field);
        };
        row("subject with CRLF", kAda, u"x\r\nBcc: eve@example.com"_s, "subject");
        row("subject with LF", kAda, u"x\nBcc: eve@example.com"_s, "subject");
        row("subject with CR", kAda, u"x\rBcc: eve@example.com"_s, "subject");
        row("subject with NUL", kAda, u"x"_s + QChar(0), "subject");
        row("no subject", kAda, QString(), "subject");
        row("a subject without end", kAda, QString(201, u'x'), "subject");
        for (const char *to :
             {"", "ada", "@example.com", "ada@", "ada@example.com\r\nBcc: eve@example.com", "ada\n@example.com",
              "ada@example.com>\r\nRCPT TO:<eve@example.com", "ada@example.com> SIZE=1", "ada eve@example.com",
              "ada@example.com,eve@example.com", "<ada@example.com>, eve@example.com", "\"ada\r\n\" <ada@example.com>",
              "ada@-example.com", "ada@exa mple.com", "ada@[127.0.0.1]"})
            row(to, QString::fromLatin1(to), u"x"_s, "to");
    }
    void injection_isRefused()
    {
        QFETCH(const QString, to);
        QFETCH(const QString, subject);
        QFETCH(const QString, field);
        ScriptedMailServer server({});
        const auto mailer = this->mailer(server.url());
        const Result<bool> sent = Sent(mailer->send(to, subject, u"text"_s)).wait();
        QVERIFY(!sent);
        QCOMPARE(sent.error().code, ErrorCode::InvalidValue);
        QCOMPARE(sent.error().field, field);
        QVERIFY2(!sent.error().detail.contains(u'\n'), qPrintable(sent.error().detail));
        QCOMPARE(server.connections, 0);
    }

    void mail_arrivesAsItWasMeant()
    {
        RealMailServer server;
        const auto mailer = this->mailer(server.url());
        const QString subject = u"Neues Passwort für „Ada“ – 新しいパスワードを選んでください 🔑"_s;
        const QString text = u"Grüße!\n.\n..two dots\nFrom here\n"_s + kLink + u"\n"_s + QString(300, u'漢');
        QVERIFY(Sent(mailer->send(kAda, subject, text)).wait());
        const QJsonObject mail = server.nextMail();
        QCOMPARE(mail[u"envelope"].toObject()[u"from"], u"ostiary@example.org"_s);
        QCOMPARE(mail[u"envelope"].toObject()[u"to"].toArray(), QJsonArray{kAda});
        QCOMPARE(mail[u"from"].toObject()[u"name"], u"Ostiary"_s);
        QCOMPARE(mail[u"subject"], subject);
        QCOMPARE(mail[u"text"].toString().trimmed(), text);
        const QJsonObject headers = mail[u"headers"].toObject();
        QCOMPARE(headers[u"auto-submitted"], u"auto-generated"_s);
        QCOMPARE(headers[u"date"], u"Fri, 15 Jan 2027 08:00:00 +0000"_s);
        QVERIFY(headers[u"message-id"].toString().endsWith("@example.org>"_L1));
    }

    void link_standsUnbrokenInAnAsciiMail()
    {
        RealMailServer server;
        const auto mailer = this->mailer(server.url());
        QVERIFY(sendOne(*mailer));
        QVERIFY(server.nextMail()[u"raw"].toString().contains(u"\r\n"_s + kLink + u"\r\n"_s));
    }

    void signIn_isDoneWithTheOperatorsPassword()
    {
        RealMailServer server({{u"user"_s, u"door"_s}, {u"password"_s, u"hunter 2"_s}});
        const MailAddress from = address(u"ostiary@example.org"_s);
        const auto good
            = mailer({.server = server.url(), .from = from, .user = u"door"_s, .password = Secret("hunter 2")});
        QVERIFY(sendOne(*good));
        QCOMPARE(server.nextMail()[u"signedIn"], u"door"_s);

        const auto bad
            = mailer({.server = server.url(), .from = from, .user = u"door"_s, .password = Secret("hunter 3")});
        const Result<bool> sent = sendOne(*bad);
        QVERIFY(!sent);
        QCOMPARE(sent.error().code, ErrorCode::UpstreamFailed);
        QVERIFY2(sent.error().detail.contains("mail.password_file"_L1), qPrintable(sent.error().detail));
        QVERIFY(!(sent.error().detail + sent.error().cause).contains("hunter"_L1));
    }

    // 0.0.0.0 leads to this machine and is no loopback address, so encryption is asked for as for any other host.
    void encryption_isUsedByEitherWay_andTheCertificateChecked_data()
    {
        QTest::addColumn<QString>("tls");
        QTest::addColumn<QByteArray>("scheme");
        QTest::addColumn<QByteArray>("host");
        QTest::newRow("STARTTLS") << u"starttls"_s << "smtp"_ba << "0.0.0.0"_ba;
        QTest::newRow("from the first byte") << u"implicit"_s << "smtps"_ba << "127.0.0.1"_ba;
    }
    void encryption_isUsedByEitherWay_andTheCertificateChecked()
    {
        QFETCH(const QString, tls);
        QFETCH(const QByteArray, scheme);
        QFETCH(const QByteArray, host);
        const Certificate ours = Certificate::make();
        RealMailServer server({{u"tls"_s, tls}, {u"key"_s, ours.key}, {u"cert"_s, ours.certificate}});
        const QUrl url = server.url(scheme, host);

        const Result<bool> stranger = sendOne(*mailer(url));
        QVERIFY(!stranger);
        QCOMPARE(stranger.error().code, ErrorCode::UpstreamFailed);
        QVERIFY2(stranger.error().detail.contains("check its certificate"_L1), qPrintable(stranger.error().detail));

        const MailAddress from = address(u"ostiary@example.org"_s);
        const auto known = mailer({.server = url, .from = from, .authorities = ours.certificate.toLatin1()});
        const Result<bool> sent = sendOne(*known);
        QVERIFY2(sent, qPrintable(sent ? QString() : sent.error().cause));
        QCOMPARE(server.nextMail()[u"encrypted"], true);
    }

    void encryption_withACertificateOfAnotherHost_isRefused()
    {
        const Certificate ours = Certificate::make();
        RealMailServer server({{u"tls"_s, u"implicit"_s}, {u"key"_s, ours.key}, {u"cert"_s, ours.certificate}});
        const auto mailer = this->mailer({.server = server.url("smtps", "localhost"),
                                          .from = address(u"ostiary@example.org"_s),
                                          .authorities = ours.certificate.toLatin1()});
        const Result<bool> sent = sendOne(*mailer);
        QVERIFY(!sent);
        QVERIFY2(sent.error().detail.contains("check its certificate"_L1), qPrintable(sent.error().detail));
    }

    // RFC 8314 §3: nothing is said in the clear to a server elsewhere, whoever took STARTTLS out of its greeting.
    void starttlsMissing_sendsNothing()
    {
        ScriptedMailServer server({});
        const Result<bool> sent = sendOne(*mailer(server.url("0.0.0.0")));
        QVERIFY(!sent);
        QCOMPARE(sent.error().code, ErrorCode::UpstreamFailed);
        QVERIFY2(sent.error().detail.contains("STARTTLS"_L1), qPrintable(sent.error().detail));
        QVERIFY(!server.commands.contains("MAIL"));
    }

    void refusal_isReportedWithTheServersWords_data()
    {
        QTest::addColumn<QByteArray>("at");
        QTest::addColumn<QByteArray>("reply");
        QTest::newRow("greeting") << ""_ba << "554 go away"_ba;
        QTest::newRow("sender") << "MAIL"_ba << "553 go away"_ba;
        QTest::newRow("recipient") << "RCPT"_ba << "550 go away"_ba;
        QTest::newRow("recipient, for now") << "RCPT"_ba << "451 go away"_ba;
        QTest::newRow("data") << "DATA"_ba << "554 go away"_ba;
        QTest::newRow("message") << "."_ba << "554 go away"_ba;
    }
    void refusal_isReportedWithTheServersWords()
    {
        QFETCH(const QByteArray, at);
        QFETCH(const QByteArray, reply);
        ScriptedMailServer server({{at, reply}});
        const Result<bool> sent = sendOne(*mailer(server.url()));
        QVERIFY(!sent);
        QCOMPARE(sent.error().code, ErrorCode::UpstreamFailed);
        QVERIFY2(sent.error().detail.contains("refused the mail"_L1), qPrintable(sent.error().detail));
        QVERIFY2(sent.error().cause.contains("go away"_L1), qPrintable(sent.error().cause));
        QVERIFY2(!sent.error().detail.contains("go away"_L1), qPrintable(sent.error().detail));
    }

    void greeting_ofSomethingElse_isNoMailServer()
    {
        for (const char *greeting : {"SSH-2.0-OpenSSH_9.9", "HTTP/1.1 400 Bad Request"}) {
            ScriptedMailServer server({{"", greeting}});
            const Result<bool> sent = sendOne(*mailer(server.url(), {.eachMail = milliseconds(500)}));
            QVERIFY(!sent);
            QVERIFY2(sent.error().detail.endsWith(u'.'), qPrintable(sent.error().detail));
        }
    }

    void silence_endsInATimeout_wherever_data()
    {
        QTest::addColumn<QByteArray>("at");
        for (const char *at : {"", "EHLO", "MAIL", "RCPT", "DATA", "."})
            QTest::newRow(*at ? at : "greeting") << QByteArray(at);
    }
    void silence_endsInATimeout_wherever()
    {
        QFETCH(const QByteArray, at);
        ScriptedMailServer server({{at, QByteArray()}});
        const Result<bool> sent = sendOne(*mailer(server.url(), {.eachMail = milliseconds(300)}));
        QVERIFY(!sent);
        QCOMPARE(sent.error().code, ErrorCode::UpstreamTimeout);
    }

    void silenceAtTheEnd_isNoFailure()
    {
        ScriptedMailServer server({{"QUIT", QByteArray()}});
        const auto mailer = this->mailer(server.url(), {.eachMail = milliseconds(500)});
        QVERIFY(sendOne(*mailer));
        QVERIFY(sendOne(*mailer));
        QCOMPARE(server.commands.count("."), 2);
    }

    void noServer_isSaid()
    {
        QTcpServer gone;
        QVERIFY(gone.listen(QHostAddress::LocalHost));
        const QUrl url(u"smtp://127.0.0.1:%1"_s.arg(gone.serverPort()));
        gone.close();
        const Result<bool> sent = sendOne(*mailer(url));
        QVERIFY(!sent);
        QCOMPARE(sent.error().code, ErrorCode::UpstreamFailed);
        QVERIFY2(sent.error().detail.contains("mail.server"_L1), qPrintable(sent.error().detail));
    }

    void queue_isBounded_andFreeAgainAfterwards()
    {
        ScriptedMailServer server({{"", QByteArray()}});
        const auto mailer = this->mailer(server.url(), {.mails = 3, .eachMail = milliseconds(300)});
        std::vector<Sent> sent;
        for (int i = 0; i < 4; ++i)
            sent.emplace_back(mailer->send(kAda, u"x"_s, u"text"_s));
        QVERIFY(sent[3].isDone());
        QCOMPARE(sent[3].wait().error().code, ErrorCode::Unavailable);
        for (int i = 0; i < 3; ++i)
            QCOMPARE(sent[size_t(i)].wait().error().code, ErrorCode::UpstreamTimeout);
        QCOMPARE(server.connections, 3); // those that waited had their turn
        QCOMPARE(sendOne(*mailer).error().code, ErrorCode::UpstreamTimeout);
    }

    void ending_answersThoseWhoWait_data()
    {
        QTest::addColumn<QByteArray>("silentAt");
        for (const char *at : {"", "EHLO", "RCPT", "."})
            QTest::newRow(*at ? at : "greeting") << QByteArray(at);
    }
    void ending_answersThoseWhoWait()
    {
        QFETCH(const QByteArray, silentAt);
        ScriptedMailServer server({{silentAt, QByteArray()}});
        auto mailer = this->mailer(server.url());
        const Sent onItsWay(mailer->send(kAda, u"x"_s, u"text"_s));
        const Sent waiting(mailer->send(kAda, u"x"_s, u"text"_s));
        QVERIFY(QTest::qWaitFor(
            [&] { return server.connections == 1 && (silentAt.isEmpty() || server.commands.contains(silentAt)); }));
        QElapsedTimer timer;
        timer.start();
        mailer.reset();
        QVERIFY2(timer.elapsed() < 15'000, "it waited for the server"); // half of what a mail may take
        QCOMPARE(onItsWay.wait().error().code, ErrorCode::Unavailable);
        QCOMPARE(waiting.wait().error().code, ErrorCode::Unavailable);
    }

    void answers_arriveInTheThreadThatAsked()
    {
        RealMailServer server;
        const auto mailer = this->mailer(server.url());
        std::atomic<int> arrived = 0;
        const auto work = [&] {
            QEventLoop loop;
            int open = 5;
            const std::thread::id here = std::this_thread::get_id();
            for (int i = 0; i < 5; ++i) {
                whenDone(mailer->send(kAda, u"x"_s, u"text"_s), [&](const Result<bool> &sent) {
                    arrived += sent && std::this_thread::get_id() == here ? 1 : 0;
                    if (--open == 0)
                        loop.quit();
                });
            }
            loop.exec();
        };
        {
            const std::jthread first(work);
            const std::jthread second(work);
        }
        QCOMPARE(arrived, 10);
    }
};

QTEST_GUILESS_MAIN(TestSmtpMailer)
#include "test_smtp_mailer.moc"
