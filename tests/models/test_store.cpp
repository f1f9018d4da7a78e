// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/accounts.h"
#include "models/store/api_keys.h"
#include "models/store/migrations.h"
#include "models/store/statements.h"
#include "models/store/store.h"
#include "tests/core/await.h"

#include <QTemporaryDir>
#include <QTest>

using namespace ostiary;
using namespace ostiary::store;

namespace {

Account account(const QString &name)
{
    Account result;
    result.id = AccountId(QStringLiteral("acc_") + name);
    result.organization = OrganizationId(QStringLiteral("org_") + name);
    result.email = name + QStringLiteral("@example.org");
    result.createdAt = Time{std::chrono::seconds{1'800'000'000}};
    return result;
}

ApiKey key(const Account &owner, int number)
{
    ApiKey result;
    result.id = ApiKeyId(QStringLiteral("key_%1_%2").arg(owner.id.text()).arg(number));
    result.account = owner.id;
    result.organization = owner.organization;
    result.accountEmail = owner.email;
    result.name = QStringLiteral("key %1").arg(number);
    result.hint = QStringLiteral("fos_…abcd");
    result.scopes = {QStringLiteral("*")};
    result.createdAt = owner.createdAt + std::chrono::seconds(number);
    return result;
}

} // namespace

class TestStore : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    std::unique_ptr<Store> m_store;
    QString m_file;

    Result<bool> add(const Account &owner)
    {
        return await(m_store->write([owner](Connection &connection) -> Result<bool> {
            CHECK(accounts::insert(connection, owner, "hash"));
            return true;
        }));
    }

private slots:
    void init()
    {
        static int number = 0;
        m_file = m_folder.filePath(QStringLiteral("%1.db").arg(++number));
        Result<std::unique_ptr<Store>> opened = Store::open(m_file);
        QVERIFY2(opened, opened ? "" : qPrintable(opened.error().detail));
        m_store = *std::move(opened);
    }

    void cleanup() { m_store.reset(); }

    void everyStatement_canBePrepared()
    {
        const Result<> prepared = (*m_store->reader())->prepareAll();
        QVERIFY2(prepared, prepared ? "" : qPrintable(prepared.error().cause));
        QVERIFY(statementNames().size() > 40);
    }

    void everyStatement_beginsWithALineOnWhatItAnswers()
    {
        for (const QString &name : statementNames()) {
            const QString comment = statement(name).section(u'\n', 0, 0);
            QVERIFY2(comment.startsWith(QLatin1String("-- ")), qPrintable(name));
            // Qt looks for parameters without knowing comments: a quote there would hide all that follow.
            QVERIFY2(!comment.contains(u'\'') && !comment.contains(u'"'), qPrintable(name));
        }
    }

    void write_isAnsweredAfterItsCommit_andSeenByReaders()
    {
        QVERIFY(add(account(QStringLiteral("ann"))));
        const auto found = accounts::findByEmail(**m_store->reader(), QStringLiteral("ann@example.org"));
        QVERIFY(found && *found);
        QCOMPARE((*found)->account, account(QStringLiteral("ann")));
    }

    void write_thatFails_leavesNothingBehind_evenInTheGroupOfOthers()
    {
        const Account ann = account(QStringLiteral("ann"));
        Account twin = account(QStringLiteral("bob"));
        twin.email = ann.email;
        std::vector<std::optional<Result<bool>>> results(3);
        const std::array wishes{ann, twin, account(QStringLiteral("cid"))};
        for (size_t i = 0; i < wishes.size(); ++i) {
            whenDone(m_store->write([owner = wishes[i]](Connection &connection) -> Result<bool> {
                CHECK(accounts::insert(connection, owner, "hash"));
                return true;
            }),
                     [&, i](Result<bool> done) { results[i] = std::move(done); });
        }
        QTRY_VERIFY(results[0] && results[1] && results[2]);
        QVERIFY(*results[0]);
        QCOMPARE(results[1]->error().code, ErrorCode::Conflict);
        QVERIFY(*results[2]);
        QCOMPARE(*accounts::count(**m_store->reader()), 2);
    }

    // SQLite undoes the whole transaction when the disk is full, not only the statement.
    void diskThatIsFull_losesNothingThatWasAcknowledged_andTellsEverybodyElse()
    {
        QStringList told;
        std::mutex mutex;
        const auto subscription = m_store->changes().subscribe([&](const QList<Change> &changes) {
            const std::scoped_lock lock(mutex);
            for (const Change &change : changes)
                told << change.id;
        });
        const auto pages = [this](qint64 more) {
            return m_store->writeNow([more](Connection &connection) -> Result<bool> {
                TRY(const qint64 now, connection.pragma(QStringLiteral("page_count")));
                CHECK(connection.raw(QStringLiteral("PRAGMA max_page_count = %1").arg(now + more)));
                return true;
            });
        };
        QVERIFY(pages(40));
        std::promise<void> allWait;
        std::vector<std::optional<Result<bool>>> results(4);
        const auto write = [&](size_t i, auto work) {
            whenDone(m_store->write(std::move(work)), [&, i](Result<bool> done) { results[i] = std::move(done); });
        };
        const auto adding = [](const QString &name) {
            return [owner = account(name)](Connection &connection) -> Result<bool> {
                CHECK(accounts::insert(connection, owner, "hash"));
                return true;
            };
        };
        write(0, [waiting = allWait.get_future().share()](Connection &) -> Result<bool> {
            waiting.wait();
            return true;
        });
        write(1, adding(QStringLiteral("ann")));
        write(2, [](Connection &connection) -> Result<bool> {
            CHECK(connection.raw(QStringLiteral("INSERT INTO meta VALUES ('filler', hex(zeroblob(4000000)))")));
            return true;
        });
        write(3, adding(QStringLiteral("cid")));
        allWait.set_value();
        QTRY_VERIFY(std::ranges::all_of(results, [](const auto &result) { return result.has_value(); }));
        QVERIFY(!*results[2]);
        QCOMPARE(results[2]->error().code, ErrorCode::StoreFailed);
        for (const auto &[i, name] : {std::pair(1, QStringLiteral("ann")), std::pair(3, QStringLiteral("cid"))}) {
            const auto found = accounts::findByEmail(**m_store->reader(), name + QStringLiteral("@example.org"));
            QVERIFY(found);
            QCOMPARE(found->has_value(), results[size_t(i)]->has_value());
            const std::scoped_lock lock(mutex);
            QCOMPARE(told.contains(QStringLiteral("acc_") + name), found->has_value());
        }
        QVERIFY(pages(100'000));
        QVERIFY(add(account(QStringLiteral("dan"))));
    }

    void changes_areToldBeforeTheWriterIsAnswered_andOnlyOfWhatWasCommitted()
    {
        QList<Change> told;
        std::mutex mutex;
        const auto subscription = m_store->changes().subscribe([&](const QList<Change> &changes) {
            const std::scoped_lock lock(mutex);
            told << changes;
        });
        QVERIFY(add(account(QStringLiteral("ann"))));
        QVERIFY(!add(account(QStringLiteral("ann")))); // refused: nothing to tell
        const std::scoped_lock lock(mutex);
        const auto isAccount = [](const Change &change) { return change.table == Table::Accounts; };
        QCOMPARE(std::ranges::count_if(told, isAccount), 1); // besides the organization that it was born with
        QVERIFY(std::ranges::all_of(told, [](const Change &change) { return change.kind == ChangeKind::Inserted; }));
        QCOMPARE(std::ranges::find_if(told, isAccount)->id, QStringLiteral("acc_ann"));
    }

    // F5: at most ten active keys, also when they are created in parallel.
    void insertKey_neverExceedsTheMost_howeverManyAreMadeAtOnce()
    {
        const Account ann = account(QStringLiteral("ann"));
        QVERIFY(add(ann));
        int made = 0, refused = 0;
        for (int i = 0; i < 40; ++i) {
            whenDone(m_store->write([one = key(ann, i), i](Connection &connection) -> Result<bool> {
                CHECK(api_keys::insert(connection, one, QByteArray("hash") + QByteArray::number(i), 10));
                return true;
            }),
                     [&](const Result<bool> &done) { ++(done ? made : refused); });
        }
        QTRY_COMPARE(made + refused, 40);
        QCOMPARE(made, 10);
    }

    void pages_continueWhereTheyEnded_withoutGapOrRepetition()
    {
        const Account ann = account(QStringLiteral("ann"));
        QVERIFY(add(ann));
        for (int i = 0; i < 25; ++i) {
            QVERIFY(await(m_store->write([one = key(ann, i), i](Connection &connection) -> Result<bool> {
                CHECK(api_keys::insert(connection, one, QByteArray("hash") + QByteArray::number(i), 100));
                return true;
            })));
        }
        QStringList seen;
        QString cursor;
        for (int pages = 0; pages < 10; ++pages) {
            const auto from = Cursor::parse(cursor);
            const auto rows = api_keys::page(**m_store->reader(), ann.id, Time{}, *from, 10);
            QVERIFY(rows);
            for (const ApiKey &row : *rows)
                seen << row.name;
            if (rows->size() < 10)
                break;
            cursor = Cursor::after(rows->last().createdAt, rows->last().id.text());
        }
        QCOMPARE(seen.size(), 25);
        QCOMPARE(QSet<QString>(seen.begin(), seen.end()).size(), 25);
        QCOMPARE(seen.first(), QStringLiteral("key 24"));
    }

    void cursor_thatNoPageGave_isRefusedByName()
    {
        for (const char *text : {"x", "12", ".", "1.'; DROP TABLE accounts; --", "999999999999999999999.a"}) {
            const Result<Cursor> cursor = Cursor::parse(QLatin1String(text));
            if (cursor) // a well-formed one may name anything: it is only ever bound
                QVERIFY(!cursor->id.isEmpty());
            else
                QCOMPARE(cursor.error().field, QStringLiteral("cursor"));
        }
    }

    void open_refusesADatabaseOfANewerProgram_andLeavesItAlone()
    {
        m_store.reset();
        {
            auto connection = Connection::open(m_file, Connection::Mode::ReadWrite);
            QVERIFY((*connection)->raw(QStringLiteral("PRAGMA user_version = 99")));
        }
        const Result<std::unique_ptr<Store>> opened = Store::open(m_file);
        QVERIFY(!opened);
        QVERIFY(opened.error().detail.contains(QLatin1String("newer Ostiary")));
        auto connection = Connection::open(m_file, Connection::Mode::ReadOnly);
        QCOMPARE(*(*connection)->pragma(QStringLiteral("user_version")), 99);
    }

    void open_refusesAFileThatIsNoDatabase_inOneSentence()
    {
        const QString path = m_folder.filePath(QStringLiteral("text.db"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(4096, 'x'));
        file.close();
        const Result<std::unique_ptr<Store>> opened = Store::open(path);
        QVERIFY(!opened);
        QVERIFY2(opened.error().detail.contains(QLatin1String("not an Ostiary database")),
                 qPrintable(opened.error().detail));
    }

    void schema_isTheGoldenOne()
    {
        auto connection = Connection::open(m_file, Connection::Mode::ReadOnly);
        QCOMPARE(*(*connection)->pragma(QStringLiteral("foreign_keys")), 1);
        QCOMPARE(*(*connection)->pragma(QStringLiteral("user_version")), qint64(migrations().size()));
    }
};

QTEST_GUILESS_MAIN(TestStore)
#include "test_store.moc"
