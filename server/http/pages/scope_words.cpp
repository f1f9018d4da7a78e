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

constexpr qsizetype kUnknownScopeChars = 80;

ScopeGroup groupOf(ScopeKind kind)
{
    return kind == ScopeKind::Read ? Read : kind == ScopeKind::Write ? Write : Act;
}

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

ScopeWords scopeWords(const QString &scope, const QList<Scope> &known, const QStringList &languages)
{
    const bool isEverything = scope == everyScope().name;
    const auto found = std::ranges::find(known, scope, &Scope::name);
    if (!isEverything && found == known.end())
        return {Other, displayText(scope, kUnknownScopeChars), {}};
    const auto [text, language] = wordsIn(isEverything ? everyScope().words : found->words, languages);
    return {isEverything ? Everything : groupOf(found->kind), text,
            language == QLatin1String("en") ? QString() : language};
}

QJsonArray scopeGroups(const QStringList &scopes, const QList<Scope> &known, const QStringList &languages)
{
    QStringList distinct = scopes;
    distinct.removeDuplicates();
    QJsonArray groups;
    for (const ScopeGroup group : kGroups) {
        QJsonArray members;
        for (const QString &scope : std::as_const(distinct)) {
            const auto [its, words, language] = scopeWords(scope, known, languages);
            const QString name = displayText(scope, kUnknownScopeChars);
            // Where words and name are one, the name beside them would say nothing new.
            if (its == group && !words.isEmpty())
                members.append(QJsonObject{{QStringLiteral("words"), words},
                                           {QStringLiteral("name"), name == words ? QString() : name},
                                           {QStringLiteral("value"), scope},
                                           {QStringLiteral("lang"), language}});
        }
        if (!members.isEmpty())
            groups.append(QJsonObject{{QStringLiteral("title"), toString(group)},
                                      {QStringLiteral("kind"), toString(group).toLower()},
                                      {QStringLiteral("scopes"), members}});
    }
    return groups;
}

} // namespace ostiary::http
