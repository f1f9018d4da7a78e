// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/core/oauth/scopes.h"

namespace ostiary::scopes {

namespace {

Result<QStringList> split(const QString &scope)
{
    // RFC 6749 §3.3: printable ASCII but for the quote and the backslash, separated by spaces.
    const bool printable
        = std::ranges::all_of(scope, [](QChar c) { return c >= u' ' && c <= u'~' && c != u'"' && c != u'\\'; });
    if (scope.size() > kLongest || !printable)
        return fail(ErrorCode::InvalidScope,
                    QStringLiteral("The scope is too long or has characters that no scope has."));
    QStringList words = scope.split(u' ', Qt::SkipEmptyParts);
    words.removeDuplicates();
    return words;
}

} // namespace

const QStringList &supported()
{
    static const QStringList kSupported{
        QStringLiteral("projects:read"), QStringLiteral("projects:write"),   QStringLiteral("aso:read"),
        QStringLiteral("aso:write"),     QStringLiteral("screenshots:read"), QStringLiteral("screenshots:write"),
        QStringLiteral("store:read"),    QStringLiteral("store:write"),      QStringLiteral("review:simulate"),
    };
    return kSupported;
}

Result<QStringList> forKey(const QStringList &wish)
{
    QStringList scopes = wish;
    scopes.removeDuplicates();
    if (scopes.isEmpty())
        return failField(QStringLiteral("scopes"), QStringLiteral("Name at least one scope, or * for all of them."));
    for (const QString &scope : std::as_const(scopes)) {
        if (scope != QLatin1String("*") && !supported().contains(scope)) {
            return failField(QStringLiteral("scopes"),
                             QStringLiteral("There is no scope \"%1\"; there are: * %2")
                                 .arg(scope.left(60), supported().join(u' ')));
        }
    }
    return scopes.contains(QStringLiteral("*")) ? QStringList{QStringLiteral("*")} : scopes;
}

Result<QStringList> forRequest(const QString &scope)
{
    TRY(QStringList words, split(scope));
    words.removeIf([](const QString &word) { return !supported().contains(word); });
    return words.isEmpty() ? supported() : words;
}

bool includes(const QStringList &granted, const QString &scope)
{
    if (granted.contains(scope) || granted.contains(QLatin1String("*")))
        return true;
    constexpr QLatin1StringView kRead(":read");
    return scope.endsWith(kRead) && granted.contains(scope.chopped(kRead.size()) + QLatin1String(":write"));
}

bool includeAll(const QStringList &granted, const QStringList &scopes)
{
    return std::ranges::all_of(scopes, [&](const QString &scope) { return includes(granted, scope); });
}

QStringList challenge(const QStringList &granted, const QStringList &needed)
{
    QStringList all = granted;
    for (const QString &scope : needed) {
        if (!includes(granted, scope) && !all.contains(scope))
            all << scope;
    }
    return all;
}

Result<QStringList> narrowed(const QString &scope, const QStringList &granted)
{
    TRY(QStringList words, split(scope));
    // offline_access and its like were dropped when they were asked for first; a refresh repeats them.
    words.removeIf([](const QString &word) { return !supported().contains(word); });
    if (words.isEmpty())
        return granted;
    for (const QString &word : std::as_const(words)) {
        if (!includes(granted, word))
            return fail(ErrorCode::InvalidScope, QStringLiteral("The scope %1 was not granted.").arg(word));
    }
    return words;
}

} // namespace ostiary::scopes
