// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/builtin_tools.h"

#include "models/json.h"

#include <QJsonArray>

namespace ostiary::app {

namespace {

Result<QJsonObject> whoAmI(const Principal &caller)
{
    QJsonObject result{
        {QStringLiteral("account_id"), caller.account.text()},
        {QStringLiteral("email"), caller.email},
        {QStringLiteral("kind"),
         caller.kind == AccountKind::Agent ? QStringLiteral("agent") : QStringLiteral("person")},
        {QStringLiteral("organization_id"), caller.organization.text()},
        {QStringLiteral("credential_id"), caller.credentialId},
        {QStringLiteral("scopes"), QJsonArray::fromStringList(caller.scopes)},
    };
    if (!caller.client.isEmpty())
        result.insert(QStringLiteral("client_id"), caller.client.text());
    return result;
}

Result<QJsonObject> limits(const Principal &caller, const http::RateRules &rules, const PlanService &plans)
{
    const RateRule rule = plans.standardRule(caller, caller.keyKind == KeyKind::Fos ? rules.standard : rules.fvk);
    return QJsonObject{{QStringLiteral("requests"), rule.count},
                       {QStringLiteral("window_seconds"), double(rule.window.count())}};
}

Result<QJsonObject> upstreams(const Principal &caller, const gateway::SessionHost &host, const UpstreamOwners &owners)
{
    QJsonArray items;
    for (const UpstreamStatus &status : host.status()) {
        if (!owners.mayUse(caller, status.name))
            continue;
        items.append(QJsonObject{
            {QStringLiteral("name"), status.name},
            {QStringLiteral("transport"), status.isStdio ? QStringLiteral("stdio") : QStringLiteral("http")},
            {QStringLiteral("open_sessions"), status.sessions},
            {QStringLiteral("healthy"), status.lastError.isEmpty()}});
    }
    return QJsonObject{{QStringLiteral("upstreams"), items}};
}

} // namespace

QList<gateway::Tool> builtinTools(const gateway::SessionHost &host, const http::RateRules &rules,
                                  const PlanService &plans, const UpstreamOwners &owners)
{
    return {
        {.name = QStringLiteral("whoami"),
         .title = QStringLiteral("Who am I"),
         .description
         = QStringLiteral("Tells which account, key or OAuth session this connection uses and what it may do."),
         .inputSchema = {},
         .fn = [](const Principal &caller, const QJsonObject &) { return whoAmI(caller); }},
        {.name = QStringLiteral("limits"),
         .title = QStringLiteral("My limits"),
         .description = QStringLiteral("Tells how many requests this connection may make in which time."),
         .inputSchema = {},
         .fn = [&rules, &plans](const Principal &caller, const QJsonObject &) { return limits(caller, rules, plans); }},
        {.name = QStringLiteral("upstreams"),
         .title = QStringLiteral("MCP servers"),
         .description
         = QStringLiteral("Lists the MCP servers behind this one, reachable at /mcp/NAME, and whether they answer."),
         .inputSchema = {},
         .fn
         = [&host, &owners](const Principal &caller, const QJsonObject &) { return upstreams(caller, host, owners); }},
    };
}

} // namespace ostiary::app
