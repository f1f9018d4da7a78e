// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/config/did_you_mean.h"
#include "app/config/load_settings.h"
#include "app/config/setting_values.h"
#include "app/config/shell_words.h"
#include "app/config/upstream_setting.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace ostiary;
using namespace ostiary::app;
using namespace Qt::StringLiterals;

class TestConfig final : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    QString writeFile(const QByteArray &toml, const QString &name = u"config.toml"_s) const
    {
        const QString path = m_folder.filePath(name);
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(toml) != toml.size())
            qFatal("cannot write %s", qPrintable(path));
        return path;
    }

    static QProcessEnvironment home(const QString &folder = u"/home/ada"_s)
    {
        QProcessEnvironment environment;
        environment.insert(u"HOME"_s, folder);
        return environment;
    }

    Result<LoadedSettings> loadFile(const QByteArray &toml) const
    {
        return loadSettings({.values = {}, .upstreams = {}, .configFile = writeFile(toml)}, home());
    }

    static Result<LoadedSettings> loadFlags(const QMap<QString, QString> &values, const QStringList &upstreams = {})
    {
        return loadSettings({.values = values, .upstreams = upstreams, .configFile = {}}, home());
    }

private slots:
    void init() { QVERIFY(m_folder.isValid()); }

    void nothingGiven_meansLoopbackAndTheUsersOwnFolder()
    {
        const Result<LoadedSettings> loaded = loadFlags({});
        QVERIFY(loaded);
        QCOMPARE(loaded->settings.dataFolder, u"/home/ada/.local/share/ostiary"_s);
        QCOMPARE(loaded->settings.listenAddress, QHostAddress(QHostAddress::LocalHost));
        QCOMPARE(loaded->settings.listenPort, 8420);
        QCOMPARE(loaded->settings.standardLimit.count, 100);
        QCOMPARE(loaded->settings.fvkLimit.count, 120);
        QCOMPARE(loaded->settings.aiLimit.count, 10);
        QCOMPARE(loaded->settings.authLimit.count, 5);
        QVERIFY(loaded->warnings.isEmpty());
        QVERIFY(loaded->configFile.isEmpty());
    }

    void noHome_asksForADataFolder()
    {
        const Result<LoadedSettings> loaded = loadSettings({}, QProcessEnvironment());
        QVERIFY(!loaded);
        QVERIFY(loaded.error().detail.contains("--data DIR"_L1));
    }

    void file_setsEverySetting()
    {
        const Result<LoadedSettings> loaded = loadFile(R"(
data = "store"
listen = "0.0.0.0:9000"
public_url = "https://MCP.example.org:443/"
allowed_hosts = ["mcp.example.org", "10.0.0.1:9000"]
allowed_origins = ["https://app.example.org/"]
trusted_proxies = ["127.0.0.1", "10.0.0.0/8"]
default_upstream = "files"
workers = 2

[upstreams.zeta]
url = "http://127.0.0.1:3000/mcp"
[upstreams.files]
command = "npx -y '@scope/server files' /tmp"
[upstreams.array]
command = ["a b", "c"]

[limits]
standard = "200/60s"
fvk = "240/1m"
ai = "20/1h"
auth = "10/10s"

[sessions]
lifetime = "1h"
idle = "5m"

[oauth]
refresh_grace = "2m"
signing = "rs256-3072"
signing_lifetime = "30d"

[mail]
server = "smtp://Mail.example.org"
from = "Ostiary <ostiary@example.org>"
user = "ostiary"
password_file = "mail.password"

[clients]
metadata_documents = false
allowed_hosts = ["Claude.ai", "chatgpt.com"]
registration = false
redirect_hosts = ["claude.com"]
)");
        QVERIFY2(loaded, qPrintable(loaded ? QString() : loaded.error().detail));
        const Settings &settings = loaded->settings;
        QCOMPARE(settings.dataFolder, m_folder.filePath(u"store"_s));
        QCOMPARE(settings.listenAddress, QHostAddress(QHostAddress::AnyIPv4));
        QCOMPARE(settings.listenPort, 9000);
        QCOMPARE(settings.publicUrl.toString(), u"https://mcp.example.org"_s);
        QCOMPARE(settings.allowedHosts, (QStringList{u"mcp.example.org"_s, u"10.0.0.1:9000"_s}));
        QCOMPARE(settings.allowedOrigins, QStringList{u"https://app.example.org"_s});
        QCOMPARE(settings.trustedProxies, (QStringList{u"127.0.0.1"_s, u"10.0.0.0/8"_s}));
        QCOMPARE(settings.defaultUpstream, u"files"_s);
        QCOMPARE(settings.workers, 2);
        QCOMPARE(settings.upstreams.size(), 3);
        QCOMPARE(settings.upstreams[0].name, u"zeta"_s); // the file's order, not the alphabet's
        QCOMPARE(settings.upstreams[0].url.toString(), u"http://127.0.0.1:3000/mcp"_s);
        QCOMPARE(settings.upstreams[1].command, (QStringList{u"npx"_s, u"-y"_s, u"@scope/server files"_s, u"/tmp"_s}));
        QCOMPARE(settings.upstreams[2].command, (QStringList{u"a b"_s, u"c"_s}));
        QCOMPARE(settings.standardLimit.count, 200);
        QCOMPARE(settings.fvkLimit.window, std::chrono::seconds{60});
        QCOMPARE(settings.aiLimit.window, std::chrono::seconds{3600});
        QCOMPARE(settings.authLimit.window, std::chrono::seconds{10});
        QCOMPARE(settings.sessionLifetime, std::chrono::hours{1});
        QCOMPARE(settings.sessionIdle, std::chrono::minutes{5});
        QCOMPARE(settings.oauth.refreshGrace, std::chrono::minutes{2});
        QVERIFY(settings.oauth.signing == TokenKey::Rsa3072);
        QCOMPARE(settings.oauth.signingLifetime, std::chrono::days{30});
        QCOMPARE(settings.mail.server.toString(), u"smtp://mail.example.org:587"_s);
        QCOMPARE(settings.mail.from->name(), u"Ostiary"_s);
        QCOMPARE(settings.mail.from->address(), u"ostiary@example.org"_s);
        QCOMPARE(settings.mail.user, u"ostiary"_s);
        QCOMPARE(settings.mail.passwordFile, m_folder.filePath(u"mail.password"_s));
        QVERIFY(!settings.metadataDocuments);
        QCOMPARE(settings.allowedClientHosts, (QStringList{u"claude.ai"_s, u"chatgpt.com"_s}));
        QVERIFY(!settings.registersClients);
        QCOMPARE(settings.redirectHosts, QStringList{u"claude.com"_s});
    }

    void file_namesTheLineOfEachMistake_data()
    {
        QTest::addColumn<QByteArray>("toml");
        QTest::addColumn<QString>("where");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *name, const char *toml, const char *where, const char *says) {
            QTest::newRow(name) << QByteArray(toml) << QString::fromUtf8(where) << QString::fromUtf8(says);
        };
        row("unknown key", "workers = 1\nlisen = \":1\"",
            ":2: ", "There is no setting \"lisen\" here. Did you mean \"listen\"?");
        row("nothing near", "colour = 1", ":1: ", "There is no setting \"colour\" here.");
        row("unknown limit", "[limits]\nia = \"1/1s\"", ":2: ", "Did you mean \"ai\"?");
        row("a limit's full name at the top", "\"limits.ai\" = \"1/1s\"", ":1: ", "There is no setting");
        row("unknown member of an upstream", "[upstreams.a]\nuri = \"http://h\"", ":2: ", "Did you mean \"url\"?");
        row("not TOML", "workers = 1\nlisten = ", ":2:10: ", "not valid TOML");
        row("key twice", "workers = 1\nworkers = 2", ":2:", "not valid TOML");
        row("number for text", "public_url = 5", ":1: ", "\"public_url\" must be a string");
        row("neither on nor off", "[clients]\nmetadata_documents = \"maybe\"", ":2: ", "must be on or off");
        row("address for a client's host", "[clients]\nallowed_hosts = [\"https://claude.ai/\"]",
            ":2: ", "must be a host name and nothing more");
        row("text for array", "allowed_hosts = \"a\"", ":1: ", "\"allowed_hosts\" must be an array of strings");
        row("number in array", "\n\nallowed_hosts = [1]", ":3: ", "\"allowed_hosts\" must be an array of strings");
        row("limits no table", "limits = 1", ":1: ", "\"limits\" must be a table");
        row("mail no table", "mail = \"smtp://h\"", ":1: ", "\"mail\" must be a table, written [mail]");
        row("unknown member of mail", "[mail]\nfrm = \"a@b.example\"", ":2: ", "Did you mean \"from\"?");
        row("bad mail server", "[mail]\nserver = \"mail.example.org\"", ":2: ", "like smtp://mail.example.org:587");
        row("bad sender", "[mail]\nfrom = \"Ostiary\"", ":2: ", "must be a mail address, like name@example.org");
        row("upstream no table", "[upstreams]\na = \"http://h\"",
            ":2: ", "\"a\" must be a table, written [upstreams.a]");
        row("bad limit", "[limits]\n\nai = \"ten\"", ":3: ", "like 100/60s");
        row("bad listen", "listen = \"127.0.0.1\"", ":1: ", "must end in a port");
        row("bad workers", "workers = 65", ":1: ", "from 0 (one per core) to 64");
        row("url and command", "\n[upstreams.a]\nurl = \"http://h\"\ncommand = \"c\"", ":2: ", "not both");
        row("neither", "[upstreams.a]", ":1: ", "needs either url");
        row("bad upstream name", "[upstreams.A_b]\nurl = \"http://h\"", ":1: ", "\"A_b\" must be 1 to 40 of");
        row("bad upstream url", "[upstreams.a]\nurl = \"ftp://h\"", ":1: ", "needs an address like http://");
        row("open quote", "[upstreams.a]\ncommand = \"x 'y\"", ":2: ", "never closed");
        row("empty command", "[upstreams.a]\ncommand = []", ":1: ", "needs a command");
        row("seed scopes neither on nor off", "[oauth]\nseed_scopes = \"no\"", ":2: ", "must be on or off");
        row("scopes no table", "scopes = \"crm:read\"",
            ":1: ", "\"scopes\" must be a table, written [scopes.\"NAME\"]");
        row("scope no table", "[scopes]\n\"crm:read\" = \"See\"",
            ":2: ", "must be a table, written [scopes.\"crm:read\"]");
        row("scope's name", "[scopes.\"crm read\"]\nwords = \"See\"", ":1: ", "\"crm read\" must be 1 to 64 printable");
        row("scope's name is everything", "[scopes.\"*\"]\nwords = \"See\"", ":1: ", "\"*\" stands for every scope");
        row("scope without words", "[scopes.\"crm:read\"]\nkind = \"read\"", ":1: ", "needs words for the people");
        row("no English words", "[scopes.\"crm:read\"]\nwords = { de = \"Sehen\" }", ":1: ", "in English at least");
        row("empty words", "[scopes.\"crm:read\"]\nwords = \" \"", ":2: ", "one line of 1 to 200 characters");
        row("words are a number", "[scopes.\"crm:read\"]\nwords = 5", ":2: ", "\"words\" must be a string");
        row("no language", "[scopes.\"crm:read\"]\nwords = { english = \"See\" }", ":2: ", "like en, de or pt-BR");
        row("unknown kind", "[scopes.\"crm:read\"]\nwords = \"See\"\nkind = \"look\"",
            ":3: ", "\"read\", \"write\" or \"act\"");
        row("unknown member of a scope", "[scopes.\"crm:read\"]\nword = \"See\"", ":2: ", "Did you mean \"words\"?");
        row("implies what there is not",
            "[scopes.\"crm:read\"]\nwords = \"See\"\n[scopes.x]\nwords = \"X\"\nimplies = [\"crm:raed\"]", ":5: ",
            "There is no scope \"crm:raed\". Did you mean \"crm:read\"? Define it under [scopes.\"crm:raed\"].");
        row("upstream's scope that there is not", "[upstreams.a]\nurl = \"http://h\"\nscopes = [\"zzz\"]",
            ":3: ", "There is no scope \"zzz\". Define it under [scopes.\"zzz\"].");
        row("needed scope that there is not",
            "[upstreams.a]\nurl = \"http://h\"\n[upstreams.a.needs]\n\"x*\" = \"aso:raed\"",
            ":4: ", "Did you mean \"aso:read\"?");
        row("seed that was taken out",
            "[oauth]\nseed_scopes = false\n[upstreams.a]\nurl = \"http://h\"\nscopes = \"aso:read\"",
            ":5: ", "\"aso:read\" is one of those that oauth.seed_scopes takes out.");
        row("needs no table", "[upstreams.a]\nurl = \"http://h\"\nneeds = \"aso:read\"",
            ":3: ", "\"needs\" must be a table");
        row("needs a number", "[upstreams.a]\nurl = \"http://h\"\n[upstreams.a.needs]\nx = 1",
            ":4: ", "\"x\" must be an array of strings");
        row("a tool's empty name", "[upstreams.a]\nurl = \"http://h\"\n[upstreams.a.needs]\n\"\" = \"aso:read\"",
            ":4: ", "must be the name of a tool");
        row("an API's route without its method",
            "[upstreams.a]\nurl = \"http://h\"\npath = \"/v1\"\n[upstreams.a.needs]\n\"chat\" = \"aso:read\"",
            ":5: ", "like \"POST /chat/completions\" or \"GET *\"");
        row("bytes that are no text", "data = \"\xff\xfe\"", ":1:", "not valid TOML");
    }
    void file_namesTheLineOfEachMistake()
    {
        QFETCH(const QByteArray, toml);
        QFETCH(const QString, where);
        QFETCH(const QString, says);
        const Result<LoadedSettings> loaded = loadFile(toml);
        QVERIFY(!loaded);
        const QString detail = loaded.error().detail;
        QVERIFY2(detail.startsWith(m_folder.filePath(u"config.toml"_s) + where), qPrintable(detail));
        QVERIFY2(detail.contains(says), qPrintable(detail));
        QVERIFY2(!detail.contains(u'\n'), qPrintable(detail));
    }

    void scopes_areReadWithTheirWords_andWhatNeedsThem()
    {
        // Not a raw string: moc would take the addresses in it for comments.
        const Result<LoadedSettings> loaded
            = loadFile("[upstreams.crm]\n"
                       "url = \"http://127.0.0.1:9000/mcp\"\n"
                       "scopes = [\"crm:read\"]\n"
                       "[upstreams.crm.needs]\n"
                       "\"purge\" = [\"crm:admin\", \"aso:read\"]\n"
                       "\"delete_*\" = \"crm:write\"\n"
                       "\"delete_draft\" = []\n"
                       "[upstreams.models]\n"
                       "url = \"http://127.0.0.1:9001\"\n"
                       "path = \"/v1\"\n"
                       "needs = { \"POST /chat*\" = \"aso:write\", \"GET *\" = \"aso:read\", \"*\" = \"crm:admin\" }\n"
                       "[scopes.\"crm:read\"]\n"
                       "words = \"See customers\"\n"
                       "[scopes.\"crm:write\"]\n"
                       "words = { en = \"Change customers\", de = \"Kunden ändern\" }\n"
                       "[scopes.\"crm:admin\"]\n"
                       "words = \"Manage customers\"\n"
                       "kind = \"write\"\n"
                       "implies = [\"crm:write\"]\n");
        QVERIFY2(loaded, qPrintable(loaded ? QString() : loaded.error().detail));
        const Settings &settings = loaded->settings;
        QVERIFY(settings.oauth.seedScopes);
        const QList<ScopeNeed> needs{
            {u"purge"_s, {u"crm:admin"_s, u"aso:read"_s}}, {u"delete_*"_s, {u"crm:write"_s}}, {u"delete_draft"_s, {}}};
        QVERIFY(settings.upstreams[0].needs == needs); // as written: the first that fits counts
        QCOMPARE(settings.upstreams[0].scopes, QStringList{u"crm:read"_s});
        QCOMPARE(settings.upstreams[1].needs.size(), 3);
        QCOMPARE(settings.scopes.size(), 3);
        QVERIFY(settings.scopes[0].kind == ScopeKind::Read && settings.scopes[1].kind == ScopeKind::Write);
        QVERIFY(settings.scopes[2].kind == ScopeKind::Write); // its name alone would say: act
        QCOMPARE(settings.scopes[1].words.value(u"de"_s), u"Kunden ändern"_s);
        QCOMPARE(settings.scopes[2].implies, QStringList{u"crm:write"_s});
    }

    void seedScopes_canBeTakenOut_butNotFromUnderAnUpstream()
    {
        QProcessEnvironment environment = home();
        environment.insert(u"OSTIARY_OAUTH_SEED_SCOPES"_s, u"off"_s);
        QVERIFY(!loadSettings({}, environment)->settings.oauth.seedScopes);
        const SettingFlags flags{.values = {},
                                 .upstreams = {},
                                 .configFile = writeFile("[upstreams.a]\nurl = \"http://h\"\nscopes = \"aso:read\"")};
        QVERIFY(loadSettings(flags, home()));
        const Result<LoadedSettings> loaded = loadSettings(flags, environment); // a stronger source takes them out
        QVERIFY(!loaded);
        QVERIFY2(loaded.error().detail.contains(u"config.toml:3: "_s), qPrintable(loaded.error().detail));
    }

    void file_thatWasNamedMustBeThere()
    {
        const Result<LoadedSettings> missing
            = loadSettings({.values = {}, .upstreams = {}, .configFile = m_folder.filePath(u"no.toml"_s)}, home());
        QVERIFY(!missing);
        QCOMPARE(missing.error().code, ErrorCode::NotFound);
        const Result<LoadedSettings> folder
            = loadSettings({.values = {}, .upstreams = {}, .configFile = m_folder.path()}, home());
        QVERIFY(!folder);
        QVERIFY(folder.error().detail.contains("folder"_L1));
    }

    void file_inTheUsersConfigFolderIsFoundByItself()
    {
        QVERIFY(QDir(m_folder.path()).mkpath(u"xdg/ostiary"_s));
        const QString path = writeFile("workers = 3", u"xdg/ostiary/config.toml"_s);
        QProcessEnvironment environment = home();
        environment.insert(u"XDG_CONFIG_HOME"_s, m_folder.filePath(u"xdg"_s));
        const Result<LoadedSettings> loaded = loadSettings({}, environment);
        QVERIFY(loaded);
        QCOMPARE(loaded->settings.workers, 3);
        QCOMPARE(loaded->configFile, path);

        environment.insert(u"OSTIARY_CONFIG"_s, writeFile("workers = 4", u"other.toml"_s));
        QCOMPARE(loadSettings({}, environment)->settings.workers, 4);
    }

    void flagsBeatTheEnvironment_whichBeatsTheFile_whichBeatsTheDefault()
    {
        SettingFlags flags{
            .values = {}, .upstreams = {}, .configFile = writeFile("listen = \"127.0.0.1:1001\"\nworkers = 1")};
        QProcessEnvironment environment = home();
        QCOMPARE(loadSettings(flags, environment)->settings.listenPort, 1001);
        environment.insert(u"OSTIARY_LISTEN"_s, u"127.0.0.1:1002"_s);
        QCOMPARE(loadSettings(flags, environment)->settings.listenPort, 1002);
        flags.values.insert(u"listen"_s, u"127.0.0.1:1003"_s);
        const Result<LoadedSettings> loaded = loadSettings(flags, environment);
        QCOMPARE(loaded->settings.listenPort, 1003);
        QCOMPARE(loaded->settings.workers, 1);
        QCOMPARE(loaded->settings.authLimit.count, 5);
    }

    void environment_setsEverySetting_andIsNamedInItsMistakes()
    {
        QProcessEnvironment environment = home();
        environment.insert(u"OSTIARY_DATA"_s, u"/srv/ostiary"_s);
        environment.insert(u"OSTIARY_PUBLIC_URL"_s, u"https://mcp.example.org"_s);
        environment.insert(u"OSTIARY_ALLOWED_HOSTS"_s, u"a.example,b.example"_s);
        environment.insert(u"OSTIARY_UPSTREAMS"_s, u"a=http://127.0.0.1:1/\nb=stdio:npx x"_s);
        environment.insert(u"OSTIARY_DEFAULT_UPSTREAM"_s, u"b"_s);
        environment.insert(u"OSTIARY_LIMIT_AI"_s, u"7/1s"_s);
        environment.insert(u"OSTIARY_WORKERS"_s, QString());
        const Result<LoadedSettings> loaded = loadSettings({}, environment);
        QVERIFY2(loaded, qPrintable(loaded ? QString() : loaded.error().detail));
        QCOMPARE(loaded->settings.dataFolder, u"/srv/ostiary"_s);
        QCOMPARE(loaded->settings.allowedHosts, (QStringList{u"a.example"_s, u"b.example"_s}));
        QCOMPARE(loaded->settings.upstreams.size(), 2);
        QCOMPARE(loaded->settings.aiLimit.count, 7);

        environment.insert(u"OSTIARY_WORKERS"_s, u"many"_s);
        const Result<LoadedSettings> bad = loadSettings({}, environment);
        QVERIFY(!bad);
        QVERIFY2(bad.error().detail.startsWith("OSTIARY_WORKERS: "_L1), qPrintable(bad.error().detail));
    }

    void flags_areNamedInTheirMistakes()
    {
        const Result<LoadedSettings> bad = loadFlags({{u"public_url"_s, u"nonsense"_s}});
        QVERIFY(!bad);
        QVERIFY2(bad.error().detail.startsWith("--public-url: "_L1), qPrintable(bad.error().detail));
    }

    // What the file says of a name must not be lost on the way: without its scopes an upstream is open to everybody.
    void upstreams_ofAStrongerSourceLeadElsewhere_underTheSameRules()
    {
        writeFile("secret", u"credential"_s);
        SettingFlags flags{.values = {},
                           .upstreams = {u"a=http://127.0.0.1:2/"_s},
                           .configFile = writeFile(
                               "[upstreams.a]\nurl = \"http://127.0.0.1:1/\"\nscopes = \"aso:read\"\nclass = \"ai\"\n"
                               "path = \"/v1\"\norganization = \"org_7\"\ncredential_file = \"credential\"\n"
                               "[upstreams.a.needs]\n\"POST *\" = \"aso:write\"\n"
                               "[upstreams.b]\nurl = \"http://127.0.0.1:3/\"")};
        const Result<LoadedSettings> loaded = loadSettings(flags, home());
        QVERIFY2(loaded, qPrintable(loaded ? QString() : loaded.error().detail));
        QCOMPARE(loaded->settings.upstreams.size(), 2);
        const UpstreamSetting &a = loaded->settings.upstreams[0];
        QCOMPARE(a.url.port(), 2);
        QCOMPARE(a.scopes, QStringList{u"aso:read"_s});
        QCOMPARE(a.needs.size(), 1);
        QCOMPARE(a.organization, u"org_7"_s);
        QCOMPARE(a.path, u"/v1"_s);
        QVERIFY(a.limit == LimitKind::Ai);
        QVERIFY(a.credentialFile.isEmpty()); // it was for the old place

        flags.upstreams = {u"a=stdio:npx server"_s};
        const Result<LoadedSettings> bad = loadSettings(flags, home());
        QVERIFY(!bad);
        QVERIFY2(bad.error().detail.contains(u"give it an address"_s), qPrintable(bad.error().detail));
        flags.upstreams = {u"b=stdio:npx server"_s};
        const UpstreamSetting b = loadSettings(flags, home())->settings.upstreams[1];
        QVERIFY(b.url.isEmpty());
        QCOMPARE(b.command.first(), u"npx"_s);
    }

    void upstreams_mustNotBeNamedTwiceInOneSource()
    {
        const Result<LoadedSettings> loaded = loadFlags({}, {u"a=http://127.0.0.1:1/"_s, u"a=http://127.0.0.1:2/"_s});
        QVERIFY(!loaded);
        QVERIFY(loaded.error().detail.contains("\"a\" is named twice"_L1));
    }

    void defaultUpstream_mustBeOneOfThem()
    {
        const Result<LoadedSettings> loaded
            = loadFlags({{u"default_upstream"_s, u"flies"_s}}, {u"files=http://127.0.0.1:1/"_s});
        QVERIFY(!loaded);
        QVERIFY2(loaded.error().detail.contains("Did you mean \"files\"?"_L1), qPrintable(loaded.error().detail));
    }

    void openListening_withoutAPublicUrl_isWarnedAbout()
    {
        QCOMPARE(loadFlags({{u"listen"_s, u"0.0.0.0:1"_s}})->warnings.size(), 1);
        const QStringList warnings
            = loadFlags({{u"listen"_s, u"0.0.0.0:1"_s}, {u"public_url"_s, u"https://a.example"_s}})->warnings;
        QVERIFY(!warnings.join(u'\n').contains(u"public URL"_s));
        QCOMPARE(loadFlags({{u"listen"_s, u"[::1]:1"_s}})->warnings.size(), 0);
    }

    void publicUrl_withoutEncryption_isWarnedAboutUnlessLocal()
    {
        QCOMPARE(loadFlags({{u"public_url"_s, u"http://mcp.example.org"_s}})->warnings.size(), 1);
        QCOMPARE(loadFlags({{u"public_url"_s, u"http://localhost:9"_s}})->warnings.size(), 0);
        QCOMPARE(loadFlags({{u"public_url"_s, u"http://127.0.0.2:9"_s}})->warnings.size(), 0);
    }

    void publicUrl_withEncryption_takesAProxy_thatShouldBeKnown()
    {
        const QStringList warnings = loadFlags({{u"public_url"_s, u"https://mcp.example.org"_s}})->warnings;
        QCOMPARE(warnings.size(), 1);
        QVERIFY2(warnings.first().contains(u"trusted_proxies"_s), qPrintable(warnings.first()));
        QVERIFY(loadFile("public_url = \"https://mcp.example.org\"\ntrusted_proxies = [\"127.0.0.1\"]\n")
                    ->warnings.isEmpty());
    }

    void listen_takesTheseForms_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("address"); // empty: refused
        QTest::addColumn<int>("port");
        const auto row = [](const char *text, const char *address, int port) {
            QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(address) << port;
        };
        row("127.0.0.1:8420", "127.0.0.1", 8420);
        row("0.0.0.0:80", "0.0.0.0", 80);
        row("[::1]:8420", "::1", 8420);
        row("[::]:1", "::", 1);
        row(":9", "127.0.0.1", 9);
        row("9", "127.0.0.1", 9);
        row("0", "127.0.0.1", 0);
        row("localhost:0", "127.0.0.1", 0);
        row(" 65535 ", "127.0.0.1", 65535);
        for (const char *bad :
             {"", ":", "65536", "-1", "+1", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "::1:80", "[::1]",
              "[127.0.0.1]:80", "example.org:80", "1.2.3.4.5:80", "[::g]:80", "127.0.0.1:80/x"})
            row(bad, "", 0);
    }
    void listen_takesTheseForms()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, address);
        QFETCH(const int, port);
        const Result<ListenAddress> listen = parseListen(text);
        QCOMPARE(listen.has_value(), !address.isEmpty());
        if (!listen)
            return;
        QCOMPARE(listen->address.toString(), address);
        QCOMPARE(int(listen->port), port);
    }

    void publicUrl_isAnOriginAndNothingMore_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("url"); // empty: refused
        const auto row = [](const char *text, const char *url) {
            QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(url);
        };
        row("https://mcp.example.org", "https://mcp.example.org");
        row("https://MCP.Example.org/", "https://mcp.example.org");
        row("https://mcp.example.org:8443/", "https://mcp.example.org:8443");
        row("http://localhost:80", "http://localhost");
        row("http://[::1]:8420", "http://[::1]:8420");
        for (const char *bad : {"", "mcp.example.org", "ftp://mcp.example.org", "https://", "https://a.example/mcp",
                                "https://a.example?x", "https://a.example#x", "https://u:p@a.example", "https://a b",
                                "https://a.example:99999", "//a.example"})
            row(bad, "");
    }
    void publicUrl_isAnOriginAndNothingMore()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, url);
        const Result<QUrl> parsed = parsePublicUrl(text);
        QCOMPARE(parsed.has_value(), !url.isEmpty());
        if (parsed)
            QCOMPARE(parsed->toString(), url);
    }

    void rateLimit_takesTheseForms_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("count"); // 0: refused
        QTest::addColumn<int>("seconds");
        const auto row = [](const char *text, int count, int seconds) {
            QTest::newRow(text) << QString::fromUtf8(text) << count << seconds;
        };
        row("100/60s", 100, 60);
        row("100/1m", 100, 60);
        row("1000000/24h", 1'000'000, 86'400);
        for (const char *bad : {"", "100", "100/60", "0/60s", "100/0s", "-1/60s", "1000001/1s", "1/25h", "1/1d", "1/s",
                                "9999999999/1s", "1/99999h", "1.5/1s"})
            row(bad, 0, 0);
    }
    void rateLimit_takesTheseForms()
    {
        QFETCH(const QString, text);
        QFETCH(const int, count);
        QFETCH(const int, seconds);
        const Result<RateLimit> limit = parseRateLimit(text);
        QCOMPARE(limit.has_value(), count > 0);
        if (!limit)
            return;
        QCOMPARE(limit->count, count);
        QCOMPARE(int(limit->window.count()), seconds);
    }

    void upstream_takesTheseForms_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("target"); // URL, or the command's words joined with |
        const auto row = [](const char *text, const char *target) {
            QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(target);
        };
        row("a=http://127.0.0.1:3000/mcp", "http://127.0.0.1:3000/mcp");
        row("a=https://example.org/mcp?x=1", "https://example.org/mcp?x=1");
        row("a=stdio:npx -y server", "npx|-y|server");
        row("a=stdio: /opt/my\\ server 'a b' \"c\\\"d\" ''", "/opt/my server|a b|c\"d|");
        row("a=stdio:sh -c 'echo a=b | cat'", "sh|-c|echo a=b | cat");
    }
    void upstream_takesTheseForms()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, target);
        const Result<UpstreamSetting> upstream = parseUpstream(text);
        QVERIFY2(upstream, qPrintable(upstream ? QString() : upstream.error().detail));
        QCOMPARE(upstream->name, u"a"_s);
        QCOMPARE(upstream->command.isEmpty() ? upstream->url.toString() : upstream->command.join(u'|'), target);
    }

    void upstream_saysWhatIsWrong_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *text, const char *says) {
            QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(says);
        };
        row("", "has no \"=\"");
        row("http://127.0.0.1/", "has no \"=\"");
        row("=http://127.0.0.1/", "1 to 40 of");
        row("A=http://127.0.0.1/", "1 to 40 of");
        row("a_b=http://127.0.0.1/", "1 to 40 of");
        row("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa=http://h/", "1 to 40 of");
        row("a=", "needs an address");
        row("a=127.0.0.1:3000", "needs an address");
        row("a=file:///etc/passwd", "needs an address");
        row("a=http://", "needs an address");
        row("a=http://u:secret@h/", "must not hold a user name");
        row("a=http://h/#x", "must not have a \"#");
        row("a=stdio:", "needs a command");
        row("a=stdio:   ", "needs a command");
        row("a=stdio:'' x", "needs a command");
        row("a=stdio:x 'y", "never closed");
        row("a=stdio:x \"y", "never closed");
        row("a=stdio:x \\", "ends in a backslash");
    }
    void upstream_saysWhatIsWrong()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, says);
        const Result<UpstreamSetting> upstream = parseUpstream(text);
        QVERIFY(!upstream);
        QVERIFY2(upstream.error().detail.contains(says), qPrintable(upstream.error().detail));
        QVERIFY2(!upstream.error().detail.contains("secret"_L1), qPrintable(upstream.error().detail));
    }

    void allowedHostsAndOrigins_areChecked()
    {
        QCOMPARE(*parseAllowedHost(u"MCP.example.org:8443"_s), u"mcp.example.org:8443"_s);
        QCOMPARE(*parseAllowedHost(u"[::1]:8420"_s), u"[::1]:8420"_s);
        QVERIFY(!parseAllowedHost(u"https://a.example"_s));
        QVERIFY(!parseAllowedHost(u"a.example/"_s));
        QVERIFY(!parseAllowedHost(QString()));
        QCOMPARE(*parseAllowedOrigin(u"https://App.example.org:443/"_s), u"https://app.example.org"_s);
        QCOMPARE(*parseAllowedOrigin(u"chrome-extension://abcdef"_s), u"chrome-extension://abcdef"_s);
        QVERIFY(!parseAllowedOrigin(u"a.example"_s));
        QVERIFY(!parseAllowedOrigin(u"null"_s));
        QVERIFY(!parseAllowedOrigin(u"*"_s));
        QVERIFY(!parseAllowedOrigin(u"https://a.example/x"_s));
    }

    void trustedProxies_areAddresses_andNotEverybody()
    {
        QCOMPARE(*parseTrustedProxy(u" 10.0.0.0/8 "_s), u"10.0.0.0/8"_s);
        QCOMPARE(*parseTrustedProxy(u"::1"_s), u"::1"_s);
        for (const auto &bad : {QString(), u"proxy.example.org"_s, u"10.0.0.1:80"_s, u"10.0.0.0/33"_s}) {
            const Result<QString> refused = parseTrustedProxy(bad);
            QVERIFY2(!refused, qPrintable(bad));
            QCOMPARE(refused.error().field, u"trusted_proxies"_s);
            QVERIFY2(refused.error().detail.contains(u"10.0.0.0/8"_s), qPrintable(refused.error().detail));
        }
        for (const auto &everybody : {u"0.0.0.0/0"_s, u"::/0"_s})
            QVERIFY(parseTrustedProxy(everybody).error().detail.contains(u"is everybody"_s));
    }

    void mailServer_takesTheseForms_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("url"); // empty: refused
        const auto row = [](const char *text, const char *url) {
            QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(url);
        };
        row("smtp://mail.example.org", "smtp://mail.example.org:587");
        row("smtps://Mail.example.org/", "smtps://mail.example.org:465");
        row(" smtp://127.0.0.1:25", "smtp://127.0.0.1:25");
        row("smtps://[::1]:2465", "smtps://[::1]:2465");
        for (const char *bad : {"", "mail.example.org", "mail.example.org:587", "https://mail.example.org", "smtp://",
                                "smtp://h/x", "smtp://h?x", "smtp://h#x", "smtp://h:99999", "smtp://a b"})
            row(bad, "");
    }
    void mailServer_takesTheseForms()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, url);
        const Result<QUrl> parsed = parseMailServer(text);
        QCOMPARE(parsed.has_value(), !url.isEmpty());
        if (parsed)
            QCOMPARE(parsed->toString(), url);
    }

    void oauthSettings_sayWhatTheyWant()
    {
        QCOMPARE(*parseRefreshGrace(u"0s"_s), std::chrono::seconds{0});
        QCOMPARE(*parseRefreshGrace(u"10m"_s), std::chrono::minutes{10});
        for (const QString &bad : {u"11m"_s, u"30"_s, u"-1s"_s, QString()})
            QVERIFY2(parseRefreshGrace(bad).error().detail.contains("0s to 10m"_L1), qPrintable(bad));
        QVERIFY(*parseTokenKey(u"EdDSA"_s) == TokenKey::Ed25519);
        for (const QString &bad : {u"rs512"_s, u"none"_s, u"HS256"_s, QString()})
            QVERIFY2(parseTokenKey(bad).error().detail.contains("rs256-3072"_L1), qPrintable(bad));
        QVERIFY(parseSigningLifetime(u"1d"_s));
        QVERIFY(!parseSigningLifetime(u"23h"_s));
    }

    void mailServer_withAPasswordInIt_isRefusedWithoutRepeatingIt()
    {
        const Result<QUrl> parsed = parseMailServer(u"smtp://ada:secret@mail.example.org"_s);
        QVERIFY(!parsed);
        QVERIFY2(parsed.error().detail.contains("mail.password_file"_L1), qPrintable(parsed.error().detail));
        QVERIFY2(!parsed.error().detail.contains("secret"_L1), qPrintable(parsed.error().detail));
    }

    void mail_needsASender_andAPasswordForItsUser()
    {
        QProcessEnvironment environment = home();
        const auto detail = [&] {
            const Result<LoadedSettings> loaded = loadSettings({}, environment);
            return loaded ? QString() : loaded.error().detail;
        };
        environment.insert(u"OSTIARY_MAIL_SERVER"_s, u"smtps://mail.example.org"_s);
        QVERIFY2(detail().contains("set mail.from too"_L1), qPrintable(detail()));
        environment.insert(u"OSTIARY_MAIL_FROM"_s, u"ostiary@example.org"_s);
        QCOMPARE(detail(), QString());
        environment.insert(u"OSTIARY_MAIL_USER"_s, u"ostiary"_s);
        QVERIFY2(detail().contains("mail.password_file"_L1), qPrintable(detail()));
        environment.insert(u"OSTIARY_MAIL_PASSWORD_FILE"_s, m_folder.filePath(u"no.password"_s));
        QCOMPARE(detail(), QString()); // only who serves reads it
        environment.remove(u"OSTIARY_MAIL_USER"_s);
        QVERIFY2(detail().contains("mail.user"_L1), qPrintable(detail()));
    }

    void mailPassword_isOneLineThatOthersCannotRead_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<int>("others"); // what everybody may do with the file
        QTest::addColumn<QString>("says"); // empty: taken
        QTest::newRow("with a line break") << QByteArray("hunter 2\n") << 0 << QString();
        QTest::newRow("without") << QByteArray("hunter 2") << 0 << QString();
        QTest::newRow("from another system") << QByteArray("hunter 2\r\n") << 0 << QString();
        QTest::newRow("readable") << QByteArray("hunter 2\n") << int(QFile::ReadOther) << u"chmod o= "_s;
        QTest::newRow("writable") << QByteArray("hunter 2\n") << int(QFile::WriteOther) << u"chmod o= "_s;
        QTest::newRow("nothing in it") << QByteArray() << 0 << u"is empty"_s;
        QTest::newRow("an empty line") << QByteArray("\n") << 0 << u"is empty"_s;
        QTest::newRow("two lines") << QByteArray("hunter 2\nhunter 3\n") << 0 << u"one line"_s;
        QTest::newRow("far too long") << QByteArray(100'000, 'x') << 0 << u"at most 4096 bytes"_s;
    }
    void mailPassword_isOneLineThatOthersCannotRead()
    {
        QFETCH(const QByteArray, content);
        QFETCH(const int, others);
        QFETCH(const QString, says);
        Settings settings;
        settings.mail.server = QUrl(u"smtps://mail.example.org"_s);
        settings.mail.passwordFile = writeFile(content, u"mail.password"_s);
        QVERIFY(
            QFile::setPermissions(settings.mail.passwordFile,
                                  QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup | QFile::Permission(others)));
        const Result<> loaded = loadSecrets(settings);
        QCOMPARE(loaded.has_value(), says.isEmpty());
        if (loaded) {
            QCOMPARE(settings.mail.password, Secret("hunter 2"));
            return;
        }
        const QString detail = loaded.error().detail;
        QVERIFY2(detail.startsWith("mail.password_file: "_L1) && detail.contains(says), qPrintable(detail));
        QVERIFY2(!detail.contains("hunter"_L1), qPrintable(detail));
    }

    void mailPassword_mustBeAFile()
    {
        Settings settings;
        settings.mail.server = QUrl(u"smtps://mail.example.org"_s);
        settings.mail.passwordFile = m_folder.filePath(u"no.password"_s);
        QVERIFY(loadSecrets(settings).error().detail.contains("No such file"_L1));
        settings.mail.passwordFile = m_folder.path();
        QVERIFY(loadSecrets(settings).error().detail.contains("is no file"_L1));
    }

    void didYouMean_offersOnlyWhatIsNear()
    {
        const QStringList words{u"account"_s, u"approval"_s, u"key"_s, u"status"_s};
        QCOMPARE(closestTo(u"acount"_s, words), u"account"_s);
        QCOMPARE(closestTo(u"kye"_s, words), u"key"_s);
        QCOMPARE(closestTo(u"KEYS"_s, words), u"key"_s);
        QCOMPARE(closestTo(u"approv"_s, words), u"approval"_s);
        QCOMPARE(closestTo(u"banana"_s, words), QString());
        QCOMPARE(closestTo(QString(), words), QString());
        QCOMPARE(closestTo(QString(100'000, u'a'), words), QString());
    }
};

QTEST_GUILESS_MAIN(TestConfig)
#include "test_config.moc"
