// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/await_future.h"
#include "app/cli/exit_code.h"
#include "app/cli/expiry.h"
#include "app/cli/output.h"
#include "models/money.h"
#include "models/scope.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace ostiary;
using namespace ostiary::app;
using namespace Qt::StringLiterals;

namespace {

struct Outcome {
    int code = -1;
    QString out;
    QString err;

    QJsonObject json() const { return QJsonDocument::fromJson(out.toUtf8()).object(); }
};

QStringList words(const QString &line)
{
    return line.split(u' ', Qt::SkipEmptyParts);
}

} // namespace

/// The commands as a process, with the Admin of memory_admin.h behind them.
class TestCli final : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;

    QProcessEnvironment environment() const
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (const QString &name : environment.keys()) {
            if (name.startsWith("OSTIARY_"_L1) || name.startsWith("XDG_"_L1))
                environment.remove(name);
        }
        environment.insert(u"HOME"_s, m_folder->path());
        environment.insert(u"OSTIARY_DATA"_s, m_folder->path());
        environment.insert(u"TZ"_s, u"UTC"_s);
        return environment;
    }

    void start(QProcess &process, const QStringList &arguments) const
    {
        process.setProcessEnvironment(environment());
        process.start(QStringLiteral(CLI_PROBE), arguments);
        if (!process.waitForStarted(10'000))
            qFatal("cannot start %s", CLI_PROBE);
    }

    Outcome run(const QStringList &arguments, const QByteArray &input = {}) const
    {
        QProcess process;
        start(process, arguments);
        process.write(input);
        process.closeWriteChannel();
        if (!process.waitForFinished(20'000)) {
            process.kill();
            process.waitForFinished();
            qFatal("a command did not end");
        }
        return {.code = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
                .out = QString::fromUtf8(process.readAllStandardOutput()),
                .err = QString::fromUtf8(process.readAllStandardError())};
    }

    Outcome run(const char *line, const QByteArray &input = {}) const
    {
        return run(words(QString::fromUtf8(line)), input);
    }

    QString writeFile(const QString &name, const QByteArray &bytes) const
    {
        const QString path = m_folder->filePath(name);
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("cannot write %s", qPrintable(path));
        return path;
    }

    /// A server process in the test's folder.
    void serve(QProcess &process, const QStringList &more = {}) const
    {
        start(process, QStringList{u"serve"_s} + more);
        if (!process.waitForReadyRead(10'000) || !process.readLine().startsWith("ready"))
            qFatal("the server is not ready: %s", process.readAllStandardError().constData());
    }

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void help_ofEveryCommand_isTheGoldenFile()
    {
        QString all;
        for (const char *line : {"",
                                 "serve",
                                 "status",
                                 "setup-code",
                                 "account",
                                 "account create",
                                 "account list",
                                 "account disable",
                                 "account enable",
                                 "account admin",
                                 "account reset-second-factors",
                                 "account reset-link",
                                 "account agent-code",
                                 "organization",
                                 "organization list",
                                 "organization set-plan",
                                 "organization set-limits",
                                 "organization set-budget",
                                 "organization raise",
                                 "project",
                                 "project list",
                                 "project set-budget",
                                 "plan",
                                 "plan list",
                                 "plan set",
                                 "key",
                                 "key create",
                                 "key list",
                                 "key change",
                                 "key raise",
                                 "key check",
                                 "key revoke",
                                 "limit",
                                 "limit simulate",
                                 "scope",
                                 "scope list",
                                 "price",
                                 "price list",
                                 "price set",
                                 "price end",
                                 "spend",
                                 "spend show",
                                 "spend ledger",
                                 "session",
                                 "session list",
                                 "session revoke",
                                 "client",
                                 "client list",
                                 "client create",
                                 "client delete",
                                 "approval",
                                 "approval list",
                                 "approval approve",
                                 "approval deny",
                                 "connection",
                                 "connection list",
                                 "connection show",
                                 "connection test",
                                 "revoke-all"}) {
            const QStringList command = words(QString::fromUtf8(line)) + QStringList{u"--help"_s};
            const Outcome outcome = run(command);
            QCOMPARE(outcome.code, 0);
            QCOMPARE(outcome.err, QString());
            all += u"$ ostiary "_s + command.join(u' ') + u'\n' + outcome.out.trimmed() + u"\n\n"_s;
        }
        QFile golden(QStringLiteral(SOURCE_FOLDER "/tests/app/golden/cli-help.txt"));
        if (qEnvironmentVariableIsSet("UPDATE_GOLDEN")) {
            QVERIFY(golden.open(QIODevice::WriteOnly) && golden.write(all.toUtf8()) > 0);
            return;
        }
        QVERIFY(golden.open(QIODevice::ReadOnly));
        QCOMPARE(all.split(u'\n'), QString::fromUtf8(golden.readAll()).split(u'\n'));
    }

    void noCommand_printsHelp_orOpensTheConsole()
    {
        QCOMPARE(run("").out, run("--help").out);
        QProcess process;
        QProcessEnvironment withConsole = environment();
        withConsole.insert(u"PROBE_HAS_CONSOLE"_s, u"1"_s);
        process.setProcessEnvironment(withConsole);
        process.start(QStringLiteral(CLI_PROBE), {u"--listen"_s, u"127.0.0.1:0"_s});
        QVERIFY(process.waitForFinished(20'000));
        QCOMPARE(process.readAllStandardOutput(), QByteArray("console\n"));
    }

    void version_isOneLine()
    {
        QCOMPARE(run("--version").out, u"ostiary " OSTIARY_VERSION "\n"_s);
        QCOMPARE(run("key create --version").out, u"ostiary " OSTIARY_VERSION "\n"_s);
        QCOMPARE(run("key --version").code, 0);
    }

    void usageErrors_areOneSentenceAndExitCodeTwo_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *line, const char *says) {
            QTest::newRow(line) << QString::fromUtf8(line) << QString::fromUtf8(says);
        };
        row("acount list", "has no command \"acount\". Did you mean \"account\"?");
        row("statsu", "Did you mean \"status\"?");
        row("banana", "has no command \"banana\".\n");
        row("key crate", "\"ostiary key\" has no command \"crate\". Did you mean \"create\"?");
        row("key", "needs one of: create, list, change, raise, check, disable, enable, rotate, revoke");
        row("key list --jsn", "has no option \"--jsn\". Did you mean \"--json\"?");
        row("--jsn key list", "has no option \"--jsn\". Did you mean \"--json\"?");
        row("key list more", "\"more\" is one word too many");
        row("status serve", "\"serve\" is one word too many");
        row("key revoke", "id");
        row("key create --kind fos --name x", "--account is required");
        row("key create --account a@b --name x", "--kind is required");
        row("key create --account a@b --kind fos", "--name is required");
        row("key create --account a@b --kind gold --name x", "\"gold\" must be fos or fvk");
        row("key create --account a@b --kind fos --name x --expires soon", "like 12h, 30d");
        row("key create --account a@b --kind fos --name x --expires 2020-01-01", "over already");
        row("key create --account a@b --kind fos --name x --scopes ,", "Name one scope");
        row("account create --password-file -", "email");
        row("account create a@b", "--password-file is required");
        row("account create a@b --password secret", "--password-file");
        row("account create a@b --owner c@d --password-file -", "--owner goes with --agent");
        row("account disable", "email is required");
        row("account admin a@b --take", "has no option \"--take\"");
        row("account reset-lnk a@b", "Did you mean \"reset-link\"?");
        row("organization set-plan org_1", "plan is required");
        row("organization set-plan org_1 pro --trial-days 9", "--trial-days goes with the plan free");
        row("organization set-plan org_1 free --trial-days 0", "--trial-days");
        row("organization set-plan org_1 free --trial-days soon", "--trial-days");
        row("plan set", "name is required");
        row("plan set pro", "Say what to change, for example: ostiary plan set pro --ai 20");
        row("plan set pro --ai many", "--ai: \"many\" must be a whole number from 1, or default.");
        row("plan set pro --standard none", "--standard: \"none\" must be a whole number from 1, or default.");
        row("plan set pro --members 0", "--members: \"0\" must be a whole number from 1, or none.");
        row("plan set pro --projects 1.5", "--projects: \"1.5\"");
        row("plan set pro --ai-cap 0.0000001", "with at most six decimals, or none.");
        row("plan set pro --ai-cap $5", "must be dollars like 25 or 0.50");
        row("plan set pro --custom-limits maybe", "--custom-limits: \"maybe\" must be yes or no.");
        row("key create --account a@b --kind fos --name x --limit none",
            "--limit: \"none\" must be a whole number from 1.");
        row("key create --account a@b --kind fos --name x --budget $5", "--budget: \"$5\" must be dollars like 25");
        row("key change key_1", "Say what to change, for example: ostiary key change key_1 --limit 60");
        row("key change key_1 --limit 0", "--limit: \"0\" must be a whole number from 1.");
        row("key change key_1 --limit 5 --no-limit", "Say either --limit or --no-limit.");
        row("key change key_1 --alert 5 --no-alert", "Say either --alert or --no-alert.");
        row("key change key_1 --networks ::1/128 --no-networks", "Say either --networks or --no-networks.");
        row("key change key_1 --scopes ,", "--scopes: name one scope or more");
        row("key change key_1 --alert soon", "at most six decimals, or budget.");
        row("key raise key_1 --factor 1", "--factor");
        row("key raise key_1 --factor 101", "--factor");
        row("key raise key_1 --for soon", "--for: \"soon\" must be a time with its unit, like 30m, 1h or 2d.");
        row("key raise key_1 --end --factor 3", "Say either --factor or --end.");
        row("key check fvk_live_secret", "is one word too many");
        row("organization set-limits org_1", "Name --limit or --ai-limit");
        row("organization set-budget org_1", "Name --budget or --alert");
        row("project set-budget prj_1", "Name --budget or --alert");
        row("price set files tool search", "Say what a call costs, for example --call 0.002");
        row("price set files gold search --call 1", "\"gold\" must be tool, route or model");
        row("price set files tool search --input 1", "go with the kind model");
        row("price set ai model gpt", "Say what it costs: --input and --output");
        row("price set files tool search --call free", "--call: \"free\" must be dollars");
        row("limit simulate key_1 many", "COUNT: \"many\" must be a whole number from 1.");
        row("spend ledger --last 0", "--last");
        row("revoke-all", "Say whose access: --account, --organization or --everyone, one of them.");
        row("revoke-all --everyone --account a@b", "one of them.");
        row("serve --listen nonsense", "--listen: \"nonsense\" must end in a port");
        row("serve --public-url nonsense", "--public-url: ");
        row("serve --upstream nonsense", "--upstream: ");
        row("serve --default-upstream none", "is none of the upstreams");
        row("serve --config /nowhere.toml", "/nowhere.toml");
        row("status --data", "--data");
    }
    void usageErrors_areOneSentenceAndExitCodeTwo()
    {
        QFETCH(const QString, line);
        QFETCH(const QString, says);
        const Outcome outcome = run(words(line));
        QCOMPARE(outcome.code, int(kUsage));
        QCOMPARE(outcome.out, QString());
        QVERIFY2(outcome.err.contains(says), qPrintable(outcome.err));
        QVERIFY2(outcome.err.startsWith("ostiary: "_L1), qPrintable(outcome.err));
        QCOMPARE(outcome.err.count(u'\n'), 1);
    }

    void keyCreate_printsTheSecretAlone()
    {
        const Outcome outcome = run("key create --account ada@example.org --kind fos --name CI");
        QCOMPARE(outcome.code, 0);
        QCOMPARE(outcome.out, u"fos_secret_key_1\n"_s);
        QVERIFY(outcome.err.contains("key_1"_L1));
        QVERIFY(!outcome.err.contains("fos_secret"_L1));
    }

    void keyCreate_asJson_isTheKeyWithItsSecret()
    {
        const Outcome outcome
            = run({u"key"_s, u"create"_s, u"--account"_s, u"ada@example.org"_s, u"--kind"_s, u"fvk"_s, u"--name"_s,
                   u"two words"_s, u"--scopes"_s, u"a:read b:write"_s, u"--expires"_s, u"30d"_s, u"--json"_s});
        QCOMPARE(outcome.code, 0);
        QCOMPARE(outcome.out.count(u'\n'), 1);
        const QJsonObject key = outcome.json();
        QCOMPARE(key.value(u"id"_s), u"key_1"_s);
        QCOMPARE(key.value(u"secret"_s), u"fos_secret_key_1"_s);
        QCOMPARE(key.value(u"kind"_s), u"fvk"_s);
        QCOMPARE(key.value(u"name"_s), u"two words"_s);
        QCOMPARE(key.value(u"scopes"_s), (QJsonArray{u"a:read"_s, u"b:write"_s}));
        QCOMPARE(key.value(u"state"_s), u"active"_s);
        QVERIFY(key.contains(u"expires_at"_s));
        QVERIFY(!key.contains(u"revoked_at"_s));
    }

    void clientCreate_printsIdAndSecret_andDeleteEndsIt()
    {
        const Outcome open = run({u"client"_s, u"create"_s, u"My app"_s, u"--redirect-uri"_s,
                                  u"https://app.example/callback"_s, u"--redirect-uri"_s, u"http://localhost/cb"_s});
        QCOMPARE(open.code, 0);
        QCOMPARE(open.out, u"cli_1\n"_s);
        const Outcome kept = run("client create Server --redirect-uri https://app.example/callback --secret");
        QCOMPARE(kept.out, u"cli_1\nclient_secret\n"_s); // each run has records of its own
        QVERIFY(!kept.err.contains("client_secret"_L1));
        const QJsonObject json
            = run("client create Server --redirect-uri https://app.example/callback --secret --json").json();
        QCOMPARE(json.value(u"client_secret"_s), u"client_secret"_s);
        QCOMPARE(json.value(u"origin"_s), u"operator"_s);
        QCOMPARE(run("client delete cli_claude").code, 0);
        QCOMPARE(run("client delete cli_none").code, int(kNotFound));
        QCOMPARE(run("client create Server").code, int(kUsage));
    }

    void lists_asJson_areItems_data()
    {
        QTest::addColumn<QString>("noun");
        QTest::addColumn<QString>("id");
        QTest::newRow("accounts") << u"account"_s << u"acc_ada"_s;
        QTest::newRow("keys") << u"key"_s << u"key_old"_s;
        QTest::newRow("sessions") << u"session"_s << u"ses_1"_s;
        QTest::newRow("clients") << u"client"_s << u"cli_claude"_s;
        QTest::newRow("approvals") << u"approval"_s << u"apr_1"_s;
        QTest::newRow("organizations") << u"organization"_s << u"org_1"_s;
        QTest::newRow("projects") << u"project"_s << u"prj_1"_s;
        QTest::newRow("connections") << u"connection"_s << u"con_2"_s;
        QTest::newRow("prices") << u"price"_s << u"prc_1"_s;
    }
    void lists_asJson_areItems()
    {
        QFETCH(const QString, noun);
        QFETCH(const QString, id);
        const Outcome json = run({noun, u"list"_s, u"--json"_s});
        QCOMPARE(json.code, 0);
        QCOMPARE(json.err, QString());
        QCOMPARE(json.json().keys(), QStringList{u"items"_s});
        QCOMPARE(json.json().value(u"items"_s).toArray().first().toObject().value(u"id"_s), id);
        const Outcome table = run({noun, u"list"_s});
        QCOMPARE(table.code, 0);
        QVERIFY(table.out.startsWith("ID "_L1));
        QVERIFY(table.out.contains(u'\n' + id + u' '));
    }

    void namesOfClients_cannotReachTheTerminal()
    {
        QVERIFY(!run("client list").out.contains(u'\x1b'));
        QVERIFY(!run("client list --json").out.contains(u'\x1b'));
    }

    void connectionShow_printsTheTimeline_andWhyItStopped()
    {
        const Outcome shown = run("connection show con_2");
        QCOMPARE(shown.code, 0);
        for (const QString &words :
             {u"Claude: stopped, at consent"_s, u"(2 times)"_s, u"Stopped because: It was denied."_s, u"What to do: "_s,
              u"account: ada@example.org"_s})
            QVERIFY2(shown.out.contains(words), qPrintable(words + u" in "_s + shown.out));
        QCOMPARE(run("connection show con_2 --json").json().value(u"stopped_because"_s), u"It was denied."_s);
        QVERIFY(!run("connection show con_1").out.contains(u'\x1b'));
        QVERIFY(!run("connection list").out.contains(u'\x1b'));
        QCOMPARE(run("connection show con_none").code, int(kNotFound));
    }

    void connectionTest_exitsWithZeroForWhatIsAccepted_andOneForWhatIsRefused()
    {
        const Outcome accepted
            = run({u"connection"_s, u"test"_s, u"https://gate.example/authorize?code_challenge=x"_s});
        QCOMPARE(accepted.code, 0);
        QVERIFY(accepted.out.contains(u"PKCE with S256."_s));
        const Outcome refused = run({u"connection"_s, u"test"_s, u"https://gate.example/authorize?client_id=x"_s});
        QCOMPARE(refused.code, int(kFailed));
        QVERIFY(refused.out.contains(u"PKCE is required."_s));
        QVERIFY(refused.err.contains(u"refused"_s));
        const Outcome json
            = run({u"connection"_s, u"test"_s, u"https://gate.example/authorize?client_id=x"_s, u"--json"_s});
        QCOMPARE(json.code, int(kFailed));
        QCOMPARE(json.json().value(u"accepted"_s), false);
        QCOMPARE(run("connection test hello").code, int(kFailed));
    }

    void failures_haveTheirExitCodes()
    {
        QCOMPARE(run("key revoke key_none").code, int(kNotFound));
        QCOMPARE(run("session revoke ses_none").code, int(kNotFound));
        QCOMPARE(run("approval approve apr_none").code, int(kNotFound));
        QCOMPARE(run("key create --account none@example.org --kind fos --name x").code, int(kNotFound));
        QCOMPARE(run("account create ada@example.org --password-file -", "long enough").code, int(kConflict));
        QCOMPARE(run("account create ada --password-file -", "long enough").code, int(kFailed));
        QCOMPARE(run("status").code, int(kNotReachable));
    }

    void approve_allowsLess_forLess_orAsSomebody()
    {
        QCOMPARE(run("approval approve apr_1 --for soon").code, int(kFailed));
        QCOMPARE(run("approval approve apr_1 --for never").code, int(kFailed));
        const Outcome approved
            = run("approval approve apr_1 --scope a --scope b --for 8h --account ada@example.org --json");
        QCOMPARE(approved.code, 0);
        const QJsonObject choice = approved.json().value(u"choice"_s).toObject();
        QCOMPARE(choice.value(u"scopes"_s), QJsonValue(QJsonArray{u"a"_s, u"b"_s}));
        QCOMPARE(choice.value(u"lifetime"_s).toInt(), 8 * 3600);
        QCOMPARE(choice.value(u"account_email"_s).toString(), u"ada@example.org"_s);
        QVERIFY(!run("approval approve apr_2 --json").json().contains(u"choice"_s));
    }

    void changes_areSaidOnStderr_andPrintedAsJson()
    {
        const Outcome plain = run("key revoke key_old");
        QCOMPARE(plain.code, 0);
        QCOMPARE(plain.out, QString());
        QVERIFY(plain.err.contains("Revoked the key key_old"_L1));
        QCOMPARE(run("key revoke key_old --json").json().value(u"state"_s), u"revoked"_s);
        QCOMPARE(run("session revoke ses_1 --json").json().value(u"state"_s), u"revoked"_s);
        QCOMPARE(run("approval approve apr_1 --json").json().value(u"state"_s), u"approved"_s);
        QCOMPARE(run("approval deny apr_1 --json").json().value(u"state"_s), u"denied"_s);
    }

    void scopeList_saysWhatEachScopeAllows()
    {
        const QJsonArray items = run("scope list --json").json().value(u"items"_s).toArray();
        QCOMPARE(items.size(), seedScopes().size());
        QCOMPARE(items[0][u"words"_s][u"de"_s].toString(), u"Ihre Projekte sehen"_s);
        const QString table = run("scope list").out;
        QVERIFY2(table.contains("See your projects"_L1) && table.contains("NEEDED BY"_L1), qPrintable(table));
    }

    void planList_showsFiguresAndWhatStandsInForNone()
    {
        const QJsonArray items = run("plan list --json").json().value(u"items"_s).toArray();
        QCOMPARE(items.first().toObject().value(u"name"_s), u"free"_s);
        const QString table = run("plan list").out;
        QVERIFY(table.startsWith("NAME  TITLE  STANDARD/MIN"_L1));
        QVERIFY(table.contains("default"_L1) && table.contains("unlimited"_L1));
    }

    void accountChanges_areSaidOnStderr_andPrintedAsJson()
    {
        QProcess server;
        serve(server);
        QCOMPARE(run("account create bot@example.org --agent --password-file -", "ten chars!").code, 0);
        const Outcome disabled = run("account disable bot@example.org");
        QCOMPARE(disabled.code, 0);
        QCOMPARE(disabled.out, QString());
        QVERIFY(disabled.err.contains("refused from the next request on"_L1));
        QVERIFY(run("account list").out.contains("bot@example.org  agent   disabled"_L1));
        QVERIFY(run("account disable BOT@example.org --json").json().contains(u"disabled_at"_s));
        QVERIFY(!run("account enable bot@example.org --json").json().contains(u"disabled_at"_s));
        QCOMPARE(run("account admin bot@example.org --json").json().value(u"is_admin"_s), true);
        QCOMPARE(run("account admin bot@example.org --revoke --json").json().value(u"is_admin"_s), false);
        const Outcome reset = run("account reset-second-factors bot@example.org");
        QCOMPARE(reset.code, 0);
        QVERIFY(reset.err.contains("Removed the second factors of bot@example.org"_L1));
        // The last administrator stays.
        QCOMPARE(run("account disable ada@example.org").code, int(kConflict));
        QCOMPARE(run("account admin ada@example.org --revoke").code, int(kConflict));
        server.kill();
        QVERIFY(server.waitForFinished(20'000));
    }

    void accountsThatAreNotThere_areNotFound_data()
    {
        QTest::addColumn<QString>("line");
        for (const char *line : {"account disable none@example.org", "account enable none@example.org",
                                 "account admin none@example.org", "account reset-second-factors none@example.org",
                                 "account reset-link none@example.org", "organization set-plan none@example.org pro"})
            QTest::newRow(line) << QString::fromLatin1(line);
    }
    void accountsThatAreNotThere_areNotFound()
    {
        QFETCH(const QString, line);
        const Outcome outcome = run(words(line));
        QCOMPARE(outcome.code, int(kNotFound));
        QCOMPARE(outcome.out, QString());
        QVERIFY(outcome.err.contains("no account with the e-mail address none@example.org"_L1));
    }

    void agent_hasAnOwner()
    {
        const QByteArray password("ten chars!");
        const Outcome agent
            = run("account create a@b --agent --owner Ada@example.org --json --password-file -", password);
        QCOMPARE(agent.json().value(u"owner_id"_s), u"acc_ada"_s);
        const Outcome orphan = run("account create a@b --agent --owner none@example.org --password-file -", password);
        QCOMPARE(orphan.code, int(kNotFound));
    }

    void resetLink_printsTheLinkAlone()
    {
        const Outcome plain = run("account reset-link ada@example.org");
        QCOMPARE(plain.code, 0);
        QCOMPARE(plain.out, u"http://127.0.0.1:8420/reset?token=t0ken\n"_s);
        QVERIFY(plain.err.contains("ada@example.org"_L1) && plain.err.contains("once, until"_L1));
        QVERIFY(!plain.err.contains("t0ken"_L1));
        const QJsonObject json = run("account reset-link ada@example.org --json").json();
        QCOMPARE(json.value(u"purpose"_s), u"reset"_s);
        QCOMPARE(json.value(u"token"_s), u"t0ken"_s);
        QVERIFY(json.contains(u"expires_at"_s));
    }

    void agentCode_printsTheCodeAlone()
    {
        const Outcome plain = run("account agent-code");
        QCOMPARE(plain.code, 0);
        QCOMPARE(plain.out, u"c0de\n"_s);
        QVERIFY(plain.err.contains("once, until"_L1) && !plain.err.contains("c0de"_L1));
        QCOMPARE(run("account agent-code --json").json().value(u"token"_s), u"c0de"_s);
    }

    void setupCode_isPrintedUntilThereIsAnAdministrator()
    {
        const Outcome late = run("setup-code");
        QCOMPARE(late.code, int(kNotFound));
        QCOMPARE(late.out, QString());
        QCOMPARE(late.err.count(u'\n'), 1);
        qputenv("PROBE_IS_NEW", "1");
        const Outcome first = run("setup-code");
        const QJsonObject json = run("setup-code --json").json();
        qunsetenv("PROBE_IS_NEW");
        QCOMPARE(first.code, 0);
        QCOMPARE(first.out, u"http://127.0.0.1:8420/setup?code=ABCD-2345\n"_s);
        QVERIFY(first.err.contains("ABCD-2345"_L1) && first.err.contains("until"_L1));
        QCOMPARE(json.value(u"code"_s), u"ABCD-2345"_s);
    }

    void organizationSetPlan_takesAnIdOrAnEmail()
    {
        QCOMPARE(run("organization set-plan org_1 pro --json").json().value(u"plan"_s), u"pro"_s);
        const QJsonObject trial = run("organization set-plan ada@example.org free --trial-days 9 --json").json();
        QCOMPARE(trial.value(u"id"_s), u"org_1"_s);
        QCOMPARE(trial.value(u"effective_plan"_s), u"pro"_s);
        const Outcome plain = run("organization set-plan org_1 free --trial-days 9");
        QCOMPARE(plain.out, QString());
        QVERIFY(plain.err.contains("on the plan free, with what pro has until "_L1));
        QCOMPARE(run("organization set-plan org_none pro").code, int(kNotFound));
        const Outcome unknown = run("organization set-plan org_1 gold");
        QCOMPARE(unknown.code, int(kFailed));
        QVERIFY(unknown.err.contains("gold"_L1));
    }

    void planSet_changesWhatIsNamed_andLeavesTheRest()
    {
        QProcess server;
        serve(server);
        QJsonObject plan
            = run("plan set pro --ai-cap 12.500001 --standard 5 --members 3 --custom-limits yes --json").json();
        QCOMPARE(plan.value(u"ai_cap_micros"_s).toInteger(), 12'500'001);
        QCOMPARE(plan.value(u"standard_limit"_s), 5);
        plan = run({u"plan"_s, u"set"_s, u"pro"_s, u"--title"_s, u"Pro plus"_s, u"--standard"_s, u"default"_s,
                    u"--members"_s, u"none"_s, u"--json"_s})
                   .json();
        QCOMPARE(plan.value(u"title"_s), u"Pro plus"_s);
        QCOMPARE(plan.value(u"ai_cap_micros"_s).toInteger(), 12'500'001);
        QCOMPARE(plan.value(u"custom_limits"_s), true);
        QVERIFY(!plan.contains(u"standard_limit"_s) && !plan.contains(u"member_limit"_s));
        QVERIFY(run("plan list").out.contains("$12.500001"_L1));
        QVERIFY(!run("plan set pro --ai-cap none --json").json().contains(u"ai_cap_micros"_s));
        QCOMPARE(run("plan set gold --ai 3").code, int(kNotFound));
        server.kill();
        QVERIFY(server.waitForFinished(20'000));
    }

    void planErrors_nameTheFigure()
    {
        const Outcome outcome = run("plan set pro --standard 2000000");
        QCOMPARE(outcome.code, int(kFailed));
        QCOMPARE(outcome.err, u"ostiary: standard_limit: The number must be from 1 to 1000000.\n"_s);
    }

    void keyCreate_hasItsLimitsAndBudget()
    {
        const QJsonObject key = run("key create --account ada@example.org --kind fos --name x --limit 30 --ai-limit 5 "
                                    "--budget 12.50 --alert 10 --json")
                                    .json();
        QCOMPARE(key.value(u"limits"_s).toObject(), (QJsonObject{{u"standard"_s, 30}, {u"ai"_s, 5}}));
        QCOMPARE(key.value(u"budget"_s).toObject(),
                 (QJsonObject{{u"cap_micros"_s, 12'500'000}, {u"alert_micros"_s, 10'000'000}}));
    }

    /// Limits and budget go to the server as a whole: what was not named must not get lost on the way.
    void keyChange_changesWhatIsNamed_andLeavesTheRest()
    {
        QProcess server;
        serve(server);
        run("key change key_old --limit 30 --ai-limit 5 --budget 12 --alert 10");
        QJsonObject key = run("key change key_old --limit 60 --json").json();
        QCOMPARE(key.value(u"limits"_s).toObject(), (QJsonObject{{u"standard"_s, 60}, {u"ai"_s, 5}}));
        key = run({u"key"_s, u"change"_s, u"key_old"_s, u"--no-budget"_s, u"--name"_s, u"two words"_s, u"--scopes"_s,
                   u"a:read b:write"_s, u"--networks"_s, u"192.0.2.0/24"_s, u"--json"_s})
                  .json();
        QCOMPARE(key.value(u"budget"_s).toObject(), (QJsonObject{{u"alert_micros"_s, 10'000'000}}));
        QCOMPARE(key.value(u"limits"_s).toObject(), (QJsonObject{{u"standard"_s, 60}, {u"ai"_s, 5}}));
        QCOMPARE(key.value(u"name"_s), u"two words"_s);
        QCOMPARE(key.value(u"scopes"_s), (QJsonArray{u"a:read"_s, u"b:write"_s}));
        QCOMPARE(key.value(u"networks"_s), (QJsonArray{u"192.0.2.0/24"_s}));
        key = run("key change key_old --no-limit --no-ai-limit --alert budget --no-networks --json").json();
        QVERIFY(!key.contains(u"limits"_s) && !key.contains(u"budget"_s) && !key.contains(u"networks"_s));
        QCOMPARE(run("key change key_old --no-alert --json").json().value(u"budget"_s).toObject(),
                 (QJsonObject{{u"alert_micros"_s, 0}}));
        QCOMPARE(run("key change key_none --limit 60").code, int(kNotFound));
        server.kill();
        QVERIFY(server.waitForFinished(20'000));
    }

    void keyRaise_endsByItself_orWhenTold()
    {
        QProcess server;
        serve(server);
        run("key change key_old --limit 30");
        const QJsonObject limits
            = run("key raise key_old --factor 3 --for 2h --json").json().value(u"limits"_s).toObject();
        QCOMPARE(limits.value(u"standard"_s), 30);
        QCOMPARE(limits.value(u"raise"_s), 3);
        const QDateTime until = QDateTime::fromString(limits.value(u"raised_until"_s).toString(), Qt::ISODateWithMs);
        QVERIFY(std::abs(QDateTime::currentDateTimeUtc().secsTo(until) - 7200) < 60);
        QVERIFY(run("key list").out.contains("30/min, x3 until "_L1));
        const Outcome ended = run("key raise key_old --end --json");
        QCOMPARE(ended.json().value(u"limits"_s).toObject(), (QJsonObject{{u"standard"_s, 30}}));
        QVERIFY(ended.err.contains("as they were before"_L1));
        server.kill();
        QVERIFY(server.waitForFinished(20'000));
    }

    /// The key comes on stdin and is never printed; only a key that works has exit code 0.
    void keyCheck_tellsWhetherAKeyWorks()
    {
        const Outcome works = run("key check", "fvk_live_laptop9xQ2\n");
        QCOMPARE(works.code, 0);
        QVERIFY(works.out.startsWith("Verdict  works\n"_L1) && works.out.contains("key_old, laptop"_L1));
        QVERIFY(!(works.out + works.err).contains("laptop9xQ2"_L1));
        const Outcome json = run("key check --json", "  fvk_live_laptop9xQ2  ");
        QCOMPARE(json.json().value(u"works"_s), true);
        QCOMPARE(json.json().value(u"key"_s).toObject().value(u"id"_s), u"key_old"_s);
        const Outcome unknown = run("key check --json", "fvk_live_somethingElse");
        QCOMPARE(unknown.code, int(kNotAuthorised));
        QCOMPARE(unknown.json().value(u"verdict"_s), u"unknown"_s);
        QCOMPARE(unknown.err, u"ostiary: There is no such key here.\n"_s);
        QCOMPARE(run("key check", "").code, int(kFailed));
        QProcess server;
        serve(server); // the same over the control socket
        QCOMPARE(run("key check", "fvk_live_laptop9xQ2").code, 0);
        QCOMPARE(run("key revoke key_old").code, 0);
        const Outcome revoked = run("key check", "fvk_live_laptop9xQ2");
        QCOMPARE(revoked.code, int(kNotAuthorised));
        QVERIFY(revoked.out.startsWith("Verdict  revoked\n"_L1));
        server.kill();
        QVERIFY(server.waitForFinished(20'000));
    }

    void organizationLimits_areChangedOneByOne()
    {
        QProcess server;
        serve(server);
        run("organization set-limits org_1 --limit 100 --ai-limit 20");
        QJsonObject org = run("organization set-limits ada@example.org --no-ai-limit --json").json();
        QCOMPARE(org.value(u"limits"_s).toObject(), (QJsonObject{{u"standard"_s, 100}}));
        org = run("organization set-budget org_1 --budget 40 --json").json();
        QCOMPARE(org.value(u"budget"_s).toObject(), (QJsonObject{{u"cap_micros"_s, 40'000'000}}));
        QCOMPARE(org.value(u"limits"_s).toObject(), (QJsonObject{{u"standard"_s, 100}}));
        const Outcome raised = run("organization raise org_1 --factor 5");
        QVERIFY2(raised.err.startsWith("Limits of each credential in ada@example.org: 100/min, x5 until "_L1),
                 qPrintable(raised.err));
        QVERIFY(run("organization list").out.contains("100/min, x5 until "_L1));
        QCOMPARE(run("organization set-limits org_none --limit 4").code, int(kNotFound));
        server.kill();
        QVERIFY(server.waitForFinished(20'000));
    }

    void projectBudget_isSet()
    {
        const QJsonObject project = run("project set-budget prj_1 --budget 7.25 --json").json();
        QCOMPARE(project.value(u"id"_s), u"prj_1"_s);
        QCOMPARE(project.value(u"budget"_s).toObject(), (QJsonObject{{u"cap_micros"_s, 7'250'000}}));
        QCOMPARE(run("project set-budget prj_none --budget 7").code, int(kNotFound));
    }

    void prices_areSetAndEnded_neverChanged()
    {
        QProcess server;
        serve(server);
        const QJsonObject model
            = run("price set ai model gpt-* --input 2.50 --output 10 --max-output 4096 --json").json();
        QCOMPARE(model.value(u"kind"_s), u"model"_s);
        QCOMPARE(model.value(u"input_micros"_s), 2'500'000);
        QCOMPARE(model.value(u"output_micros"_s), 10'000'000);
        QCOMPARE(model.value(u"max_output_tokens"_s), 4096);
        const QString second = run("price set files tool search --call 0.002").out.trimmed();
        const QJsonArray items = run("price list --json").json().value(u"items"_s).toArray();
        QCOMPARE(items.size(), 3);
        QCOMPARE(items[0].toObject().value(u"id"_s), second);
        QCOMPARE(items[2].toObject().value(u"id"_s), u"prc_1"_s); // ended by the second: last
        QVERIFY(items[2].toObject().contains(u"until"_s));
        QCOMPARE(run("price end prc_1").code, int(kConflict));
        QVERIFY(run({u"price"_s, u"end"_s, second, u"--json"_s}).json().contains(u"until"_s));
        QCOMPARE(run("price end prc_none").code, int(kNotFound));
        server.kill();
        QVERIFY(server.waitForFinished(20'000));
    }

    void spendShow_addsUpTheMonth()
    {
        const QJsonObject report = run("spend show org_1 --json").json();
        QCOMPARE(report.value(u"spent_micros"_s), 250'000);
        QCOMPARE(report.value(u"held_micros"_s), 250'000);
        const QString text = run("spend show").out; // the only organization there is
        QVERIFY2(text.contains("organization  ada@example.org  $0.25  $0.25  none"_L1), qPrintable(text));
        QVERIFY(text.contains("KEY OR SESSION  SPENT  CALLS\nlaptop          $0.25  1\n"_L1));
        QVERIFY(text.contains("\nsearch                $0.25  1\n"_L1));
        QProcess server;
        serve(server);
        run("organization set-budget org_1 --budget 0.60");
        QVERIFY(run("spend show ada@example.org").out.contains("$0.25  $0.25  $0.60  $0.10"_L1));
        run("organization set-budget org_1 --budget 0.30");
        QVERIFY(run("spend show ada@example.org").out.contains("$0.30  $0.00      80 % reached"_L1));
        QCOMPARE(run("spend show org_none").code, int(kNotFound));
        server.kill();
        QVERIFY(server.waitForFinished(20'000));
    }

    void spendLedger_isTheNewestFirst_andAsLongAsAskedFor()
    {
        const QJsonArray all = run("spend ledger --json").json().value(u"items"_s).toArray();
        QCOMPARE(all.size(), 2);
        QCOMPARE(all.first().toObject().value(u"number"_s), 2);
        const QJsonArray last = run("spend ledger --last 1 --json").json().value(u"items"_s).toArray();
        QCOMPARE(last.size(), 1);
        QCOMPARE(last.first().toObject().value(u"number"_s), 2);
        QVERIFY(run("spend ledger").out.contains("hold    $0.25  $0.00  files     search   key_old"_L1));
    }

    void limitSimulate_countsWhatWouldHaveBeenRefused()
    {
        const QJsonObject json = run("limit simulate key_old 5 --json").json();
        QCOMPARE(json.value(u"requests"_s), 16);
        QCOMPARE(json.value(u"refused"_s), 7);
        QCOMPARE(json.value(u"busiest_minute"_s), 12);
        QVERIFY(run("limit simulate key_old 5").out.contains("Refused at 5 a minute  7\n"_L1));
        QVERIFY(run("limit simulate key_old 12 --ai").out.contains("Refused at 12 a minute  0\n"_L1));
        QCOMPARE(run("limit simulate key_none 5").code, int(kNotFound));
        QCOMPARE(run("limit simulate key_old 2000000").code, int(kFailed));
    }

    /// Without a terminal nobody can be asked: only --yes goes ahead, and the preview is shown either way.
    void revokeAll_showsWhatStops_andNeedsAYes()
    {
        QProcess server;
        serve(server);
        run("account create bot@example.org --agent --password-file -", "ten chars!");
        run("key create --account bot@example.org --kind fos --name CI");
        const Outcome asked = run("revoke-all --everyone");
        QCOMPARE(asked.code, int(kFailed));
        QCOMPARE(asked.out, QString());
        QVERIFY2(asked.err.contains("everything that anyone has on this server for good: 2 keys (0 used"_L1),
                 qPrintable(asked.err));
        QVERIFY(asked.err.contains("CI, laptop, Claude"_L1) && asked.err.contains("say --yes"_L1));
        QVERIFY(!run("key list").out.contains("revoked"_L1));

        const Outcome one = run("revoke-all --account bot@example.org --yes --json");
        QCOMPARE(one.code, 0);
        QCOMPARE(one.json().value(u"keys"_s), 1);
        QCOMPARE(one.json().value(u"oauth_sessions"_s), 0);
        QCOMPARE(run("key list").out.count("revoked"_L1), 1);
        const Outcome rest = run("revoke-all --organization ada@example.org --yes");
        QVERIFY2(rest.err.contains("Revoked: 1 key (0 used in the last 24 hours), 1 OAuth session and 0"_L1),
                 qPrintable(rest.err));
        QCOMPARE(run("key list").out.count("revoked"_L1), 2);
        QCOMPARE(run("revoke-all --account none@example.org --yes").code, int(kNotFound));
        server.kill();
        QVERIFY(server.waitForFinished(20'000));
    }

    void password_comesFromAFileOrStdin_withoutItsNewline()
    {
        const QString file = writeFile(u"password"_s, "ten chars!\n");
        QCOMPARE(run({u"account"_s, u"create"_s, u"a@b"_s, u"--password-file"_s, file}).out, u"acc_1\n"_s);
        QCOMPARE(run("account create a@b --password-file -", "ten chars!\r\n").code, 0);
        // Nine and a newline: the newline does not count. Two newlines: one is part of it.
        QCOMPARE(run("account create a@b --password-file -", "nine char\n").code, int(kFailed));
        QCOMPARE(run("account create a@b --password-file -", "nine char\n\n").code, 0);
        const QJsonObject agent
            = run("account create a@b --agent --admin --json --password-file -", "ten chars!").json();
        QCOMPARE(agent.value(u"kind"_s), u"agent"_s);
        QCOMPARE(agent.value(u"is_admin"_s), true);
    }

    void password_thatIsNone_isRefused()
    {
        for (const QByteArray &input : {QByteArray(), QByteArray("\n"), QByteArray(5000, 'x')}) {
            const Outcome outcome = run("account create a@b --password-file -", input);
            QCOMPARE(outcome.code, int(kFailed));
            QVERIFY2(outcome.err.contains("password"_L1), qPrintable(outcome.err));
        }
        QCOMPARE(run("account create a@b --password-file /nowhere").code, int(kFailed));
    }

    void runningServer_isDrivenByTheCommands()
    {
        QProcess server;
        serve(server, {u"--upstream"_s, u"a=http://127.0.0.1:1/"_s, u"--upstream"_s, u"b=stdio:cat -"_s});
        QCOMPARE(run("status").code, 0);
        QCOMPARE(run("status --json").json().value(u"url"_s), u"http://127.0.0.1:8420"_s);
        QCOMPARE(run("account create bot@example.org --agent --password-file -", "ten chars!").code, 0);
        QCOMPARE(run("key create --account bot@example.org --kind fos --name CI").out, u"fos_secret_key_1\n"_s);
        QCOMPARE(run("key list --json").json().value(u"items"_s).toArray().size(), 2);
        QCOMPARE(run("approval approve apr_1").code, 0);
        QCOMPARE(run("approval deny apr_1").code, int(kConflict));
        for (int i = 2; i <= 9; ++i)
            QCOMPARE(run("key create --account bot@example.org --kind fos --name CI").code, 0);
        QCOMPARE(run("key create --account bot@example.org --kind fos --name CI").code, int(kConflict));

        QProcess second;
        start(second, {u"serve"_s});
        QVERIFY(second.waitForFinished(20'000));
        QCOMPARE(second.exitCode(), int(kConflict));
        server.kill();
        QVERIFY(server.waitForFinished(20'000));
    }

    void killedServer_leavesNoTrap()
    {
        QProcess server;
        serve(server);
        server.kill();
        QVERIFY(server.waitForFinished(20'000));
        QVERIFY(QFile::exists(m_folder->filePath(u"control.sock"_s)));
        QCOMPARE(run("key list").code, 0); // opens the data itself
        QProcess next;
        serve(next);
        QCOMPARE(run("status").code, 0);
        next.kill();
        QVERIFY(next.waitForFinished(20'000));
    }

    void serve_readsTheMailPassword_whichOtherCommandsNeedNot()
    {
        const QString config = writeFile(u"mail.toml"_s,
                                         "[mail]\nserver = \"smtps://mail.example.org\"\nfrom = \"o@example.org\"\n"
                                         "user = \"o\"\npassword_file = \"missing.password\"\n");
        const Outcome refused = run({u"serve"_s, u"--config"_s, config});
        QCOMPARE(refused.code, 2);
        QVERIFY2(refused.err.contains("mail.password_file: the file "_L1), qPrintable(refused.err));
        QCOMPARE(run({u"key"_s, u"list"_s, u"--config"_s, config}).code, 0);
    }

    void serverThatDiesMidway_isNotReachable()
    {
        QProcess server;
        const QString config = writeFile(u"slow.toml"_s, "workers = 7");
        serve(server, {u"--config"_s, config});
        QProcess command;
        start(command, {u"status"_s});
        QVERIFY(!command.waitForFinished(300)); // it waits for the answer
        server.kill();
        QVERIFY(command.waitForFinished(20'000));
        QCOMPARE(command.exitCode(), int(kNotReachable));
        QVERIFY(command.readAllStandardError().contains("closed the connection"));
        server.waitForFinished();
    }

    void interrupt_endsACommandWith130()
    {
        QProcess server;
        serve(server, {u"--config"_s, writeFile(u"slow.toml"_s, "workers = 7")});
        QProcess command;
        start(command, {u"status"_s});
        QVERIFY(!command.waitForFinished(300));
        ::kill(pid_t(command.processId()), SIGINT);
        QVERIFY(command.waitForFinished(20'000));
        QCOMPARE(command.exitStatus(), QProcess::NormalExit);
        QCOMPARE(command.exitCode(), int(kInterrupted));
        server.kill();
        server.waitForFinished();
    }

    void outputThatCannotBeWritten_isAFailure()
    {
        QProcess process;
        process.setStandardOutputFile(u"/dev/full"_s);
        start(process, words(u"key create --account ada@example.org --kind fos --name x"_s));
        QVERIFY(process.waitForFinished(20'000));
        QCOMPARE(process.exitCode(), int(kFailed));
    }

    void warnings_areOnStderr()
    {
        QProcess server;
        serve(server, {u"--listen"_s, u"0.0.0.0:0"_s});
        server.kill();
        QVERIFY(server.waitForFinished(20'000));
        QVERIFY(server.readAllStandardError().contains("ostiary: warning: Listening on 0.0.0.0 without a public URL"));
    }

    void everyError_hasAnExitCodeThatScriptsKnow()
    {
        QCOMPARE(exitCodeOf(ErrorCode::Unavailable), kNotReachable);
        QCOMPARE(exitCodeOf(ErrorCode::Forbidden), kNotAuthorised);
        QCOMPARE(exitCodeOf(ErrorCode::InvalidToken), kNotAuthorised);
        QCOMPARE(exitCodeOf(ErrorCode::RateLimited), kRateLimited);
        QCOMPARE(exitCodeOf(ErrorCode::InvalidValue), kFailed);
        for (const ErrorEntry &entry : errorCatalogue())
            QVERIFY(exitCodeOf(entry.code) != kOk);
    }

    void expiry_takesTheseForms()
    {
        constexpr Time now{std::chrono::seconds{1'795'282'200}}; // 2026-11-21T17:30:00Z
        QVERIFY(parseExpiry(u"12h"_s, now) == now + std::chrono::hours{12});
        QVERIFY(parseExpiry(u"30d"_s, now) == now + std::chrono::hours{30 * 24});
        QVERIFY(parseExpiry(u"1y"_s, now) == now + std::chrono::hours{365 * 24});
        QVERIFY(parseExpiry(u"2026-11-21"_s, now) == now + std::chrono::seconds{6 * 3600 + 29 * 60 + 59});
        QVERIFY(parseExpiry(u"2026-11-21T17:31:00Z"_s, now) == now + std::chrono::seconds{60});
        QVERIFY(parseExpiry(u"2026-11-21T18:31:00+01:00"_s, now) == now + std::chrono::seconds{60});
        QVERIFY(parseExpiry(u"never"_s, now) == std::nullopt);
        for (const QString &bad : {u""_s, u"0d"_s, u"-1d"_s, u"d"_s, u"30"_s, u"30 d"_s, u"999999d"_s, u"2026-02-30"_s,
                                   u"2026-11-21T18:31:00"_s, u"2026-11-20"_s})
            QVERIFY2(!parseExpiry(bad, now), qPrintable(bad));
    }

    void dollars_areCountedInMillionths()
    {
        QVERIFY(parseDollars(u"25"_s) == 25'000'000);
        QVERIFY(parseDollars(u"0.5"_s) == 500'000);
        QVERIFY(parseDollars(u"0.000001"_s) == 1);
        QVERIFY(parseDollars(u"999999999.999999"_s) == 999'999'999'999'999);
        for (const QString &bad : {u""_s, u"-1"_s, u"+1"_s, u".5"_s, u"1."_s, u"1,5"_s, u"1e3"_s, u"1.0000000"_s,
                                   u"1000000000"_s, u" 1"_s, u"1\n"_s, u"$1"_s, u"\u0661"_s})
            QVERIFY2(!parseDollars(bad), qPrintable(bad));
        QCOMPARE(dollars(25'000'000), u"$25.00"_s);
        QCOMPARE(dollars(500'000), u"$0.50"_s);
        QCOMPARE(dollars(1), u"$0.000001"_s);
        QCOMPARE(dollars(0), u"$0.00"_s);
        QCOMPARE(dollars(-250'000), u"-$0.25"_s);
    }

    void answerThatNeverComes_isUnavailable()
    {
        auto promise = std::make_unique<QPromise<Result<int>>>();
        promise->start();
        std::optional<Result<int>> answer;
        whenDone(answerOf(promise->future()), [&](const Result<int> &result) { answer = result; });
        QVERIFY(!answer);
        promise.reset();
        QTRY_VERIFY(answer);
        QCOMPARE(answer->error().code, ErrorCode::Unavailable);
    }

    void displayWidth_countsTerminalColumns()
    {
        QCOMPARE(displayWidth(u"abc"_s), 3);
        QCOMPARE(displayWidth(u"日本"_s), 4);
        QCOMPARE(displayWidth(u"e\u0301"_s), 1);
        QCOMPARE(displayWidth(u"\U0001f511"_s), 2);
    }

    void harmless_takesTheTeethOutOfText()
    {
        QCOMPARE(harmless(u"a\x1b[2Jb"_s), u"a\ufffd[2Jb"_s);
        QCOMPARE(harmless(u"a\u202eb\nc"_s), u"a\ufffdb\ufffdc"_s);
        QCOMPARE(harmless(u"Ärger 日本 \U0001f511"_s), u"Ärger 日本 \U0001f511"_s);
    }
};

QTEST_GUILESS_MAIN(TestCli)
#include "test_cli.moc"
