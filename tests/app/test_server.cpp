// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/running_server.h"
#include "tests/core/await.h"
#include "tests/core/fake_fetcher.h"
#include "tests/http/raw_client.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <QtCrypto>

using namespace ostiary;
using namespace ostiary::app;

namespace {

const QByteArray kPassword = "correct horse battery";

/// A golden file: what is there must be what is written down. OSTIARY_UPDATE_GOLDEN=1 writes it anew, to be read in the
/// diff.
void compareGolden(const char *name, const QString &text)
{
    QFile file(QStringLiteral(SOURCE_FOLDER "/tests/app/golden/") + QLatin1String(name));
    if (qEnvironmentVariableIsSet("OSTIARY_UPDATE_GOLDEN")) {
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text.toUtf8());
        return;
    }
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(text, QString::fromUtf8(file.readAll()));
}

QJsonObject object(const RawAnswer &answer)
{
    return QJsonDocument::fromJson(answer.body).object();
}

/// The value of a cookie that an answer sets.
QByteArray cookie(const RawAnswer &answer, const QByteArray &name)
{
    const qsizetype at = answer.head.toLower().indexOf("set-cookie: " + name + '=');
    if (at < 0)
        return {};
    const qsizetype from = at + 12 + name.size() + 1;
    return answer.head.sliced(from, answer.head.indexOf(';', from) - from);
}

} // namespace

/// The whole server, through its sockets.
class TestServer : public QObject
{
    Q_OBJECT

    QCA::Initializer m_crypto;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<RunningServer> m_server;
    QByteArray m_key; ///< of ann, for everything

    struct Session {
        QByteArray cookies;
        QByteArray csrf;
    };

    RawAnswer ask(const QByteArray &method, const QByteArray &path, const QByteArrayList &headers = {},
                  const QByteArray &body = {}, const QByteArray &host = {})
    {
        const quint16 port = quint16(m_server->url().port());
        RawClient client(port);
        QByteArray request = method + ' ' + path + " HTTP/1.1\r\nHost: "
            + (host.isEmpty() ? "127.0.0.1:" + QByteArray::number(port) : host) + "\r\nConnection: close\r\n";
        for (const QByteArray &header : headers)
            request += header + "\r\n";
        if (!body.isEmpty())
            request += "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
        client.send(request + "\r\n" + body);
        return client.answer(method != "HEAD");
    }
    RawAnswer post(const QByteArray &path, const QJsonObject &body, QByteArrayList headers = {})
    {
        return ask("POST", path, headers << "Content-Type: application/json",
                   QJsonDocument(body).toJson(QJsonDocument::Compact));
    }
    RawAnswer withKey(const QByteArray &method, const QByteArray &path)
    {
        return ask(method, path, {"Authorization: Bearer " + m_key});
    }

