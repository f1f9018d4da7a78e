// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/pages/page_files.h"
#include "server/http/pages/page_renderer.h"
#include "tests/http/all_samples.h"
#include "tests/http/html_check.h"

#include <QDir>
#include <QTest>

using namespace ostiary::http;

namespace {

QString html(const PageSample &sample)
{
    return QString::fromUtf8(PageRenderer::page(sample.page(), sample.values).body);
}

/// Every template and part, as it is written.
QList<std::pair<QString, QString>> templates()
{
    QList<std::pair<QString, QString>> list{{u"layout"_s, QString::fromStdString(layoutTemplate())}};
    for (const QString &name : templateNames())
        list.emplaceBack(name, QString::fromStdString(templateNamed(name)->text));
    for (const PagePart &part : pageParts())
        list.emplaceBack(part.name, QString::fromStdString(part.text));
    return list;
}

/// A template with the parts that it is made of.
QString withParts(const QString &name)
{
    QString text = QString::fromStdString(templateNamed(name)->text);
    for (int depth = 0; depth < 3; ++depth) {
        for (const PagePart &part : pageParts())
            text.replace(u"{{> %1}}"_s.arg(part.name), QString::fromStdString(part.text));
    }
    return text;
}

void addSamples(const QList<PageSample> &samples)
{
    QTest::addColumn<PageSample>("sample");
    for (const PageSample &sample : samples)
        QTest::newRow(qPrintable(sample.name)) << sample;
}

} // namespace

class TestPagesStructure : public QObject
{
    Q_OBJECT

private slots:
    void everyTemplateHasAFullSample()
    {
        QStringList sampled;
        for (const PageSample &sample : fullSamples())
            sampled += sample.name;
        QCOMPARE(sampled, templateNames());
    }

    void page_isWellFormed_labelled_andInOrder_data() { addSamples(allSamples()); }
    void page_isWellFormed_labelled_andInOrder()
    {
        QFETCH(PageSample, sample);
        const QString page = html(sample);
        QCOMPARE(HtmlCheck(page).problems(), QStringList());
        QVERIFY(!page.contains(u"{{"_s) && !page.contains(u"}}"_s));
    }

    void page_withoutAnyValues_isWellFormedToo_data()
    {
        QTest::addColumn<QString>("name");
        for (const QString &name : templateNames())
            QTest::newRow(qPrintable(name)) << name;
    }
    void page_withoutAnyValues_isWellFormedToo()
    {
        QFETCH(QString, name);
        QCOMPARE(HtmlCheck(html({name, {}})).problems(), QStringList());
    }

    // The check itself: each of these is a mistake that it has to see.
    void check_seesMistakes_data()
    {
        QTest::addColumn<QString>("page");
        QTest::newRow("two titles") << u"<h1>a</h1><h1>b</h1>"_s;
        QTest::newRow("no title") << u"<p>a</p>"_s;
        QTest::newRow("jumping headings") << u"<h1>a</h1><h3>b</h3>"_s;
        QTest::newRow("field without label") << u"<h1>a</h1><input id=\"a\" name=\"a\">"_s;
        QTest::newRow("label of nothing") << u"<h1>a</h1><label for=\"a\">b</label>"_s;
        QTest::newRow("id twice") << u"<h1 id=\"a\">a</h1><p id=\"a\">b</p>"_s;
        QTest::newRow("attribute twice") << u"<h1 class=\"a\" class=\"b\">a</h1>"_s;
        QTest::newRow("not closed") << u"<h1>a</h1><p>b"_s;
        QTest::newRow("crossed") << u"<h1>a</h1><p><b>c</p></b>"_s;
        QTest::newRow("list in a paragraph") << u"<h1>a</h1><p><ul></ul></p>"_s;
        QTest::newRow("form by GET") << u"<h1>a</h1><form action=\"/a\"></form>"_s;
        QTest::newRow("button without type") << u"<h1>a</h1><button>b</button>"_s;
        QTest::newRow("stray quote") << u"<h1>a</h1><p class=\"a\"\">b</p>"_s;
        QTest::newRow("two autofocus") << u"<h1 autofocus>a</h1><p autofocus>b</p>"_s;
    }
    void check_seesMistakes()
    {
        QFETCH(QString, page);
        QVERIFY(!HtmlCheck(page).problems().isEmpty());
    }

