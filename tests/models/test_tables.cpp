// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/account_table.h"
#include "models/tables/api_key_table.h"
#include "models/tables/approval_table.h"
#include "models/tables/attempt_table.h"
#include "models/tables/client_table.h"
#include "models/tables/csv.h"
#include "models/tables/grant_table.h"
#include "models/tables/organization_table.h"
#include "models/tables/plan_table.h"
#include "models/tables/price_table.h"
#include "models/tables/record_filter.h"
#include "models/tables/spend_table.h"
#include "models/tables/upstream_table.h"
#include "tests/models/memory_admin.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace ostiary;
using namespace ostiary::test;
using namespace std::chrono_literals;

namespace {

ApiKey key(int number, const QString &name = {})
{
    ApiKey key;
    key.id = ApiKeyId(QStringLiteral("key_%1").arg(number));
    key.name = name.isEmpty() ? QStringLiteral("key %1").arg(number) : name;
    key.accountEmail = QStringLiteral("ada@example.org");
    key.hint = QStringLiteral("fos_…0001");
    key.scopes = {QStringLiteral("projects:read"), QStringLiteral("aso:read")};
    return key;
}

QList<ApiKey> keys(int count)
{
    QList<ApiKey> rows;
    for (int number = count; number > 0; --number)
        rows.append(key(number));
    return rows;
}

QStringList ids(const ApiKeyTable &table)
{
    QStringList ids;
    for (int row = 0; row < table.rowCount(); ++row)
        ids.append(table.idAt(row));
    return ids;
}

bool settle(RecordTable &table)
{
    QSignalSpy loaded(&table, &RecordTable::loaded);
    return loaded.wait(5000);
}

bool load(RecordTable &table)
{
    table.refresh();
    return settle(table);
}

} // namespace

class TestTables : public QObject
{
    Q_OBJECT

    ManualClock m_clock;

private slots:
    void everyTable_keepsTheRulesOfItemModels();
    void refresh_readsAllPages();
    void refresh_insertsUpdatesAndRemovesSingleRows();
    void refresh_whileReading_readsOnceMore();
    void change_readsOnlyUntilTheRowWasSeen();
    void manyChanges_areOneReading();
    void deletion_removesTheRowWithoutReading();
    void failure_keepsWhatWasThere_andTheNextReadingCatchesUp();
    void data_givesValuesSortKeysAndWords();
    void state_warnsAMonthAWeekAndADayBeforeTheEnd();
    void accounts_showThePlanInWords_andFollowIt();
    void filter_findsEveryWordAndNamedColumns();
    void filter_sortsTimesByTime_andEndlessKeysLast();
    void attempts_haveANameAStateAndAReason();
    void limits_areSaidInWords_withARaiseThatEnds();
    void csv_quotesAndDefusesFormulas();
    void csv_ofTheLedger_hasPlainNumbers();
    void ledger_isReadOnlySoFarBack();
};

