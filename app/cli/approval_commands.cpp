// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/expiry.h"
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
    {u"ACCOUNT"_s,  [](const Approval &a, Time) { return a.account.isEmpty() ? u"(not signed in)"_s : a.accountEmail; }},
    {u"SCOPES"_s,   [](const Approval &a, Time) { return a.scopes.join(u' '); }},
    {u"STATE"_s,    [](const Approval &a, Time) { return toString(a.state); }},
    {u"EXPIRES"_s,  [](const Approval &a, Time) { return shortTime(a.expiresAt); }},
};
// clang-format on

constexpr Argument kId{"id", "ID", "The approval's id (apr_…)"};

struct ApproveArguments {
    std::shared_ptr<QStringList> scopes = std::make_shared<QStringList>();
    std::shared_ptr<QString> lifetime = std::make_shared<QString>();
    std::shared_ptr<QString> account = std::make_shared<QString>();
};

Result<ApprovalChoice> choiceOf(const ApproveArguments &arguments, Time now)
{
    ApprovalChoice choice{.scopes = *arguments.scopes, .lifetime = {}, .accountEmail = *arguments.account};
    if (arguments.lifetime->isEmpty())
        return choice;
    const Result<std::optional<Time>> ends = parseExpiry(*arguments.lifetime, now);
    if (!ends || !*ends) {
        return failField(u"lifetime"_s,
                         u"--for \"%1\" must be a time like 1h, 8h or 30d; leave it out for the usual one."_s.arg(
                             *arguments.lifetime));
    }
    choice.lifetime = std::chrono::floor<std::chrono::seconds>(**ends - now);
    return choice;
}

Task<Result<>> approve(CommandRun run, QString id, ApproveArguments arguments)
{
    CO_TRY(const ApprovalChoice choice, choiceOf(arguments, run.clock.now()));
    CO_TRY(const Approval approved, co_await answerOf(run.admin.approve(ApprovalId(id), choice)));
    if (run.out.isJson())
        run.out.object(toJson(approved));
    run.out.note(u"Approved %1."_s.arg(id));
    co_return Result<>();
}

void addApprove(CLI::App &group, CommandLine &line)
{
    const ApproveArguments arguments;
    CLI::App *command
        = addCommandOn(group, line, "approve", "Let the client in; compare the code first", kId,
                       [arguments](CommandRun run, const QString &id) { return approve(run, id, arguments); });
    const auto keepScopes = [scopes = arguments.scopes](const std::vector<std::string> &words) {
        for (const std::string &word : words)
            scopes->append(QString::fromStdString(word));
    };
    command
        ->add_option_function<std::vector<std::string>>("--scope", keepScopes,
                                                        "Allow only this of what it asks for; repeat it for more")
        ->type_name("SCOPE")
        ->allow_extra_args(false);
    addText(*command, "--account", "EMAIL", "As whom, where nobody is signed in at the browser", arguments.account);
    addText(*command, "--for", "TIME", "End it after 1h, 8h, 30d … (90d)", arguments.lifetime);
}

} // namespace

void addApprovalCommands(CLI::App &root, CommandLine &line)
{
    CLI::App *group = addGroup(root, "approval", "Consents that somebody is waiting for");
    addCommand(*group, "list", "List what waits and what was decided in the last hour", [&line] {
        line.command = [](CommandRun run) {
            return printList(run, &Admin::approvals, kColumns, u"Nobody is waiting for an approval."_s);
        };
    });
    addApprove(*group, line);
    addCommandOn(*group, line, "deny", "Turn the client away", kId,
                 [](CommandRun run, const QString &id) { return changeOne(run, &Admin::deny, id, u"Denied %1."_s); });
}

} // namespace ostiary::app
