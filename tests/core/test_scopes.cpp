// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/json.h"
#include "server/core/oauth/scope_catalogue.h"
#include "server/core/organizations/upstream_rules.h"

#include <QTest>

using namespace ostiary;
using namespace Qt::StringLiterals;

namespace {

Scope scope(const QString &name, const QStringList &implies = {})
{
    return {.name = name, .kind = scopeKindOf(name), .words = {{u"en"_s, name}}, .implies = implies};
}

/// A little world: customers to read and change, and who may do both and more.
ScopeCatalogue customers()
{
    return ScopeCatalogue({scope(u"crm:read"_s), scope(u"crm:write"_s), scope(u"crm:admin"_s, {u"crm:write"_s}),
                           scope(u"owner"_s, {u"crm:admin"_s, u"gone"_s})});
}

UpstreamRules::Rule crm(const QList<ScopeNeed> &needs, Qt::CaseSensitivity subjects = Qt::CaseSensitive)
{
    return {.organization = {},
            .limit = LimitKind::Standard,
            .scopes = {u"crm:read"_s},
            .needs = needs,
            .subjects = subjects};
}

Principal holder(const QStringList &scopes, const QString &organization = u"org_1"_s)
{
    return {.via = Principal::Via::ApiKey, .organization = OrganizationId(organization), .scopes = scopes};
}

} // namespace

class TestScopes final : public QObject
{
    Q_OBJECT

private slots:
    // ---- the seeds ----
    void seeds_areData_withWordsInTwoLanguages()
    {
        QCOMPARE(
            ScopeCatalogue().supported(),
            QStringList({u"projects:read"_s, u"projects:write"_s, u"aso:read"_s, u"aso:write"_s, u"screenshots:read"_s,
                         u"screenshots:write"_s, u"store:read"_s, u"store:write"_s, u"review:simulate"_s})); // V6
        for (const Scope &seed : seedScopes() + QList{everyScope()}) {
            QVERIFY2(seed.name == u"*" || (isScopeName(seed.name) && seed.isSeed), qPrintable(seed.name));
            QVERIFY2(seed.name == u"*" || seed.kind == scopeKindOf(seed.name), qPrintable(seed.name));
            QVERIFY2(!seed.words.value(u"en"_s).isEmpty() && !seed.words.value(u"de"_s).isEmpty(),
                     qPrintable(seed.name));
        }
    }
    void words_comeInTheFirstLanguageThatThereIs_elseInEnglish()
    {
        const WordsByLanguage words{{u"en"_s, u"See"_s}, {u"de"_s, u"Sehen"_s}, {u"pt-BR"_s, u"Ver"_s}};
        QCOMPARE(wordsIn(words, {}).text, u"See"_s);
        QCOMPARE(wordsIn(words, {u"fr"_s, u"de-AT"_s}).language, u"de"_s);
        QCOMPARE(wordsIn(words, {u"PT-br"_s, u"de"_s}).text, u"Ver"_s);
        QCOMPARE(wordsIn(words, {u"pt"_s}).language, u"en"_s); // another Portuguese is not asked for
        QCOMPARE(wordsIn(words, {u"en-GB"_s, u"de"_s}).text, u"See"_s);
    }
    void json_keepsAllThatAScopeHas()
    {
        Scope before = scope(u"crm:admin"_s, {u"crm:write"_s});
        before.words.insert(u"de"_s, u"Kunden verwalten"_s);
        before.neededBy = {{u"crm"_s, {}}, {u"crm"_s, u"delete_*"_s}};
        const Result<Scope> after = fromJson<Scope>(toJson(before));
        QVERIFY(after);
        QVERIFY(*after == before);
    }
    void names_areTokensOfRfc6749()
    {
        for (const QString &good : {u"crm:read"_s, u"https://api.example/x"_s, u"a"_s, QString(64, u'x'), u"crm:*"_s})
            QVERIFY2(isScopeName(good), qPrintable(good));
        for (const QString &bad :
             {u""_s, u"*"_s, u"a b"_s, u"a\"b"_s, u"a\\b"_s, u"größe"_s, u"a\n"_s, QString(65, u'x')})
            QVERIFY2(!isScopeName(bad), qPrintable(bad));
    }