void TestTables::everyTable_keepsTheRulesOfItemModels()
{
    MemoryAdmin admin(m_clock);
    admin.keyRows = keys(5);
    admin.grantRows = {Grant{GrantId(QStringLiteral("ses_1"))}};
    admin.clientRows = {OAuthClient{ClientId(QStringLiteral("cli_1"))}};
    admin.approvalRows = {Approval{ApprovalId(QStringLiteral("apr_1"))}};
    admin.attemptRows = {ConnectionAttempt{AttemptId(QStringLiteral("con_1"))}};
    admin.accountRows = {Account{AccountId(QStringLiteral("acc_1"))}};
    admin.organizationRows = {Organization{OrganizationId(QStringLiteral("org_1"))}};
    admin.planRows = {Plan{QStringLiteral("free")}};
    admin.server.upstreams = {UpstreamStatus{QStringLiteral("files")}};
    admin.books.prices = {Price{PriceId(QStringLiteral("prc_1"))}};
    admin.books.ledger = {SpendEntry{1}};

    ApiKeyTable apiKeys(admin, m_clock);
    GrantTable grants(admin, m_clock);
    ClientTable clients(admin, m_clock);
    ApprovalTable approvals(admin, m_clock);
    AttemptTable attempts(admin, m_clock);
    PlanTable plans(admin, m_clock);
    OrganizationTable organizations(admin, m_clock, plans);
    AccountTable accounts(admin, m_clock, organizations);
    UpstreamTable upstreams(admin, m_clock);
    PriceTable prices(admin, m_clock);
    SpendTable ledger(admin, m_clock, {apiKeys, grants, organizations});
    for (RecordTable *table :
         std::initializer_list<RecordTable *>{&apiKeys, &grants, &clients, &approvals, &attempts, &plans,
                                              &organizations, &accounts, &upstreams, &prices, &ledger}) {
        const QAbstractItemModelTester tester(table, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QVERIFY(load(*table));
        QVERIFY(table->rowCount() > 0);
        for (int column = 0; column < table->columnCount(); ++column)
            QVERIFY(!table->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString().isEmpty());
    }
    const QAbstractItemModelTester tester(&apiKeys, QAbstractItemModelTester::FailureReportingMode::QtTest);
    admin.keyRows = {key(9), key(4, QStringLiteral("renamed")), key(7), key(1)};
    QVERIFY(load(apiKeys));
    admin.server.upstreams = {};
    QVERIFY(load(upstreams));
    QCOMPARE(upstreams.rowCount(), 0);
}

void TestTables::refresh_readsAllPages()
{
    MemoryAdmin admin(m_clock);
    admin.keyRows = keys(25);
    admin.pageLimit = 10;
    ApiKeyTable table(admin, m_clock);
    QVERIFY(!table.isLoaded());
    QVERIFY(load(table));
    QVERIFY(table.isLoaded());
    QCOMPARE(table.rowCount(), 25);
    QCOMPARE(admin.pagesRead, 3);
    QCOMPARE(table.rowOf(QStringLiteral("key_25")), 0);
    QCOMPARE(table.rowOf(QStringLiteral("key_1")), 24);
}

void TestTables::refresh_insertsUpdatesAndRemovesSingleRows()
{
    MemoryAdmin admin(m_clock);
    admin.keyRows = keys(4);
    ApiKeyTable table(admin, m_clock);
    QVERIFY(load(table));
    const QPersistentModelIndex second = table.index(table.rowOf(QStringLiteral("key_2")), 0);
    QSignalSpy resets(&table, &QAbstractItemModel::modelReset);
    QSignalSpy changes(&table, &QAbstractItemModel::dataChanged);

    admin.keyRows = {key(6), key(5), key(4), key(2, QStringLiteral("renamed"))};
    QVERIFY(load(table));
    QCOMPARE(ids(table),
             QStringList(
                 {QStringLiteral("key_6"), QStringLiteral("key_5"), QStringLiteral("key_4"), QStringLiteral("key_2")}));
    QCOMPARE(second.row(), 3);
    QCOMPARE(second.data().toString(), QStringLiteral("renamed"));
    QCOMPARE(changes.size(), 1);
    QCOMPARE(resets.size(), 0);
    for (int row = 0; row < table.rowCount(); ++row)
        QCOMPARE(table.rowOf(table.idAt(row)), row);
}

void TestTables::refresh_whileReading_readsOnceMore()
{
    MemoryAdmin admin(m_clock);
    admin.keyRows = keys(1);
    ApiKeyTable table(admin, m_clock);
    table.refresh();
    admin.keyRows = keys(2); // the page under way was taken before
    table.refresh();
    table.refresh();
    QTRY_COMPARE(table.rowCount(), 2);
    QCOMPARE(admin.pagesRead, 2);
}

void TestTables::change_readsOnlyUntilTheRowWasSeen()
{
    MemoryAdmin admin(m_clock);
    admin.keyRows = keys(30);
    admin.pageLimit = 10;
    ApiKeyTable table(admin, m_clock);
    QVERIFY(load(table));
    admin.pagesRead = 0;
    admin.keyRows.prepend(key(31));
    admin.announce(Table::ApiKeys, QStringLiteral("key_31"), ChangeKind::Inserted);
    QVERIFY(settle(table));
    QCOMPARE(admin.pagesRead, 1);
    QCOMPARE(table.rowCount(), 31);
    QCOMPARE(table.rowOf(QStringLiteral("key_31")), 0);
}

void TestTables::manyChanges_areOneReading()
{
    MemoryAdmin admin(m_clock);
    admin.keyRows = keys(3);
    ApiKeyTable table(admin, m_clock);
    QVERIFY(load(table));
    admin.pagesRead = 0;
    for (ApiKey &row : admin.keyRows) {
        row.revokedAt = m_clock.now();
        admin.announce(Table::ApiKeys, row.id.text(), ChangeKind::Updated);
        admin.announce(Table::Grants, row.id.text(), ChangeKind::Updated);
    }
    QVERIFY(settle(table));
    QCOMPARE(admin.pagesRead, 1);
    QCOMPARE(table.index(2, 0).data(RecordTable::StateRole).toString(), QStringLiteral("revoked"));
}

void TestTables::deletion_removesTheRowWithoutReading()
{
    MemoryAdmin admin(m_clock);
    admin.keyRows = keys(3);
    ApiKeyTable table(admin, m_clock);
    QVERIFY(load(table));
    admin.pagesRead = 0;
    admin.announce(Table::ApiKeys, QStringLiteral("key_2"), ChangeKind::Deleted);
    QCOMPARE(ids(table), QStringList({QStringLiteral("key_3"), QStringLiteral("key_1")}));
    QCOMPARE(table.rowOf(QStringLiteral("key_1")), 1);
    QCOMPARE(admin.pagesRead, 0);
}

void TestTables::failure_keepsWhatWasThere_andTheNextReadingCatchesUp()
{
    MemoryAdmin admin(m_clock);
    admin.keyRows = keys(2);
    ApiKeyTable table(admin, m_clock);
    QVERIFY(load(table));
    QSignalSpy failures(&table, &RecordTable::failed);
    admin.keyRows = {key(3)};
    admin.failNext = Error{ErrorCode::Unavailable, QStringLiteral("The store is busy.")};
    table.refresh();
    QVERIFY(failures.wait(5000));
    QCOMPARE(failures.first().first().value<Error>().detail, QStringLiteral("The store is busy."));
    QCOMPARE(table.rowCount(), 2);
    admin.announce(Table::ApiKeys, QStringLiteral("key_3"), ChangeKind::Inserted);
    QVERIFY(settle(table));
    QCOMPARE(ids(table), QStringList({QStringLiteral("key_3")}));
}

void TestTables::data_givesValuesSortKeysAndWords()
{
    MemoryAdmin admin(m_clock);
    ApiKey row = key(1, QStringLiteral("Build server"));
    row.lastUsedAt = m_clock.now();
    admin.keyRows = {row};
    ApiKeyTable table(admin, m_clock);
    QVERIFY(load(table));

    const QModelIndex used = table.index(0, ApiKeyTable::LastUsedColumn);
    QCOMPARE(used.data().toDateTime(), toDateTime(m_clock.now()));
    QCOMPARE(used.data(RecordTable::SortRole).toLongLong(), m_clock.now().time_since_epoch().count());
    QVERIFY(!used.data(Qt::ToolTipRole).toString().isEmpty());
    const QModelIndex state = table.index(0, ApiKeyTable::StateColumn);
    QCOMPARE(state.data(Qt::AccessibleTextRole).toString(), QStringLiteral("Active"));
    QCOMPARE(state.data(RecordTable::StateRole).toString(), QStringLiteral("active"));
    const QModelIndex scopes = table.index(0, ApiKeyTable::ScopesColumn);
    QCOMPARE(scopes.data(Qt::AccessibleTextRole).toString(), QStringLiteral("projects:read aso:read"));
    QCOMPARE(scopes.data(RecordTable::RecordRole).value<ApiKey>(), row);
    QCOMPARE(table.index(0, 0).data(RecordTable::SortRole).toString(), QStringLiteral("build server"));
}

void TestTables::state_warnsAMonthAWeekAndADayBeforeTheEnd()
{
    MemoryAdmin admin(m_clock);
    ApiKey row = key(1);
    row.expiresAt = m_clock.now() + std::chrono::days(31);
    admin.keyRows = {row};
    ApiKeyTable table(admin, m_clock);
    QVERIFY(load(table));
    const QModelIndex state = table.index(0, ApiKeyTable::StateColumn);
    QCOMPARE(state.data(RecordTable::StateRole).toString(), QStringLiteral("active"));
    m_clock.advance(std::chrono::days(2)); // 29 are left
    QCOMPARE(state.data(RecordTable::StateRole).toString(), QStringLiteral("expiring_month"));
    m_clock.advance(std::chrono::days(23)); // 6
    QCOMPARE(state.data(RecordTable::StateRole).toString(), QStringLiteral("expiring"));
    QCOMPARE(state.data().toString(), QStringLiteral("Expiring"));
    m_clock.advance(std::chrono::days(5) + 1h);
    QCOMPARE(state.data(RecordTable::StateRole).toString(), QStringLiteral("expiring_day"));
    m_clock.advance(std::chrono::days(1));
    QCOMPARE(state.data(RecordTable::StateRole).toString(), QStringLiteral("expired"));
}

void TestTables::accounts_showThePlanInWords_andFollowIt()
{
    MemoryAdmin admin(m_clock);
    const OrganizationId id(QStringLiteral("org_1"));
    admin.planRows = {Plan{.name = QStringLiteral("free"), .rank = 1, .title = QStringLiteral("Free")},
                      Plan{.name = QStringLiteral("pro"), .rank = 2, .title = QStringLiteral("Pro")}};
    admin.organizationRows = {Organization{.id = id, .plan = QStringLiteral("free")}};
    admin.organizationRows[0].trialEndsAt = m_clock.now() + 24h * 8 + 1min;
    admin.accountRows = {Account{.id = AccountId(QStringLiteral("acc_1")), .organization = id}};
    PlanTable plans(admin, m_clock);
    OrganizationTable organizations(admin, m_clock, plans);
    AccountTable accounts(admin, m_clock, organizations);
    const auto plan = [&] { return accounts.index(0, AccountTable::PlanColumn).data().toString(); };
    QVERIFY(load(accounts));
    QCOMPARE(plan(), QString());
    QSignalSpy changes(&accounts, &QAbstractItemModel::dataChanged);
    QVERIFY(load(organizations));
    QCOMPARE(plan(), QStringLiteral("pro (trial, 9 days left)"));
    QVERIFY(!changes.isEmpty());
    QVERIFY(load(plans));
    QCOMPARE(plan(), QStringLiteral("Pro (trial, 9 days left)"));
    m_clock.advance(24h * 7 + 30min);
    QCOMPARE(plan(), QStringLiteral("Pro (trial, 1 day left)"));
    m_clock.advance(24h);
    QCOMPARE(plan(), QStringLiteral("Free"));

    changes.clear();
    admin.organizationRows[0].plan = QStringLiteral("pro");
    admin.announce(Table::Organizations, id.text(), ChangeKind::Updated);
    QVERIFY(settle(organizations));
    QCOMPARE(plan(), QStringLiteral("Pro"));
    QVERIFY(!changes.isEmpty());
    admin.planRows[1].title = QStringLiteral("Professional");
    admin.announce(Table::Plans, QStringLiteral("pro"), ChangeKind::Updated);
    QVERIFY(settle(plans));
    QCOMPARE(plan(), QStringLiteral("Professional"));
    QCOMPARE(accounts.index(0, AccountTable::KindColumn).data(RecordTable::WordRole).toString(),
             QStringLiteral("person"));
    // Changes of tables that nothing here shows are nobody's business.
    admin.pagesRead = 0;
    admin.announce(Table::Projects, QStringLiteral("prj_1"), ChangeKind::Deleted);
    QTest::qWait(80);
    QCOMPARE(admin.pagesRead, 0);
}

void TestTables::filter_findsEveryWordAndNamedColumns()
{
    MemoryAdmin admin(m_clock);
    ApiKey revoked = key(2, QStringLiteral("active volcano"));
    revoked.revokedAt = m_clock.now();
    admin.keyRows = {key(1, QStringLiteral("Build server")), revoked};
    ApiKeyTable table(admin, m_clock);
    QVERIFY(load(table));
    RecordFilter filter(table);
    const auto shown = [&](const char *text) {
        filter.setText(QString::fromLatin1(text));
        return filter.rowCount();
    };
    QCOMPARE(shown(""), 2);
    QCOMPARE(shown("BUILD"), 1);
    QCOMPARE(shown("build ada@"), 1);
    QCOMPARE(shown("build volcano"), 0);
    QCOMPARE(shown("aso:read"), 2); // no column is called aso
    QCOMPARE(shown("active"), 2);
    QCOMPARE(shown("state:active"), 1);
    filter.setText({});
    filter.setStates({QStringLiteral("revoked")});
    QCOMPARE(filter.rowCount(), 1);
}

void TestTables::filter_sortsTimesByTime_andEndlessKeysLast()
{
    MemoryAdmin admin(m_clock);
    admin.keyRows = keys(3);
    admin.keyRows[0].expiresAt = m_clock.now() + 48h;
    admin.keyRows[2].expiresAt = m_clock.now() + 24h;
    ApiKeyTable table(admin, m_clock);
    QVERIFY(load(table));
    RecordFilter filter(table);
    filter.sort(ApiKeyTable::ExpiresColumn);
    QStringList order;
    for (int row = 0; row < filter.rowCount(); ++row)
        order.append(filter.index(row, 0).data(RecordTable::IdRole).toString());
    QCOMPARE(order, QStringList({QStringLiteral("key_1"), QStringLiteral("key_3"), QStringLiteral("key_2")}));
}

void TestTables::csv_quotesAndDefusesFormulas()
{
    MemoryAdmin admin(m_clock);
    admin.accountRows
        = {Account{.email = QStringLiteral("=cmd|' /C calc'!A0")},
           Account{.email = QStringLiteral("a,\"b\"@example.org")}, Account{.email = QStringLiteral("+1@example.org")}};
    for (int row = 0; row < admin.accountRows.size(); ++row)
        admin.accountRows[row].id = AccountId(QStringLiteral("acc_%1").arg(row));
    const PlanTable plans(admin, m_clock);
    const OrganizationTable organizations(admin, m_clock, plans);
    AccountTable table(admin, m_clock, organizations);
    QVERIFY(load(table));
    const QByteArrayList lines = csv(table).split('\n');
    QCOMPARE(lines.size(), 5);
    QCOMPARE(lines[0], QByteArrayLiteral("E-mail,State,Kind,Role,Plan,Limits,Created\r"));
    QCOMPARE(lines[1], QByteArrayLiteral("'=cmd|' /C calc'!A0,Active,Person,User,,,1970-01-01T00:00:00Z\r"));
    QVERIFY(lines[2].startsWith("\"a,\"\"b\"\"@example.org\","));
    QVERIFY(lines[3].startsWith("'+1@example.org,"));
    QCOMPARE(lines[4], QByteArray());
}

void TestTables::attempts_haveANameAStateAndAReason()
{
    MemoryAdmin admin(m_clock);
    ConnectionAttempt stopped{AttemptId(QStringLiteral("con_2"))};
    stopped.clientName = QStringLiteral("Claude");
    stopped.reached = AttemptStep::SignIn;
    stopped.stoppedBecause = QStringLiteral("It was denied.");
    ConnectionAttempt nameless{AttemptId(QStringLiteral("con_1"))};
    nameless.userAgent = QStringLiteral("node");
    admin.attemptRows = {stopped, nameless, ConnectionAttempt{AttemptId(QStringLiteral("con_0"))}};
    AttemptTable table(admin, m_clock);
    QVERIFY(load(table));
    const auto text = [&](int row, int column) { return table.index(row, column).data().toString(); };
    QCOMPARE(text(0, AttemptTable::ClientColumn), QStringLiteral("Claude"));
    QCOMPARE(text(0, AttemptTable::StateColumn), QStringLiteral("Stopped"));
    QCOMPARE(text(0, AttemptTable::ReachedColumn), QStringLiteral("Sign-in"));
    QCOMPARE(text(0, AttemptTable::BecauseColumn), QStringLiteral("It was denied."));
    QCOMPARE(text(1, AttemptTable::ClientColumn), QStringLiteral("node"));
    QCOMPARE(text(1, AttemptTable::StateColumn), QStringLiteral("Under way"));
    QCOMPARE(text(2, AttemptTable::ClientColumn), QStringLiteral("A client without a name"));
}

void TestTables::limits_areSaidInWords_withARaiseThatEnds()
{
    MemoryAdmin admin(m_clock);
    ApiKey row = key(1);
    row.limits = {.standard = 60, .ai = 5, .raise = 2, .raisedUntil = m_clock.now() + 1h};
    row.budget.capMicros = 12'500'000;
    admin.keyRows = {row, key(2)};
    ApiKeyTable table(admin, m_clock);
    QVERIFY(load(table));
    const auto words = [&](int at) { return table.index(at, ApiKeyTable::LimitsColumn).data().toString(); };
    QVERIFY2(words(0).startsWith(QStringLiteral("×2 until ")), qPrintable(words(0)));
    QVERIFY2(words(0).endsWith(QStringLiteral(", 60/min, AI 5/min, $12.50")), qPrintable(words(0)));
    QCOMPARE(words(1), QString());
    m_clock.advance(1h); // a raise ends by itself
    QCOMPARE(words(0), QStringLiteral("60/min, AI 5/min, $12.50"));
}

/// Money is sorted by its amount, and what is given back stays a number in a spreadsheet.
void TestTables::csv_ofTheLedger_hasPlainNumbers()
{
    MemoryAdmin admin(m_clock);
    for (const qint64 micros : {2'000'000, 10'000'000, -250'000}) {
        admin.books.ledger.append({.number = admin.books.ledger.size() + 1,
                                   .at = m_clock.now(),
                                   .kind = SpendKind::Settle,
                                   .credential = QStringLiteral("=key"),
                                   .heldMicros = micros});
    }
    admin.keyRows = {key(7, QStringLiteral("build server"))};
    admin.books.ledger[1].credential = QStringLiteral("key_7");
    ApiKeyTable apiKeys(admin, m_clock);
    const GrantTable grants(admin, m_clock);
    const PlanTable plans(admin, m_clock);
    const OrganizationTable organizations(admin, m_clock, plans);
    SpendTable table(admin, m_clock, {apiKeys, grants, organizations});
    QVERIFY(load(table));
    const QModelIndex who = table.index(1, SpendTable::WhoColumn);
    QCOMPARE(who.data().toString(), QStringLiteral("key_7")); // while nothing is known of it
    QVERIFY(load(apiKeys));
    QCOMPARE(who.data().toString(), QStringLiteral("build server"));
    QCOMPARE(table.index(1, SpendTable::HeldColumn).data().toString(), QStringLiteral("$10.00"));
    QCOMPARE(table.index(2, SpendTable::HeldColumn).data().toString(), QStringLiteral("-$0.25"));
    RecordFilter filter(table);
    filter.sort(SpendTable::HeldColumn);
    const QByteArrayList lines = csv(filter).split('\n');
    QVERIFY2(lines[1].contains(",Charged,-0.25,,,,'=key,"), lines[1]);
    QVERIFY2(lines[2].contains(",Charged,2.00,"), lines[2]);
    QVERIFY2(lines[3].contains(",Charged,10.00,"), lines[3]);
}

/// A ledger only ever grows: a console must not read all of it.
void TestTables::ledger_isReadOnlySoFarBack()
{
    MemoryAdmin admin(m_clock);
    const qint64 count = SpendTable::kMostRows + 2'500;
    for (qint64 number = count; number > 0; --number)
        admin.books.ledger.append({.number = number, .at = m_clock.now()});
    const ApiKeyTable apiKeys(admin, m_clock);
    const GrantTable grants(admin, m_clock);
    const PlanTable plans(admin, m_clock);
    const OrganizationTable organizations(admin, m_clock, plans);
    SpendTable table(admin, m_clock, {apiKeys, grants, organizations});
    QVERIFY(load(table));
    QCOMPARE(table.rowCount(), int(SpendTable::kMostRows));
    QCOMPARE(table.idAt(0), QString::number(count));
    QVERIFY(load(table)); // a second reading is as long
    QCOMPARE(table.rowCount(), int(SpendTable::kMostRows));
}

QTEST_GUILESS_MAIN(TestTables)
#include "test_tables.moc"
