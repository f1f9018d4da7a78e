// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/running_server.h"
#include "server/core/crypto/base64url.h"
#include "tests/http/raw_client.h"
#include "tests/ui/find.h"
#include "ui/approval/approval_card.h"
#include "ui/approval/approval_prompt.h"
#include "ui/console.h"
#include "ui/dialogs/confirm_dialog.h"
#include "ui/dialogs/create_account_dialog.h"
#include "ui/dialogs/create_key_dialog.h"
#include "ui/dialogs/key_secret_dialog.h"
#include "ui/pages/record_page.h"
#include "ui/shell/main_window.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLineEdit>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <QtCrypto>

using namespace ostiary;
using namespace ostiary::app;
using namespace ostiary::test;
using namespace ostiary::ui;
using namespace Qt::StringLiterals;

/// The console and the server as a person has them: one program, a real window, real requests beside it.
class TestDesktop : public QObject
{
    Q_OBJECT

    QCA::Initializer m_crypto;
    QTemporaryDir m_folder;
    SystemClock m_clock;
    std::unique_ptr<RunningServer> m_server;
    std::unique_ptr<Console> m_console;
    QByteArray m_secret;

    MainWindow *window() const { return static_cast<MainWindow *>(m_console->window()); }

    RecordPage *open(int number)
    {
        for (QAction *action : window()->findChildren<QAction *>()) {
            if (action->shortcut() == QKeySequence(Qt::CTRL | Qt::Key(Qt::Key_0 + number)))
                action->trigger();
        }
        auto *page = qobject_cast<RecordPage *>(window()->currentPage());
        if (page && !page->list().table().isLoaded())
            QSignalSpy(&page->list().table(), &RecordTable::loaded).wait();
        return page;
    }

    void photograph(QWidget *widget, const QString &name)
    {
        const QString folder = qEnvironmentVariable("OSTIARY_ARTIFACTS", QStringLiteral(ARTIFACTS_FOLDER));
        QDir().mkpath(folder);
        QVERIFY(widget->grab().save(folder + u"/desktop-"_s + name + u".png"_s));
    }

    RawAnswer ask(const QByteArray &method, const QByteArray &path, const QByteArrayList &headers,
                  const QByteArray &body = {})
    {
        RawClient client(quint16(m_server->url().port()));
        client.send(method + ' ' + path + " HTTP/1.1\r\nHost: " + m_server->url().authority().toLatin1()
                    + "\r\nConnection: close\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n"
                    + headers.join("\r\n") + (headers.isEmpty() ? "\r\n" : "\r\n\r\n") + body);
        return client.answer();
    }

    /// An MCP session of the stdio upstream with its event stream open.
    RawClient openStream()
    {
        const QByteArrayList headers{"Authorization: Bearer " + m_secret, "Content-Type: application/json",
                                     "Accept: application/json, text/event-stream"};
        const RawAnswer started = ask(
            "POST", "/mcp/echo", headers,
            R"({"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}})");
        RawClient stream(quint16(m_server->url().port()));
        stream.send("GET /mcp/echo HTTP/1.1\r\nHost: " + m_server->url().authority().toLatin1()
                    + "\r\nAccept: text/event-stream\r\nMcp-Session-Id: " + started.field("mcp-session-id")
                    + "\r\nAuthorization: Bearer " + m_secret + "\r\n\r\n");
        return stream;
    }

