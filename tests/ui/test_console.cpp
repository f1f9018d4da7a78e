// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/account_table.h"
#include "tests/ui/find.h"
#include "tests/ui/sample.h"
#include "ui/approval/approval_card.h"
#include "ui/approval/approval_prompt.h"
#include "ui/console.h"
#include "ui/dialogs/confirm_dialog.h"
#include "ui/dialogs/create_account_dialog.h"
#include "ui/dialogs/create_key_dialog.h"
#include "ui/dialogs/key_secret_dialog.h"
#include "ui/dialogs/one_time_link_dialog.h"
#include "ui/dialogs/plan_dialog.h"
#include "ui/pages/record_page.h"
#include "ui/parts/banner.h"
#include "ui/parts/secret_clipboard.h"
#include "ui/shell/main_window.h"

#include <QAccessible>
#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QLineEdit>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTableView>
#include <QTemporaryDir>

using namespace ostiary;
using namespace ostiary::test;
using namespace ostiary::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class TestConsole : public QObject
{
    Q_OBJECT

    QTemporaryDir m_settings;
    std::unique_ptr<ManualClock> m_clock;
    std::unique_ptr<MemoryAdmin> m_admin;
    std::unique_ptr<Console> m_console;

    MainWindow *window() const { return static_cast<MainWindow *>(m_console->window()); }
    ApprovalPrompt *prompt() const { return static_cast<ApprovalPrompt *>(m_console->prompt()); }
    void start();
    /// Opens a page by its command, as a person would.
    RecordPage *open(int number);
    /// The menu bar's command whose text begins like this.
    QAction *command(const QString &text) const;

private slots:
    void initTestCase();
    void init();
    void cleanup();

    void createKey_throughTheDialog_showsTheSecretOnce();
    void createKey_keepsWhatWasTyped_whenTheServerRefuses();
    void createKey_warnsOfEverythingAndOfNoEnd();
    void createKey_withoutAnAccount_saysWhatToDo();
    void revoke_asksFirst_andThenRevokes();
    void revoke_ofSomethingGone_showsTheServersWords();
    void revokeGrant_asksFirst_andThenRevokes();
    void change_keepsTheSelection();
    void filter_showsMatchingRowsOnly_andOffersToClear();
    void consentPage_deniesAndApproves();
    void prompt_appearsAloneAndIsNotFocusedOnApprove();
    void prompt_armsApproveAfterASecond();
    void prompt_queues_andClosesWhenDecidedElsewhereOrExpired();
    void prompt_putOff_staysAwayUntilTheNextOne();
    void firstRun_offersAnAccount_andChecksThePasswords();
    void firstRun_showsTheSetupLink_untilThereIsAnAdministrator();
    void createAccount_forAnAgent_namesItsOwner();
    void createAccount_fromTheMenu_opensTheAccountsPage();
    void disable_asksFirst_andEnableDoesNot();
    void disable_ofTheLastAdministrator_showsTheServersWords();
    void administrator_isMadeAndUnmade_afterAQuestion();
    void secondFactors_areRemoved_afterAQuestion();
    void resetLink_isShownOnce_andLeavesTheClipboard();
    void agentCode_isShown();
    void plan_isChanged_andTheListFollows();
    void plan_keepsATrialThatRuns_unlessToldOtherwise();
    void accounts_followWhatChangesElsewhere();
    void contextMenus_offerOnlyWhatThePageKnows();
    void closing_withoutATray_asksAndThenQuits();
    void copiedSecret_leavesTheClipboard();
    void everyWidgetThatTakesFocus_hasAName();
    void names_areNeverMarkup();
};

void TestConsole::initTestCase()
{
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_settings.path());
    QStandardPaths::setTestModeEnabled(true);
}

void TestConsole::init()
{
    m_clock = std::make_unique<ManualClock>();
    m_admin = std::make_unique<MemoryAdmin>(*m_clock);
    fillSample(*m_admin, *m_clock);
    m_admin->approvalRows.clear();
}

void TestConsole::cleanup()
{
    m_console.reset(); // with its dialogs
    m_admin.reset();
}

void TestConsole::start()
{
    m_console = std::make_unique<Console>(*qApp, *m_admin, *m_clock, Console::Server::EndsWithConsole);
    m_console->show();
    QVERIFY(QTest::qWaitForWindowExposed(window()));
}

