// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/list_command.h"

#include <QUrl>

namespace ostiary::app {

using namespace Qt::StringLiterals;

namespace {

// clang-format off
const QList<ListColumn<Approval>> kColumns{
    {u"ID"_s,       [](const Approval &a, Time) { return a.id.text(); }},
    {u"CODE"_s,     [](const Approval &a, Time) { return a.matchCode; }},
    {u"CLIENT"_s,   [](const Approval &a, Time) { return a.clientName; }},
    {u"SENDS TO"_s, [](const Approval &a, Time) { return QUrl(a.redirectUri).authority(); }},
    {u"ACCOUNT"_s,  [](const Approval &a, Time) { return a.accountEmail; }},
    {u"SCOPES"_s,   [](const Approval &a, Time) { return a.scopes.join(u' '); }},
    {u"STATE"_s,    [](const Approval &a, Time) { return toString(a.state); }},
    {u"EXPIRES"_s,  [](const Approval &a, Time) { return shortTime(a.expiresAt); }},
};
// clang-format on

} // namespace

void addApprovalCommands(CLI::App &root, CommandLine &line)
{
    CLI::App *group = addGroup(root, "approval", "Consents that somebody is waiting for");
    addCommand(*group, "list", "List what waits and what was decided in the last hour", [&line] {
        line.command = [](CommandRun run) {
            return printList(run, &Admin::approvals, kColumns, u"Nobody is waiting for an approval."_s);
        };
    });

    constexpr Argument kId{"id", "ID", "The approval's id (apr_…)"};
    addCommandOn(
        *group, line, "approve", "Let the client in; compare the code first", kId,
        [](CommandRun run, const QString &id) { return changeOne(run, &Admin::approve, id, u"Approved %1."_s); });
    addCommandOn(*group, line, "deny", "Turn the client away", kId,
                 [](CommandRun run, const QString &id) { return changeOne(run, &Admin::deny, id, u"Denied %1."_s); });
}

} // namespace ostiary::app
