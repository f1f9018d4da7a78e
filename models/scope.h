// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/error.h"

#include <QList>
#include <QMap>
#include <QStringList>

namespace ostiary {

/// How much a scope lets a client do.
enum class ScopeKind { Read, Write, Act };
[[nodiscard]] QString toString(ScopeKind kind); ///< "read", "write", "act"
[[nodiscard]] std::optional<ScopeKind> scopeKindFromString(const QString &text);
/// What the name says of it: Read of X:read, Write of X:write, else Act.
[[nodiscard]] ScopeKind scopeKindOf(const QString &name);

/// One sentence in several languages, by their tags (RFC 5646): "en", "de", "pt-BR". English is always among them.
using WordsByLanguage = QMap<QString, QString>;
struct Worded {
    QString text;
    QString language; ///< which one it is in
};
/// In the first of `languages` that there is (RFC 4647 §3.4: "de" for "de-AT"), else in English.
[[nodiscard]] Worded wordsIn(const WordsByLanguage &words, const QStringList &languages);

/// A part of an upstream that is closed without a scope.
struct ScopeUse {
    QString upstream;
    QString pattern; ///< of its tools, or of an HTTP API's "POST /path"; empty: all of it
    friend bool operator==(const ScopeUse &, const ScopeUse &) = default;
};

/// Something that a credential may be good for (V6).
struct Scope {
    QString name; ///< a scope-token of RFC 6749 §3.3: "crm:read"
    ScopeKind kind = ScopeKind::Act;
    WordsByLanguage words; ///< for the person who is asked: "See customers"
    QStringList implies; ///< scopes that it includes, beside the X:read of X:write; in lists all, however far
    bool isSeed = false; ///< it came with the program
    QList<ScopeUse> neededBy; ///< in lists: where it is asked for
    friend bool operator==(const Scope &, const Scope &) = default;
};

/// Scopes that a part of an upstream needs beside those of the whole.
struct ScopeNeed {
    QString pattern; ///< a tool's name, or "POST /path" of an HTTP API; `*` stands for any characters, also none
    QStringList scopes; ///< empty: none, whatever a later pattern says
    friend bool operator==(const ScopeNeed &, const ScopeNeed &) = default;
};

constexpr qsizetype kLongestScopeName = 64;
/// RFC 6749 §3.3: printable ASCII but for the space, the quote and the backslash; not "*", which stands for all.
[[nodiscard]] bool isScopeName(const QString &name);

/// The scopes that come with the program (resources/scopes), in the order in which they are shown.
[[nodiscard]] const QList<Scope> &seedScopes();
/// "*": every scope, also those added later.
[[nodiscard]] const Scope &everyScope();

} // namespace ostiary