RecordPage *TestConsole::open(int number)
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

QAction *TestConsole::command(const QString &text) const
{
    for (QAction *action : window()->findChildren<QAction *>(Qt::FindDirectChildrenOnly)) {
        if (plain(action->text()).startsWith(text))
            return action;
    }
    return nullptr;
}

void TestConsole::createKey_throughTheDialog_showsTheSecretOnce()
{
    start();
    RecordPage *keys = open(2);
    const int before = keys->list().table().rowCount();
    click(button(keys, u"New API key"_s));
    auto *form = dialog<CreateKeyDialog>();
    QVERIFY(form);
    QTest::keyClicks(named<QLineEdit>(form, u"Name"_s), u"deploy job"_s);
    click(button(form, u"Only these"_s));
    click(button(form, u"projects:read"_s));
    QTest::keyClicks(named<QLineEdit>(form, u"Other scopes"_s), u"files:list  files:get"_s);
    click(button(form, u"30 days"_s));
    click(button(form, u"Create key"_s));

    QTRY_VERIFY(dialog<KeySecretDialog>());
    const ApiKey made = m_admin->keyRows.first();
    QCOMPARE(made.name, u"deploy job"_s);
    QCOMPARE(made.scopes, QStringList({u"projects:read"_s, u"files:list"_s, u"files:get"_s}));
    QCOMPARE(*made.expiresAt, m_clock->now() + std::chrono::days(30));
    QCOMPARE(made.accountEmail, u"ada@example.org"_s);

    auto *secret = dialog<KeySecretDialog>();
    const QString shown = named<QLineEdit>(secret, u"API key"_s)->text();
    QVERIFY(shown.startsWith(u"fos_"_s));
    click(named<QAbstractButton>(secret, u"Copy: API key"_s));
    QCOMPARE(QGuiApplication::clipboard()->text(), shown);
    QTest::keyClick(secret, Qt::Key_Escape);
    QVERIFY2(secret->isVisible(), "Esc must not lose the key");
    QVERIFY(!button(secret, u"Close"_s)->isEnabled());
    click(button(secret, u"I stored it"_s));
    click(button(secret, u"Close"_s));
    QTRY_VERIFY(!dialog<KeySecretDialog>());

    QTRY_COMPARE(keys->list().table().rowCount(), before + 1);
    for (int column = 0; column < keys->list().table().columnCount(); ++column)
        QVERIFY(!keys->list().table().index(0, column).data().toString().contains(shown));
}

void TestConsole::createKey_keepsWhatWasTyped_whenTheServerRefuses()
{
    start();
    click(button(open(2), u"New API key"_s));
    auto *form = dialog<CreateKeyDialog>();
    auto *name = named<QLineEdit>(form, u"Name"_s);
    QTest::keyClicks(name, u"eleventh"_s);
    m_admin->failNext = Error{ErrorCode::Conflict, u"This account has ten active keys. Revoke one first."_s};
    click(button(form, u"Create key"_s));
    QTRY_COMPARE(form->findChild<Banner *>()->text(), u"This account has ten active keys. Revoke one first."_s);
    QCOMPARE(name->text(), u"eleventh"_s);
    QVERIFY(button(form, u"Create key"_s)->isEnabled());

    name->clear();
    button(form, u"Create key"_s)->setFocus();
    click(button(form, u"Create key"_s));
    QTRY_VERIFY(form->findChild<Banner *>()->text().contains(u"needs a name"_s));
    QTRY_COMPARE(form->focusWidget(), name);
}

void TestConsole::createKey_warnsOfEverythingAndOfNoEnd()
{
    start();
    click(button(open(2), u"New API key"_s));
    auto *form = dialog<CreateKeyDialog>();
    const auto warns = [form](const QString &words) {
        return std::ranges::any_of(form->findChildren<QLabel *>(), [&](const QLabel *label) {
            return label->isVisible() && label->text().contains(words);
        });
    };
    QVERIFY(warns(u"all that its account can"_s));
    QVERIFY(!warns(u"without an end"_s));
    click(button(form, u"Only these"_s));
    click(button(form, u"Never"_s));
    QVERIFY(!warns(u"all that its account can"_s));
    QVERIFY(warns(u"without an end"_s));
}