    void everyForm_hasItsCsrfToken_data() { addSamples(allSamples()); }
    void everyForm_hasItsCsrfToken()
    {
        QFETCH(PageSample, sample);
        const QString page = html(sample);
        for (const QString &form : forms(page))
            QVERIFY2(form.split(u' ').contains(u"csrf"_s), qPrintable(form));
        QCOMPARE(page.count(u"name=\"csrf\" value=\"c5rf\""_s), page.count(u"<form "_s));
    }

    // Each page says what it is for, under its title.
    void everyPage_hasOneSentenceUnderItsTitle_data() { addSamples(fullSamples()); }
    void everyPage_hasOneSentenceUnderItsTitle()
    {
        QFETCH(PageSample, sample);
        QVERIFY(html(sample).contains(QRegularExpression(u"</h1>\\s*<p class=\"lead\">[^\\n]{20,}"_s)));
    }

    // ---- errors ----
    void error_standsAtItsField_orOnTop_andOnce_data() { addSamples(fullSamples()); }
    void error_standsAtItsField_orOnTop_andOnce()
    {
        QFETCH(PageSample, sample);
        if (!sample.values.contains(u"error"_s))
            return;
        const QString sentence = u"Something is wrong with it."_s;
        for (const QString &field : {sample.values.value(u"error_field"_s).toString(), QString(), u"nonesuch"_s}) {
            const QString page
                = html({sample.name, with(sample.values, {{u"error"_s, sentence}, {u"error_field"_s, field}})});
            QCOMPARE(page.count(sentence), 1);
            QCOMPARE(page.count(u"role=\"alert\""_s), 1);
            const bool known = !field.isEmpty() && field != u"nonesuch";
            if (known)
                QCOMPARE(page.count(u"aria-invalid=\"true\""_s), 1);
        }
    }

    void everyFieldOfAnError_isTiedToIt_data()
    {
        QTest::addColumn<PageSample>("sample");
        QTest::addColumn<QString>("field");
        static const QRegularExpression kPlace(u"\\{\\{#error_in_([a-z]+)\\}\\} aria-invalid"_s);
        for (const PageSample &sample : fullSamples()) {
            for (const auto &place : kPlace.globalMatch(withParts(sample.page()))) {
                QTest::addRow("%s: %s", qPrintable(sample.name), qPrintable(place.captured(1)))
                    << sample << place.captured(1);
            }
        }
    }
    void everyFieldOfAnError_isTiedToIt()
    {
        QFETCH(PageSample, sample);
        QFETCH(QString, field);
        const QString page = html({sample.name, with(sample.values, {{u"error_field"_s, field}})});
        QCOMPARE(HtmlCheck(page).problems(), QStringList());
        static const QRegularExpression kTied(
            u"<(?:input|select|textarea)[^>]* aria-describedby=\"(?:[a-z-]+ )?error\"[^>]*>"_s);
        const auto tied = kTied.match(page);
        QVERIFY(tied.hasMatch());
        QVERIFY(tied.captured().contains(u"aria-invalid=\"true\""_s));
        QVERIFY(tied.captured().contains(u" autofocus"_s));
    }

    // ---- what strangers wrote ----
    void hostileMarkup_isEscaped_data() { addSamples(fullSamples()); }
    void hostileMarkup_isEscaped()
    {
        QFETCH(PageSample, sample);
        const QString attack = u"\"'><script>alert(1)</script><svg onload=x>{{csrf}}{{{csrf}}}{{> content}}&amp;"_s;
        const QString page = html({sample.name, poisoned(sample.values, attack).toObject()});
        QVERIFY(!page.contains(u"<script>"_s) && !page.contains(u"<svg onload"_s) && !page.contains(u"'>"_s));
        QVERIFY(page.contains(u"&quot;&apos;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;svg onload=x&gt;{{csrf}}"_s));
    }

    void rightToLeftOverride_andControls_areTakenOut_data() { addSamples(allSamples()); }
    void rightToLeftOverride_andControls_areTakenOut()
    {
        QFETCH(PageSample, sample);
        QJsonObject values = poisoned(sample.values, u"ab\u202Ecd\u2066e\u0007f"_s).toObject();
        QString page = html({sample.name, values});
        // What comes back to us is not read by anybody, and stays as it is: addresses and the values of fields.
        page.remove(QRegularExpression(
            u"(?:value|href|id|for|aria-describedby|data-next|data-copy|data-status-url|datetime)=\"[^\"]*\""_s));
        if (sample.page() == u"account_security")
            page.remove(QRegularExpression(u"<code class=\"secret\">[^<]*</code>"_s)); // made by us
        page.remove(QRegularExpression(u"<textarea[^>]*>[^<]*</textarea>"_s)); // and so are these
        for (const char16_t unseen : {u'\u202E', u'\u2066', u'\u0007'})
            QVERIFY2(!page.contains(QChar(unseen)), qPrintable(page));
    }

