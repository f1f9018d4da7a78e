// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/pages/page_files.h"
#include "server/http/pages/page_renderer.h"
#include "tests/http/page_samples.h"

#include <QMap>
#include <QRegularExpression>
#include <QTest>

#include <algorithm>
#include <array>
#include <cmath>

using namespace ostiary::http;
using namespace Qt::StringLiterals;

namespace {

QString html(const QString &name, const QJsonObject &values)
{
    return QString::fromUtf8(PageRenderer::page(name, values).body);
}

/// The `name`s of a page's controls, with their type, in order: "hidden id".
QStringList controls(const QString &page)
{
    static const QRegularExpression kControl(u"<(?:input|button)[^>]*>"_s);
    const auto attribute = [](const QString &tag, const QString &name) {
        return QRegularExpression(u"\\b%1=\"([^\"]*)\""_s.arg(name)).match(tag).captured(1);
    };
    QStringList found;
    for (const auto &match : kControl.globalMatch(page)) {
        const QString tag = match.captured();
        if (const QString name = attribute(tag, u"name"_s); !name.isEmpty())
            found += attribute(tag, u"type"_s) + u' ' + name
                + (tag.startsWith(u"<button"_s) ? u'=' + attribute(tag, u"value"_s) : QString());
    }
    return found;
}

/// Everything that is sent to a browser: templates, as they are, and assets.
QList<std::pair<QString, QString>> sources()
{
    QList<std::pair<QString, QString>> list{{u"layout"_s, QString::fromStdString(layoutTemplate())}};
    for (const QString &name : templateNames())
        list.emplaceBack(name, QString::fromStdString(templateNamed(name)->text));
    for (const PagePart &part : pageParts())
        list.emplaceBack(part.name, QString::fromStdString(part.text));
    for (const QString &name : assetNames())
        list.emplaceBack(name, QString::fromUtf8(assetNamed(name.toLatin1())->content));
    return list;
}

/// The custom properties of a style sheet's part that are colours: {"ink", "1f2a44"}.
QMap<QString, QString> coloursOf(const QString &css)
{
    static const QRegularExpression kColour(u"--([a-z-]+): #([0-9a-f]{6});"_s);
    QMap<QString, QString> colours;
    for (const auto &match : kColour.globalMatch(css))
        colours.insert(match.captured(1), match.captured(2));
    return colours;
}

double contrastOf(const QString &a, const QString &b)
{
    const auto luminance = [](const QString &colour) {
        double sum = 0;
        for (int i = 0; i < 3; ++i) {
            const double c = colour.sliced(2 * qsizetype(i), 2).toInt(nullptr, 16) / 255.0;
            sum += std::array{0.2126, 0.7152, 0.0722}[i]
                * (c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4));
        }
        return sum + 0.05;
    };
    const auto [low, high] = std::minmax({luminance(a), luminance(b)});
    return high / low;
}

} // namespace