void TestConsole::createKey_withoutAnAccount_saysWhatToDo()
{
    m_admin->accountRows.clear();
    start();
    RecordPage *keys = open(2);
    click(button(keys, u"New API key"_s));
    QVERIFY(!dialog<CreateKeyDialog>());
    QVERIFY(keys->list().banner().text().contains(u"Create yours on the overview"_s));
}

void TestConsole::revoke_asksFirst_andThenRevokes()
{
    start();
    RecordPage *keys = open(2);
    QVERIFY(!button(keys, u"Revoke"_s)->isEnabled());
    keys->list().select(u"key_2"_s);
    click(button(keys, u"Revoke"_s));
    auto *question = dialog<ConfirmDialog>();
    QVERIFY(question);
    QCOMPARE(question->windowTitle(), u"Revoke “build server”?"_s);
    QVERIFY2(button(question, u"Cancel"_s)->hasFocus() || question->focusWidget() == button(question, u"Cancel"_s),
             "the harmless answer has the focus");
    click(button(question, u"Cancel"_s));
    QVERIFY(!m_admin->keyRows[1].revokedAt);

    click(button(keys, u"Revoke"_s));
    click(button(dialog<ConfirmDialog>(), u"Revoke"_s));
    QTRY_VERIFY(m_admin->keyRows[1].revokedAt);
    const QModelIndex row = keys->list().table().index(keys->list().table().rowOf(u"key_2"_s), 0);
    QTRY_COMPARE(row.data(RecordTable::StateRole).toString(), u"revoked"_s);
    QTRY_VERIFY(!button(keys, u"Revoke"_s)->isEnabled());
}

void TestConsole::revoke_ofSomethingGone_showsTheServersWords()
{
    start();
    RecordPage *keys = open(2);
    keys->list().select(u"key_1"_s);
    m_admin->failNext = Error{ErrorCode::NotFound, u"This key is not there any more."_s};
    click(button(keys, u"Revoke"_s));
    click(button(dialog<ConfirmDialog>(), u"Revoke"_s));
    QTRY_COMPARE(keys->list().banner().text(), u"This key is not there any more."_s);
}

void TestConsole::revokeGrant_asksFirst_andThenRevokes()
{
    start();
    RecordPage *grants = open(3);
    grants->list().select(u"ses_2"_s);
    click(button(grants, u"Revoke"_s));
    QCOMPARE(dialog<ConfirmDialog>()->windowTitle(), u"Sign “Cursor” out?"_s);
    click(button(dialog<ConfirmDialog>(), u"Revoke"_s));
    QTRY_VERIFY(m_admin->grantRows[1].revokedAt);
}

void TestConsole::change_keepsTheSelection()
{
    start();
    RecordPage *keys = open(2);
    keys->list().select(u"key_3"_s);
    ApiKey fresh = m_admin->keyRows.first();
    fresh.id = ApiKeyId(u"key_99"_s);
    fresh.createdAt = m_clock->now();
    m_admin->keyRows.prepend(fresh);
    m_admin->keyRows.removeIf([](const ApiKey &key) { return key.id.text() == u"key_2"_s; });
    m_admin->announce(Table::ApiKeys, u"key_99"_s, ChangeKind::Inserted);
    m_admin->announce(Table::ApiKeys, u"key_2"_s, ChangeKind::Deleted);
    QTRY_VERIFY(keys->list().table().rowOf(u"key_99"_s) >= 0);
    QCOMPARE(keys->list().table().rowOf(u"key_2"_s), -1);
    QCOMPARE(keys->list().selectedIds(), QStringList(u"key_3"_s));
}

void TestConsole::filter_showsMatchingRowsOnly_andOffersToClear()
{
    start();
    RecordPage *keys = open(2);
    QTest::keyClick(window(), Qt::Key_F, Qt::ControlModifier);
    auto *field = named<QLineEdit>(keys, u"Filter the list"_s);
    QTRY_COMPARE(window()->focusWidget(), field);
    QTest::keyClicks(field, u"mira state:expired"_s);
    QCOMPARE(keys->list().filter().rowCount(), 1);
    QTest::keyClicks(field, u" nothing"_s);
    QCOMPARE(keys->list().filter().rowCount(), 0);
    click(button(keys, u"Clear the filter"_s));
    QCOMPARE(keys->list().filter().rowCount(), int(m_admin->keyRows.size()));
}