private slots:
    void initTestCase()
    {
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_folder.path());
        QStandardPaths::setTestModeEnabled(true);
        Settings settings;
        settings.dataFolder = m_folder.filePath(u"data"_s);
        settings.listenPort = 0;
        settings.upstreams
            = {{.name = u"echo"_s,
                .url = {},
                .command = {u"python3"_s, QStringLiteral(SOURCE_FOLDER "/tests/gateway/children/mcp_child.py")}}};
        Result<std::unique_ptr<RunningServer>> server = RunningServer::start(settings);
        QVERIFY2(server, server ? "" : qPrintable(server.error().detail));
        m_server = *std::move(server);
        m_console = std::make_unique<Console>(*qApp, m_server->admin(), m_clock, Console::Server::EndsWithConsole);
        m_console->show();
        QVERIFY(QTest::qWaitForWindowExposed(window()));
    }

    void cleanupTestCase()
    {
        m_console.reset();
        m_server.reset();
    }

    void firstRun_makesTheFirstAccount()
    {
        QTRY_VERIFY(button(window(), u"Create your account"_s));
        photograph(window(), u"first-run"_s);
        click(button(window(), u"Create your account"_s));
        auto *form = dialog<CreateAccountDialog>();
        QVERIFY(form);
        const QList<QLineEdit *> fields = form->findChildren<QLineEdit *>();
        QVERIFY(fields.size() >= 3);
        QTest::keyClicks(fields[0], u"ann@example.org"_s);
        QTest::keyClicks(fields[1], u"correct horse battery"_s);
        QTest::keyClicks(fields[2], u"correct horse battery"_s);
        click(button(form, u"Create account"_s));
        QTRY_VERIFY_WITH_TIMEOUT(!dialog<CreateAccountDialog>(), 10'000);
        QTRY_VERIFY(!button(window(), u"Create your account"_s)); // the pages know of it
    }

    void newKey_opensTheDoor_assoonAsItIsShown()
    {
        RecordPage *keys = open(2);
        click(button(keys, u"New API key"_s));
        auto *form = dialog<CreateKeyDialog>();
        QVERIFY(form);
        QTRY_VERIFY(button(form, u"Create key"_s)->isEnabled());
        QTest::keyClicks(named<QLineEdit>(form, u"Name"_s), u"desktop test"_s);
        click(button(form, u"Create key"_s));
        QTRY_VERIFY_WITH_TIMEOUT(dialog<KeySecretDialog>(), 10'000);
        auto *shown = dialog<KeySecretDialog>();
        m_secret = named<QLineEdit>(shown, u"API key"_s)->text().toLatin1();
        photograph(shown, u"secret"_s);
        QCOMPARE(ask("GET", "/auth/check", {"Authorization: Bearer " + m_secret}).status, 200);
        click(button(shown, u"I stored it"_s));
        click(button(shown, u"Close"_s));
        QTRY_COMPARE(keys->list().table().rowCount(), 1);
        photograph(window(), u"keys"_s);
    }

    // Revoking in the console: the next request is refused, and an open stream is cut within a second.
    void revokedKey_isRefusedAtOnce_andItsStreamIsCut()
    {
        RawClient stream = openStream();
        QVERIFY(stream.receiveUntil("\r\n\r\n").startsWith("HTTP/1.1 200"));
        RecordPage *keys = open(2);
        keys->list().table().index(0, 0);
        keys->list().select(keys->list().table().idAt(0));
        click(button(keys, u"Revoke"_s));
        QVERIFY(dialog<ConfirmDialog>());
        photograph(dialog<ConfirmDialog>(), u"revoke"_s);
        click(button(dialog<ConfirmDialog>(), u"Revoke"_s));
        QTRY_COMPARE(ask("GET", "/auth/check", {"Authorization: Bearer " + m_secret}).status, 401);
        QVERIFY(stream.isClosed(1000));
    }

    // The page waits in a browser; the desktop decides.
    void consent_isAskedInAWindowOfItsOwn_andApproving_sendsTheBrowserOn()
    {
        const auto post = [this](const QByteArray &path, const QJsonObject &body) {
            return ask("POST", path, {"Content-Type: application/json"},
                       QJsonDocument(body).toJson(QJsonDocument::Compact));
        };
        const auto object = [](const RawAnswer &answer) { return QJsonDocument::fromJson(answer.body).object(); };
        const QByteArray client = object(post("/api/oauth/register",
                                              {{u"client_name"_s, u"Desk app"_s},
                                               {u"redirect_uris"_s, QJsonArray{u"http://127.0.0.1/cb"_s}}}))
                                      .value(u"client_id"_s)
                                      .toString()
                                      .toLatin1();
        const RawAnswer signedIn
            = post("/auth/login", {{u"email"_s, u"ann@example.org"_s}, {u"password"_s, u"correct horse battery"_s}});
        const qsizetype at = signedIn.head.toLower().indexOf("set-cookie: forge_session=") + 12;
        const QByteArray cookie = "Cookie: " + signedIn.head.sliced(at, signedIn.head.indexOf(';', at) - at);
        const RawAnswer asked
            = ask("GET",
                  "/api/oauth/authorize?response_type=code&code_challenge_method=S256&state=s&redirect_uri=http://"
                  "127.0.0.1:5000/cb"
                  "&code_challenge="
                      + QByteArray(43, 'a') + "&client_id=" + client,
                  {cookie});
        QCOMPARE(asked.status, 303);
        const QByteArray page = asked.field("location");
        QVERIFY(page.startsWith("/consent?id=apr_"));
        QVERIFY(ask("GET", page, {cookie}).body.contains("Desk app"));

        auto *prompt = static_cast<ApprovalPrompt *>(m_console->prompt());
        QTRY_VERIFY(prompt->isVisible());
        photograph(prompt, u"prompt"_s);
        QTRY_VERIFY(prompt->findChild<ApprovalCard *>()->isArmed());
        click(button(prompt, u"Approve"_s));
        QTRY_VERIFY(!prompt->isVisible());
        QTRY_COMPARE(object(ask("GET", "/consent/status" + page.sliced(page.indexOf('?')), {cookie}))
                         .value(u"state"_s)
                         .toString(),
                     u"approved"_s);
        const QByteArray location = ask("GET", page, {cookie}).field("location");
        QVERIFY2(location.startsWith("http://127.0.0.1:5000/cb?code="), location.constData());
        QVERIFY(location.contains("&state=s&iss="));
    }

    void everyPage_opensAndIsPhotographed()
    {
        for (int number = 1; number <= 5; ++number) {
            open(number);
            QTest::qWait(50);
            photograph(window(), u"page-%1"_s.arg(number));
        }
    }
};

QTEST_MAIN(TestDesktop)
#include "test_desktop.moc"
