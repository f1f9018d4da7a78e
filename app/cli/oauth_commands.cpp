// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/list_command.h"

namespace ostiary::app {

using namespace Qt::StringLiterals;

namespace {

// clang-format off
const QList<ListColumn<Grant>> kSessionColumns{
    {u"ID"_s,        [](const Grant &g, Time)     { return g.id.text(); }},
    {u"CLIENT"_s,    [](const Grant &g, Time)     { return g.clientName; }},
    {u"ACCOUNT"_s,   [](const Grant &g, Time)     { return g.accountEmail; }},
    {u"SCOPES"_s,    [](const Grant &g, Time)     { return g.scopes.join(u' '); }},
    {u"RESOURCE"_s,  [](const Grant &g, Time)     { return g.resource; }},
    {u"STATE"_s,     [](const Grant &g, Time now) { return toString(g.stateAt(now)); }},
    {u"EXPIRES"_s,   [](const Grant &g, Time)     { return shortTime(g.expiresAt); }},
    {u"LAST USED"_s, [](const Grant &g, Time)     { return shortTime(g.lastUsedAt, u"never"_s); }},
};

const QList<ListColumn<OAuthClient>> kClientColumns{
    {u"ID"_s,        [](const OAuthClient &c, Time) { return c.id.text(); }},
    {u"NAME"_s,      [](const OAuthClient &c, Time) { return c.name; }},
    {u"REDIRECTS"_s, [](const OAuthClient &c, Time) { return c.redirectUris.join(u' '); }},
    {u"CREATED"_s,   [](const OAuthClient &c, Time) { return shortTime(c.createdAt); }},
    {u"LAST USED"_s, [](const OAuthClient &c, Time) { return shortTime(c.lastUsedAt, u"never"_s); }},
};
// clang-format on

} // namespace

void addOAuthCommands(CLI::App &root, CommandLine &line)
{
    CLI::App *sessions = addGroup(root, "session", "OAuth sessions: what clients were allowed to do");
    addCommand(*sessions, "list", "List all OAuth sessions", [&line] {
        line.command = [](CommandRun run) {
            return printList(run, &Admin::grants, kSessionColumns, u"No client has been allowed anything yet."_s);
        };
    });
    addCommandOn(*sessions, line, "revoke", "End a session with all of its tokens",
                 {"id", "ID", "The session's id (ses_…)"}, [](CommandRun run, const QString &id) {
                     return changeOne(run, &Admin::revokeGrant, id,
                                      u"Ended the session %1: its tokens are refused from now on."_s);
                 });

    CLI::App *clients = addGroup(root, "client", "OAuth clients that registered here");
    addCommand(*clients, "list", "List all clients, by the names that they gave themselves", [&line] {
        line.command = [](CommandRun run) {
            return printList(run, &Admin::clients, kClientColumns, u"No client has registered yet."_s);
        };
    });
}

} // namespace ostiary::app