void TestConsole::consentPage_deniesAndApproves()
{
    m_admin->approvalRows = {sampleApproval(u"apr_1"_s, *m_clock), sampleApproval(u"apr_2"_s, *m_clock)};
    start();
    RecordPage *consent = open(4);
    auto *card = consent->findChild<ApprovalCard *>();
    consent->list().select(u"apr_1"_s);
    QTRY_VERIFY(card->isVisible());
    click(button(card, u"Deny"_s));
    QTRY_VERIFY(m_admin->approvalRows[0].state == ApprovalState::Denied);
    QTRY_VERIFY(!card->canDecide());
    consent->list().select(u"apr_2"_s);
    QTRY_VERIFY(card->isArmed());
    click(button(card, u"Approve"_s));
    QTRY_VERIFY(m_admin->approvalRows[1].state == ApprovalState::Approved);
}

void TestConsole::prompt_appearsAloneAndIsNotFocusedOnApprove()
{
    start();
    window()->hide();
    QVERIFY(!prompt()->isVisible());
    m_admin->approvalRows = {sampleApproval(u"apr_1"_s, *m_clock)};
    m_admin->announce(Table::Approvals, u"apr_1"_s, ChangeKind::Inserted);
    QTRY_VERIFY(prompt()->isVisible());
    QVERIFY(!window()->isVisible());
    QVERIFY(!prompt()->parentWidget());
    QVERIFY(!qobject_cast<QAbstractButton *>(prompt()->focusWidget()));
}

void TestConsole::prompt_armsApproveAfterASecond()
{
    m_admin->approvalRows = {sampleApproval(u"apr_1"_s, *m_clock)};
    start();
    QTRY_VERIFY(prompt()->isVisible());
    auto *card = prompt()->findChild<ApprovalCard *>();
    card->approve();
    QVERIFY(!button(card, u"Approve"_s)->isEnabled());
    QVERIFY(m_admin->approvalRows[0].state == ApprovalState::Pending);
    QTRY_VERIFY(button(card, u"Approve"_s)->isEnabled());
    click(button(card, u"Approve"_s));
    QTRY_VERIFY(m_admin->approvalRows[0].state == ApprovalState::Approved);
    QTRY_VERIFY(!prompt()->isVisible());
}

void TestConsole::prompt_queues_andClosesWhenDecidedElsewhereOrExpired()
{
    m_admin->approvalRows = {sampleApproval(u"apr_1"_s, *m_clock), sampleApproval(u"apr_2"_s, *m_clock)};
    m_admin->approvalRows[1].expiresAt = m_clock->now() + 20s;
    m_admin->approvalRows[1].createdAt = m_clock->now();
    start();
    QTRY_VERIFY(prompt()->isVisible());
    QVERIFY(std::ranges::any_of(prompt()->findChildren<QLabel *>(),
                                [](const QLabel *label) { return label->text() == u"1 of 2"_s; }));
    m_admin->approvalRows[0].state = ApprovalState::Denied;
    m_admin->announce(Table::Approvals, u"apr_1"_s, ChangeKind::Updated);
    auto *card = prompt()->findChild<ApprovalCard *>();
    QTRY_COMPARE(card->current().text(), u"apr_2"_s);
    m_clock->advance(21s);
    QTRY_VERIFY(!prompt()->isVisible());
}

void TestConsole::prompt_putOff_staysAwayUntilTheNextOne()
{
    m_admin->approvalRows = {sampleApproval(u"apr_1"_s, *m_clock)};
    start();
    QTRY_VERIFY(prompt()->isVisible());
    click(button(prompt(), u"Decide later"_s));
    m_admin->announce(Table::Approvals, u"apr_1"_s, ChangeKind::Updated);
    QTest::qWait(150);
    QVERIFY(!prompt()->isVisible());
    QVERIFY(m_admin->approvalRows[0].state == ApprovalState::Pending);
    m_admin->approvalRows.append(sampleApproval(u"apr_2"_s, *m_clock));
    m_admin->announce(Table::Approvals, u"apr_2"_s, ChangeKind::Inserted);
    QTRY_VERIFY(prompt()->isVisible());
    QCOMPARE(prompt()->findChild<ApprovalCard *>()->current().text(), u"apr_2"_s);
}

