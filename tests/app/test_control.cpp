// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/control/control_admin.h"
#include "app/control/control_methods.h"
#include "app/control/control_server.h"
#include "memory_admin.h"
#include "models/json.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace ostiary;
using namespace ostiary::app;
using namespace Qt::StringLiterals;

namespace {

/// The value of a future that the event loop finishes.
template <typename T>
T waitFor(QFuture<T> future)
{
    if (!QTest::qWaitFor([&] { return future.isFinished(); }, 5000))
        qFatal("a call was never answered");
    return future.result();
}

mode_t modeOf(const QString &path)
{
    struct stat status{};
    return ::lstat(QFile::encodeName(path).constData(), &status) == 0 ? status.st_mode & 07777 : 0;
}

/// Speaks bytes instead of the protocol, to see what the server makes of them.
class RawClient
{
public:
    explicit RawClient(const QString &path)
    {
        Result<Descriptor> connected = connectUnix(path);
        if (!connected)
            qFatal("cannot connect: %s", qPrintable(connected.error().detail));
        socket.setSocketDescriptor(connected->release());
    }

    QJsonObject nextLine()
    {
        if (!QTest::qWaitFor([&] { return socket.canReadLine(); }, 5000))
            qFatal("no line came");
        return QJsonDocument::fromJson(socket.readLine()).object();
    }

    QJsonObject ask(const QByteArray &line)
    {
        socket.write(line + '\n');
        return nextLine();
    }

    bool isClosed()
    {
        return QTest::qWaitFor([&] { return socket.state() == QLocalSocket::UnconnectedState; }, 5000);
    }

    QLocalSocket socket;
};

QString codeOf(const QJsonObject &answer)
{
    return answer.value(u"error"_s).toObject().value(u"code"_s).toString();
}

} // namespace

class TestControl final : public QObject
{
    Q_OBJECT

    SystemClock m_clock;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<MemoryAdmin> m_served;
    std::unique_ptr<ControlServer> m_server;

    QString path() const { return controlSocketPath(m_folder->path()); }

    std::unique_ptr<ControlAdmin> connected() const
    {
        Result<std::unique_ptr<ControlAdmin>> admin = ControlAdmin::open(path());
        if (!admin)
            qFatal("cannot connect: %s", qPrintable(admin.error().detail));
        return *std::move(admin);
    }