    void tenKilobytes_areCut_data() { addSamples(allSamples()); }
    void tenKilobytes_areCut()
    {
        QFETCH(PageSample, sample);
        QString page = html({sample.name, poisoned(sample.values, QString(u'N').repeated(10'000)).toObject()});
        page.remove(QRegularExpression(
            u"(?:value|href|id|for|aria-describedby|data-next|data-copy|data-status-url|datetime)=\"[^\"]*\""_s));
        page.remove(QRegularExpression(u"<code class=\"secret\">[^<]*</code>"_s));
        page.remove(QRegularExpression(u"<textarea[^>]*>[^<]*</textarea>"_s));
        QVERIFY(!page.contains(QString(u'N').repeated(1001)));
    }

    // ---- what the templates may not ----
    void onlyTheQrCode_isNotEscaped()
    {
        QStringList unescaped;
        static const QRegularExpression kRaw(u"\\{\\{(?:\\{|&)\\s*([^}]*)\\}"_s);
        for (const auto &[name, text] : templates()) {
            for (const auto &match : kRaw.globalMatch(text))
                unescaped += name + u": "_s + match.captured(1);
            QVERIFY2(!text.contains(u"{{="_s), qPrintable(name));
        }
        QCOMPARE(unescaped, QStringList(u"account_security: qr_svg"_s));
    }

    void aDrawingThatWeDidNotMake_isLeftOut()
    {
        const auto pageWith = [](const QString &svg) {
            QJsonObject values = securityValues();
            values[u"totp"_s] = QJsonObject{{u"setup"_s, QJsonObject{{u"qr_svg"_s, svg}, {u"ticket"_s, u"t"_s}}}};
            return html({u"account_security"_s, values});
        };
        const QString own = QString::fromLatin1(qrSvg("otpauth"));
        QVERIFY(pageWith(own).contains(own));
        QVERIFY(!pageWith(own + u"<script>"_s).contains(u"QR code"_s));
        QVERIFY(!pageWith(QString(own).replace(u"<path"_s, u"<path onload=\"x\""_s)).contains(u"onload"_s));
    }

    void nothingIsInline_andNothingComesFromElsewhere()
    {
        static const QRegularExpression kInline(
            u"<style|\\sstyle=|\\son[a-z]+=|javascript:|<script(?! src=\"/assets/)"_s);
        static const QRegularExpression kElsewhere(u"(?:src|href|action)=\"(?:[a-z]+:)?//"_s);
        for (const auto &[name, text] : templates())
            QVERIFY2(!text.contains(kInline) && !text.contains(kElsewhere), qPrintable(name));
        for (const PageSample &sample : allSamples())
            QVERIFY2(!html(sample).contains(kInline), qPrintable(sample.name));
    }

    void oneSpelling_ofEMail()
    {
        for (const auto &[name, text] : templates())
            QVERIFY2(!text.contains(QRegularExpression(u"\\bEmail\\b"_s)), qPrintable(name));
    }

    // Not a check: with OSTIARY_ARTIFACTS=FOLDER the pages are written there, to be looked at.
    void cleanupTestCase()
    {
        const QString folder = qEnvironmentVariable("OSTIARY_ARTIFACTS");
        if (folder.isEmpty())
            return;
        const QDir pages(folder + u"/pages"_s);
        QVERIFY(pages.mkpath(u"assets"_s));
        const auto write = [&](const QString &path, const QByteArray &content) {
            QFile file(pages.filePath(path));
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
        };
        for (const PageSample &sample : allSamples())
            write(sample.name + u".html"_s, html(sample).toUtf8());
        for (const QString &name : assetNames())
            write(u"assets/"_s + name, assetNamed(name.toLatin1())->content);
    }
};

QTEST_APPLESS_MAIN(TestPagesStructure)
#include "test_pages_structure.moc"