void TestConsole::firstRun_offersAnAccount_andChecksThePasswords()
{
    m_admin->accountRows.clear();
    start();
    QTRY_VERIFY(button(window(), u"Create your account"_s));
    click(button(window(), u"Create your account"_s));
    auto *form = dialog<CreateAccountDialog>();
    QVERIFY(!button(form, u"Agent"_s)); // the first is a person, and the administrator
    QTest::keyClicks(named<QLineEdit>(form, u"E-mail"_s), u"ada@example.org"_s);
    QTest::keyClicks(named<QLineEdit>(form, u"Password"_s), u"correct horse"_s);
    QTest::keyClicks(named<QLineEdit>(form, u"Password again"_s), u"correct house"_s);
    click(button(form, u"Create account"_s));
    QVERIFY(form->findChild<Banner *>()->text().contains(u"differ"_s));
    QVERIFY(m_admin->accountRows.isEmpty());
    named<QLineEdit>(form, u"Password again"_s)->setText(u"correct horse"_s);
    click(button(form, u"Create account"_s));
    QTRY_COMPARE(m_admin->accountRows.size(), 1);
    QVERIFY(m_admin->accountRows.first().isAdmin);
    QCOMPARE(m_admin->lastPassword, u"correct horse"_s);
    QTRY_VERIFY(!button(window(), u"Create your account"_s));
}

void TestConsole::firstRun_showsTheSetupLink_untilThereIsAnAdministrator()
{
    m_admin->accountRows.removeFirst(); // ada, who administers; the others stay
    start();
    QTRY_VERIFY(named<QLineEdit>(window(), u"Setup link"_s));
    QCOMPARE(named<QLineEdit>(window(), u"Setup link"_s)->text(), u"http://127.0.0.1:8420/setup?code=ABCD-2345"_s);
    click(named<QAbstractButton>(window(), u"Copy: Setup link"_s));
    QCOMPARE(QGuiApplication::clipboard()->text(), u"http://127.0.0.1:8420/setup?code=ABCD-2345"_s);
    // Somebody finishes the setup in a browser.
    m_admin->accountRows.first().isAdmin = true;
    m_admin->announce(Table::Accounts, m_admin->accountRows.first().id.text(), ChangeKind::Updated);
    QTRY_VERIFY(!named<QLineEdit>(window(), u"Setup link"_s));
}

void TestConsole::createAccount_forAnAgent_namesItsOwner()
{
    start();
    RecordPage *accounts = open(6);
    click(button(accounts, u"New account"_s));
    auto *form = dialog<CreateAccountDialog>();
    QVERIFY(form);
    QTest::keyClicks(named<QLineEdit>(form, u"E-mail"_s), u"bot@agents.example.org"_s);
    QTest::keyClicks(named<QLineEdit>(form, u"Password"_s), u"short"_s);
    QTest::keyClicks(named<QLineEdit>(form, u"Password again"_s), u"short"_s);
    auto *owner = named<QComboBox>(form, u"Agent's owner"_s);
    QVERIFY(!owner->isEnabled());
    click(button(form, u"Agent"_s));
    QVERIFY(owner->isEnabled());
    QCOMPARE(owner->findText(u"reviewer@agents.example.org"_s), -1); // an agent answers for nobody
    owner->setCurrentIndex(owner->findText(u"mira@example.org"_s));
    click(button(form, u"Create account"_s));
    QTRY_VERIFY(form->findChild<Banner *>()->text().contains(u"12 characters"_s));
    named<QLineEdit>(form, u"Password"_s)->setText(u"long enough for it"_s);
    named<QLineEdit>(form, u"Password again"_s)->setText(u"long enough for it"_s);
    click(button(form, u"Create account"_s));
    QTRY_COMPARE(m_admin->accountRows.first().email, u"bot@agents.example.org"_s);
    const Account made = m_admin->accountRows.first();
    QVERIFY(made.kind == AccountKind::Agent);
    QVERIFY(!made.isAdmin);
    QCOMPARE(made.owner.text(), u"acc_2"_s);
    QTRY_COMPARE(accounts->list().selectedIds(), QStringList(made.id.text()));
}

