// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/scope.h"

#include "models/json.h"

#include <QFile>
#include <QJsonDocument>

#include <algorithm>

// Outside any namespace, as Q_INIT_RESOURCE wants it. Without this call the linker would leave the resource out, as
// nothing else names it in its static library.
static void initScopeResources()
{
    Q_INIT_RESOURCE(ostiary_scopes);
}

namespace ostiary {

namespace {

const QString kEnglish = QStringLiteral("en");

struct Seeds {
    Scope everything;
    QList<Scope> scopes;
};

// The file is part of the program: what is wrong in it is a mistake of ours, and a test reads all of it.
Seeds readSeeds()
{
    initScopeResources();
    QFile file(QStringLiteral(":/ostiary/scopes/seed_scopes.json"));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("The resource %s is missing.", qPrintable(file.fileName()));
    const QJsonObject root = QJsonDocument::fromJson(file.readAll()).object();
    Seeds seeds;
    seeds.everything.name = QStringLiteral("*");
    const QJsonObject words = root.value(u"everything").toObject().value(u"words").toObject();
    for (auto word = words.begin(); word != words.end(); ++word)
        seeds.everything.words.insert(word.key(), word.value().toString());
    for (const QJsonValue &value : root.value(u"scopes").toArray()) {
        Result<Scope> scope = fromJson<Scope>(value.toObject());
        if (!scope)
            qFatal("%s: %s", qPrintable(file.fileName()), qPrintable(scope.error().detail));
        scope->isSeed = true;
        seeds.scopes << *std::move(scope);
    }
    return seeds;
}

const Seeds &seeds()
{
    static const Seeds kSeeds = readSeeds();
    return kSeeds;
}

} // namespace

QString toString(ScopeKind kind)
{
    switch (kind) {
    case ScopeKind::Read: return QStringLiteral("read");
    case ScopeKind::Write: return QStringLiteral("write");
    case ScopeKind::Act: break;
    }
    return QStringLiteral("act");
}

std::optional<ScopeKind> scopeKindFromString(const QString &text)
{
    for (const ScopeKind kind : {ScopeKind::Read, ScopeKind::Write, ScopeKind::Act}) {
        if (text == toString(kind))
            return kind;
    }
    return std::nullopt;
}

ScopeKind scopeKindOf(const QString &name)
{
    return name.endsWith(QLatin1String(":read")) ? ScopeKind::Read
        : name.endsWith(QLatin1String(":write")) ? ScopeKind::Write
                                                 : ScopeKind::Act;
}

Worded wordsIn(const WordsByLanguage &words, const QStringList &languages)
{
    const auto find = [&](const QString &range) {
        return std::ranges::find_if(words.keyBegin(), words.keyEnd(),
                                    [&](const QString &tag) { return tag.compare(range, Qt::CaseInsensitive) == 0; });
    };
    for (QString range : languages) {
        for (; !range.isEmpty(); range.truncate(std::max<qsizetype>(range.lastIndexOf(u'-'), 0))) {
            if (const auto found = find(range); found != words.keyEnd())
                return {words.value(*found), *found};
        }
    }
    return {words.value(kEnglish), kEnglish};
}

bool isScopeName(const QString &name)
{
    return !name.isEmpty() && name.size() <= kLongestScopeName && name != QLatin1String("*")
        && std::ranges::all_of(name, [](QChar c) { return c > u' ' && c <= u'~' && c != u'"' && c != u'\\'; });
}

const QList<Scope> &seedScopes()
{
    return seeds().scopes;
}

const Scope &everyScope()
{
    return seeds().everything;
}

} // namespace ostiary
