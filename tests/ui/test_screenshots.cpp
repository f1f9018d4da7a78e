// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/find.h"
#include "tests/ui/sample.h"
#include "ui/approval/approval_card.h"
#include "ui/approval/approval_prompt.h"
#include "ui/console.h"
#include "ui/dialogs/allow_client_dialog.h"
#include "ui/dialogs/check_key_dialog.h"
#include "ui/dialogs/client_secret_dialog.h"
#include "ui/dialogs/confirm_dialog.h"
#include "ui/dialogs/create_account_dialog.h"
#include "ui/dialogs/create_client_dialog.h"
#include "ui/dialogs/create_key_dialog.h"
#include "ui/dialogs/edit_key_dialog.h"
#include "ui/dialogs/key_secret_dialog.h"
#include "ui/dialogs/limits_dialog.h"
#include "ui/dialogs/one_time_link_dialog.h"
#include "ui/dialogs/plan_dialog.h"
#include "ui/dialogs/price_dialog.h"
#include "ui/dialogs/revoke_all_dialog.h"
#include "ui/dialogs/simulate_limit_dialog.h"
#include "ui/dialogs/test_request_dialog.h"
#include "ui/look/theme.h"
#include "ui/pages/record_page.h"
#include "ui/parts/disclosure.h"
#include "ui/shell/main_window.h"

#include <QAction>
#include <QDir>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QSettings>
#include <QTemporaryDir>

using namespace ostiary;
using namespace ostiary::test;
using namespace ostiary::ui;
using namespace Qt::StringLiterals;

/// Photographs every page and dialog, light and dark, for people to look at: into $OSTIARY_ARTIFACTS, else into
/// artifacts/ of the build folder.
class TestScreenshots : public QObject
{
    Q_OBJECT

    QTemporaryDir m_settings;
    QDir m_folder;
    QString m_suffix;

    void grab(QWidget *widget, const QString &name);
    void pages(Console &console);
    void dialogs(Console &console, const MemoryAdmin &admin);
    void accountDialogs(const Console &console);
    void keyDialogs(const Console &console);
    void spendPage(Console &console);
    void clientDialogs(const Console &console);
    static RecordPage *open(const Console &console, int number);

private slots:
    void initTestCase();
    void photographs_data();
    void photographs();
    void emptyStates_data() { photographs_data(); }
    void emptyStates();
};

void TestScreenshots::initTestCase()
{
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_settings.path());
    m_folder.setPath(qEnvironmentVariable("OSTIARY_ARTIFACTS", QStringLiteral(ARTIFACTS_FOLDER)));
    QVERIFY(m_folder.mkpath(u"."_s));
}

void TestScreenshots::grab(QWidget *widget, const QString &name)
{
    QVERIFY(widget);
    QTest::qWait(30);
    const QPixmap picture = widget->grab();
    // A picture of one colour would mean that nothing was drawn.
    const QImage image = picture.toImage();
    QVERIFY(image.pixel(2, 2) != image.pixel(image.width() / 2, image.height() / 2) || image.allGray() == false);
    QVERIFY(picture.save(m_folder.filePath(u"console-%1-%2.png"_s.arg(name, m_suffix))));
}

RecordPage *TestScreenshots::open(const Console &console, int number)
{
    auto *window = static_cast<MainWindow *>(console.window());
    for (QAction *action : window->findChildren<QAction *>()) {
        if (action->shortcut() == QKeySequence(Qt::CTRL | Qt::Key(Qt::Key_0 + number)))
            action->trigger();
    }
    QTest::qWait(30);
    return qobject_cast<RecordPage *>(window->currentPage());
}

void TestScreenshots::pages(Console &console)
{
    const char *names[]{"overview", "keys", "sessions", "consent", "clients", "accounts", "spend", "connections"};
    for (int page = 1; page <= 8; ++page) {
        RecordPage *list = open(console, page);
        if (page == 2)
            list->list().select(u"key_2"_s);
        if (page == 6)
            list->list().select(u"acc_3"_s);
        if (page == 8)
            list->list().select(u"con_3"_s);
        if (page == 4)
            QTRY_VERIFY(list->findChild<ApprovalCard *>()->isArmed());
        grab(console.window(), QLatin1String(names[page - 1]));
    }
}