    /// Approves as the operator would; whether that worked.
    bool approve(Admin &admin, const ApprovalId &id, const ApprovalChoice &choice = {})
    {
        std::optional<bool> good;
        admin.approve(id, choice).then(this, [&](const Result<Approval> &approved) { good = approved.has_value(); });
        return QTest::qWaitFor([&] { return good.has_value(); }, 10'000) && *good;
    }

    /// Where a new client sends its people: "/api/oauth/authorize?…".
    QByteArray authorizationPath(const QByteArray &scope = "projects:read%20store:read")
    {
        const QJsonObject client
            = object(post("/api/oauth/register",
                          {{QStringLiteral("client_name"), QStringLiteral("Desk app")},
                           {QStringLiteral("token_endpoint_auth_method"), QStringLiteral("none")},
                           {QStringLiteral("redirect_uris"), QJsonArray{QStringLiteral("http://127.0.0.1:9/cb")}}}));
        return "/api/oauth/authorize?response_type=code&code_challenge_method=S256&code_challenge="
               "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&state=s&redirect_uri=http%3A%2F%2F127.0.0.1%3A9%2Fcb&scope="
            + scope + "&client_id=" + client.value(QLatin1String("client_id")).toString().toLatin1();
    }
    RawAnswer form(const QByteArray &path, const QByteArray &cookies, const QByteArray &body, QByteArrayList more = {})
    {
        return ask("POST", path,
                   more << "Content-Type: application/x-www-form-urlencoded"
                        << (cookies.isEmpty() ? "X-No: 1" : cookies),
                   body);
    }

    static QJsonObject credentials(const char *email, const QByteArray &password = kPassword)
    {
        return {{QStringLiteral("email"), QLatin1String(email)},
                {QStringLiteral("password"), QString::fromLatin1(password)}};
    }
    Session signIn(const char *email)
    {
        const RawAnswer answer = post("/auth/login", credentials(email));
        const QByteArray csrf = cookie(answer, "forge_csrf");
        return {"Cookie: forge_session=" + cookie(answer, "forge_session") + "; forge_csrf=" + csrf, csrf};
    }

    void start(const std::function<void(Settings &)> &change = {}, std::unique_ptr<MetadataFetcher> fetcher = {})
    {
        m_server.reset();
        m_folder = std::make_unique<QTemporaryDir>();
        Settings settings;
        settings.dataFolder = m_folder->path();
        settings.listenPort = 0;
        settings.authLimit.count = 1000;
        if (change)
            change(settings);
        Result<std::unique_ptr<RunningServer>> server = RunningServer::start(settings, std::move(fetcher));
        QVERIFY2(server, server ? "" : qPrintable(server.error().detail));
        m_server = *std::move(server);
        bool made = false;
        m_server->admin()
            .createAccount({.email = QStringLiteral("ann@example.org"), .password = Secret(kPassword)})
            .then(this, [&](const Result<Account> &) { made = true; });
        QTRY_VERIFY_WITH_TIMEOUT(made, 10'000);
        m_key = makeKey(KeyKind::Fos);
        QVERIFY(!m_key.isEmpty());
    }

    /// What `count` requests in a row are told of their limit; nullopt: they took longer than a second.
    std::optional<QString> told(int count, const char *what, const std::function<RawAnswer()> &request)
    {
        QString text = QLatin1String(what) + u'\n';
        QElapsedTimer time;
        time.start();
        for (int i = 0; i < count; ++i) {
            const RawAnswer answer = request();
            text += QStringLiteral("  %1\n").arg(answer.status);
            for (const QByteArray &line : answer.head.split('\n')) {
                if (line.startsWith("RateLimit") || line.startsWith("Retry-After"))
                    text += QStringLiteral("    %1\n").arg(QString::fromLatin1(line.trimmed()));
            }
        }
        return time.elapsed() < 900 ? std::optional(text) : std::nullopt;
    }
    /// The same of each kind of limit, on a fresh server; empty: it took too long.
    QString limitedAnswers()
    {
        start([](Settings &settings) {
            settings.standardLimit = {.count = 3};
            settings.fvkLimit = {.count = 2};
            settings.aiLimit = {.count = 1};
            settings.authLimit = {.count = 2};
            UpstreamSetting model;
            model.name = QStringLiteral("model");
            model.url = QUrl(QStringLiteral("http://127.0.0.1:1/v1")); // nobody there: also a 502 was a request
            model.path = QStringLiteral("/v1");
            model.limit = LimitKind::Ai;
            model.unknownPriceMicros = 0;
            settings.upstreams = {model};
        });
        const auto own = [this] { return withKey("GET", "/auth/me"); };
        const auto ai = [this] { return withKey("GET", "/v1/models"); };
        const auto nobody = [this] { return post("/auth/login", credentials("nobody@example.org", "wrong")); };
        QString text;
        for (const auto &part :
             {told(4, "fos_ key, 3 a minute: GET /auth/me", own), told(2, "class ai, 1 a minute: GET /v1/models", ai),
              told(3, "class auth, 2 a minute: POST /auth/login", nobody)}) {
            if (!part)
                return {};
            text += *part;
        }
        m_key = makeKey(KeyKind::Fvk);
        const std::optional<QString> fvk = told(3, "fvk_live_ key, 2 a minute: GET /auth/me", own);
        return fvk ? text + *fvk : QString();
    }
    QByteArray makeKey(KeyKind kind)
    {
        std::optional<Result<CreatedApiKey>> made;
        m_server->admin()
            .createApiKey({.accountEmail = QStringLiteral("ann@example.org"), .kind = kind, .name = toString(kind)})
            .then(this, [&](const Result<CreatedApiKey> &key) { made = key; });
        const bool done = QTest::qWaitFor([&] { return made.has_value(); }, 10'000);
        return done && *made ? (*made)->secret.reveal().toByteArray() : QByteArray();
    }

private slots:
    void initTestCase() { start(); }
    void cleanupTestCase() { m_server.reset(); }

    // ---- what a glance at the whole must show ----
    void routes_areTheGoldenOnes() { compareGolden("routes.txt", m_server->routes().join(u'\n') + u'\n'); }
    void errors_areTheGoldenOnes()
    {
        QString text;
        for (const ErrorEntry &entry : errorCatalogue()) {
            text += QStringLiteral("%1 %2 %3 %4\n")
                        .arg(QLatin1String(entry.name), -27)
                        .arg(entry.status)
                        .arg(QLatin1String(entry.oauth), -27)
                        .arg(QLatin1String(entry.title));
        }
        compareGolden("errors.txt", text);
    }
    void limitedAnswers_haveTheGoldenHeaders()
    {
        // The seconds are exact, so that all of a window's requests have to come in the second of its first one.
        QString text;
        for (int attempt = 0; attempt < 5 && text.isEmpty(); ++attempt)
            text = limitedAnswers();
        start();
        QVERIFY2(!text.isEmpty(), "the machine is too busy to make four requests in a second");
        compareGolden("limited-headers.txt", text);
    }
    void metadata_isTheGoldenOne()
    {
        const auto document = [this](const QByteArray &path) {
            QByteArray text = QJsonDocument(object(ask("GET", path))).toJson(QJsonDocument::Indented);
            return QString::fromUtf8(text.replace(m_server->url().toString().toLatin1(), "https://ISSUER"));
        };
        compareGolden("metadata.json",
                      document("/.well-known/oauth-authorization-server")
                          + document("/.well-known/oauth-protected-resource/mcp"));
    }
    void everyProtectedRoute_refusesStrangersWith401AndAChallenge()
    {
        int seen = 0;
        for (const QString &line : m_server->routes()) {
            const QStringList words = line.simplified().split(u' ');
            const bool isPage = words[1].startsWith(QLatin1String("/account")); // those lead to the sign-in page
            const bool isOpen = words[2] == QLatin1String("public") || words[2] == QLatin1String("optional");
            if (isOpen || isPage)
                continue;
            const QByteArray path = words[1].toLatin1().replace("{upstream}", "files").replace("{id}", "x");
            const RawAnswer answer = ask(words[0].toLatin1(), path);
            QVERIFY2(answer.status == 401, qPrintable(line));
            QVERIFY2(answer.field("www-authenticate").startsWith("Bearer resource_metadata=\"http://"),
                     qPrintable(line));
            ++seen;
        }
        QVERIFY(seen > 50);
    }
    void everyAnswer_carriesTheSecurityHeaders()
    {
        for (const char *path :
             {"/", "/login", "/livez", "/nowhere", "/auth/me", "/api/keys", "/mcp", "/.well-known/openid-configuration",
              "/api/oauth/authorize?client_id=x", "/assets/style.css", "/assets/none"}) {
            const RawAnswer answer = ask("GET", path);
            QVERIFY2(answer.status != 0 && answer.status < 500, path);
            QVERIFY2(answer.field("content-security-policy").contains("default-src 'none'"), path);
            QVERIFY2(answer.field("x-content-type-options") == "nosniff", path);
            QVERIFY2(answer.field("x-frame-options") == "DENY", path);
            QVERIFY2(!answer.field("x-request-id").isEmpty(), path);
        }
    }

    // ---- Host and Origin ----
    void foreignHost_isMisdirected()
    {
        for (const char *path : {"/", "/mcp", "/.well-known/oauth-authorization-server", "/auth/me"})
            QCOMPARE(ask("GET", path, {}, {}, "evil.example").status, 421);
        QCOMPARE(ask("GET", "/livez", {}, {}, "127.0.0.1:1").status, 421);
        QCOMPARE(ask("GET", "/livez", {}, {}, "localhost:" + QByteArray::number(m_server->url().port())).status, 200);
    }
    void foreignOrigin_isRefusedWhereItCouldDoHarm_andWelcomeWhereItCannot()
    {
        const QByteArrayList evil{"Origin: https://evil.example", "Authorization: Bearer " + m_key};
        QCOMPARE(ask("POST", "/mcp", evil, "{}").status, 403);
        QCOMPARE(ask("POST", "/mcp", {"Origin: null", "Authorization: Bearer " + m_key}, "{}").status, 403);
        QCOMPARE(ask("POST", "/api/keys", evil, "{}").status, 403);
        const RawAnswer metadata
            = ask("GET", "/.well-known/oauth-authorization-server", {"Origin: https://evil.example"});
        QCOMPARE(metadata.field("access-control-allow-origin"), QByteArray("*"));
        QVERIFY(metadata.field("access-control-allow-credentials").isEmpty());
        const RawAnswer own = ask("GET", "/mcp", {"Origin: http://localhost:6274"});
        QCOMPARE(own.field("access-control-allow-origin"), QByteArray("http://localhost:6274"));
        QVERIFY(own.field("access-control-expose-headers").contains("WWW-Authenticate"));
    }
    void options_isAnsweredWithoutACredential()
    {
        const RawAnswer answer = ask("OPTIONS", "/mcp",
                                     {"Origin: http://localhost:6274", "Access-Control-Request-Method: POST",
                                      "Access-Control-Request-Headers: mcp-param-x"});
        QCOMPARE(answer.status, 204);
        QVERIFY(answer.field("access-control-allow-headers").contains("Authorization"));
        QVERIFY(answer.field("access-control-allow-headers").contains("mcp-param-x"));
        QVERIFY(ask("OPTIONS", "/api/keys", {"Origin: https://evil.example"})
                    .field("access-control-allow-origin")
                    .isEmpty());
    }

    // ---- /auth ----
    void register_signsInAtOnce_andATakenEmailIsAConflict()
    {
        const RawAnswer answer = post("/auth/register", credentials("new@example.org"));
        QCOMPARE(answer.status, 201);
        QVERIFY(!cookie(answer, "forge_session").isEmpty());
        QVERIFY(answer.head.contains("HttpOnly"));
        QCOMPARE(object(answer).value(QLatin1String("csrf_token")).toString().toLatin1(), cookie(answer, "forge_csrf"));
        QCOMPARE(post("/auth/register", credentials("NEW@example.org")).status, 409);
    }
    void register_namesTheFieldThatIsWrong()
    {
        const RawAnswer answer = post("/auth/register", credentials("new2@example.org", "short"));
        QCOMPARE(answer.status, 422);
        QCOMPARE(answer.field("content-type"), QByteArray("application/problem+json"));
        QCOMPARE(object(answer).value(QLatin1String("field")).toString(), QStringLiteral("password"));
        QCOMPARE(post("/auth/register", {{QStringLiteral("email"), QStringLiteral("x")}}).status, 422);
        QCOMPARE(ask("POST", "/auth/register", {"Content-Type: application/json"}, "{").status, 400);
        QCOMPARE(ask("POST", "/auth/register", {"Content-Type: text/plain"}, "{}").status, 415);
        QCOMPARE(ask("POST", "/auth/register", {"Content-Type: application/json"}, "[]").status, 400);
        QCOMPARE(ask("GET", "/auth/register").status, 405);
    }
    void login_refusesAWrongPassword_andNeverSaysMore()
    {
        const RawAnswer wrong = post("/auth/login", credentials("ann@example.org", "wrong wrong wrong"));
        const RawAnswer unknown = post("/auth/login", credentials("nobody@example.org"));
        QCOMPARE(wrong.status, 401);
        QCOMPARE(unknown.status, 401);
        QCOMPARE(object(wrong).value(QLatin1String("detail")), object(unknown).value(QLatin1String("detail")));
    }
    void login_givesANewSession_thatLogoutEnds()
    {
        const Session session = signIn("ann@example.org");
        QCOMPARE(object(ask("GET", "/auth/me", {session.cookies})).value(QLatin1String("via")).toString(),
                 QStringLiteral("session"));
        QCOMPARE(ask("POST", "/auth/logout", {session.cookies}).status, 403);
        QCOMPARE(ask("POST", "/auth/logout", {session.cookies, "X-CSRF-Token: " + session.csrf}).status, 204);
        QCOMPARE(ask("GET", "/auth/me", {session.cookies}).status, 401);
    }
    // F3: a cookie needs its token, a key never does, and another session's token is worth nothing.
    void csrf_isNeededByCookiesAndNeverByKeys()
    {
        const Session one = signIn("ann@example.org");
        const Session two = signIn("ann@example.org");
        const QJsonObject wish{{QStringLiteral("name"), QStringLiteral("csrf")}};
        QCOMPARE(post("/api/keys", wish, {one.cookies}).status, 403);
        QCOMPARE(post("/api/keys", wish, {one.cookies, "X-CSRF-Token: " + two.csrf}).status, 403);
        QCOMPARE(
            post("/api/keys", wish, {one.cookies, "X-CSRF-Token: " + one.csrf, "Sec-Fetch-Site: cross-site"}).status,
            403);
        QCOMPARE(post("/api/keys", wish, {one.cookies, "X-CSRF-Token: " + one.csrf}).status, 201);
        QCOMPARE(post("/api/keys", wish, {"X-ForgeOS-API-Key: " + m_key}).status, 201);
    }
    void cookieThatComesTwice_orIsAltered_isRefused()
    {
        const Session session = signIn("ann@example.org");
        QCOMPARE(ask("GET", "/auth/me", {session.cookies, session.cookies}).status, 400);
        QByteArray altered = session.cookies;
        altered[30] = altered[30] == 'a' ? 'b' : 'a';
        QCOMPARE(ask("GET", "/auth/me", {altered}).status, 401);
        QCOMPARE(ask("GET", "/auth/me", {"Cookie: forge_session=" + QByteArray(4000, 'a')}).status, 401);
    }
    void closedRegistration_isForbidden()
    {
        start([](Settings &settings) { settings.registration = Registration::Closed; });
        QCOMPARE(post("/auth/register", credentials("new@example.org")).status, 403);
        start([](Settings &settings) { settings.publicUrl = QUrl(QStringLiteral("https://gate.example")); });
        QCOMPARE(post("/auth/register", credentials("new@example.org")).status,
                 403); // a public door hands out no accounts
        start();
    }

    // ---- /api/keys ----
    void keys_areMadeListedAndRevoked()
    {
        const RawAnswer made = post("/api/keys",
                                    {{QStringLiteral("name"), QStringLiteral("ci")},
                                     {QStringLiteral("kind"), QStringLiteral("fvk")},
                                     {QStringLiteral("scopes"), QStringLiteral("aso:read")}},
                                    {"Authorization: Bearer " + m_key});
        QCOMPARE(made.status, 201);
        const QByteArray secret = object(made).value(QLatin1String("secret")).toString().toLatin1();
        const QByteArray id = object(made).value(QLatin1String("id")).toString().toLatin1();
        QVERIFY(secret.startsWith("fvk_live_"));
        for (const QByteArray &header :
             {"Authorization: Bearer " + secret, "authorization: bearer " + secret, "X-ForgeOS-API-Key: " + secret})
            QCOMPARE(ask("GET", "/auth/check", {header}).status, 200);
        const RawAnswer list = withKey("GET", "/api/keys");
        QVERIFY(list.body.contains(id) && !list.body.contains(secret.sliced(9)));
        QCOMPARE(ask("GET", "/api/keys", {"Authorization: Bearer " + secret}).status,
                 403); // a narrow key manages nothing
        QCOMPARE(withKey("DELETE", "/api/keys/" + id).status, 204);
        QCOMPARE(ask("GET", "/auth/check", {"Authorization: Bearer " + secret}).status, 401);
        QCOMPARE(object(withKey("GET", "/api/keys/" + id)).value(QLatin1String("state")).toString(),
                 QStringLiteral("revoked"));
        QCOMPARE(withKey("DELETE", "/api/keys/key_unknown").status, 404);
    }
    void createKey_takesItsOwnerFromTheCredentialAlone()
    {
        for (const char *member : {"userId", "account_id", "owner", "created_at", "spend_cap", "is_admin"}) {
            const RawAnswer answer = post(
                "/api/keys",
                {{QStringLiteral("name"), QStringLiteral("x")}, {QLatin1String(member), QStringLiteral("acc_x")}},
                {"Authorization: Bearer " + m_key});
            QCOMPARE(answer.status, 422);
            QCOMPARE(object(answer).value(QLatin1String("field")).toString(), QLatin1String(member));
        }
    }
    void credentialsThatDiffer_areAnError_andJunkIsInvalid()
    {
        QCOMPARE(ask("GET", "/auth/me", {"Authorization: Bearer " + m_key, "X-ForgeOS-API-Key: fos_x"}).status, 400);
        QCOMPARE(ask("GET", "/auth/me", {"Authorization: Bearer " + m_key, "X-ForgeOS-API-Key: " + m_key}).status, 200);
        for (const char *header : {"Authorization: Bearer x", "Authorization: Basic YTpi",
                                   "X-ForgeOS-API-Key: ", "Authorization: Bearer a.b.c"}) {
            const RawAnswer answer = ask("GET", "/auth/me", {header});
            QCOMPARE(answer.status, 401);
            QVERIFY(answer.field("www-authenticate").contains("invalid_token"));
        }
        QCOMPARE(ask("GET", "/auth/me?key=" + m_key).status, 401);
    }

    // ---- limits ----
    void limit_tellsWhatIsLeft_thenWhenToComeBack()
    {
        start([](Settings &settings) { settings.standardLimit.count = 3; });
        const RawAnswer first = withKey("GET", "/auth/check");
        QCOMPARE(first.field("ratelimit"), QByteArray("\"standard\";r=2;t=60"));
        QCOMPARE(first.field("ratelimit-policy"), QByteArray("\"standard\";q=3;w=60"));
        withKey("GET", "/auth/check");
        QCOMPARE(withKey("GET", "/auth/check").status, 200);
        const RawAnswer refused = withKey("GET", "/auth/check");
        QCOMPARE(refused.status, 429);
        QVERIFY(refused.field("retry-after").toInt() >= 55);
        QCOMPARE(object(refused).value(QLatin1String("code")).toString(), QStringLiteral("rate_limited"));
        start();
    }
    void passwordAttempts_areLimitedPerAccount()
    {
        start([](Settings &settings) { settings.authLimit.count = 5; });
        for (int i = 0; i < 5; ++i)
            QCOMPARE(post("/auth/login", credentials("bob@example.org")).status, 401);
        const RawAnswer refused = post("/auth/login", credentials("bob@example.org"));
        QCOMPARE(refused.status, 429);
        QVERIFY(refused.field("retry-after").toInt() >= 1);
        QCOMPARE(post("/auth/login", credentials("ann@example.org")).status, 200); // others are not locked out
        start();
    }

    // ---- OAuth endpoints ----
    void oauthErrors_areRfc6749Json_withoutCaching()
    {
        const RawAnswer unknown = ask("POST", "/api/oauth/token", {"Content-Type: application/x-www-form-urlencoded"},
                                      "grant_type=authorization_code&client_id=cli_unknown&code=x");
        QCOMPARE(unknown.status, 401);
        QCOMPARE(object(unknown).value(QLatin1String("error")).toString(), QStringLiteral("invalid_client"));
        QCOMPARE(unknown.field("cache-control"), QByteArray("no-store"));
        const auto errorOf = [&](const QByteArray &type, const QByteArray &body) {
            return object(ask("POST", "/api/oauth/token", {"Content-Type: " + type}, body))
                .value(QLatin1String("error"))
                .toString();
        };
        QCOMPARE(errorOf("application/json", "{}"), QStringLiteral("invalid_request"));
        QCOMPARE(errorOf("application/x-www-form-urlencoded", "client_id=a&client_id=b"),
                 QStringLiteral("invalid_request"));
        QCOMPARE(errorOf("application/x-www-form-urlencoded", "client_id=%zz"), QStringLiteral("invalid_request"));
        QCOMPARE(ask("GET", "/api/oauth/token").status, 405);
        QCOMPARE(post("/api/oauth/register", {}).status, 400);
        QCOMPARE(ask("GET", "/api/oauth/register/cli_x").status, 401);
        QCOMPARE(ask("POST", "/api/oauth/register", {"Content-Type: application/json"}, QByteArray(70'000, ' ')).status,
                 413);
    }
    void authorize_showsAPageToStrangers_andSendsOthersToSignIn()
    {
        QCOMPARE(ask("GET", "/api/oauth/authorize?client_id=cli_unknown&redirect_uri=https://evil.example").status,
                 400);
        const QString client
            = object(post("/api/oauth/register",
                          {{QStringLiteral("redirect_uris"), QJsonArray{QStringLiteral("https://app.example/cb")}}}))
                  .value(QLatin1String("client_id"))
                  .toString();
        const QByteArray path = "/api/oauth/authorize?response_type=code&code_challenge_method=S256&code_challenge="
            + QByteArray(43, 'a') + "&client_id=" + client.toLatin1();
        const RawAnswer answer = ask("GET", path + "&redirect_uri=https://app.example/cb");
        QCOMPARE(answer.status, 303);
        QVERIFY(answer.field("location").startsWith("/login?next=%2Fapi%2Foauth%2Fauthorize%3F"));
        QCOMPARE(ask("GET", path + "&redirect_uri=https://app.example/other").status, 400);
        const RawAnswer told = ask("GET", path + "&prompt=none&state=s");
        QVERIFY(told.field("location").startsWith("https://app.example/cb?error=login_required"));
        QVERIFY(told.field("location").contains("&iss="));
    }
    void registrations_ofOneAddress_areLimited()
    {
        start();
        const QJsonObject client{{QStringLiteral("redirect_uris"), QJsonArray{QStringLiteral("http://localhost/cb")}}};
        int made = 0;
        RawAnswer last;
        for (int i = 0; i < 310 && last.status != 429; ++i) {
            last = post("/api/oauth/register", client);
            made += last.status == 201;
        }
        QCOMPARE(made, 300);
        QVERIFY(last.field("retry-after").toInt() >= 1);
        QCOMPARE(object(last).value(QLatin1String("error")).toString(), QStringLiteral("temporarily_unavailable"));
        start();
    }
    // A client that never registered: its id is the address of its document, as Claude Code's is.
    void clientByDocument_isLetInWithoutRegistering()
    {
        const QByteArray id = "https://app.example/client.json";
        auto fetcher = std::make_unique<FakeFetcher>();
        fetcher->put(QString::fromLatin1(id),
                     QByteArray(R"({"client_id": "ID", "client_name": "Code", "redirect_uris": ["URI"]})")
                         .replace("ID", id)
                         .replace("URI", "http://localhost/callback"));
        start({}, std::move(fetcher));
        const QJsonObject metadata = object(ask("GET", "/.well-known/oauth-authorization-server"));
        QVERIFY(metadata.value(QLatin1String("client_id_metadata_document_supported")).toBool());
        QVERIFY(metadata.value(QLatin1String("token_endpoint_auth_methods_supported"))
                    .toArray()
                    .contains(QStringLiteral("none")));

        const QByteArray verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        const QByteArray path = "/api/oauth/authorize?response_type=code&code_challenge_method=S256&code_challenge="
                                "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&state=s&client_id=";
        const QByteArray redirect = "&redirect_uri=http%3A%2F%2Flocalhost%3A53712%2Fcallback";
        QCOMPARE(ask("GET", path + "https://app.example/nothing" + redirect).status, 400);
        QCOMPARE(ask("GET", path + id + "&redirect_uri=https%3A%2F%2Fevil.example%2F").status, 400);
        const RawAnswer stranger = ask("GET", path + id + redirect);
        QCOMPARE(stranger.status, 303);
        QVERIFY(ask("GET", stranger.field("location")).body.contains("Code"));

        const Session ann = signIn("ann@example.org");
        const QByteArray consent = ask("GET", path + id + redirect, {ann.cookies}).field("location");
        QVERIFY2(consent.startsWith("/consent?id="), consent.constData());
        const QByteArray page = ask("GET", consent, {ann.cookies}).body;
        for (const char *shown : {"Code", "localhost", "<strong>app.example</strong>", "Any app on this computer"})
            QVERIFY2(page.contains(shown), shown);
        QVERIFY(approve(m_server->admin(), ApprovalId(QString::fromLatin1(consent.sliced(12)))));
        const QByteArray location = ask("GET", consent, {ann.cookies}).field("location");
        QVERIFY2(location.startsWith("http://localhost:53712/callback?code="), location.constData());
        const qsizetype from = location.indexOf("code=") + 5;
        const QByteArray code = location.sliced(from, location.indexOf('&', from) - from);
        const RawAnswer tokens = ask("POST", "/api/oauth/token", {"Content-Type: application/x-www-form-urlencoded"},
                                     "grant_type=authorization_code&code=" + code + "&code_verifier=" + verifier
                                         + redirect + "&client_id=" + QByteArray(id).toPercentEncoding());
        QCOMPARE(tokens.status, 200);
        const QByteArray token = object(tokens).value(QLatin1String("access_token")).toString().toLatin1();
        QCOMPARE(ask("GET", "/auth/me", {"Authorization: Bearer " + token}).status, 200);
        start();
    }
    void consentForm_allowsOnlyWhatWasAskedFor_andSomething()
    {
        const Session ann = signIn("ann@example.org");
        const QByteArray page = ask("GET", authorizationPath(), {ann.cookies}).field("location");
        QVERIFY2(page.startsWith("/consent?id="), page.constData());
        QVERIFY(ask("GET", page, {ann.cookies}).body.contains("name=\"scope\" value=\"store:read\" checked"));
        const QByteArray fields = "decision=allow&choosing=1&csrf=" + ann.csrf + '&' + page.sliced(page.indexOf("id="));
        for (const QByteArray &wrong :
             {QByteArray(), QByteArray("&scope=store:write"), QByteArray("&scope=*"), QByteArray("&scope="),
              QByteArray("&scope=store:read&lifetime=x"), QByteArray("&scope=store:read&lifetime=1"),
              QByteArray("&scope=store:read&lifetime=99999999999999999999")}) {
            const RawAnswer answer = form("/consent", ann.cookies, fields + wrong);
            QVERIFY2(answer.status == 422 && answer.body.contains("role=\"alert\""), wrong.constData());
            QVERIFY(answer.body.contains("value=\"deny\"")); // the question stands
        }
        QCOMPARE(form("/consent", ann.cookies, fields + "&scope=store:read&lifetime=3600").status, 303);
        QVERIFY(ask("GET", page, {ann.cookies}).field("location").startsWith("http://127.0.0.1:9/cb?code="));
    }

    // ---- the desktop in place of a sign-in ----
    void desk_isOfferedToBrowsersOfThisComputerOnly()
    {
        const QByteArray login = ask("GET", authorizationPath()).field("location");
        QVERIFY2(login.startsWith("/login?next="), login.constData());
        QVERIFY(ask("GET", login).body.contains("action=\"/login/desk\""));
        QVERIFY(!ask("GET", "/login").body.contains("/login/desk")); // nobody waits for anything
        for (const char *header : {"Forwarded: for=192.0.2.1", "X-Forwarded-For: 192.0.2.1", "X-Forwarded-Host: a",
                                   "x-forwarded-proto: https", "Via: 1.1 proxy", "X-Real-IP: 192.0.2.1"})
            QVERIFY2(!ask("GET", login, {header}).body.contains("/login/desk"), header);
        start([](Settings &settings) { settings.publicUrl = QUrl(QStringLiteral("https://gate.example")); });
        const RawAnswer page = ask("GET", "/login?next=" + authorizationPath().toPercentEncoding());
        QVERIFY(page.body.contains("Desk app") && !page.body.contains("/login/desk"));
        start();
    }
    void desk_answersTheBrowserThatAsked_andNoOther_withoutASession()
    {
        const QByteArray path = authorizationPath();
        const RawAnswer login = ask("GET", ask("GET", path).field("location"));
        const QByteArray csrf = cookie(login, "forge_csrf");
        const QByteArray jar = "Cookie: forge_csrf=" + csrf;
        const QByteArray next = "next=" + path.toPercentEncoding();
        QCOMPARE(form("/login/desk", {}, next).status, 403);
        QCOMPARE(form("/login/desk", jar, next + "&csrf=wrong").status, 403);
        QCOMPARE(form("/login/desk", jar, next + "&csrf=" + csrf, {"X-Forwarded-For: 192.0.2.1"}).status, 403);
        QCOMPARE(form("/login/desk", jar, "next=/account&csrf=" + csrf).status, 400);
        QCOMPARE(form("/login/desk", jar, "next=https%3A%2F%2Fevil.example%2Fauthorize%3Fa&csrf=" + csrf).status, 400);

        const RawAnswer asked = form("/login/desk", jar, next + "&csrf=" + csrf);
        QCOMPARE(asked.status, 303);
        const QByteArray waiting = asked.field("location");
        QVERIFY2(waiting.startsWith("/waiting?id="), waiting.constData());
        const QByteArray id = waiting.sliced(12);
        const QByteArray given = asked.field("set-cookie");
        QVERIFY(given.contains("HttpOnly") && given.contains("SameSite=Lax") && given.contains("Max-Age=600"));
        const QByteArray own = "Cookie: " + given.left(given.indexOf(';'));
        const QByteArray status = "/waiting/status?id=" + id;
        const RawAnswer page = ask("GET", waiting, {own});
        QCOMPARE(page.status, 200);
        QVERIFY(page.body.contains("Desk app"));
        QCOMPARE(object(ask("GET", status, {own})).value(QLatin1String("state")).toString(), QStringLiteral("pending"));

        const Session ann = signIn("ann@example.org");
        const auto isNobodyElses = [&] {
            for (const QByteArray &stranger : {QByteArray("Cookie: a=b"), ann.cookies,
                                               QByteArray("Cookie: ostiary_wait_" + id + "=" + QByteArray(43, 'A'))}) {
                QCOMPARE(ask("GET", waiting, {stranger}).status, 404);
                QCOMPARE(ask("GET", status, {stranger}).status, 404);
                // Who is nobody is sent to sign in.
                for (const RawAnswer &consent :
                     {ask("GET", "/consent?id=" + id, {stranger}),
                      form("/consent", stranger, "decision=allow&id=" + id + "&csrf=" + ann.csrf)})
                    QVERIFY(consent.status >= 400 || consent.field("location").startsWith("/login"));
            }
        };
        isNobodyElses();
        QCOMPARE(ask("GET", "/waiting?id=%0d%0aX", {own}).status, 404);
        QVERIFY(approve(m_server->admin(), ApprovalId(QString::fromLatin1(id)),
                        {.scopes = {QStringLiteral("store:read")}, .accountEmail = QStringLiteral("ann@example.org")}));
        isNobodyElses();
        QCOMPARE(object(ask("GET", status, {own})).value(QLatin1String("location")).toString().toLatin1(), waiting);
        const RawAnswer there = ask("GET", waiting, {own});
        QVERIFY2(there.field("location").startsWith("http://127.0.0.1:9/cb?code="),
                 there.field("location").constData());
        QVERIFY(!there.head.toLower().contains("forge_session="));
        QCOMPARE(ask("GET", waiting, {own}).status, 200); // it says so, and gives no second code
    }

    void loginPage_goesNowhereElse()
    {
        const RawAnswer page = ask("GET", "/login?next=//evil.example");
        QCOMPARE(page.status, 200);
        QVERIFY(!page.body.contains("evil"));
        const QByteArray token = cookie(page, "forge_csrf");
        const QByteArray form
            = "email=ann%40example.org&password=correct+horse+battery&next=https%3A%2F%2Fevil.example&csrf=";
        const QByteArrayList headers{"Content-Type: application/x-www-form-urlencoded", "Cookie: forge_csrf=" + token};
        QCOMPARE(ask("POST", "/login", headers, form + "wrong").status, 403);
        const RawAnswer signedIn = ask("POST", "/login", headers, form + token);
        QCOMPARE(signedIn.status, 303);
        QCOMPARE(signedIn.field("location"), QByteArray("/account"));
    }

    // ---- keys ----
    void key_isChangedAndRotatedByItsOwner()
    {
        const RawAnswer me = withKey("GET", "/auth/me");
        const QByteArray path = "/api/keys/" + object(me).value(QLatin1String("credential_id")).toString().toLatin1();
        const QByteArrayList headers{"Authorization: Bearer " + m_key, "Content-Type: application/json"};
        QCOMPARE(ask("PATCH", path, headers, R"({"name":"renamed"})").status, 200);
        QCOMPARE(ask("PATCH", path, headers, R"({"kind":"fvk"})").status, 422);
        QCOMPARE(ask("PATCH", path, headers, R"({"networks":["nowhere"]})").status, 422);
        QCOMPARE(ask("PATCH", path, headers, R"({"disabled":1})").status, 422);
        QCOMPARE(ask("POST", path + "/rotate", headers, R"({"overlap":"1h"})").status, 422);
        QCOMPARE(ask("POST", "/api/keys/key_x/rotate", headers).status, 404);
        const RawAnswer rotated = ask("POST", path + "/rotate", headers, R"({"overlap":3600})");
        QCOMPARE(rotated.status, 201);
        const QByteArray next = object(rotated).value(QLatin1String("secret")).toString().toLatin1();
        QCOMPARE(ask("GET", "/auth/me", {"Authorization: Bearer " + next}).status, 200);
        QCOMPARE(withKey("GET", "/auth/me").status, 200); // during the overlap
        QCOMPARE(ask("PATCH", path, headers, R"({"networks":["192.0.2.0/24"]})").status, 200);
        QCOMPARE(withKey("GET", "/auth/me").status, 403);
        m_key = next;
    }

    // ---- organizations ----
    void upstream_ofAnotherOrganization_isForbidden_andItsNameIsNotTold()
    {
        start([](Settings &settings) {
            settings.upstreams = {{.name = QStringLiteral("theirs"),
                                   .url = QUrl(QStringLiteral("http://127.0.0.1:9/mcp")),
                                   .organization = QStringLiteral("org_somebody")}};
        });
        QCOMPARE(ask("POST", "/mcp/theirs", {"Authorization: Bearer " + m_key, "Content-Type: application/json"},
                     R"({"jsonrpc":"2.0","id":1,"method":"ping"})")
                     .status,
                 403);
        const Session ann = signIn("ann@example.org");
        const RawAnswer overview = ask("GET", "/account", {ann.cookies});
        QCOMPARE(overview.status, 200);
        QVERIFY(!overview.body.contains("theirs"));
        start();
    }
    // MCP 2026-07-28, Scope Challenge Handling: one challenge, with all that the operation takes.
    void toolWithoutItsScope_isRefusedBeforeAnythingIsSpent_withAllThatItTakes()
    {
        start([](Settings &settings) {
            settings.upstreams = {{.name = QStringLiteral("crm"),
                                   .url = QUrl(QStringLiteral("http://127.0.0.1:9/mcp")),
                                   .limit = LimitKind::Ai, // every call costs something, and nobody said what: 402
                                   .scopes = {QStringLiteral("aso:read")},
                                   .needs = {{QStringLiteral("get-*"), {QStringLiteral("store:read")}}}},
                                  {.name = QStringLiteral("theirs"),
                                   .url = QUrl(QStringLiteral("http://127.0.0.1:9/mcp")),
                                   .organization = QStringLiteral("org_somebody"),
                                   .scopes = {QStringLiteral("store:write")}}};
        });
        const RawAnswer made = post(
            "/api/keys",
            {{QStringLiteral("name"), QStringLiteral("ci")}, {QStringLiteral("scopes"), QStringLiteral("aso:write")}},
            {"Authorization: Bearer " + m_key});
        const QByteArray secret = object(made).value(QLatin1String("secret")).toString().toLatin1();
        const auto call = [&](const QByteArray &upstream, const QByteArray &tool) {
            return ask("POST", "/mcp/" + upstream,
                       {"Authorization: Bearer " + secret, "Content-Type: application/json"},
                       R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":")" + tool + R"("}})");
        };
        const RawAnswer refused = call("crm", "get-sum");
        QCOMPARE(refused.status, 403);
        QCOMPARE(refused.field("www-authenticate"),
                 "Bearer resource_metadata=\"" + m_server->publicUrl().toEncoded()
                     + "/.well-known/oauth-protected-resource/mcp/crm\", error=\"insufficient_scope\", "
                       "scope=\"aso:write store:read\", error_description=\"This takes the scope store:read, which the "
                       "credential does not have.\"");
        QCOMPARE(object(refused).value(QLatin1String("missing_scopes")).toArray(),
                 QJsonArray{QStringLiteral("store:read")});
        QCOMPARE(call("crm", "echo").status, 402); // aso:write includes aso:read
        const RawAnswer others = call("theirs", "echo"); // whose it is comes first, and tells nothing
        QCOMPARE(others.status, 403);
        QVERIFY(others.field("www-authenticate").isEmpty());
        const RawAnswer manages = ask("GET", "/api/keys", {"Authorization: Bearer " + secret}); // takes everything
        QVERIFY(manages.field("www-authenticate").endsWith("error=\"insufficient_scope\", scope=\"*\""));
        start();
    }
    void accountPages_sendStrangersToSignIn_andThenBack()
    {
        const RawAnswer answer = ask("GET", "/account/keys?done=key-revoked");
        QCOMPARE(answer.status, 303);
        QCOMPARE(answer.field("location"), QByteArray("/login?next=/account/keys%3Fdone%3Dkey-revoked"));
        QCOMPARE(
            ask("POST", "/account/keys/revoke", {"Content-Type: application/x-www-form-urlencoded"}, "id=x").status,
            303);
        QCOMPARE(withKey("GET", "/account").status, 403); // a key is no browser
    }
    void accountForms_needTheirToken()
    {
        const Session ann = signIn("ann@example.org");
        const QByteArrayList headers{ann.cookies, "Content-Type: application/x-www-form-urlencoded"};
        QCOMPARE(ask("POST", "/account/projects/create", headers, "name=Two").status, 403);
        QCOMPARE(ask("POST", "/account/projects/create", headers, "name=Two&csrf=" + ann.csrf).status, 303);
        QCOMPARE(ask("GET", "/account/projects/create", headers).status, 405);
    }

    // ---- MCP ----
    void builtinServer_answersWhoIsLetIn()
    {
        const QByteArray call
            = R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"whoami","arguments":{}}})";
        const QByteArrayList headers{"Content-Type: application/json", "Accept: application/json, text/event-stream",
                                     "Authorization: Bearer " + m_key};
        for (const char *path : {"/mcp", "/mcp/"})
            QVERIFY(ask("POST", path, headers, call).body.contains("ann@example.org"));
        QCOMPARE(ask("POST", "/mcp/unknown", headers, call).status, 404);
        QCOMPARE(ask("GET", "/mcp", headers).status, 405);
        QCOMPARE(ask("HEAD", "/mcp").status, 401);
    }
};

QTEST_GUILESS_MAIN(TestServer)
#include "test_server.moc"