    // ---- what includes what ----
    void write_includesRead()
    {
        const ScopeCatalogue seeds;
        const QStringList granted{u"projects:write"_s, u"aso:read"_s};
        QVERIFY(seeds.includes(granted, u"projects:read"_s));
        QVERIFY(!seeds.includes(granted, u"aso:write"_s));
        QVERIFY(!seeds.includes(granted, u"store:read"_s));
        QVERIFY(customers().includes({u"crm:write"_s}, u"crm:read"_s));
    }
    void everything_includesAll()
    {
        const ScopeCatalogue catalogue = customers();
        for (const QString &each : catalogue.supported())
            QVERIFY(catalogue.includes({u"*"_s}, each));
    }
    void implied_isFollowedHoweverFar()
    {
        const ScopeCatalogue catalogue = customers();
        QVERIFY(catalogue.includeAll({u"owner"_s}, {u"crm:admin"_s, u"crm:write"_s, u"crm:read"_s}));
        QVERIFY(!catalogue.includes({u"crm:write"_s}, u"crm:admin"_s)); // never upwards
        QCOMPARE(catalogue.includedIn(u"owner"_s), QStringList({u"crm:read"_s, u"crm:write"_s, u"crm:admin"_s}));
        QVERIFY(!catalogue.includes({u"owner"_s}, u"gone"_s)); // there is no such scope
    }
    void aCycle_isHarmless()
    {
        const ScopeCatalogue catalogue(
            {scope(u"a"_s, {u"b"_s}), scope(u"b"_s, {u"c"_s}), scope(u"c"_s, {u"a"_s}), scope(u"d"_s, {u"d"_s})});
        QVERIFY(catalogue.includes({u"b"_s}, u"a"_s));
        QVERIFY(!catalogue.includes({u"b"_s}, u"d"_s));
        QCOMPARE(catalogue.includedIn(u"d"_s), QStringList());
    }
    void anOwnScope_takesTheSeedsPlace()
    {
        Scope own = scope(u"aso:read"_s, {u"store:read"_s});
        own.words = {{u"en"_s, u"See what people look for"_s}};
        const ScopeCatalogue catalogue(seedScopes() + QList{own});
        QCOMPARE(catalogue.supported(), ScopeCatalogue().supported());
        QCOMPARE(catalogue.all()[2].words.value(u"en"_s), u"See what people look for"_s);
        QVERIFY(catalogue.includes({u"aso:write"_s}, u"store:read"_s));
    }

    // ---- what may be asked for ----
    void aScopeThatThereIsNot_isDropped_butAKeysIsAnError()
    {
        const ScopeCatalogue catalogue = customers();
        QCOMPARE(*catalogue.forRequest(u"openid crm:read email crm:read"_s), QStringList{u"crm:read"_s});
        QCOMPARE(*catalogue.forRequest(u"openid"_s), catalogue.supported());
        QCOMPARE(*catalogue.forRequest({}), catalogue.supported());
        const Result<QStringList> key = catalogue.forKey({u"crm:raed"_s});
        QVERIFY(key.error().code == ErrorCode::InvalidValue);
        QCOMPARE(key.error().field, u"scopes"_s);
        QVERIFY(key.error().detail.contains(u"\"crm:raed\""_s) && key.error().detail.contains(u"crm:admin"_s));
        QCOMPARE(*catalogue.forKey({u"crm:read"_s, u"*"_s}), QStringList{u"*"_s});
        QVERIFY(!catalogue.forKey({}));
    }
    void withoutAnyScopes_nothingIsGranted_ratherThanEverything()
    {
        const ScopeCatalogue none{QList<Scope>()};
        QCOMPARE(*none.forRequest(u"projects:read"_s), QStringList());
        QVERIFY(!none.forKey({u"projects:read"_s}));
        QCOMPARE(*none.forKey({u"*"_s}), QStringList{u"*"_s});
    }
    void refresh_mayNarrow_alsoToWhatIsImplied()
    {
        const ScopeCatalogue catalogue = customers();
        QCOMPARE(*catalogue.narrowed(u"crm:read offline_access"_s, {u"crm:admin"_s}), QStringList{u"crm:read"_s});
        QCOMPARE(*catalogue.narrowed({}, {u"crm:admin"_s}), QStringList{u"crm:admin"_s});
        QVERIFY(catalogue.narrowed(u"crm:admin"_s, {u"crm:write"_s}).error().code == ErrorCode::InvalidScope);
    }