class TestPages : public QObject
{
    Q_OBJECT

private slots:
    // ---- every page ----
    void page_rendersWithFullAndWithMinimalValues_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QJsonObject>("values");
        QTest::addColumn<QString>("expected");
        QTest::newRow("login") << u"login"_s << loginValues() << u"E-mail and password do not match."_s;
        QTest::newRow("consent") << u"consent"_s << consentValues() << u"Claude Code"_s;
        QTest::newRow("message") << u"message"_s << messageValues() << u"the path ends in a slash"_s;
        QTest::newRow("home") << u"home"_s << homeValues()
                              << u"claude mcp add --transport http files https://ostiary.example.com/mcp/files"_s;
        QTest::newRow("login, minimal") << u"login"_s << QJsonObject{{u"next"_s, u"/"_s}, {u"csrf"_s, u"c"_s}}
                                        << u"Sign in"_s;
        QTest::newRow("consent, minimal")
            << u"consent"_s << QJsonObject{{u"id"_s, u"apr_1"_s}, {u"csrf"_s, u"c"_s}} << u"Allow"_s;
        QTest::newRow("message, minimal")
            << u"message"_s << QJsonObject{{u"title"_s, u"Signed out"_s}} << u"Signed out"_s;
        QTest::newRow("home, minimal") << u"home"_s << QJsonObject{{u"signed_in"_s, false}} << u"href=\"/login\""_s;
        for (const QString &name : templateNames())
            QTest::addRow("%s, nothing", qPrintable(name)) << name << QJsonObject() << u"</html>"_s;
    }
    void page_rendersWithFullAndWithMinimalValues()
    {
        QFETCH(QString, name);
        QFETCH(QJsonObject, values);
        QFETCH(QString, expected);
        const Response response = PageRenderer::page(name, values, 400);
        const QString page = QString::fromUtf8(response.body);
        QCOMPARE(response.status, 400);
        QVERIFY2(page.contains(expected), qPrintable(page));
        QVERIFY(page.startsWith(u"<!doctype html>"_s));
        QVERIFY(page.trimmed().endsWith(u"</html>"_s));
        QVERIFY(!page.contains(u"{{"_s) && !page.contains(u"}}"_s));
        QCOMPARE(page.count(u"<h1>"_s), 1);
        QCOMPARE(page.count(u"<main id=\"main\">"_s), 1);
        QVERIFY(page.contains(u"<html lang=\"en\">"_s));
    }

    void everyTemplateIsCompiledIn()
    {
        QCOMPARE(templateNames(),
                 QStringList({u"login"_s,
                              u"consent"_s,
                              u"waiting"_s,
                              u"device"_s,
                              u"message"_s,
                              u"home"_s,
                              u"second_factor"_s,
                              u"signup"_s,
                              u"setup"_s,
                              u"forgot"_s,
                              u"reset"_s,
                              u"invitation"_s,
                              u"confirm"_s,
                              u"account"_s,
                              u"account_keys"_s,
                              u"account_key"_s,
                              u"account_apps"_s,
                              u"account_connections"_s,
                              u"account_connection"_s,
                              u"account_sessions"_s,
                              u"account_security"_s,
                              u"account_usage"_s,
                              u"account_organization"_s,
                              u"account_organization_limits"_s,
                              u"account_plans"_s,
                              u"account_prices"_s,
                              u"account_revoke_all"_s}));
        for (const auto &[name, text] : sources())
            QVERIFY2(!text.isEmpty(), qPrintable(name));
    }

    // Server-side text: a missing page is a defect of ours, answered without a crash.
    void page_ofUnknownName_is500()
    {
        QTest::ignoreMessage(QtCriticalMsg, "The page nonesuch cannot be shown.");
        QCOMPARE(PageRenderer::page(u"nonesuch"_s, {}).status, 500);
    }

    // ---- headers ----
    void page_carriesExactlyTheseHeaders()
    {
        QByteArray headers;
        for (const auto &[name, value] :
             PageRenderer::page(u"consent"_s, consentValues(), 200, "https://claude.ai").headers)
            headers += name + ": " + value + '\n';
        QCOMPARE(headers,
                 QByteArray("Content-Type: text/html; charset=utf-8\n"
                            "Content-Security-Policy: default-src 'none'; style-src 'self'; img-src 'self'; "
                            "script-src 'self'; connect-src 'self'; form-action 'self' https://claude.ai; "
                            "frame-ancestors 'none'; base-uri 'none'\n"
                            "X-Frame-Options: DENY\n"
                            "X-Content-Type-Options: nosniff\n"
                            "Referrer-Policy: same-origin\n"
                            "Cache-Control: no-store\n"));
    }

    // A redirect target must not be able to write our Content-Security-Policy.
    void formAction_thatIsNotOneOriginOrScheme_isLeftOut_data()
    {
        QTest::addColumn<QByteArray>("action");
        QTest::addColumn<bool>("taken");
        QTest::newRow("origin") << QByteArray("https://claude.ai") << true;
        QTest::newRow("port") << QByteArray("http://localhost:53211") << true;
        QTest::newRow("scheme") << QByteArray("cursor:") << true;
        QTest::newRow("dotted scheme") << QByteArray("com.example.app:") << true;
        QTest::newRow("directive") << QByteArray("https://a; script-src *") << false;
        QTest::newRow("two sources") << QByteArray("https://a *") << false;
        QTest::newRow("star") << QByteArray("*") << false;
        QTest::newRow("wildcard host") << QByteArray("https://*.a") << false;
        QTest::newRow("keyword") << QByteArray("'unsafe-inline'") << false;
        QTest::newRow("header") << QByteArray("https://a\r\nSet-Cookie: x=1") << false;
        QTest::newRow("newline at the end") << QByteArray("https://a\n") << false;
        QTest::newRow("path") << QByteArray("https://a/b") << false;
    }
    void formAction_thatIsNotOneOriginOrScheme_isLeftOut()
    {
        QFETCH(QByteArray, action);
        QFETCH(bool, taken);
        const Response response = PageRenderer::page(u"consent"_s, consentValues(), 200, action);
        const QByteArray policy = response.headers.value("Content-Security-Policy").toByteArray();
        QCOMPARE(policy.contains("form-action 'self' " + action + ';'), taken);
        QCOMPARE(policy.contains("form-action 'self';"), !taken);
    }

    void formActionOf_isTheOriginOrTheScheme_data()
    {
        QTest::addColumn<QString>("redirect");
        QTest::addColumn<QByteArray>("action");
        QTest::newRow("https") << u"https://claude.ai/api/mcp/auth_callback"_s << QByteArray("https://claude.ai");
        QTest::newRow("loopback") << u"http://127.0.0.1:53211/callback?x=1"_s << QByteArray("http://127.0.0.1:53211");
        QTest::newRow("IPv6") << u"http://[::1]:53211/callback"_s << QByteArray("http:");
        QTest::newRow("IDN") << u"https://bücher.example/cb"_s << QByteArray("https://xn--bcher-kva.example");
        QTest::newRow("private-use scheme")
            << u"cursor://anysphere.cursor-mcp/oauth/callback"_s << QByteArray("cursor:");
        QTest::newRow("reverse-domain scheme") << u"com.example.app:/callback"_s << QByteArray("com.example.app:");
        QTest::newRow("nothing") << QString() << QByteArray();
    }
    void formActionOf_isTheOriginOrTheScheme()
    {
        QFETCH(QString, redirect);
        QTEST(PageRenderer::formActionOf(QUrl(redirect)), "action");
    }

    // ---- what strangers wrote ----
    void page_shortensALongName_andKeepsALongHost()
    {
        QJsonObject values = consentValues();
        const QString host = u"claude.ai."_s + QString(u"a"_s).repeated(60) + u".evil.example"_s;
        values["client_name"_L1] = QString(u'N').repeated(10'000);
        values["redirect_is_loopback"_L1] = false;
        values["redirect_host"_L1] = host;
        const QString page = html(u"consent"_s, values);
        QVERIFY(page.contains(QString(u'N').repeated(59) + u'…'));
        QVERIFY(!page.contains(QString(u'N').repeated(60)));
        QVERIFY(page.contains(u"<strong>%1</strong>"_s.arg(host)));
    }

    void page_returnsHiddenValuesUnchanged()
    {
        QJsonObject values = loginValues();
        values["next"_L1] = QString(u"/api/oauth/authorize?state="_s + QString(u'x').repeated(5000) + u"  y"_s);
        QVERIFY(html(u"login"_s, values).contains(values.value("next"_L1).toString()));
    }

    // ---- what the pages promise ----
    void login_hasTheseFields()
    {
        const QString page = html(u"login"_s, loginValues());
        QCOMPARE(controls(page),
                 QStringList({u"hidden next"_s, u"hidden csrf"_s, u"email email"_s, u"password password"_s,
                              u"hidden csrf"_s, u"hidden next"_s, u"hidden csrf"_s})); // a passkey, the console
        QVERIFY(page.contains(u"method=\"post\" action=\"/login\""_s));
        QVERIFY(page.contains(u"autocomplete=\"username\""_s) && page.contains(u"autocomplete=\"current-password\""_s));
        QVERIFY(page.contains(u"role=\"alert\""_s));
        const QJsonObject untried{{u"next"_s, u"/"_s}, {u"csrf"_s, u"c"_s}, {u"error"_s, QString()}};
        QVERIFY(!html(u"login"_s, untried).contains(u"role=\"alert\""_s));
    }

    void consent_hasTheseFields_denyBeforeAllow_andNeitherFocused()
    {
        const QString page = html(u"consent"_s, consentValues());
        QStringList expected{u"hidden csrf"_s, u"hidden id"_s, u"hidden csrf"_s, u"hidden choosing"_s};
        expected += QStringList(5, u"checkbox scope"_s);
        expected += {u"submit decision=deny"_s, u"submit decision=allow"_s};
        QCOMPARE(controls(page), expected);
        QVERIFY(page.contains(u"method=\"post\" action=\"/consent\""_s));
        QVERIFY(page.contains(u"method=\"post\" action=\"/logout\""_s));
        QVERIFY(!page.contains(u"autofocus"_s));
    }

    // Ticked as given, nothing else; each with its name, which is what comes back.
    void consent_hasABoxForEachScope_andSaysWhatIsNew()
    {
        const QString page = html(u"consent"_s, consentValues());
        QCOMPARE(page.count(u" checked>"_s), 4);
        for (const ConsentScope &scope : consentScopes()) {
            const QString box
                = u"name=\"scope\" value=\"%1\"%2>"_s.arg(scope.scope, scope.isTicked ? u" checked"_s : u""_s);
            QVERIFY2(page.contains(box), qPrintable(box));
        }
        QCOMPARE(page.count(u">new</span>"_s), 4);
        QCOMPARE(page.count(u">allowed before</span>"_s), 1);
        QCOMPARE(page.count(u"<option "_s), 4);
        QVERIFY(page.contains(u"<option value=\"28800\" selected>8 hours</option>"_s));
        const QString error = u"Nothing is ticked."_s;
        QVERIFY(html(u"consent"_s, {{u"error"_s, error}}).contains(u"role=\"alert\""_s));
    }

    void consent_namesTheTools_behindEachScope()
    {
        const QString page = html(u"consent"_s, consentValues()).simplified();
        QVERIFY(page.contains(u"<summary>Tools: read_file, list_directory and 4 more</summary>"_s));
        QVERIFY(page.contains(u"<code>read_file</code> Read a file <span class=\"chip\">says it only reads</span>"_s));
        QVERIFY(page.contains(u"<code>compare</code> (needs review:simulate, too)"_s));
        QVERIFY(page.contains(u"<p class=\"tools\">Tools: write_file, move_file</p>"_s));
        QVERIFY(page.contains(u"<p class=\"tools\">With any of these it may also use: ping</p>"_s));
        QVERIFY(!page.contains(u"and 0 more"_s));
    }

    // A server chooses the names of its tools.
    void consent_showsHostileTools_asShortPlainText()
    {
        QList<ConsentTool> tools{{u"<b>x</b>\u202Etxt"_s, QString(5000, u't'), false}};
        for (int i = 0; i < 1999; ++i)
            tools << ConsentTool{QString(200, u'n') + QString::number(i)};
        QJsonObject values = consentValues();
        values[u"groups"_s] = consentGroups({{.scope = u"projects:read"_s, .opens = tools}}, ostiary::seedScopes(), {});
        const QString page = html(u"consent"_s, values);
        QVERIFY(page.contains(u"&lt;b&gt;x&lt;/b&gt;txt"_s));
        QVERIFY(!page.contains(QString(81, u't')) && !page.contains(QString(81, u'n')));
        QCOMPARE(page.count(u"<li>"_s), 200);
        QVERIFY(page.contains(u"and 1800 more"_s));
    }

    void consent_saysWho_whereTo_andThatNobodyCheckedTheName()
    {
        QJsonObject values = consentValues();
        QString page = html(u"consent"_s, values).simplified();
        for (const QString &expected : {u"unverified"_s, u"<strong>localhost</strong>, an app on this computer"_s,
                                        u"ada@example.com"_s, u"https://ostiary.example.com/mcp/files"_s, u"K7QF"_s})
            QVERIFY2(page.contains(expected), qPrintable(expected));

        values["redirect_is_loopback"_L1] = false;
        values["redirect_host"_L1] = u"claude.ai"_s;
        page = html(u"consent"_s, values).simplified();
        QVERIFY(page.contains(u"You will be sent to <strong>claude.ai</strong>."_s));
        QVERIFY(!page.contains(u"this computer"_s));

        values["redirect_host"_L1] = QString();
        values["redirect_scheme"_L1] = u"cursor"_s;
        page = html(u"consent"_s, values).simplified();
        QVERIFY(page.contains(u"You will be sent to the app that opens <strong>cursor:</strong> links."_s));

        values["client_host"_L1] = u"app.example"_s;
        page = html(u"consent"_s, values).simplified();
        QVERIFY(page.contains(u"verified: app.example"_s) && !page.contains(u"unverified"_s));
    }

    void consent_watchesForADecisionElsewhere_withAndWithoutJavaScript()
    {
        QJsonObject values = consentValues();
        const QString watching = html(u"consent"_s, values);
        QVERIFY(watching.contains(u"data-status-url=\"/consent/status?id=apr_7Hq2\""_s));
        // Loading it again by itself would tick again what somebody unticked.
        QVERIFY(!watching.contains(u"http-equiv=\"refresh\""_s));
        QVERIFY(watching.contains(u"<a href=\"/consent?id=apr_7Hq2\">Load this page again</a>"_s));
        const QString waiting = html(u"waiting"_s, waitingValues());
        QVERIFY(waiting.contains(u"<noscript><meta http-equiv=\"refresh\" content=\"5\"></noscript>"_s));
        QVERIFY(waiting.contains(u"data-status-url=\"/waiting/status?id=apr_7Hq2\""_s) && waiting.contains(u"K7QF"_s));
        QCOMPARE(watching.count(u"<script src=\"/assets/consent.js?v="_s), 1);
        for (const QString &name : {u"login"_s, u"message"_s, u"home"_s})
            QVERIFY(!html(name, {}).contains(u"<script"_s) && !html(name, {}).contains(u"refresh"_s));
    }

    void home_signsInOrOut()
    {
        QJsonObject values = homeValues();
        QVERIFY(html(u"home"_s, values).contains(u"action=\"/logout\""_s));
        QVERIFY(!html(u"home"_s, values).contains(u"href=\"/login\""_s));
        values["signed_in"_L1] = false;
        QVERIFY(!html(u"home"_s, values).contains(u"action=\"/logout\""_s));
    }

    // ---- assets ----
    void asset_hasItsType_andMayBeKept_data()
    {
        QTest::addColumn<QByteArray>("type");
        QTest::newRow("style.css") << QByteArray("text/css; charset=utf-8");
        QTest::newRow("consent.js") << QByteArray("text/javascript; charset=utf-8");
        QTest::newRow("copy.js") << QByteArray("text/javascript; charset=utf-8");
        QTest::newRow("passkeys.js") << QByteArray("text/javascript; charset=utf-8");
        QTest::newRow("mark.svg") << QByteArray("image/svg+xml");
    }
    void asset_hasItsType_andMayBeKept()
    {
        const Response response = PageRenderer::asset(QTest::currentDataTag());
        QCOMPARE(response.status, 200);
        QVERIFY(!response.body.isEmpty());
        QTEST(response.headers.value("Content-Type").toByteArray(), "type");
        QCOMPARE(response.headers.value("Cache-Control").toByteArray(),
                 QByteArray("public, max-age=31536000, immutable"));
        QCOMPARE(response.headers.value("X-Content-Type-Options").toByteArray(), QByteArray("nosniff"));
    }

    void asset_ofAnyOtherName_is404()
    {
        for (const char *name :
             {"", "nonesuch.css", "Style.css", "style.css/", "../login.html", "assets/style.css", "login.html"})
            QCOMPARE(PageRenderer::asset(name).status, 404);
    }

    // Content-Security-Policy forbids it, and a page of a doorkeeper tells nobody else who reads it.
    void nothingIsAskedFromOthers_andNothingIsInline()
    {
        static const QRegularExpression kElsewhere(u"(?:src|href|url|import|action)\\s*[=(]\\s*[\"']?(?:https?:)?//"_s);
        static const QRegularExpression kInline(u"<style|\\sstyle=|\\son[a-z]+=\"|<script(?! src=)"_s);
        for (const auto &[name, text] : sources()) {
            QString checked = text;
            checked.remove(u"xmlns=\"http://www.w3.org/2000/svg\""_s); // a name, not an address
            QVERIFY2(!checked.contains(kElsewhere), qPrintable(name));
            QVERIFY2(!checked.contains(u"http://"_s) && !checked.contains(u"https://"_s), qPrintable(name));
            QVERIFY2(name.endsWith(u".js"_s) || !checked.contains(kInline), qPrintable(name));
        }
    }

    // WCAG 2.2, 1.4.3 and 1.4.11: text 4.5:1, outlines of controls 3:1.
    void colours_areTellableApart_inBothSchemes()
    {
        struct Pair {
            QString text;
            QString ground;
            double least;
        };
        // clang-format off
        const QList<Pair> pairs{
            {u"ink"_s,       u"ground"_s,      4.5},
            {u"ink"_s,       u"sheet"_s,       4.5},
            {u"ink"_s,       u"soft"_s,        4.5},
            {u"quiet"_s,     u"ground"_s,      4.5},
            {u"quiet"_s,     u"sheet"_s,       4.5},
            {u"on-strong"_s, u"strong"_s,      4.5},
            {u"on-brass"_s,  u"brass"_s,       4.5},
            {u"on-brass"_s,  u"brass-hover"_s, 4.5},
            {u"quiet"_s,     u"soft"_s,        4.5},
            {u"danger"_s,    u"danger-soft"_s, 4.5},
            {u"danger"_s,    u"sheet"_s,       4.5},
            {u"on-danger"_s, u"danger"_s,      4.5},
            {u"caution"_s,   u"caution-soft"_s, 4.5},
            {u"caution"_s,   u"sheet"_s,       4.5},
            {u"good"_s,      u"good-soft"_s,   4.5},
            {u"good"_s,      u"sheet"_s,       4.5},
            {u"field"_s,     u"sheet"_s,       3.0},
        };
        // clang-format on
        const QString css = QString::fromUtf8(assetNamed("style.css")->content);
        const qsizetype dark = css.indexOf(u"prefers-color-scheme: dark"_s);
        for (const QString &scheme : {css.first(dark), css.sliced(dark)}) {
            const QMap<QString, QString> colours = coloursOf(scheme);
            for (const auto &[text, ground, least] : pairs) {
                QVERIFY2(colours.contains(text) && colours.contains(ground), qPrintable(text + u' ' + ground));
                const double contrast = contrastOf(colours.value(text), colours.value(ground));
                QVERIFY2(contrast >= least, qPrintable(u"%1 on %2: %3"_s.arg(text, ground).arg(contrast)));
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestPages)
#include "test_pages.moc"
