// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/money.h"
#include "models/tables/account_table.h"
#include "models/tables/api_key_table.h"
#include "tests/ui/find.h"
#include "tests/ui/sample.h"
#include "ui/approval/approval_card.h"
#include "ui/approval/approval_prompt.h"
#include "ui/console.h"
#include "ui/dialogs/check_key_dialog.h"
#include "ui/dialogs/confirm_dialog.h"
#include "ui/dialogs/create_account_dialog.h"
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
#include "ui/pages/record_page.h"
#include "ui/pages/spend_page.h"
#include "ui/parts/banner.h"
#include "ui/parts/bars.h"
#include "ui/parts/disclosure.h"
#include "ui/parts/secret_clipboard.h"
#include "ui/shell/main_window.h"

#include <QAccessible>
#include <QAction>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
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
    SpendPage *openSpend();
    /// Whether a label that can be seen holds these words.
    static bool says(const QWidget *in, const QString &words);
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
    void createKey_hasNetworksLimitsAndABudget();
    void scopes_areFoundByWhatTheyDo_andSayWhetherTheyChangeSomething();
    void editKey_sendsOnlyWhatWasChanged();
    void editKey_namesTheFieldThatIsWrong();
    void raise_lastsAnHour_andCanBeEnded();
    void checkKey_neverShowsTheKey();
    void tryLimit_saysWhatWouldHaveBeenRefused();
    void revokeEverything_showsWhatStops_andAsksForTheNameOnlyForEveryone();
    void organizationLimits_areSaved_andTheRaiseIsKept();
    void overview_leadsToTheKeysThatNeedAttention();
    void spend_showsBudgetsSharesAndDays();
    void spend_followsWhatIsSpentElsewhere();
    void spend_showsOnlyTheLastAnswer_whenTheOrganizationChanges();
    void prices_areSetAndEnded();
    void connections_showTheTimelineOfTheChosenOne_andFollowIt();
    void connections_whenThereAreNone_sayWhatToDo();
    void testRequest_saysLineByLineWhatIsAccepted();
    void spend_withoutPrices_saysWhatToDo();
    void revoke_asksFirst_andThenRevokes();
    void revoke_ofSomethingGone_showsTheServersWords();
    void revokeGrant_asksFirst_andThenRevokes();
    void change_keepsTheSelection();
    void filter_showsMatchingRowsOnly_andOffersToClear();
    void consentPage_deniesAndApproves();
    void approvalCard_narrows_andLimits();
    void approvalCard_asksAsWhom_whereNobodyIsSignedIn();
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

SpendPage *TestConsole::openSpend()
{
    open(7);
    return qobject_cast<SpendPage *>(window()->currentPage());
}

