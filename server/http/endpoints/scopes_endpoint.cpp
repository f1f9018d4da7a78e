// SPDX-License-Identifier: GPL-3.0-or-later
#include "server/http/endpoints/scopes_endpoint.h"

#include "models/json.h"

namespace ostiary::http {

using namespace Qt::StringLiterals;

QList<Route> ScopesEndpoint::routes() const
{
    const Stack stack{.access = Access::Protected, .limit = LimitClass::Standard};
    return {{Method::Get, "/api/scopes", stack, "ScopesEndpoint::list", [this](const Context &c) { return list(c); }}};
}

Task<Result<Response>> ScopesEndpoint::list(const Context &context) const
{
    const QStringList languages = context.request.languages();
    QJsonArray items;
    for (const Scope &scope : m_scopes.all()) {
        const Worded words = wordsIn(scope.words, languages);
        QJsonArray uses;
        for (const ScopeUse &use : m_upstreams.usesOf(scope.name, context.principal))
            uses.append(toJson(use));
        items.append(QJsonObject{{u"name"_s, scope.name},
                                 {u"kind"_s, toString(scope.kind)},
                                 {u"words"_s, words.text},
                                 {u"language"_s, words.language},
                                 {u"implies"_s, QJsonArray::fromStringList(m_scopes.includedIn(scope.name))},
                                 {u"needed_by"_s, uses}});
    }
    Response response = json({{u"items"_s, items}});
    response.headers.set("Vary", "Accept-Language");
    co_return response;
}

} // namespace ostiary::http