    // ---- what an upstream's parts need ----
    void needs_theWholeNameGoesFirst_thenTheFirstPatternThatFits()
    {
        const UpstreamRules rules({{u"crm"_s,
                                    crm({{u"delete_*"_s, {u"crm:write"_s}},
                                         {u"*"_s, {u"owner"_s}},
                                         {u"delete_all"_s, {u"crm:admin"_s}},
                                         {u"delete_draft"_s, {}}})}},
                                  u"crm"_s);
        const auto needs = [&](const QString &tool) { return rules.scopesFor({}, tool); }; // the default upstream's
        QCOMPARE(needs(u"delete_one"_s), QStringList({u"crm:read"_s, u"crm:write"_s}));
        QCOMPARE(needs(u"delete_all"_s), QStringList({u"crm:read"_s, u"crm:admin"_s}));
        QCOMPARE(needs(u"delete_draft"_s), QStringList({u"crm:read"_s})); // an exception from the pattern
        QCOMPARE(needs(u"Delete_one"_s), QStringList({u"crm:read"_s, u"owner"_s}));
        QCOMPARE(needs({}), QStringList({u"crm:read"_s}));
        QVERIFY(rules.hasNeeds(u"crm"_s) && !rules.hasNeeds(u"other"_s));
    }
    void patterns_fit_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("subject");
        QTest::addColumn<bool>("fits");
        QTest::newRow("whole") << u"purge"_s << u"purge"_s << true;
        QTest::newRow("no part of it") << u"purge"_s << u"purge_all"_s << false;
        QTest::newRow("beginning") << u"delete_*"_s << u"delete_"_s << true;
        QTest::newRow("end") << u"*_delete"_s << u"contact_delete"_s << true;
        QTest::newRow("not the end") << u"*_delete"_s << u"contact_deleted"_s << false;
        QTest::newRow("middle") << u"a*b*c"_s << u"axxbyyc"_s << true;
        QTest::newRow("order") << u"a*c*b"_s << u"axxbyyc"_s << false;
        QTest::newRow("no overlap") << u"ab*ba"_s << u"aba"_s << false;
        QTest::newRow("only stars") << u"**"_s << u"x"_s << true;
        QTest::newRow("route") << u"POST /chat/*"_s << u"POST /chat/completions"_s << true;
        QTest::newRow("other method") << u"POST *"_s << u"GET /chat"_s << false;
    }
    void patterns_fit()
    {
        QFETCH(QString, pattern);
        QFETCH(QString, subject);
        QFETCH(bool, fits);
        const UpstreamRules rules({{u"crm"_s, crm({{pattern, {u"owner"_s}}})}}, {});
        QCOMPARE(rules.scopesFor(u"crm"_s, subject).contains(u"owner"_s), fits);
    }
    void anApisNeeds_fitInAnyCase_asManyServersRoute()
    {
        const UpstreamRules rules(
            {{u"crm"_s, crm({{u"POST /Admin"_s, {u"owner"_s}}, {u"POST *"_s, {u"crm:write"_s}}}, Qt::CaseInsensitive)}},
            {});
        QCOMPARE(rules.scopesFor(u"crm"_s, u"POST /ADMIN"_s), QStringList({u"crm:read"_s, u"owner"_s}));
        QCOMPARE(rules.scopesFor(u"crm"_s, u"POST /x"_s), QStringList({u"crm:read"_s, u"crm:write"_s}));
    }

    // Guarantee: one challenge has all that the operation takes, and what was granted (MCP 2026-07-28).
    void refusal_asksForAllAtOnce()
    {
        const UpstreamRules rules(
            {{u"crm"_s, crm({{u"delete_*"_s, {u"crm:write"_s}}, {u"purge"_s, {u"crm:admin"_s, u"owner"_s}}})}}, {});
        const ScopeCatalogue catalogue = customers();
        const auto check = [&](const QStringList &granted, const QStringList &tools) {
            return rules.checkScopes(holder(granted), u"crm"_s, tools, catalogue);
        };
        QVERIFY(check({u"crm:read"_s}, {}));
        QVERIFY(check({u"crm:write"_s}, {u"list"_s, u"delete_one"_s})); // hierarchy: crm:read is in it
        QVERIFY(check({u"*"_s}, {u"purge"_s}));
        QVERIFY(check({u"owner"_s}, {u"purge"_s, u"delete_one"_s}));
        const Error error = check({u"crm:read"_s}, {u"list"_s, u"delete_one"_s, u"purge"_s}).error();
        QVERIFY(error.code == ErrorCode::InsufficientScope);
        QCOMPARE(error.scopes, QStringList({u"crm:read"_s, u"crm:write"_s, u"crm:admin"_s, u"owner"_s}));
        QCOMPARE(error.members.value(u"missing_scopes"_s).toArray(),
                 (QJsonArray{u"crm:write"_s, u"crm:admin"_s, u"owner"_s}));
        const Error nothing = check({}, {}).error();
        QCOMPARE(nothing.scopes, QStringList{u"crm:read"_s});
        QVERIFY(rules.checkScopes(holder({}), u"open"_s, {u"purge"_s}, catalogue)); // asks for nothing
    }
    void firstScopes_areTheUpstreams_elseItsParts_elseAll()
    {
        UpstreamRules::Rule parts = crm({{u"a"_s, {u"crm:write"_s}}, {u"b"_s, {u"crm:write"_s, u"owner"_s}}});
        parts.scopes.clear();
        const UpstreamRules rules({{u"whole"_s, crm({{u"a"_s, {u"owner"_s}}})}, {u"parts"_s, parts}}, {});
        const ScopeCatalogue catalogue = customers();
        QCOMPARE(rules.firstScopes(u"whole"_s, catalogue), QStringList{u"crm:read"_s});
        QCOMPARE(rules.firstScopes(u"parts"_s, catalogue), QStringList({u"crm:write"_s, u"owner"_s}));
        QCOMPARE(rules.firstScopes(u"open"_s, catalogue), catalogue.supported());
    }
    void uses_nameOnlyWhatSomebodyMayUse()
    {
        UpstreamRules::Rule theirs = crm({});
        theirs.organization = OrganizationId(u"org_2"_s);
        const UpstreamRules rules({{u"theirs"_s, theirs}, {u"crm"_s, crm({{u"get_*"_s, {u"crm:read"_s}}})}}, {});
        const QList<ScopeUse> ours{{u"crm"_s, {}}, {u"crm"_s, u"get_*"_s}};
        const Principal who = holder({u"*"_s});
        QVERIFY(rules.usesOf(u"crm:read"_s, &who) == ours);
        QList<ScopeUse> all = ours;
        all.append({u"theirs"_s, {}});
        QVERIFY(rules.usesOf(u"crm:read"_s) == all);
        QVERIFY(rules.usesOf(u"owner"_s).isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestScopes)
#include "test_scopes.moc"