void TestScreenshots::dialogs(Console &console, const MemoryAdmin &admin)
{
    grab(console.prompt(), u"prompt"_s);
    RecordPage *keys = open(console, 2);
    keys->list().select(u"key_2"_s);
    click(button(keys, u"Revoke"_s));
    grab(dialog<ConfirmDialog>(), u"revoke"_s);
    dialog<ConfirmDialog>()->close();

    click(button(keys, u"New API key"_s));
    auto *form = dialog<CreateKeyDialog>();
    grab(form, u"create-key"_s);
    click(button(form, u"Only these"_s));
    click(button(form, u"projects:read"_s));
    form->findChild<Disclosure *>()->setOpen(true);
    click(button(form, u"Never"_s));
    QTest::keyClicks(named<QLineEdit>(form, u"Name"_s), u" "_s);
    click(button(form, u"Create key"_s));
    QTest::qWait(50);
    grab(form, u"create-key-refused"_s);
    QTest::keyClicks(named<QLineEdit>(form, u"Name"_s), u"deploy job"_s);
    click(button(form, u"Create key"_s));
    QTRY_VERIFY(dialog<KeySecretDialog>());
    QVERIFY(admin.keyRows.first().name.contains(u"deploy job"_s));
    auto *secret = dialog<KeySecretDialog>();
    grab(secret, u"secret"_s);
    click(button(secret, u"I stored it"_s));
    click(button(secret, u"Close"_s));
}

void TestScreenshots::keyDialogs(const Console &console)
{
    RecordPage *keys = open(console, 2);
    keys->list().select(u"key_2"_s);
    click(button(keys, u"More"_s));
    QTRY_VERIFY(dialog<QMenu>());
    grab(dialog<QMenu>(), u"key-more"_s);
    dialog<QMenu>()->close();
    click(button(keys, u"Edit"_s));
    QTRY_VERIFY(button(dialog<EditKeyDialog>(), u"projects:read"_s));
    grab(dialog<EditKeyDialog>(), u"edit-key"_s);
    named<QLineEdit>(dialog<EditKeyDialog>(), u"Search scopes"_s)->setText(u"store"_s);
    grab(dialog<EditKeyDialog>(), u"edit-key-search"_s);
    dialog<EditKeyDialog>()->close();
    keys->run(Verb::TryLimit);
    click(button(dialog<SimulateLimitDialog>(), u"Simulate"_s));
    QTest::qWait(50);
    grab(dialog<SimulateLimitDialog>(), u"try-limit"_s);
    dialog<SimulateLimitDialog>()->close();
    keys->run(Verb::CheckKey);
    named<QLineEdit>(dialog<CheckKeyDialog>(), u"API key"_s)->setText(u"fos_buildServer7Lm1"_s);
    click(button(dialog<CheckKeyDialog>(), u"Check"_s));
    QTest::qWait(50);
    grab(dialog<CheckKeyDialog>(), u"check-key"_s);
    named<QLineEdit>(dialog<CheckKeyDialog>(), u"API key"_s)->setText(u"fos_unknown"_s);
    click(button(dialog<CheckKeyDialog>(), u"Check"_s));
    QTest::qWait(50);
    grab(dialog<CheckKeyDialog>(), u"check-key-unknown"_s);
    dialog<CheckKeyDialog>()->close();
    keys->run(Verb::RevokeEverything);
    QTest::qWait(50);
    grab(dialog<RevokeAllDialog>(), u"revoke-everything"_s);
    click(button(dialog<RevokeAllDialog>(), u"everyone on this server"_s));
    QTest::qWait(50);
    grab(dialog<RevokeAllDialog>(), u"revoke-everyone"_s);
    dialog<RevokeAllDialog>()->close();
    open(console, 8)->run(Verb::TestRequest);
    named<QPlainTextEdit>(dialog<TestRequestDialog>(), u"Address"_s)
        ->setPlainText(u"https://mcp.example.org/api/oauth/authorize?client_id=cli_7dK0Qw91BxTr2LmVpE8s"_s);
    click(button(dialog<TestRequestDialog>(), u"Test"_s));
    QTest::qWait(50);
    grab(dialog<TestRequestDialog>(), u"test-request"_s);
    dialog<TestRequestDialog>()->close();
    open(console, 2);
    keys->list().narrowTo(u"never expiring"_s, {u"key_3"_s});
    grab(console.window(), u"keys-narrowed"_s);
}

void TestScreenshots::spendPage(Console &console)
{
    open(console, 7);
    click(button(console.window(), u"By tool"_s));
    grab(console.window(), u"spend-by-tool"_s);
    click(button(console.window(), u"Ledger"_s));
    QTest::qWait(50);
    grab(console.window(), u"spend-ledger"_s);
    click(button(console.window(), u"Prices"_s));
    QTest::qWait(30);
    grab(console.window(), u"spend-prices"_s);
    click(button(console.window(), u"Set a price"_s));
    grab(dialog<PriceDialog>(), u"set-price"_s);
    dialog<PriceDialog>()->close();
    click(button(console.window(), u"This month"_s));
}