void TestConsole::createAccount_fromTheMenu_opensTheAccountsPage()
{
    start();
    open(2);
    QTest::keyClick(window(), Qt::Key_N, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_VERIFY(dialog<CreateAccountDialog>());
    QVERIFY(button(window()->currentPage(), u"Reset link"_s));
}

void TestConsole::disable_asksFirst_andEnableDoesNot()
{
    start();
    RecordPage *accounts = open(6);
    QVERIFY(!button(accounts, u"Disable"_s)->isEnabled());
    accounts->list().select(u"acc_2"_s);
    click(button(accounts, u"Disable"_s));
    auto *question = dialog<ConfirmDialog>();
    QVERIFY(question);
    QCOMPARE(question->windowTitle(), u"Disable mira@example.org?"_s);
    click(button(question, u"Cancel"_s));
    QVERIFY(!m_admin->accountRows[1].disabledAt);
    QTRY_VERIFY(!dialog<ConfirmDialog>());
    click(button(accounts, u"Disable"_s));
    click(button(dialog<ConfirmDialog>(), u"Disable"_s));
    QTRY_VERIFY(m_admin->accountRows[1].disabledAt);
    QTRY_VERIFY(button(accounts, u"Enable"_s)); // the button follows the row
    QTRY_VERIFY(!dialog<ConfirmDialog>());
    click(button(accounts, u"Enable"_s));
    QVERIFY(!dialog<ConfirmDialog>());
    QTRY_VERIFY(!m_admin->accountRows[1].disabledAt);
    QTRY_VERIFY(button(accounts, u"Disable"_s));
}

void TestConsole::disable_ofTheLastAdministrator_showsTheServersWords()
{
    start();
    RecordPage *accounts = open(6);
    accounts->list().select(u"acc_1"_s);
    click(button(accounts, u"Disable"_s));
    m_admin->failNext = fail(ErrorCode::Conflict, u"This is the last administrator."_s).error();
    click(button(dialog<ConfirmDialog>(), u"Disable"_s));
    QTRY_COMPARE(accounts->list().banner().text(), u"This is the last administrator."_s);
    QVERIFY(!m_admin->accountRows[0].disabledAt);
}

void TestConsole::administrator_isMadeAndUnmade_afterAQuestion()
{
    start();
    RecordPage *accounts = open(6);
    accounts->list().select(u"acc_2"_s);
    command(u"Make or unmake administrator"_s)->trigger();
    QCOMPARE(dialog<ConfirmDialog>()->windowTitle(), u"Make mira@example.org an administrator?"_s);
    click(button(dialog<ConfirmDialog>(), u"Make administrator"_s));
    QTRY_VERIFY(m_admin->accountRows[1].isAdmin);
    QTRY_VERIFY(!dialog<ConfirmDialog>());
    QTRY_VERIFY(accounts->list().filter().rowCount() > 0
                && accounts->list().view().selectionModel()->selectedRows(AccountTable::RoleColumn).first().data()
                    == u"Administrator"_s);
    command(u"Make or unmake administrator"_s)->trigger();
    QCOMPARE(dialog<ConfirmDialog>()->windowTitle(), u"Take administration from mira@example.org?"_s);
    click(button(dialog<ConfirmDialog>(), u"Take away"_s));
    QTRY_VERIFY(!m_admin->accountRows[1].isAdmin);
}

void TestConsole::secondFactors_areRemoved_afterAQuestion()
{
    start();
    open(6)->list().select(u"acc_3"_s);
    command(u"Remove second factors"_s)->trigger();
    QCOMPARE(dialog<ConfirmDialog>()->windowTitle(), u"Remove the second factors of tomo@example.org?"_s);
    QVERIFY(!m_admin->lastChange.resetSecondFactors);
    click(button(dialog<ConfirmDialog>(), u"Remove"_s));
    QTRY_VERIFY(m_admin->lastChange.resetSecondFactors);
    QVERIFY(!m_admin->lastChange.isDisabled && !m_admin->lastChange.isAdmin);
}

void TestConsole::resetLink_isShownOnce_andLeavesTheClipboard()
{
    start();
    RecordPage *accounts = open(6);
    accounts->list().select(u"acc_3"_s);
    click(button(accounts, u"Reset link"_s));
    QTRY_VERIFY(dialog<OneTimeLinkDialog>());
    auto *shown = dialog<OneTimeLinkDialog>();
    const QString link = named<QLineEdit>(shown, u"Reset link"_s)->text();
    QCOMPARE(link, u"http://127.0.0.1:8420/reset?token=t0ken"_s);
    click(named<QAbstractButton>(shown, u"Copy: Reset link"_s));
    QCOMPARE(QGuiApplication::clipboard()->text(), link);
    click(button(shown, u"Close"_s));
    QTRY_VERIFY(!dialog<OneTimeLinkDialog>());
    m_console.reset(); // what was copied as a secret goes with the console
    QCOMPARE(QGuiApplication::clipboard()->text(), QString());
}

void TestConsole::agentCode_isShown()
{
    start();
    open(2);
    command(u"Code for an agent"_s)->trigger();
    QTRY_VERIFY(dialog<OneTimeLinkDialog>());
    QCOMPARE(named<QLineEdit>(dialog<OneTimeLinkDialog>(), u"Code"_s)->text(), u"c0de"_s);
}

void TestConsole::plan_isChanged_andTheListFollows()
{
    start();
    RecordPage *accounts = open(6);
    accounts->list().select(u"acc_2"_s);
    const auto plan = [&] {
        return accounts->list().view().selectionModel()->selectedRows(AccountTable::PlanColumn).first().data();
    };
    QTRY_COMPARE(plan(), u"Pro"_s);
    command(u"Plan"_s)->trigger();
    auto *form = dialog<PlanDialog>();
    QVERIFY(form);
    auto *choice = named<QComboBox>(form, u"Plan"_s);
    QCOMPARE(choice->currentText(), u"Pro"_s);
    QVERIFY(!button(form, u"14 days"_s)->isEnabled()); // only Free has trials
    choice->setCurrentIndex(choice->findText(u"Free"_s));
    click(button(form, u"14 days"_s));
    click(button(form, u"Set plan"_s));
    QTRY_COMPARE(m_admin->organizationRows[1].plan, u"free"_s);
    QCOMPARE(*m_admin->organizationRows[1].trialEndsAt, m_clock->now() + std::chrono::days(14));
    QTRY_COMPARE(plan(), u"Pro (trial, 14 days left)"_s);
    QVERIFY(!dialog<PlanDialog>());
}

void TestConsole::plan_keepsATrialThatRuns_unlessToldOtherwise()
{
    start();
    RecordPage *accounts = open(6);
    accounts->list().select(u"acc_3"_s);
    const std::optional<Time> end = m_admin->organizationRows[2].trialEndsAt;
    command(u"Plan"_s)->trigger();
    QVERIFY(button(dialog<PlanDialog>(), u"As it is"_s)->isChecked());
    click(button(dialog<PlanDialog>(), u"Set plan"_s));
    QTRY_VERIFY(!dialog<PlanDialog>());
    QVERIFY(m_admin->organizationRows[2].trialEndsAt == end);
    command(u"Plan"_s)->trigger();
    click(button(dialog<PlanDialog>(), u"None"_s));
    click(button(dialog<PlanDialog>(), u"Set plan"_s));
    QTRY_VERIFY(!m_admin->organizationRows[2].trialEndsAt);
}

void TestConsole::accounts_followWhatChangesElsewhere()
{
    start();
    RecordPage *accounts = open(6);
    accounts->list().select(u"acc_3"_s);
    m_admin->accountRows[2].disabledAt = m_clock->now();
    m_admin->announce(Table::Accounts, u"acc_3"_s, ChangeKind::Updated);
    QTRY_VERIFY(button(accounts, u"Enable"_s));
    QCOMPARE(accounts->list().selectedIds(), QStringList(u"acc_3"_s));
    m_admin->planRows[2].title = u"Everything"_s;
    m_admin->announce(Table::Plans, u"enterprise"_s, ChangeKind::Updated);
    accounts->list().select(u"acc_1"_s);
    QTRY_COMPARE(accounts->list().view().selectionModel()->selectedRows(AccountTable::PlanColumn).first().data(),
                 u"Everything"_s);
}

void TestConsole::contextMenus_offerOnlyWhatThePageKnows()
{
    start();
    QVERIFY(!open(2)->actions().contains(command(u"Reset link"_s)));
    QVERIFY(window()->currentPage()->actions().contains(command(u"Revoke"_s)));
    QVERIFY(open(6)->actions().contains(command(u"Reset link"_s)));
    QVERIFY(!window()->currentPage()->actions().contains(command(u"Revoke"_s)));
    QVERIFY(!command(u"Revoke"_s)->isEnabled());
}

void TestConsole::closing_withoutATray_asksAndThenQuits()
{
    start();
    window()->setHidesOnClose(false);
    QSignalSpy quits(m_console.get(), &Console::quitRequested);
    window()->close();
    QVERIFY(window()->isVisible());
    QVERIFY(dialog<ConfirmDialog>());
    QCOMPARE(quits.size(), 0);
    click(button(dialog<ConfirmDialog>(), u"Quit"_s));
    QCOMPARE(quits.size(), 1);
}

void TestConsole::copiedSecret_leavesTheClipboard()
{
    QClipboard &clipboard = *QGuiApplication::clipboard();
    SecretClipboard secrets(clipboard, 50ms);
    secrets.copy(Secret("fos_secret"));
    QCOMPARE(clipboard.text(), u"fos_secret"_s);
    QTRY_COMPARE(clipboard.text(), QString());
    secrets.copy(Secret("fos_secret"));
    clipboard.setText(u"something else"_s);
    QTest::qWait(120);
    QCOMPARE(clipboard.text(), u"something else"_s);
}

/// What a screen reader says of each widget where the focus can rest.
void TestConsole::everyWidgetThatTakesFocus_hasAName()
{
    m_admin->approvalRows = {sampleApproval(u"apr_1"_s, *m_clock)};
    start();
    const auto check = [](const QWidget *in) {
        for (const QWidget *widget : in->findChildren<QWidget *>()) {
            if (!widget->isVisible() || !(widget->focusPolicy() & Qt::TabFocus) || widget->focusProxy()
                || widget->objectName().startsWith(u"qt_"_s))
                continue;
            QAccessibleInterface *face = QAccessible::queryAccessibleInterface(const_cast<QWidget *>(widget));
            QVERIFY2(
                face && !face->text(QAccessible::Name).isEmpty(),
                qPrintable(u"%1 in %2"_s.arg(QLatin1String(widget->metaObject()->className()), in->windowTitle())));
        }
    };
    for (int page = 1; page <= 6; ++page) {
        open(page);
        check(window());
    }
    check(prompt());
    click(button(open(2), u"New API key"_s));
    check(dialog<CreateKeyDialog>());
    dialog<CreateKeyDialog>()->close();
    RecordPage *accounts = open(6);
    accounts->list().select(u"acc_3"_s);
    click(button(accounts, u"New account"_s));
    check(dialog<CreateAccountDialog>());
    dialog<CreateAccountDialog>()->close();
    command(u"Plan"_s)->trigger();
    check(dialog<PlanDialog>());
    dialog<PlanDialog>()->close();
    click(button(accounts, u"Reset link"_s));
    QTRY_VERIFY(dialog<OneTimeLinkDialog>());
    check(dialog<OneTimeLinkDialog>());
}

/// A client chooses its own name: it is shown letter by letter (OAuth consent phishing).
void TestConsole::names_areNeverMarkup()
{
    m_admin->approvalRows = {sampleApproval(u"apr_1"_s, *m_clock)};
    m_admin->approvalRows[0].clientName = u"<b>Claude</b><br>verified"_s;
    m_admin->approvalRows[0].redirectUri = u"https://example.net/<h1>claude.ai</h1>"_s;
    start();
    QTRY_VERIFY(prompt()->isVisible());
    int checked = 0;
    for (const QLabel *label : prompt()->findChildren<QLabel *>()) {
        QVERIFY(label->textFormat() == Qt::PlainText);
        QVERIFY(!label->toolTip().contains(u"<h1>"_s));
        checked += label->text().contains(u"<b>"_s) ? 1 : 0;
    }
    QCOMPARE(checked, 1);
}

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    TestConsole test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_console.moc"
