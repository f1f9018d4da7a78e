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

QJsonObject limitOf(const Principal &caller, LimitKind kind, const LimitService &limits)
{
    const RateRule rule = limits.ruleOf(caller, kind);
    return {{QStringLiteral("requests"), rule.count},
            {QStringLiteral("window_seconds"), double(rule.window.count())},
            {QStringLiteral("remaining"), limits.peek(caller, kind).remaining}};
}

// The standard limit's figures stand on top as well: it is the one that counts unless an upstream is declared "ai".
Result<QJsonObject> limits(const Principal &caller, const LimitService &limits)
{
    QJsonObject result = limitOf(caller, LimitKind::Standard, limits);
    result.insert(QStringLiteral("ai"), limitOf(caller, LimitKind::Ai, limits));
    return result;
}

Result<QJsonObject> spend(const Principal &caller, SpendService &spend)
{
    TRY(const SpendReport report, spend.seenBy(caller));
    return toJson(report);
}

Result<QJsonObject> projects(const Principal &caller, OrganizationService &organizations)
{
    TRY(const QList<Project> projects, organizations.projects(caller.organization));
    QJsonArray items;
    for (const Project &project : projects)
        items.append(QJsonObject{{QStringLiteral("id"), project.id.text()},
                                 {QStringLiteral("name"), project.name},
                                 {QStringLiteral("is_yours"), project.id == caller.project}});
    return QJsonObject{{QStringLiteral("projects"), items}};
}

Result<QJsonObject> upstreams(const Principal &caller, const gateway::SessionHost &host, const UpstreamRules &rules)
{
    QJsonArray items;
    for (const UpstreamStatus &status : host.status()) {
        if (!rules.mayUse(caller, status.name))
            continue;
        items.append(QJsonObject{
            {QStringLiteral("name"), status.name},
            {QStringLiteral("transport"), status.isStdio ? QStringLiteral("stdio") : QStringLiteral("http")},
            {QStringLiteral("open_sessions"), status.sessions},
            {QStringLiteral("limit"), toString(rules.limitOf(status.name))},
            {QStringLiteral("healthy"), status.lastError.isEmpty()}});
    }
    return QJsonObject{{QStringLiteral("upstreams"), items}};
}

} // namespace

QList<gateway::Tool> builtinTools(const gateway::SessionHost &host, Services &services, const UpstreamRules &rules)
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
         .fn = [&services](const Principal &caller, const QJsonObject &) { return limits(caller, services.limits); }},
        {.name = QStringLiteral("spend"),
         .title = QStringLiteral("My spending"),
         .description = QStringLiteral("Tells what this connection has spent this month, how much is left and when the "
                                       "budget starts anew. Amounts are millionths of a US dollar."),
         .inputSchema = {},
         .fn = [&services](const Principal &caller, const QJsonObject &) { return spend(caller, services.spend); }},
        {.name = QStringLiteral("projects"),
         .title = QStringLiteral("Projects"),
         .description
         = QStringLiteral("Lists the projects of the organization, and which of them this connection is in."),
         .inputSchema = {},
         .fn = [&services](const Principal &caller,
                           const QJsonObject &) { return projects(caller, services.organizations); }},
        {.name = QStringLiteral("upstreams"),
         .title = QStringLiteral("MCP servers"),
         .description
         = QStringLiteral("Lists the MCP servers behind this one, reachable at /mcp/NAME, and whether they answer."),
         .inputSchema = {},
         .fn
         = [&host, &rules](const Principal &caller, const QJsonObject &) { return upstreams(caller, host, rules); }},
    };
}

} // namespace ostiary::app
