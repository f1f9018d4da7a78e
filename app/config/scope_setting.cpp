// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/config/scope_setting.h"

#include "app/config/config_file.h"
#include "app/config/did_you_mean.h"

#include <QRegularExpression>

#include <algorithm>

namespace ostiary::app {

using namespace Qt::StringLiterals;

namespace {

const QString kField = u"scopes"_s;
constexpr qsizetype kLongestWords = 200;
constexpr qsizetype kLongestPattern = 200;

} // namespace

Result<QString> parseScopeName(const QString &text)
{
    if (isScopeName(text))
        return text;
    if (text == "*"_L1)
        return failField(kField, u"\"*\" stands for every scope; choose another name."_s);
    return failField(kField,
                     u"The scope's name \"%1\" must be 1 to %2 printable ASCII characters without spaces, quotes and "
                     "backslashes, like crm:read."_s.arg(text.left(80), QString::number(kLongestScopeName)));
}

Result<ScopeKind> parseScopeKind(const QString &text)
{
    if (const std::optional<ScopeKind> kind = scopeKindFromString(text))
        return *kind;
    return failField(kField, u"The kind must be \"read\", \"write\" or \"act\", not \"%1\"."_s.arg(text.left(40)));
}

Result<QString> parseScopeWords(const QString &text)
{
    const QString line = text.trimmed();
    const bool isOneLine = std::ranges::all_of(line, [](QChar c) { return c.isPrint(); });
    if (!line.isEmpty() && line.size() <= kLongestWords && isOneLine)
        return line;
    return failField(
        kField,
        u"The words of a scope must be one line of 1 to %1 characters, like \"See customers\"."_s.arg(kLongestWords));
}

Result<QString> parseLanguage(const QString &text)
{
    static const QRegularExpression kTag(u"\\A[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}\\z"_s);
    if (kTag.match(text).hasMatch())
        return text;
    return failField(kField, u"\"%1\" must be the tag of a language, like en, de or pt-BR."_s.arg(text.left(40)));
}

Result<QString> parseNeedPattern(const QString &text, bool isApi)
{
    static const QRegularExpression kRoute(u"\\A([A-Z]+ [/*]|\\*)[^?#%;]*\\z"_s);
    // A slash at the end of a path is not looked at, hence would never fit.
    const bool isRoute = kRoute.match(text).hasMatch() && (!text.endsWith(u'/') || text.endsWith(" /"_L1));
    const bool isRight = isApi ? isRoute : text == text.trimmed();
    if (!text.isEmpty() && text.size() <= kLongestPattern && isRight)
        return text;
    return failField(kField,
                     isApi
                         ? u"\"%1\" must be a method and a path below the upstream's own, like "
                           "\"POST /chat/completions\" or \"GET *\"."_s.arg(text.left(80))
                         : u"\"%1\" must be the name of a tool, or a pattern like \"delete_*\"."_s.arg(text.left(80)));
}

Result<> checkScopes(const Settings &settings)
{
    QStringList names;
    for (const Scope &scope : settings.scopes)
        names << scope.name;
    QStringList seeds;
    for (const Scope &seed : seedScopes())
        seeds << seed.name;
    if (settings.oauth.seedScopes)
        names += seeds;
    for (const ScopeMention &mention : settings.scopeMentions) {
        if (names.contains(mention.scope))
            continue;
        const bool isSeed = seeds.contains(mention.scope);
        const QString why = isSeed ? u"The scope \"%1\" is one of those that oauth.seed_scopes takes out.%2 Leave them "
                                     "in, or define it under [scopes.\"%1\"]."_s
                                   : u"There is no scope \"%1\".%2 Define it under [scopes.\"%1\"]."_s;
        const QString hint = isSeed ? QString() : didYouMean(mention.scope, names);
        return failAt(mention.where, failField(kField, why.arg(mention.scope, hint)).error());
    }
    return {};
}

} // namespace ostiary::app