void TestScreenshots::clientDialogs(const Console &console)
{
    RecordPage *clients = open(console, 5);
    click(button(clients, u"New client"_s));
    auto *form = dialog<CreateClientDialog>();
    grab(form, u"create-client"_s);
    named<QLineEdit>(form, u"Name"_s)->setText(u"Billing robot"_s);
    form->findChild<QPlainTextEdit *>()->setPlainText(u"https://robot.example/callback"_s);
    click(button(form, u"It runs on a server"_s));
    click(button(form, u"Create client"_s));
    QTRY_VERIFY(dialog<ClientSecretDialog>());
    grab(dialog<ClientSecretDialog>(), u"client-secret"_s);
    click(button(dialog<ClientSecretDialog>(), u"I stored it"_s));
    click(button(dialog<ClientSecretDialog>(), u"Close"_s));
    clients->list().select(u"cli_7dK0Qw94BxTr2LmVpE8s"_s); // ChatGPT's, which has a secret
    grab(console.window(), u"clients-selected"_s);
    click(button(clients, u"Let it act for itself"_s));
    grab(dialog<AllowClientDialog>(), u"allow-client"_s);
    dialog<AllowClientDialog>()->close();
}

void TestScreenshots::accountDialogs(const Console &console)
{
    RecordPage *accounts = open(console, 6);
    accounts->list().select(u"acc_3"_s);
    click(button(accounts, u"More"_s));
    QTRY_VERIFY(dialog<QMenu>());
    grab(dialog<QMenu>(), u"account-more"_s);
    dialog<QMenu>()->close();
    click(button(accounts, u"Disable"_s));
    grab(dialog<ConfirmDialog>(), u"disable"_s);
    dialog<ConfirmDialog>()->close();
    accounts->run(Verb::SwitchAdmin);
    grab(dialog<ConfirmDialog>(), u"make-administrator"_s);
    dialog<ConfirmDialog>()->close();
    accounts->list().select(u"acc_1"_s);
    accounts->run(Verb::EditLimits);
    grab(dialog<LimitsDialog>(), u"organization-limits"_s);
    dialog<LimitsDialog>()->close();
    accounts->list().select(u"acc_3"_s);
    accounts->run(Verb::ChangePlan);
    grab(dialog<PlanDialog>(), u"plan"_s);
    dialog<PlanDialog>()->close();
    click(button(accounts, u"Reset link"_s));
    QTRY_VERIFY(dialog<OneTimeLinkDialog>());
    grab(dialog<OneTimeLinkDialog>(), u"reset-link"_s);
    dialog<OneTimeLinkDialog>()->close();
    click(button(accounts, u"New account"_s));
    click(button(dialog<CreateAccountDialog>(), u"Agent"_s));
    grab(dialog<CreateAccountDialog>(), u"new-account"_s);
    dialog<CreateAccountDialog>()->close();
    console.window()->resize(860, 560);
    grab(console.window(), u"accounts-narrow"_s);
}

void TestScreenshots::photographs_data()
{
    QTest::addColumn<int>("appearance");
    QTest::newRow("light") << int(Appearance::Light);
    QTest::newRow("dark") << int(Appearance::Dark);
}

void TestScreenshots::photographs()
{
    QFETCH(int, appearance);
    QSettings(QSettings::IniFormat, QSettings::UserScope, u"ostiary"_s, u"console"_s)
        .setValue(u"window/appearance"_s, appearance);
    m_suffix = QString::fromLatin1(QTest::currentDataTag());
    ManualClock clock;
    MemoryAdmin admin(clock);
    fillSample(admin, clock);
    Console console(*qApp, admin, clock, Console::Server::EndsWithConsole);
    console.show();
    QTRY_VERIFY(console.prompt()->isVisible());
    pages(console);
    dialogs(console, admin);
    keyDialogs(console);
    spendPage(console);
    accountDialogs(console);
    clientDialogs(console);
}

void TestScreenshots::emptyStates()
{
    QFETCH(int, appearance);
    QSettings(QSettings::IniFormat, QSettings::UserScope, u"ostiary"_s, u"console"_s)
        .setValue(u"window/appearance"_s, appearance);
    m_suffix = QString::fromLatin1(QTest::currentDataTag());
    ManualClock clock;
    MemoryAdmin admin(clock);
    admin.server.version = u"0.1.0"_s;
    admin.server.url = QUrl(u"http://127.0.0.1:8420"_s);
    admin.server.publicUrl = admin.server.url;
    admin.server.dataFolder = u"/home/ada/.local/share/ostiary"_s;
    Console console(*qApp, admin, clock, Console::Server::EndsWithConsole);
    console.show();
    QTRY_VERIFY(button(console.window(), u"Create your account"_s));
    grab(console.window(), u"first-run"_s);
    click(button(console.window(), u"Create your account"_s));
    grab(dialog<CreateAccountDialog>(), u"create-account"_s);
    dialog<CreateAccountDialog>()->close();
    open(console, 2);
    grab(console.window(), u"keys-empty"_s);
    open(console, 4);
    grab(console.window(), u"consent-empty"_s);
    open(console, 6);
    grab(console.window(), u"accounts-empty"_s);
    open(console, 7);
    grab(console.window(), u"spend-nothing"_s);
    click(button(console.window(), u"Prices"_s));
    grab(console.window(), u"prices-empty"_s);
}

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    TestScreenshots test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_screenshots.moc"
