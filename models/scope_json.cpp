// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/json.h"
#include "models/json_parts.h"

namespace ostiary {

using namespace Qt::StringLiterals;
using namespace json_parts;

QJsonObject toJson(const ScopeUse &use)
{
    QJsonObject object{{u"upstream"_s, use.upstream}};
    put(object, u"pattern"_s, use.pattern);
    return object;
}

QJsonObject toJson(const Scope &scope)
{
    QJsonObject words;
    for (const auto &[language, text] : scope.words.asKeyValueRange())
        words.insert(language, text);
    QJsonArray uses;
    for (const ScopeUse &use : scope.neededBy)
        uses.append(toJson(use));
    return {{u"name"_s, scope.name},      {u"kind"_s, toString(scope.kind)},
            {u"words"_s, words},          {u"implies"_s, QJsonArray::fromStringList(scope.implies)},
            {u"is_seed"_s, scope.isSeed}, {u"needed_by"_s, uses}};
}

template <>
Result<Scope> fromJson(const QJsonObject &object)
{
    JsonReader read(object);
    Scope scope{.name = read.text(u"name"_s),
                .kind = read.oneOf<ScopeKind>(u"kind"_s, {u"read"_s, u"write"_s, u"act"_s}),
                .isSeed = read.has(u"is_seed"_s) && read.boolean(u"is_seed"_s)};
    if (read.has(u"implies"_s))
        scope.implies = read.texts(u"implies"_s);
    const QJsonObject words = object.value(u"words"_s).toObject();
    for (auto word = words.begin(); word != words.end(); ++word)
        scope.words.insert(word.key(), word.value().toString());
    for (const QJsonValue &item : object.value(u"needed_by"_s).toArray()) {
        const QJsonObject use = item.toObject();
        scope.neededBy.append({use.value(u"upstream"_s).toString(), use.value(u"pattern"_s).toString()});
    }
    return read.finish(std::move(scope));
}

} // namespace ostiary
