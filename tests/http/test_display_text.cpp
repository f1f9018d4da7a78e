// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/pages/display_text.h"
#include "server/http/pages/scope_words.h"

#include <QJsonObject>
#include <QTest>

using namespace ostiary;
using namespace ostiary::http;
using namespace Qt::StringLiterals;

class TestDisplayText : public QObject
{
    Q_OBJECT

private slots:
    void displayText_keepsWhatCanBeSeen_andDropsTheRest_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("shown");
        QTest::newRow("plain") << u"Claude Code"_s << u"Claude Code"_s;
        QTest::newRow("umlauts, CJK, emoji") << u"Grüße 世界 🚪"_s << u"Grüße 世界 🚪"_s;
        QTest::newRow("lines and tabs") << u"  a\r\n\tb\u2028c "_s << u"a b c"_s;
        QTest::newRow("controls") << u"a\x1b[31mb\x7f"_s << u"a[31mb"_s;
        QTest::newRow("right-to-left override") << u"abc\u202Egpj.exe\u202C"_s << u"abcgpj.exe"_s;
        QTest::newRow("isolates and zero width") << u"a\u2066b\u2069\u200B\uFEFFc"_s << u"abc"_s;
        QTest::newRow("marks in towers") << u"e\u0301\u0301\u0301\u0301\u0301\u0301x"_s << u"e\u0301\u0301\u0301x"_s;
        QTest::newRow("blanks that are letters") << u"\u3164\u115F\u2800"_s << QString();
        QTest::newRow("half a character") << QString(QChar(0xd83d)) + u'a' << u"\uFFFDa"_s;
        QTest::newRow("ten") << u"0123456789"_s << u"0123456789"_s;
        QTest::newRow("eleven") << u"0123456789a"_s.repeated(1) << u"0123456789a"_s;
        QTest::newRow("too long") << u"0123456789abc"_s << u"0123456789a…"_s;
        QTest::newRow("cut before an emoji, not through it") << u"0123456789🚪🚪"_s << u"0123456789…"_s;
        QTest::newRow("empty") << QString() << QString();
    }
    void displayText_keepsWhatCanBeSeen_andDropsTheRest()
    {
        QFETCH(QString, text);
        const QString shown = displayText(text, 12);
        QTEST(shown, "shown");
        QCOMPARE(displayText(shown, 12), shown);
    }

    // ---- scopes
    // -------------------------------------------------------------------------------------------------------
    void scopeGroups_saysEachKnownScopeInWords_andUnknownOnesVerbatim()
    {
        for (const char *scope : {"projects:read", "projects:write", "aso:read", "aso:write", "screenshots:read",
                                  "screenshots:write", "store:read", "store:write", "review:simulate", "*"}) {
            const ScopeWords known = scopeWords(QString::fromLatin1(scope), seedScopes(), {});
            QVERIFY(known.group != ScopeGroup::Other);
            QVERIFY(!known.words.isEmpty());
            QVERIFY(!known.words.contains(QLatin1StringView(scope)));
        }
        QVERIFY(scopeWords(u"projects:read"_s, seedScopes(), {}).group == ScopeGroup::Read);
        QVERIFY(scopeWords(u"store:write"_s, seedScopes(), {}).group == ScopeGroup::Write);
        QVERIFY(scopeWords(u"review:simulate"_s, seedScopes(), {}).group == ScopeGroup::Act);
        QVERIFY(scopeWords(u"*"_s, seedScopes(), {}).group == ScopeGroup::Everything);
        QCOMPARE(scopeWords(u"calendar.events"_s, seedScopes(), {}).words, u"calendar.events"_s);
        QVERIFY(scopeWords(u"calendar.events"_s, seedScopes(), {}).group == ScopeGroup::Other);
    }

    void scopeGroups_leavesOutRepeatedScopesAndEmptyGroups()
    {
        const QJsonArray groups
            = scopeGroups({u"x:y"_s, u"store:read"_s, u"aso:read"_s, u"store:read"_s}, seedScopes(), {});
        QCOMPARE(groups.size(), 2);
        QCOMPARE(groups.at(0)["title"_L1].toString(), u"Read"_s);
        QCOMPARE(groups.at(0)["scopes"_L1].toArray().size(), 2);
        QCOMPARE(groups.at(1)["title"_L1].toString(), u"Other"_s);
        QVERIFY(scopeGroups({}, seedScopes(), {}).isEmpty());
    }

    void scopeGroups_speakTheReadersLanguage_andSayWhichItIs()
    {
        const Scope own{.name = u"crm:read"_s, .kind = ScopeKind::Read, .words = {{u"en"_s, u"See customers"_s}}};
        const QJsonArray groups
            = scopeGroups({u"store:read"_s, u"crm:read"_s}, seedScopes() + QList{own}, {u"de-CH"_s, u"fr"_s});
        const QJsonArray members = groups.at(0)["scopes"_L1].toArray();
        QCOMPARE(members.at(0)["words"_L1].toString(), u"Store-Einträge sehen"_s);
        QCOMPARE(members.at(0)["lang"_L1].toString(), u"de"_s);
        QCOMPARE(members.at(1)["words"_L1].toString(), u"See customers"_s); // the page is in English
        QCOMPARE(members.at(1)["lang"_L1].toString(), QString());
        QCOMPARE(members.at(1)["value"_L1].toString(), u"crm:read"_s);
    }
};

QTEST_APPLESS_MAIN(TestDisplayText)
#include "test_display_text.moc"