    Result<std::unique_ptr<ControlServer>> listen(const QString &where)
    {
        return ControlServer::listen(*m_served, m_clock, where);
    }

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_served = std::make_unique<MemoryAdmin>(m_clock, QUrl(u"http://127.0.0.1:8420"_s));
        Result<std::unique_ptr<ControlServer>> server = listen(path());
        QVERIFY2(server, qPrintable(server ? QString() : server.error().detail));
        m_server = *std::move(server);
    }

    void cleanup()
    {
        m_server.reset();
        m_served.reset();
        m_folder.reset();
    }

    void everyCall_reachesTheOtherAdmin()
    {
        const auto admin = connected();
        const auto status = waitFor(admin->status());
        QVERIFY(status);
        QCOMPARE(status->pendingApprovals, 2);
        QCOMPARE(status->upstreams.first().name, u"files"_s);

        const auto account = waitFor(admin->createAccount({.email = u"bot@example.org"_s,
                                                           .password = Secret("pässword \"quoted\""),
                                                           .kind = AccountKind::Agent,
                                                           .isAdmin = true}));
        QVERIFY(account);
        QVERIFY(account->kind == AccountKind::Agent);
        QVERIFY(account->isAdmin);
        QCOMPARE(m_served->lastPassword, QByteArray("pässword \"quoted\""));
        QCOMPARE(waitFor(admin->accounts({}))->rows.size(), 2);

        const auto created = waitFor(admin->createApiKey({.accountEmail = u"bot@example.org"_s,
                                                          .kind = KeyKind::Fvk,
                                                          .name = u"CI"_s,
                                                          .scopes = {u"a"_s, u"b"_s},
                                                          .expiresAt = m_clock.now() + std::chrono::hours{1}}));
        QVERIFY(created);
        QVERIFY(created->secret.reveal().startsWith("fos_secret_"));
        QCOMPARE(created->key, waitFor(admin->apiKeys({}))->rows.first());
        QVERIFY(waitFor(admin->revokeApiKey(created->key.id))->revokedAt);

        QCOMPARE(waitFor(admin->grants({}))->rows.size(), 1);
        QVERIFY(waitFor(admin->revokeGrant(GrantId(u"ses_1"_s)))->revokedAt);
        QCOMPARE(waitFor(admin->clients({}))->rows.size(), 1);
        const auto client = waitFor(admin->createClient(
            {.name = u"By hand"_s, .redirectUris = {u"https://app.example/cb"_s}, .hasSecret = true}));
        QVERIFY(client);
        QVERIFY(client->secret == Secret("client_secret"));
        QCOMPARE(client->client, waitFor(admin->clients({}))->rows.first());
        QCOMPARE(waitFor(admin->createClient({.name = u"None"_s, .redirectUris = {}})).error().field,
                 u"redirect_uris"_s);
        QCOMPARE(waitFor(admin->deleteClient(client->client.id))->id, client->client.id);
        QCOMPARE(waitFor(admin->deleteClient(client->client.id)).error().code, ErrorCode::NotFound);
        const Result<Page<ConnectionAttempt>> attempts = waitFor(admin->attempts({}));
        QCOMPARE(attempts->rows.size(), 2);
        QCOMPARE(waitFor(admin->attempt(AttemptId(u"con_2"_s))), attempts->rows.first());
        QCOMPARE(waitFor(admin->attempt(AttemptId(u"con_none"_s))).error().code, ErrorCode::NotFound);
        QVERIFY(waitFor(admin->checkAuthorizeUrl(u"client_id=x&code_challenge=y"_s))->isAccepted());
        QVERIFY(!waitFor(admin->checkAuthorizeUrl(u"client_id=x"_s))->isAccepted());
        QCOMPARE(waitFor(admin->checkAuthorizeUrl(u"x"_s)).error().field, u"url"_s);
        QCOMPARE(waitFor(admin->approvals({}))->rows.size(), 2);
        const ApprovalChoice choice{
            .scopes = {u"projects:read"_s}, .lifetime = std::chrono::hours(8), .accountEmail = u"ada@example.org"_s};
        const auto approved = waitFor(admin->approve(ApprovalId(u"apr_1"_s), choice));
        QVERIFY(approved->state == ApprovalState::Approved);
        QVERIFY(approved->choice == choice);
        QVERIFY(waitFor(admin->deny(ApprovalId(u"apr_2"_s)))->state == ApprovalState::Denied);
    }

    void everyCallAboutAccountsAndPlans_reachesTheOtherAdmin()
    {
        const auto admin = connected();
        const AccountId ada(u"acc_ada"_s);
        const auto agent = waitFor(admin->createAccount({.email = u"bot@example.org"_s,
                                                         .password = Secret("ten chars!"),
                                                         .kind = AccountKind::Agent,
                                                         .isAdmin = false,
                                                         .owner = ada}));
        QVERIFY(agent);
        QCOMPARE(agent->owner, ada);
        QVERIFY(waitFor(admin->changeAccount(agent->id, {.isDisabled = true}))->disabledAt);
        QVERIFY(!m_served->lastChange.isAdmin);
        QVERIFY(!m_served->lastChange.resetSecondFactors);
        QVERIFY(waitFor(admin->changeAccount(agent->id, {.isAdmin = true, .resetSecondFactors = true}))->isAdmin);
        QVERIFY(!m_served->lastChange.isDisabled);
        QVERIFY(m_served->lastChange.resetSecondFactors);

        const auto link = waitFor(admin->createResetLink(ada));
        QVERIFY(link);
        QCOMPARE(link->link.account, ada);
        QCOMPARE(link->url, QUrl(u"http://127.0.0.1:8420/reset?token=t0ken"_s));
        const auto code = waitFor(admin->createAgentCode());
        QVERIFY(code);
        QVERIFY(code->url.isEmpty());
        QCOMPARE(code->token.reveal().toByteArray(), QByteArray("c0de"));
        QCOMPARE(waitFor(admin->setupCode()).error().code, ErrorCode::NotFound);
        m_served->forgetAccounts();
        QCOMPARE(waitFor(admin->setupCode())->code, u"ABCD-2345"_s);

        const auto organizations = waitFor(admin->organizations({}));
        QCOMPARE(organizations->rows.size(), 1);
        const Time end{std::chrono::seconds{1'900'000'000}};
        const OrganizationId id = organizations->rows.first().id;
        QVERIFY(waitFor(admin->changePlan(id, {.plan = u"free"_s, .trialEndsAt = end}))->trialEndsAt == end);
        QVERIFY(!waitFor(admin->changePlan(id, {.plan = u"pro"_s, .trialEndsAt = {}}))->trialEndsAt);
        QCOMPARE(waitFor(admin->changePlan(id, {.plan = u"gold"_s, .trialEndsAt = {}})).error().field, u"plan"_s);

        QVERIFY(waitFor(admin->scopes({}))->rows == seedScopes());
        Plan pro = waitFor(admin->plans({}))->rows.last();
        pro.aiCapMicros = 12'500'001;
        QCOMPARE(*waitFor(admin->updatePlan(pro)), pro);
        pro.aiCapMicros.reset();
        QCOMPARE(*waitFor(admin->updatePlan(pro)), pro);
    }

    void everyCallAboutLimitsAndSpending_reachesTheOtherAdmin()
    {
        const auto admin = connected();
        const ApiKeyId id(u"key_old"_s);
        const Limits limits{.standard = 30, .ai = 5, .raise = 2, .raisedUntil = Time{std::chrono::days(30'000)}};
        const Budget budget{.capMicros = 12'500'001, .alertMicros = 0};
        auto key
            = waitFor(admin->changeApiKey(id, {.scopes = QStringList{u"a"_s}, .limits = limits, .budget = budget}));
        QVERIFY(key && key->limits == limits && key->budget == budget);
        QCOMPARE(key->scopes, QStringList(u"a"_s));
        key = waitFor(admin->changeApiKey(id, {.name = u"x"_s})); // what is absent stays
        QVERIFY(key && key->limits == limits && key->budget == budget && key->scopes == QStringList(u"a"_s));
        key = waitFor(admin->changeApiKey(id, {.limits = Limits{}, .budget = Budget{}})); // an empty one takes away
        QVERIFY(key && key->limits == Limits{} && key->budget == Budget{});
        const auto made = waitFor(admin->createApiKey(
            {.accountEmail = u"ada@example.org"_s, .name = u"y"_s, .limits = limits, .budget = budget}));
        QVERIFY(made && made->key.limits == limits && made->key.budget == budget);

        const OrganizationId org(u"org_1"_s);
        const auto changed
            = waitFor(admin->changeOrganization(org, {.name = u"Team"_s, .limits = limits, .budget = budget}));
        QVERIFY(changed && changed->name == u"Team"_s && changed->limits == limits && changed->budget == budget);
        QVERIFY(waitFor(admin->changeOrganization(org, {.limits = Limits{}}))->budget == budget);
        const Project project = waitFor(admin->projects({}))->rows.first();
        QVERIFY(waitFor(admin->changeProject(project.id, {.budget = budget}))->budget == budget);
        QCOMPARE(waitFor(admin->changeProject(project.id, {.name = u"Shop"_s}))->name, u"Shop"_s);

        const auto check = waitFor(admin->checkApiKey(Secret("fvk_live_laptop9xQ2")));
        QVERIFY(check && check->key && check->key->id == id);
        QCOMPARE(check->verdict, u"works"_s);
        QCOMPARE(waitFor(admin->checkApiKey(Secret("nonsense")))->verdict, u"malformed"_s);
        const auto simulation = waitFor(admin->simulateLimit(id.text(), LimitKind::Ai, 5));
        QVERIFY(simulation);
        QCOMPARE(simulation->refused, 7);

        const auto price = waitFor(admin->setPrice({.upstream = u"ai"_s,
                                                    .kind = PriceKind::Model,
                                                    .subject = u"gpt-*"_s,
                                                    .callMicros = 1,
                                                    .inputMicros = 2,
                                                    .outputMicros = 3,
                                                    .maxOutputTokens = 4}));
        QVERIFY(price && price->kind == PriceKind::Model && price->outputMicros == 3 && price->maxOutputTokens == 4);
        QCOMPARE(waitFor(admin->prices({}))->rows.size(), 2);
        QVERIFY(waitFor(admin->endPrice(price->id))->until);
        QCOMPARE(waitFor(admin->endPrice(price->id)).error().code, ErrorCode::Conflict);
        const auto report = waitFor(admin->spendReport(org));
        QVERIFY(report && report->budgets.first().spentMicros == 250'000 && report->byKey.first().calls == 1);
        QCOMPARE(waitFor(admin->spendLedger({}))->rows.first().heldMicros, 250'000);

        const auto before = waitFor(admin->previewRevokeAll({.account = AccountId(u"acc_ada"_s)}));
        QVERIFY(before && before->keys == 2 && before->grants == 1);
        QCOMPARE(waitFor(admin->previewRevokeAll({.organization = OrganizationId(u"org_none"_s)}))->keys, 0);
        QCOMPARE(waitFor(admin->revokeAll({}))->keys, 2);
        QCOMPARE(waitFor(admin->previewRevokeAll({}))->keys, 0);
    }

    /// Revoking everything is never what a forgotten or misspelt member means.
    void revokeAll_withoutATarget_isRefused()
    {
        RawClient client(path());
        for (const char *params :
             {"{}", R"({"acount_id":"acc_1"})", R"({"everyone":true,"account_id":"acc_ada"})", R"({"account_id":7})"}) {
            const QByteArray line = QByteArray(R"({"id":1,"method":"revocation.run","params":)") + params + '}';
            QCOMPARE(codeOf(client.ask(line)), u"invalid_request"_s);
        }
        QVERIFY(!waitFor(m_served->apiKeys({}))->rows.first().revokedAt);
    }

    /// A row whose last use is written down must not vanish from a console elsewhere.
    void changesOfEveryKind_comeOverAsTheyWere()
    {
        const auto admin = connected();
        QSignalSpy seen(admin.get(), &Admin::changed);
        QVERIFY(waitFor(admin->status())); // it has subscribed by now
        const QList<ChangeKind> kinds{ChangeKind::Inserted, ChangeKind::Updated, ChangeKind::Touched,
                                      ChangeKind::Deleted};
        for (const ChangeKind kind : kinds)
            emit m_served->changed(Change{.sequence = 1, .table = Table::Plans, .id = u"pro"_s, .kind = kind});
        QTRY_COMPARE(seen.size(), kinds.size());
        for (qsizetype i = 0; i < kinds.size(); ++i) {
            const auto change = seen[i].first().value<Change>();
            QCOMPARE(change.kind, kinds[i]);
            QCOMPARE(change.table, Table::Plans);
        }
    }

    void errors_comeBackAsTheyWere()
    {
        const auto admin = connected();
        const auto missing = waitFor(admin->revokeApiKey(ApiKeyId(u"key_none"_s)));
        QVERIFY(!missing);
        QCOMPARE(missing.error().code, ErrorCode::NotFound);
        QCOMPARE(missing.error().detail, u"There is no key key_none."_s);
        const auto weak
            = waitFor(admin->createAccount({.email = u"b@c"_s, .password = Secret("x"), .kind = {}, .isAdmin = false}));
        QVERIFY(!weak);
        QCOMPARE(weak.error().field, u"password"_s);
    }

    void manyCallsAtOnce_areAnsweredEachWithItsOwn()
    {
        const auto admin = connected();
        QList<QFuture<Result<Page<ApiKey>>>> pages;
        QList<QFuture<Result<ServerStatus>>> statuses;
        for (int i = 0; i < 20; ++i) {
            pages.append(admin->apiKeys({}));
            statuses.append(admin->status());
        }
        for (int i = 0; i < 20; ++i) {
            QCOMPARE(waitFor(pages[i])->rows.first().id, ApiKeyId(u"key_old"_s));
            QCOMPARE(waitFor(statuses[i])->version, u"0.1.0"_s);
        }
    }

    void twoClients_seeEachOthersChanges()
    {
        const auto one = connected();
        const auto two = connected();
        QSignalSpy seenByOne(one.get(), &Admin::changed);
        QSignalSpy seenByTwo(two.get(), &Admin::changed);
        QVERIFY(waitFor(one->status()) && waitFor(two->status())); // both have subscribed by now
        QVERIFY(waitFor(one->revokeApiKey(ApiKeyId(u"key_old"_s))));
        QTRY_COMPARE(seenByOne.size(), 1);
        QTRY_COMPARE(seenByTwo.size(), 1);
        const auto change = seenByTwo.first().first().value<Change>();
        QCOMPARE(change.table, Table::ApiKeys);
        QCOMPARE(change.id, u"key_old"_s);
        QCOMPARE(change.kind, ChangeKind::Updated);
    }

    void whoDoesNotListen_isSentNoChanges()
    {
        RawClient client(path());
        QVERIFY(
            client.ask("{\"id\":1,\"method\":\"keys.revoke\",\"params\":{\"id\":\"key_old\"}}").contains(u"result"_s));
        QCOMPARE(client.ask("{\"id\":2,\"method\":\"status\"}").value(u"id"_s).toInt(), 2);
    }

    void subscribingTwice_sendsEachChangeOnce()
    {
        RawClient client(path());
        client.ask("{\"id\":1,\"method\":\"subscribe\"}");
        client.ask("{\"id\":2,\"method\":\"subscribe\"}");
        QCOMPARE(client.ask("{\"id\":3,\"method\":\"keys.revoke\",\"params\":{\"id\":\"key_old\"}}").value(u"event"_s),
                 u"changed"_s);
        QCOMPARE(client.nextLine().value(u"id"_s).toInt(), 3);
    }

    void socket_isForItsOwnerOnly_andGoesWithTheServer()
    {
        QCOMPARE(modeOf(path()), mode_t(0600));
        m_server.reset();
        QVERIFY(!QFile::exists(path()));
        const auto admin = ControlAdmin::open(path());
        QVERIFY(!admin);
        QCOMPARE(admin.error().code, ErrorCode::NotFound);
    }

    void open_inAFolderThatIsNotThere_saysNotFound()
    {
        const auto admin = ControlAdmin::open(m_folder->filePath(u"none/control.sock"_s));
        QVERIFY(!admin);
        QCOMPARE(admin.error().code, ErrorCode::NotFound);
    }

    void secondServer_isRefused_andTheFirstStays()
    {
        const auto second = listen(path());
        QVERIFY(!second);
        QCOMPARE(second.error().code, ErrorCode::Conflict);
        QVERIFY(waitFor(connected()->status()));
    }

    void socketOfADeadServer_isReplaced()
    {
        m_server.reset();
        QFile::remove(path());
        // What a killed process leaves behind: a bound file that nobody listens to.
        const QString folder = QDir::currentPath();
        QVERIFY(QDir::setCurrent(m_folder->path()));
        const Descriptor dead(::socket(AF_UNIX, SOCK_STREAM, 0));
        const sockaddr address{.sa_family = AF_UNIX, .sa_data = "control.sock"};
        QCOMPARE(::bind(dead.get(), &address, sizeof address), 0);
        QVERIFY(QDir::setCurrent(folder));
        QCOMPARE(ControlAdmin::open(path()).error().code, ErrorCode::NotFound);

        const auto server = listen(path());
        QVERIFY2(server, qPrintable(server ? QString() : server.error().detail));
        QVERIFY(waitFor(connected()->status()));
    }

    void whateverElseIsInTheWay_isLeftAlone()
    {
        const QString other = m_folder->filePath(u"other.sock"_s);
        QFile file(other);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("mine") == 4);
        file.close();
        const auto server = listen(other);
        QVERIFY(!server);
        QCOMPARE(server.error().code, ErrorCode::Conflict);
        QVERIFY(QFile::exists(other));
    }

    void folderThatOthersCanWriteInto_isRefused()
    {
        const QString open = m_folder->filePath(u"open"_s);
        QVERIFY(QDir().mkdir(open));
        QCOMPARE(::chmod(QFile::encodeName(open).constData(), 0777), 0);
        const auto server = listen(open + u"/control.sock"_s);
        QVERIFY(!server);
        QCOMPARE(server.error().code, ErrorCode::Forbidden);
    }

    void pathLongerThanASocketAddress_works()
    {
        QString deep = m_folder->path();
        while (deep.size() < 300)
            deep += u"/a-folder-with-a-long-näme"_s;
        QVERIFY(QDir().mkpath(deep));
        const auto server = listen(controlSocketPath(deep));
        QVERIFY2(server, qPrintable(server ? QString() : server.error().detail));
        QVERIFY(QFile::exists(controlSocketPath(deep)));
        const auto admin = ControlAdmin::open(controlSocketPath(deep));
        QVERIFY(admin);
        QVERIFY(waitFor((*admin)->status()));
    }

    /// Another local user gets nothing, even past the file's mode (SO_PEERCRED).
    void anotherUser_isRefused()
    {
        if (::geteuid() != 0)
            QSKIP("only root can become another user");
        QCOMPARE(::chmod(QFile::encodeName(m_folder->path()).constData(), 0755), 0);
        QCOMPARE(::chmod(QFile::encodeName(path()).constData(), 0666), 0);
        QCOMPARE(::seteuid(65534), 0);
        auto admin = ControlAdmin::open(path());
        const int back = ::seteuid(0);
        QCOMPARE(back, 0);
        QVERIFY(admin); // root's server may be talked to; it is the server that declines
        const auto status = waitFor((*admin)->status());
        QVERIFY(!status);
        QCOMPARE(status.error().code, ErrorCode::Forbidden);
    }

    void mayTalk_isTheSameUserAndRoot()
    {
        QVERIFY(mayTalk(1000, 1000));
        QVERIFY(mayTalk(0, 1000));
        QVERIFY(!mayTalk(1001, 1000));
        QVERIFY(!mayTalk(1000, 0));
    }

    void garbage_isAnsweredWithAnError_andTheServerLivesOn_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::newRow("text") << QByteArray("hello");
        QTest::newRow("nothing") << QByteArray("");
        QTest::newRow("array") << QByteArray("[1,2]");
        QTest::newRow("no id") << QByteArray("{\"method\":\"status\"}");
        QTest::newRow("id is an object") << QByteArray("{\"id\":{},\"method\":\"status\"}");
        QTest::newRow("zero bytes") << QByteArray(1000, '\0');
        QTest::newRow("half") << QByteArray("{\"id\":1,\"method\":");
        QTest::newRow("deep") << QByteArray(100'000, '[');
        QTest::newRow("no UTF-8") << QByteArray("{\"id\":1,\"method\":\"\xff\xfe\"}x");
        QTest::newRow("HTTP") << QByteArray("GET / HTTP/1.1\r");
    }
    void garbage_isAnsweredWithAnError_andTheServerLivesOn()
    {
        QFETCH(const QByteArray, line);
        RawClient client(path());
        const QJsonObject answer = client.ask(line);
        QCOMPARE(codeOf(answer), u"invalid_request"_s);
        QVERIFY(answer.value(u"id"_s).isNull());
        QVERIFY(client.isClosed());
        QVERIFY(waitFor(connected()->status()));
    }

    void wrongCalls_areAnsweredAndTheConnectionStays()
    {
        RawClient client(path());
        QCOMPARE(codeOf(client.ask("{\"id\":1,\"method\":\"keys.eat\"}")), u"method_not_allowed"_s);
        QCOMPARE(codeOf(client.ask("{\"id\":\"a\",\"method\":\"keys.revoke\"}")), u"invalid_request"_s);
        QCOMPARE(codeOf(client.ask("{\"id\":2,\"method\":\"keys.list\",\"params\":{\"limit\":\"all\"}}")),
                 u"invalid_request"_s);
        QCOMPARE(codeOf(client.ask("{\"id\":3,\"method\":\"keys.list\",\"params\":{\"limit\":0}}")),
                 u"invalid_value"_s);
        QCOMPARE(codeOf(client.ask("{\"id\":4,\"method\":\"accounts.create\",\"params\":{\"email\":\"a@b\"}}")),
                 u"invalid_request"_s);
        QVERIFY(client.ask("{\"id\":5,\"method\":\"status\",\"params\":7}").contains(u"result"_s));
    }

    void overlongLine_isRefused()
    {
        RawClient client(path());
        client.socket.write(QByteArray(kRequestBytesMax + 1, 'x'));
        QCOMPARE(codeOf(client.nextLine()), u"payload_too_large"_s);
        QVERIFY(client.isClosed());
        QVERIFY(waitFor(connected()->status()));
    }

    void linesInPieces_andSeveralInOnePiece_areTakenApart()
    {
        RawClient client(path());
        client.socket.write("{\"id\":1,\"meth");
        client.socket.flush();
        QTest::qWait(20);
        client.socket.write("od\":\"status\"}\n{\"id\":2,\"method\":\"status\"}\n{\"id\":3,");
        QCOMPARE(client.nextLine().value(u"id"_s).toInt(), 1);
        QCOMPARE(client.nextLine().value(u"id"_s).toInt(), 2);
        client.socket.write("\"method\":\"status\"}\n");
        QCOMPARE(client.nextLine().value(u"id"_s).toInt(), 3);
    }

    void tooManyUnansweredRequests_areTurnedAway()
    {
        m_served->answersStatus = false;
        RawClient client(path());
        for (int i = 0; i < ControlServer::kPendingMax; ++i)
            client.socket.write("{\"id\":1,\"method\":\"status\"}"
                                "\n");
        QCOMPARE(codeOf(client.ask("{\"id\":2,\"method\":\"status\"}")), u"unavailable"_s);
    }

    void tooManyConnections_areTurnedAway_untilOneCloses()
    {
        std::vector<std::unique_ptr<RawClient>> clients;
        for (int i = 0; i < ControlServer::kConnectionsMax; ++i) {
            clients.push_back(std::make_unique<RawClient>(path()));
            QVERIFY(clients.back()->ask("{\"id\":1,\"method\":\"status\"}").contains(u"result"_s));
        }
        RawClient late(path());
        QCOMPARE(codeOf(late.nextLine()), u"unavailable"_s);
        clients.pop_back();
        QTRY_VERIFY(waitFor(connected()->status()));
    }

    void serverGoing_failsCallsThatWait_andLaterOnes()
    {
        m_served->answersStatus = false;
        const auto admin = connected();
        QSignalSpy lost(admin.get(), &ControlAdmin::lost);
        const auto waiting = admin->status();
        QTest::qWait(20);
        m_server.reset();
        const auto status = waitFor(waiting);
        QVERIFY(!status);
        QCOMPARE(status.error().code, ErrorCode::Unavailable);
        QVERIFY(!status.error().detail.isEmpty());
        QCOMPARE(lost.size(), 1);
        QCOMPARE(waitFor(admin->apiKeys({})).error().code, ErrorCode::Unavailable);
    }

    void adminGivenUp_failsCallsThatWait()
    {
        m_served->answersStatus = false;
        auto admin = connected();
        const auto waiting = admin->status();
        admin.reset();
        QCOMPARE(waitFor(waiting).error().code, ErrorCode::Unavailable);
    }

    void callsThatTheServerDrops_areAnswered()
    {
        m_served->answersStatus = false;
        const auto admin = connected();
        const auto waiting = admin->status();
        QVERIFY(waitFor(admin->apiKeys({})));
        m_served.reset(); // the promise goes unkept
        QCOMPARE(waitFor(waiting).error().code, ErrorCode::Unavailable);
    }

    void clientThatLeaves_doesNotDisturbTheServer()
    {
        m_served->answersStatus = false;
        {
            RawClient client(path());
            client.socket.write("{\"id\":1,\"method\":\"status\"}"
                                "\n");
            client.socket.flush();
            QTest::qWait(20);
        }
        m_served->answersStatus = true;
        QVERIFY(waitFor(connected()->status()));
    }
};

QTEST_GUILESS_MAIN(TestControl)
#include "test_control.moc"