bool TestConsole::says(const QWidget *in, const QString &words)
{
    return std::ranges::any_of(in->findChildren<QLabel *>(), [&](const QLabel *label) {
        return label->isVisible() && plain(label->text()).contains(words);
    });
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
    QTRY_VERIFY(button(form, u"projects:read"_s));
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

void TestConsole::createKey_hasNetworksLimitsAndABudget()
{
    start();
    click(button(open(2), u"New API key"_s));
    auto *form = dialog<CreateKeyDialog>();
    QTest::keyClicks(named<QLineEdit>(form, u"Name"_s), u"CI"_s);
    QTest::keyClicks(named<QLineEdit>(form, u"Works from"_s), u"192.0.2.0/24, 2001:db8::/32"_s);
    QVERIFY(!named<QLineEdit>(form, u"Requests a minute"_s)); // folded
    click(button(form, u"Limits and budget"_s));
    QTest::keyClicks(named<QLineEdit>(form, u"Requests a minute"_s), u"60"_s);
    QTest::keyClicks(named<QLineEdit>(form, u"Budget a month, in $"_s), u"12,5"_s);
    click(button(form, u"Create key"_s));
    QVERIFY(form->findChild<Banner *>()->text().contains(u"Budget a month, in $: type dollars like 25 or 0.50"_s));
    QCOMPARE(form->focusWidget(), named<QLineEdit>(form, u"Budget a month, in $"_s));
    named<QLineEdit>(form, u"Budget a month, in $"_s)->setText(u"12.5"_s);
    named<QLineEdit>(form, u"Alert at, in $"_s)->setText(u"0"_s);
    click(button(form, u"Create key"_s));
    QTRY_VERIFY(dialog<KeySecretDialog>());
    const ApiKey made = m_admin->keyRows.first();
    QCOMPARE(made.networks, QStringList({u"192.0.2.0/24"_s, u"2001:db8::/32"_s}));
    QVERIFY(made.limits == Limits{.standard = 60});
    QVERIFY((made.budget == Budget{.capMicros = 12'500'000, .alertMicros = 0}));
}

void TestConsole::scopes_areFoundByWhatTheyDo_andSayWhetherTheyChangeSomething()
{
    start();
    click(button(open(2), u"New API key"_s));
    auto *form = dialog<CreateKeyDialog>();
    click(button(form, u"Only these"_s));
    QTRY_VERIFY(button(form, u"store:read"_s));
    QVERIFY(button(form, u"store:read"_s)->accessibleDescription().endsWith(u"reads"_s));
    QVERIFY(button(form, u"store:write"_s)->accessibleDescription().endsWith(u"changes"_s));
    click(button(form, u"aso:read"_s));
    auto *search = named<QLineEdit>(form, u"Search scopes"_s);
    QTest::keyClicks(search, u"store list"_s); // by its words
    QVERIFY(button(form, u"store:read"_s) && button(form, u"store:write"_s));
    QVERIFY(!button(form, u"projects:read"_s));
    QVERIFY2(button(form, u"aso:read"_s), "what is chosen never hides");
    search->setText(u"nonsense"_s);
    QVERIFY(says(form, u"No scope here is called that"_s));
    search->clear();
    QVERIFY(button(form, u"projects:read"_s));
}

void TestConsole::editKey_sendsOnlyWhatWasChanged()
{
    start();
    RecordPage *keys = open(2);
    QVERIFY(!button(keys, u"Edit"_s)->isEnabled());
    keys->list().select(u"key_2"_s);
    const ApiKey before = m_admin->keyRows[1];
    click(button(keys, u"Edit"_s));
    auto *form = dialog<EditKeyDialog>();
    QVERIFY(form);
    QCOMPARE(named<QLineEdit>(form, u"Name"_s)->text(), u"build server"_s);
    QCOMPARE(named<QLineEdit>(form, u"Works from"_s)->text(), u"192.0.2.0/24"_s);
    QCOMPARE(named<QLineEdit>(form, u"Requests a minute"_s)->text(), u"120"_s);
    QTRY_VERIFY(button(form, u"projects:read"_s));
    QVERIFY(button(form, u"projects:read"_s)->isChecked() && !button(form, u"projects:write"_s)->isChecked());
    named<QLineEdit>(form, u"Requests a minute"_s)->setText(u"30"_s);
    click(button(form, u"store:read"_s));
    click(button(form, u"Save"_s));
    QTRY_VERIFY(!dialog<EditKeyDialog>());
    const ApiKey after = m_admin->keyRows[1];
    QVERIFY(after.limits.standard == 30);
    QVERIFY2(after.limits.ai == before.limits.ai && after.limits.raise == before.limits.raise
                 && after.limits.raisedUntil == before.limits.raisedUntil,
             "the limits are sent as a whole: what was not touched stays");
    QCOMPARE(after.scopes, QStringList(u"projects:read"_s));
    QVERIFY(m_admin->lastKeyChange.limits && m_admin->lastKeyChange.scopes);
    QVERIFY(!m_admin->lastKeyChange.name && !m_admin->lastKeyChange.networks && !m_admin->lastKeyChange.budget);
    QTRY_VERIFY(keys->list().table().index(1, ApiKeyTable::LimitsColumn).data().toString().contains(u"30/min"_s));
}

void TestConsole::editKey_namesTheFieldThatIsWrong()
{
    start();
    RecordPage *keys = open(2);
    keys->list().select(u"key_2"_s);
    click(button(keys, u"Edit"_s));
    auto *form = dialog<EditKeyDialog>();
    auto *ai = named<QLineEdit>(form, u"AI requests a minute"_s);
    ai->setText(u"0"_s);
    click(button(form, u"Save"_s));
    QVERIFY(form->findChild<Banner *>()->text().startsWith(u"AI requests a minute: type a whole number"_s));
    QCOMPARE(form->focusWidget(), ai);
    ai->clear();
    // What only the server knows is shown at its field, too.
    m_admin->failNext = failField(u"networks"_s, u"This is no network."_s).error();
    click(button(form, u"Save"_s));
    QTRY_COMPARE(form->findChild<Banner *>()->text(), u"This is no network."_s);
    QCOMPARE(form->focusWidget(), named<QLineEdit>(form, u"Works from"_s));
    QVERIFY(m_admin->keyRows[1].limits.ai == 20);
}

void TestConsole::raise_lastsAnHour_andCanBeEnded()
{
    start();
    RecordPage *keys = open(2);
    keys->list().select(u"key_1"_s);
    command(u"Raise limits for an hour"_s)->trigger();
    QTRY_VERIFY(m_admin->keyRows[0].limits.raise == 2);
    QVERIFY(m_admin->keyRows[0].limits.raisedUntil == m_clock->now() + 1h);
    const auto words = [&] { return keys->list().table().index(0, ApiKeyTable::LimitsColumn).data().toString(); };
    QTRY_VERIFY2(words().startsWith(u"×2 until "_s), qPrintable(words()));
    command(u"Raise limits for an hour"_s)->trigger(); // it is raised: ends that
    QTRY_VERIFY(!m_admin->keyRows[0].limits.raise);
    RecordPage *accounts = open(6);
    accounts->list().select(u"acc_2"_s);
    command(u"Raise limits for an hour"_s)->trigger();
    QTRY_VERIFY(m_admin->organizationRows[1].limits.factorAt(m_clock->now()) == 2);
    m_clock->advance(1h);
    QCOMPARE(m_admin->organizationRows[1].limits.factorAt(m_clock->now()), 1); // by itself
}

/// A key that somebody pastes leaves the field at once, and no word of the answer holds it.
void TestConsole::checkKey_neverShowsTheKey()
{
    start();
    open(3);
    command(u"Check a key"_s)->trigger(); // from any page
    auto *form = dialog<CheckKeyDialog>();
    QVERIFY(form);
    auto *field = named<QLineEdit>(form, u"API key"_s);
    QVERIFY(field->echoMode() == QLineEdit::Password);
    QTest::keyClicks(field, u"fos_buildServer7Lm1"_s);
    click(button(form, u"Check"_s));
    QCOMPARE(field->text(), QString());
    QTRY_VERIFY(says(form, u"This key works."_s));
    QVERIFY(says(form, u"“build server”, fos_…7Lm1, of ada@example.org"_s));
    for (const QLabel *label : form->findChildren<QLabel *>())
        QVERIFY(!label->text().contains(u"buildServer7Lm1"_s));
    m_admin->keyRows[1].revokedAt = m_clock->now();
    QTest::keyClicks(field, u"fos_buildServer7Lm1"_s);
    QTest::keyClick(field, Qt::Key_Return);
    QTRY_VERIFY(says(form, u"This key is revoked."_s));
    QVERIFY(!says(form, u"This key works."_s));
    click(button(form, u"Check"_s));
    QVERIFY(form->findChild<Banner *>()->text().contains(u"Paste a key first"_s));
}

void TestConsole::tryLimit_saysWhatWouldHaveBeenRefused()
{
    m_admin->books.traffic.clear();
    const qint64 minute = MemoryBooks::minuteOf(m_clock->now());
    m_admin->books.traffic[u"key_2"_s]
        = {{minute - 3, 50}, {minute - 2, 12}, {minute - 20'000, 900}}; // the last is old
    start();
    RecordPage *keys = open(2);
    keys->list().select(u"key_2"_s);
    command(u"Try a limit"_s)->trigger();
    auto *form = dialog<SimulateLimitDialog>();
    auto *count = named<QLineEdit>(form, u"Requests a minute"_s);
    QCOMPARE(count->text(), u"120"_s); // its own, to begin with
    count->setText(u"20"_s);
    named<QComboBox>(form, u"To"_s)->setCurrentIndex(1);
    click(button(form, u"Simulate"_s));
    QTRY_VERIFY(says(form, u"At 20 a minute, 30 of 62 requests would have been refused."_s));
    QVERIFY(m_admin->lastSimulated == LimitKind::Ai);
    QVERIFY(says(form, u"Counted by the minute"_s));
    count->setText(u"50"_s);
    click(button(form, u"Simulate"_s));
    QTRY_VERIFY(says(form, u"At 50 a minute nothing would have been refused."_s));
    count->setText(u"0"_s);
    click(button(form, u"Simulate"_s));
    QTRY_VERIFY(form->findChild<Banner *>()->text().contains(u"from 1 to 1000000"_s));
    QCOMPARE(form->focusWidget(), count);
}

void TestConsole::revokeEverything_showsWhatStops_andAsksForTheNameOnlyForEveryone()
{
    start();
    RecordPage *keys = open(2);
    keys->list().select(u"key_4"_s); // mira's
    keys->run(Verb::RevokeEverything);
    auto *form = dialog<RevokeAllDialog>();
    QVERIFY(button(form, u"the account mira@example.org"_s)->isChecked());
    QVERIFY(form->focusWidget() == button(form, u"Cancel"_s));
    QTRY_VERIFY(says(form, u"Keys: 1 (0 of them used in the last 24 hours)"_s));
    QVERIFY(says(form, u"screenshot robot"_s));
    auto *act = button(form, u"Revoke everything"_s);
    QTRY_VERIFY(act->isEnabled());
    click(button(form, u"everyone on this server"_s));
    QVERIFY(!act->isEnabled());
    QTRY_VERIFY(says(form, u"Keys: 5 (4 of them"_s));
    auto *typed = named<QLineEdit>(form, u"Name of the server"_s);
    QTest::keyClicks(typed, u"mcp.example.com"_s);
    QVERIFY(!act->isEnabled());
    typed->setText(u"mcp.example.org"_s);
    QVERIFY(act->isEnabled());
    click(button(form, u"the account mira@example.org"_s));
    QTRY_VERIFY(act->isEnabled());
    click(act);
    QTRY_VERIFY(!dialog<RevokeAllDialog>());
    QVERIFY(m_admin->keyRows[3].revokedAt && !m_admin->keyRows[0].revokedAt);

    open(1); // from anywhere, for everyone
    command(u"Revoke everything"_s)->trigger();
    form = dialog<RevokeAllDialog>();
    QVERIFY(!button(form, u"the account"_s));
    named<QLineEdit>(form, u"Name of the server"_s)->setText(u"mcp.example.org"_s);
    QTRY_VERIFY(button(form, u"Revoke everything"_s)->isEnabled());
    click(button(form, u"Revoke everything"_s));
    QTRY_VERIFY(m_admin->keyRows[0].revokedAt && m_admin->grantRows[0].revokedAt);
}

void TestConsole::organizationLimits_areSaved_andTheRaiseIsKept()
{
    start();
    RecordPage *accounts = open(6);
    accounts->list().select(u"acc_1"_s);
    QTRY_VERIFY(command(u"Limits and budget"_s)->isEnabled());
    const Limits before = m_admin->organizationRows[0].limits;
    command(u"Limits and budget"_s)->trigger();
    auto *form = dialog<LimitsDialog>();
    QVERIFY(says(form, u"The plan Enterprise says"_s));
    QCOMPARE(named<QLineEdit>(form, u"Requests a minute"_s)->text(), u"600"_s);
    QCOMPARE(named<QLineEdit>(form, u"Budget a month, in $"_s)->text(), u"60.00"_s);
    named<QLineEdit>(form, u"Requests a minute"_s)->clear();
    named<QLineEdit>(form, u"Budget a month, in $"_s)->setText(u"80"_s);
    click(button(form, u"Save"_s));
    QTRY_VERIFY(!dialog<LimitsDialog>());
    const Organization after = m_admin->organizationRows[0];
    QVERIFY(!after.limits.standard);
    QVERIFY(after.limits.raise == before.raise && after.limits.raisedUntil == before.raisedUntil);
    QVERIFY(after.budget.capMicros == 80'000'000 && after.budget.alertMicros == 50'000'000);
    QTRY_VERIFY(accounts->list()
                    .view()
                    .selectionModel()
                    ->selectedRows(AccountTable::LimitsColumn)
                    .first()
                    .data()
                    .toString()
                    .endsWith(u", $80.00"_s));
}

void TestConsole::overview_leadsToTheKeysThatNeedAttention()
{
    start();
    open(2); // waits until the keys are read
    open(1);
    QTRY_VERIFY(button(window(), u"1 key ends within a week"_s));
    QVERIFY(button(window(), u"3 keys have no limit of their own"_s));
    QTRY_VERIFY(button(window(), u"$22.50 of $60.00 spent this month"_s));
    click(button(window(), u"1 key never expires"_s));
    auto *keys = qobject_cast<RecordPage *>(window()->currentPage());
    QCOMPARE(keys->list().filter().rowCount(), 1);
    QCOMPARE(keys->list().filter().index(0, 0).data(RecordTable::IdRole).toString(), u"key_3"_s);
    click(button(keys, u"never expiring"_s)); // says which they are, and shows all again
    QCOMPARE(keys->list().filter().rowCount(), int(m_admin->keyRows.size()));
    QVERIFY(!button(keys, u"never expiring"_s));
    // A key that is idle since it was made counts from then.
    m_admin->keyRows[2].lastUsedAt.reset();
    m_admin->keyRows[2].createdAt = m_clock->now() - std::chrono::days(91);
    m_admin->announce(Table::ApiKeys, u"key_3"_s, ChangeKind::Updated);
    open(1);
    QTRY_VERIFY(button(window(), u"1 key was not used for 90 days"_s));
}

void TestConsole::spend_showsBudgetsSharesAndDays()
{
    start();
    SpendPage *page = openSpend();
    QVERIFY(page);
    QTRY_VERIFY(says(page, u"All of ada@example.org"_s));
    const SpendReport report
        = *m_admin->books.report(m_admin->organizationRows[0].id, m_admin->organizationRows, m_admin->planRows,
                                 m_admin->projectRows, m_admin->keyRows, m_clock->now());
    QVERIFY(
        says(page, dollars(report.budgets[0].spentMicros) + u" spent, $1.25 held by calls under way, of $60.00 ("_s));
    QVERIFY(says(page, u"Project “Storefront”"_s) && says(page, u"Over 50 %"_s));
    auto *table = named<QTableView>(page, u"Shares of this month’s spending"_s);
    QVERIFY(table);
    QCOMPARE(table->model()->rowCount(), int(report.byKey.size()));
    QCOMPARE(table->model()->index(0, 0).data(), u"claude-code on the laptop"_s);
    QCOMPARE(table->model()->index(0, 1).data(), dollars(report.byKey[0].spentMicros));
    click(button(page, u"By tool or model"_s));
    QCOMPARE(table->model()->rowCount(), int(report.bySubject.size()));
    QCOMPARE(table->model()->index(0, 0).data(), report.bySubject[0].name);
    click(button(page, u"By day"_s));
    QCOMPARE(table->model()->rowCount(), int(report.byDay.size()));
    // The bars say in words what they show.
    const QString words = page->findChild<DayBars *>()->accessibleDescription();
    QCOMPARE(words.count(u"calls: "_s), report.byDay.size());
    QVERIFY(words.contains(dollars(report.byDay[0].spentMicros)));
}

void TestConsole::spend_followsWhatIsSpentElsewhere()
{
    start();
    SpendPage *page = openSpend();
    QTRY_VERIFY(says(page, u"(37 %)"_s));
    SpendEntry entry = m_admin->books.ledger.constFirst();
    entry.number = 1000;
    entry.kind = SpendKind::Settle;
    entry.heldMicros = -entry.heldMicros;
    entry.spentMicros = 40'000'000;
    m_admin->books.ledger.prepend(entry);
    m_admin->announce(Table::Spend, entry.organization.text(), ChangeKind::Updated);
    QTRY_VERIFY(says(page, u"$62.50 spent, of $60.00 (104 %)"_s));
    QVERIFY(says(page, u"Used up"_s));
    click(button(page, u"Ledger"_s));
    QTRY_COMPARE(page->ledger().table().rowCount(), 90);
    QCOMPARE(page->ledger().filter().index(0, SpendTable::SpentColumn).data(), u"$40.00"_s);
    QTest::keyClicks(named<QLineEdit>(page, u"Filter the list"_s), u"what:charged /v1/images"_s);
    QCOMPARE(page->ledger().filter().rowCount(), 12);
    QVERIFY(command(u"Export as CSV"_s)->isEnabled());
    m_admin->failNext = Error{ErrorCode::Unavailable, u"Not now."_s};
    click(button(page, u"This month"_s));
    page->run(Verb::Refresh);
    QTRY_COMPARE(page->findChild<Banner *>()->text(), u"Not now."_s);
    QVERIFY2(says(page, u"(104 %)"_s), "what was known stays");
    click(button(page, u"Try again"_s));
    QTRY_COMPARE(page->findChild<Banner *>()->text(), QString());
}

void TestConsole::spend_showsOnlyTheLastAnswer_whenTheOrganizationChanges()
{
    start();
    SpendPage *page = openSpend();
    QTRY_VERIFY(says(page, u"All of ada@example.org"_s));
    auto *choice = named<QComboBox>(page, u"Organization"_s);
    choice->setCurrentIndex(choice->findText(u"mira@example.org"_s));
    QTRY_VERIFY(says(page, u"All of mira@example.org"_s));
    QVERIFY(says(page, u"$0.00 spent, of $50.00 (0 %)"_s)); // its plan's
    QVERIFY(says(page, u"Nothing has been spent this month."_s));
    QVERIFY(!named<QTableView>(page, u"Shares of this month’s spending"_s));
}

void TestConsole::prices_areSetAndEnded()
{
    start();
    SpendPage *page = openSpend();
    click(button(page, u"Prices"_s));
    QTRY_COMPARE(page->prices().table().rowCount(), 6);
    QVERIFY(!button(page, u"End price"_s)->isEnabled());
    click(button(page, u"Set a price"_s));
    auto *form = dialog<PriceDialog>();
    QCOMPARE(named<QComboBox>(form, u"Upstream"_s)->currentText(), u"files"_s);
    QVERIFY(!named<QLineEdit>(form, u"A million input tokens, in $"_s)->isEnabled());
    QTest::keyClicks(named<QLineEdit>(form, u"Tool, path or model"_s), u"read_file"_s);
    click(button(form, u"Set price"_s));
    QVERIFY(form->findChild<Banner *>()->text().contains(u"Say what a call costs"_s));
    QTest::keyClicks(named<QLineEdit>(form, u"A call, in $"_s), u"0.000001"_s);
    click(button(form, u"Set price"_s));
    QTRY_VERIFY(!dialog<PriceDialog>());
    QTRY_COMPARE(page->prices().table().rowCount(), 7);
    const Price set = m_admin->books.prices.first();
    QCOMPARE(set.upstream, u"files"_s);
    QCOMPARE(set.callMicros, 1);
    page->prices().select(set.id.text());
    click(button(page, u"Set a price"_s)); // begins with the one that is selected
    form = dialog<PriceDialog>();
    QCOMPARE(named<QLineEdit>(form, u"Tool, path or model"_s)->text(), u"read_file"_s);
    auto *kind = named<QComboBox>(form, u"Kind"_s);
    kind->setCurrentIndex(kind->findText(u"An AI model, by its tokens"_s));
    named<QLineEdit>(form, u"A million output tokens, in $"_s)->setText(u"2.5"_s);
    click(button(form, u"Set price"_s)); // what only the server knows is said at its field
    QTRY_VERIFY(form->findChild<Banner *>()->text().contains(u"how many tokens"_s));
    QCOMPARE(form->focusWidget(), named<QLineEdit>(form, u"Most output tokens"_s));
    named<QLineEdit>(form, u"Most output tokens"_s)->setText(u"100"_s);
    click(button(form, u"Set price"_s));
    QTRY_VERIFY(!dialog<PriceDialog>());
    QVERIFY(m_admin->books.prices.first().kind == PriceKind::Model);
    QCOMPARE(m_admin->books.prices.first().outputMicros, 2'500'000);
    QCOMPARE(m_admin->books.prices.first().maxOutputTokens, 100);

    page->prices().select(set.id.text());
    click(button(page, u"End price"_s));
    QCOMPARE(dialog<ConfirmDialog>()->windowTitle(), u"End the price of “read_file”?"_s);
    click(button(dialog<ConfirmDialog>(), u"End price"_s));
    QTRY_VERIFY(std::ranges::find(m_admin->books.prices, set.id, &Price::id)->until);
    QTRY_VERIFY(!button(page, u"End price"_s)->isEnabled());
}

void TestConsole::connections_showTheTimelineOfTheChosenOne_andFollowIt()
{
    start();
    RecordPage *page = open(8);
    QVERIFY(says(page, u"Choose an attempt in the list"_s));
    page->list().select(u"con_3"_s);
    QVERIFY(says(page, u"has not registered"_s));
    QVERIFY(says(page, u"Paste the address that the browser showed"_s)); // what to do
    QVERIFY(says(page, u"Registration"_s));
    QVERIFY(says(page, u"Discovery (2 times)"_s));
    ConnectionAttempt &attempt = m_admin->attemptRows.first();
    attempt.stoppedBecause.clear();
    attempt.entries.append({m_clock->now(), AttemptStep::Authorize, true, u"Its request was accepted."_s});
    m_admin->announce(Table::Attempts, u"con_3"_s, ChangeKind::Touched);
    QTRY_VERIFY(says(page, u"Its request was accepted."_s));
    QVERIFY(says(page, u"Under way"_s));
}

void TestConsole::connections_whenThereAreNone_sayWhatToDo()
{
    m_admin->attemptRows.clear();
    start();
    RecordPage *page = open(8);
    QTRY_VERIFY(says(page, u"No client has tried to connect yet."_s));
    QVERIFY(!says(page, u"Timeline"_s));
    click(button(page, u"Test an authorization request"_s));
    QVERIFY(dialog<TestRequestDialog>());
}

void TestConsole::testRequest_saysLineByLineWhatIsAccepted()
{
    start();
    open(2);
    command(u"Test an authorization request"_s)->trigger(); // from any page
    auto *form = dialog<TestRequestDialog>();
    QVERIFY(form);
    auto *field = named<QPlainTextEdit>(form, u"Address"_s);
    click(button(form, u"Test"_s));
    QTRY_VERIFY(form->findChild<Banner *>()->text().contains(u"Paste the address"_s));
    field->setPlainText(u"https://mcp.example.org/authorize?client_id=x"_s);
    click(button(form, u"Test"_s));
    QTRY_VERIFY(says(form, u"This request is refused."_s));
    QCOMPARE(m_admin->lastTested, u"https://mcp.example.org/authorize?client_id=x"_s);
    QVERIFY(says(form, u"redirect_uri"_s));
    QVERIFY(says(form, u"claude-connect.example.net"_s));
    QVERIFY(says(form, u"nobody is sent back"_s));
    m_admin->authorizeReport.lines.removeIf(
        [](const AuthorizeLine &line) { return line.verdict == AuthorizeVerdict::Refused; });
    click(button(form, u"Test"_s));
    QTRY_VERIFY(says(form, u"This request is accepted."_s));
}

void TestConsole::spend_withoutPrices_saysWhatToDo()
{
    m_admin->books = {};
    start();
    SpendPage *page = openSpend();
    QTRY_VERIFY(says(page, u"Nothing has been spent this month."_s));
    click(button(page, u"Prices"_s));
    QTRY_VERIFY(says(page, u"Nothing has a price yet."_s));
    click(button(page, u"Set a price"_s));
    QVERIFY(dialog<PriceDialog>());
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

void TestConsole::approvalCard_narrows_andLimits()
{
    m_admin->approvalRows = {sampleApproval(u"apr_1"_s, *m_clock)};
    start();
    RecordPage *consent = open(4);
    auto *card = consent->findChild<ApprovalCard *>();
    QTRY_VERIFY(card->isArmed());
    const QList<QCheckBox *> boxes = card->findChildren<QCheckBox *>();
    QCOMPARE(boxes.size(), 3);
    QVERIFY(std::ranges::all_of(boxes, &QCheckBox::isChecked));
    for (QCheckBox *box : boxes)
        box->setChecked(false);
    QVERIFY(!card->isArmed()); // nothing left to approve
    QVERIFY(card->canDecide());
    boxes[2]->setChecked(true);
    QVERIFY(card->isArmed());
    auto *lifetime = named<QComboBox>(card, u"How long it may"_s);
    lifetime->setCurrentIndex(lifetime->findText(u"8 hours"_s));
    m_admin->announce(Table::Approvals, u"apr_1"_s, ChangeKind::Updated); // what is chosen stays
    QTest::qWait(50);
    click(button(card, u"Approve"_s));
    QTRY_VERIFY(m_admin->approvalRows[0].state == ApprovalState::Approved);
    QVERIFY(m_admin->approvalRows[0].choice == (ApprovalChoice{.scopes = {u"store:read"_s}, .lifetime = 8h}));
}

void TestConsole::approvalCard_asksAsWhom_whereNobodyIsSignedIn()
{
    m_admin->approvalRows = {sampleApproval(u"apr_1"_s, *m_clock)};
    m_admin->approvalRows[0].account = {};
    m_admin->approvalRows[0].accountEmail.clear();
    start();
    RecordPage *consent = open(4);
    auto *card = consent->findChild<ApprovalCard *>();
    auto *people = named<QComboBox>(card, u"As whom it gets in"_s);
    QTRY_VERIFY(people->isVisible() && people->count() > 1);
    const QString first = people->currentText();
    const auto account = std::ranges::find(m_admin->accountRows, first, &Account::email);
    QVERIFY(account != m_admin->accountRows.end() && account->isAdmin);
    QTRY_VERIFY(card->isArmed());
    click(button(card, u"Approve"_s));
    QTRY_COMPARE(m_admin->approvalRows[0].choice.accountEmail, first);
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
    for (int page = 1; page <= 8; ++page) {
        open(page);
        check(window());
    }
    command(u"Test an authorization request"_s)->trigger();
    check(dialog<TestRequestDialog>());
    dialog<TestRequestDialog>()->close();
    openSpend();
    for (const QString &part : {u"Ledger"_s, u"Prices"_s, u"This month"_s}) {
        click(button(window(), part));
        check(window());
    }
    command(u"Set a price"_s)->trigger();
    check(dialog<PriceDialog>());
    dialog<PriceDialog>()->close();
    RecordPage *keys = open(2);
    keys->list().select(u"key_2"_s);
    keys->run(Verb::EditKey);
    check(dialog<EditKeyDialog>());
    dialog<EditKeyDialog>()->close();
    keys->run(Verb::TryLimit);
    check(dialog<SimulateLimitDialog>());
    dialog<SimulateLimitDialog>()->close();
    keys->run(Verb::CheckKey);
    check(dialog<CheckKeyDialog>());
    dialog<CheckKeyDialog>()->close();
    keys->run(Verb::RevokeEverything);
    click(button(dialog<RevokeAllDialog>(), u"everyone on this server"_s));
    check(dialog<RevokeAllDialog>());
    dialog<RevokeAllDialog>()->close();
    check(prompt());
    click(button(open(2), u"New API key"_s));
    dialog<CreateKeyDialog>()->findChild<Disclosure *>()->setOpen(true);
    check(dialog<CreateKeyDialog>());
    dialog<CreateKeyDialog>()->close();
    RecordPage *accounts = open(6);
    accounts->list().select(u"acc_3"_s);
    click(button(accounts, u"New account"_s));
    check(dialog<CreateAccountDialog>());
    dialog<CreateAccountDialog>()->close();
    command(u"Limits and budget"_s)->trigger();
    check(dialog<LimitsDialog>());
    dialog<LimitsDialog>()->close();
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
