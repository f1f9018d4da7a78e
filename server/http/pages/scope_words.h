// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/scope.h"

#include <QJsonArray>
#include <QString>
#include <QStringList>

namespace ostiary::http {

/// How much a scope lets a client do, mildest first; the order in which a consent page lists them, but that Everything
/// comes first: who allows that need not read on.
enum class ScopeGroup { Everything, Read, Write, Act, Other };
[[nodiscard]] QString toString(ScopeGroup group); ///< "Everything", "Read" …: the group's title

/// A scope in words for the person who decides.
struct ScopeWords {
    ScopeGroup group = ScopeGroup::Other;
    QString words; ///< a scope that we do not know: itself, as displayText shows it
    QString language; ///< of the words, where that is another one than the page's (English)
};
[[nodiscard]] ScopeWords scopeWords(const QString &scope, const QList<Scope> &known, const QStringList &languages);

/// The consent page's `groups`: [{title, kind, scopes: [{name, words, value, lang}]}], without empty groups and
/// repeated scopes. `known`: those that there are; words come in the first of `languages` that they have.
[[nodiscard]] QJsonArray scopeGroups(const QStringList &scopes, const QList<Scope> &known,
                                     const QStringList &languages);

} // namespace ostiary::http
