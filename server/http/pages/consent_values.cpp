// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/pages/consent_values.h"

#include "models/records.h"
#include "server/http/pages/display_text.h"
#include "server/http/pages/scope_words.h"

#include <QJsonObject>

namespace ostiary::http {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostChars = 80; ///< of a name or title
constexpr qsizetype kMostInSummary = 4; ///< tools that are named before it is "and 7 more"
constexpr qsizetype kNamedBeforeMore = 2;
constexpr qsizetype kMostListed = 200;

QString nameOf(const ConsentTool &tool)
{
    return displayText(tool.name, kMostChars);
}

// "read_file, list_directory and 4 more"
QString summaryOf(const QList<ConsentTool> &tools)
{
    const bool all = tools.size() <= kMostInSummary;
    QStringList names;
    for (const ConsentTool &tool : all ? tools : tools.first(kNamedBeforeMore))
        names << nameOf(tool);
    return all ? names.join(u", "_s) : u"%1 and %2 more"_s.arg(names.join(u", "_s)).arg(tools.size() - names.size());
}

QJsonObject valueOf(const ConsentTool &tool)
{
    const QString title = displayText(tool.title, kMostChars);
    return {{u"name"_s, tool.name},
            {u"title"_s, title == nameOf(tool) ? QString() : title},
            {u"reads_only"_s, tool.readsOnly},
            {u"also"_s, tool.also.join(u", "_s)}};
}

QJsonObject valueOf(const ConsentScope &scope, const ScopeWords &said)
{
    const QString &words = said.words;
    const QString name = displayText(scope.scope, kMostChars);
    return {{u"scope_value"_s, scope.scope},      {u"words"_s, words},
            {u"lang"_s, said.language},           {u"name"_s, name == words ? QString() : name},
            {u"checked"_s, scope.isTicked},       {u"is_new"_s, scope.isNew},
            {u"was_allowed"_s, scope.wasAllowed}, {u"opens"_s, toolsValue(u"Tools:"_s, scope.opens)}};
}

} // namespace

QJsonArray consentGroups(const QList<ConsentScope> &scopes, const QList<Scope> &known, const QStringList &languages)
{
    QStringList names;
    for (const ConsentScope &scope : scopes)
        names << scope.scope;
    QJsonArray groups;
    for (const QJsonValue each : scopeGroups(names, known, languages)) {
        QJsonObject group = each.toObject();
        QJsonArray members;
        for (const ConsentScope &scope : scopes) {
            const ScopeWords said = scopeWords(scope.scope, known, languages);
            if (toString(said.group) == group.value(u"title"_s).toString())
                members.append(valueOf(scope, said));
        }
        group.insert(u"scopes"_s, members);
        groups.append(group);
    }
    return groups;
}

QJsonObject toolsValue(const QString &label, const QList<ConsentTool> &tools)
{
    if (tools.isEmpty())
        return {};
    QJsonArray items;
    for (const ConsentTool &tool : tools.first(std::min(tools.size(), kMostListed)))
        items.append(valueOf(tool));
    return {{u"label"_s, label},
            {u"summary"_s, summaryOf(tools)},
            {u"is_long"_s, tools.size() > kMostInSummary},
            {u"tools"_s, items},
            {u"left"_s, tools.size() > items.size() ? QJsonValue(tools.size() - items.size()) : QJsonValue()}};
}

QJsonArray lifetimeOptions(std::chrono::seconds longest, std::chrono::seconds selected)
{
    QList<std::chrono::seconds> offered(kShortLifetimes.begin(), kShortLifetimes.end());
    offered.removeIf([longest](std::chrono::seconds each) { return each >= longest; });
    offered << longest;
    QJsonArray options;
    for (const std::chrono::seconds each : std::as_const(offered)) {
        const QString words = lifetimeWords(each);
        options.append(
            QJsonObject{{u"value"_s, QString::number(each.count())},
                        {u"label"_s, each == longest ? u"%1, or until you take it back"_s.arg(words) : words},
                        {u"selected"_s, each == selected}});
    }
    return options;
}

} // namespace ostiary::http
