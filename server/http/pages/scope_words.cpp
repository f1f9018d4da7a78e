// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/pages/scope_words.h"

#include "server/http/pages/display_text.h"

#include <QJsonObject>

#include <algorithm>
#include <array>

namespace ostiary::http {
namespace {

using enum ScopeGroup;

constexpr std::array kGroups{Everything, Read, Write, Act, Other};

struct Entry {
    QStringView scope;
    ScopeGroup group;
    QStringView words;
};

// clang-format off
constexpr Entry kScopes[] = {
    {u"*",                 Everything, u"Do everything that you can do, now and later"},
    {u"projects:read",     Read,       u"See your projects"},
    {u"projects:write",    Write,      u"Create, change and delete projects"},
    {u"aso:read",          Read,       u"See keywords, rankings and store-search analyses"},
    {u"aso:write",         Write,      u"Change keywords and store-search settings"},
    {u"screenshots:read",  Read,       u"See screenshots"},
    {u"screenshots:write", Write,      u"Add, change and delete screenshots"},
    {u"store:read",        Read,       u"See store listings"},
    {u"store:write",       Write,      u"Change store listings"},
    {u"review:simulate",   Act,        u"Run simulated store reviews"},
};
// clang-format on

constexpr qsizetype kUnknownScopeChars = 80;

} // namespace

QString toString(ScopeGroup group)
{
    switch (group) {
    case Everything: return QStringLiteral("Everything");
    case Read: return QStringLiteral("Read");
    case Write: return QStringLiteral("Write");
    case Act: return QStringLiteral("Act");
    case Other: break;
    }
    return QStringLiteral("Other");
}

ScopeWords scopeWords(const QString &scope)
{
    const auto entry = std::ranges::find(kScopes, QStringView(scope), &Entry::scope);
    if (entry == std::end(kScopes))
        return {Other, displayText(scope, kUnknownScopeChars)};
    return {entry->group, entry->words.toString()};
}

QJsonArray scopeGroups(const QStringList &scopes)
{
    QStringList distinct = scopes;
    distinct.removeDuplicates();
    QJsonArray groups;
    for (const ScopeGroup group : kGroups) {
        QJsonArray members;
        for (const QString &scope : std::as_const(distinct)) {
            const auto [its, words] = scopeWords(scope);
            const QString name = displayText(scope, kUnknownScopeChars);
            // Where words and name are one, the name beside them would say nothing new.
            if (its == group && !words.isEmpty())
                members.append(QJsonObject{{QStringLiteral("words"), words},
                                           {QStringLiteral("name"), name == words ? QString() : name}});
        }
        if (!members.isEmpty())
            groups.append(QJsonObject{{QStringLiteral("title"), toString(group)},
                                      {QStringLiteral("kind"), toString(group).toLower()},
                                      {QStringLiteral("scopes"), members}});
    }
    return groups;
}

} // namespace ostiary::http
