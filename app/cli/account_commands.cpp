// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/list_command.h"
#include "app/cli/password.h"

namespace ostiary::app {

using namespace Qt::StringLiterals;

namespace {

constexpr Argument kEmail{"email", "EMAIL", "Its e-mail address"};

// clang-format off
const QList<ListColumn<Account>> kColumns{
    {u"ID"_s,      [](const Account &a, Time) { return a.id.text(); }},
    {u"E-MAIL"_s,  [](const Account &a, Time) { return a.email; }},
    {u"KIND"_s,    [](const Account &a, Time) { return toString(a.kind); }},
    {u"STATE"_s,   [](const Account &a, Time) { return a.disabledAt ? u"disabled"_s : u"active"_s; }},
    {u"ADMIN"_s,   [](const Account &a, Time) { return a.isAdmin ? u"yes"_s : u"no"_s; }},
    {u"CREATED"_s, [](const Account &a, Time) { return shortTime(a.createdAt); }},
};
// clang-format on

struct CreateArguments {
    std::shared_ptr<QString> email = std::make_shared<QString>();
    std::shared_ptr<QString> passwordFile = std::make_shared<QString>();
    std::shared_ptr<QString> owner = std::make_shared<QString>();
    std::shared_ptr<bool> isAgent = std::make_shared<bool>(false);
    std::shared_ptr<bool> isAdmin = std::make_shared<bool>(false);
};

Task<Result<>> create(CommandRun run, CreateArguments arguments)
{
    CO_TRY(Secret password, readPassword(*arguments.passwordFile));
    NewAccount wanted{.email = *arguments.email,
                      .password = std::move(password),
                      .kind = *arguments.isAgent ? AccountKind::Agent : AccountKind::Person,
                      .isAdmin = *arguments.isAdmin};
    if (!arguments.owner->isEmpty()) {
        CO_TRY(const Account owner, co_await findAccount(run, *arguments.owner));
        wanted.owner = owner.id;
    }
    CO_TRY(const Account account, co_await answerOf(run.admin.createAccount(std::move(wanted))));
    if (run.out.isJson())
        run.out.object(toJson(account));
    else
        run.out.line(account.id.text());
    run.out.note(u"Created the %1 account %2."_s.arg(toString(account.kind), account.email));
    co_return Result<>();
}

/// Changes the account with that e-mail address and says so.
Task<Result<>> change(CommandRun run, QString email, AccountChange wanted, QString done)
{
    CO_TRY(const Account account, co_await findAccount(run, email));
    CO_TRY(const Account changed, co_await answerOf(run.admin.changeAccount(account.id, wanted)));
    if (run.out.isJson())
        run.out.object(toJson(changed));
    run.out.note(done.arg(changed.email));
    co_return Result<>();
}

Task<Result<>> printResetLink(CommandRun run, QString email)
{
    CO_TRY(const Account account, co_await findAccount(run, email));
    CO_TRY(const CreatedLink created, co_await answerOf(run.admin.createResetLink(account.id)));
    if (run.out.isJson())
        run.out.object(toJson(created));
    else
        run.out.line(created.url.toString());
    run.out.note(u"With it %1 chooses a new password, once, until %2. Earlier links have ended."_s.arg(
        account.email, shortTime(created.link.expiresAt)));
    co_return Result<>();
}

Task<Result<>> printAgentCode(CommandRun run)
{
    CO_TRY(const CreatedLink created, co_await answerOf(run.admin.createAgentCode()));
    if (run.out.isJson())
        run.out.object(toJson(created));
    else
        run.out.line(QString::fromUtf8(created.token.reveal()));
    run.out.note(u"With it one agent registers itself, once, until %1: it sends it as \"code\" to "
                 "POST /auth/register-agent."_s.arg(shortTime(created.link.expiresAt)));
    co_return Result<>();
}

void addChanges(CLI::App &group, CommandLine &line)
{
    addCommandOn(group, line, "disable", "Refuse all that the account has, until it is enabled", kEmail,
                 [](CommandRun run, const QString &email) {
                     return change(run, email, {.isDisabled = true},
                                   u"Disabled %1: its keys, apps and sessions are refused from the next request on."_s);
                 });
    addCommandOn(group, line, "enable", "Let a disabled account in again", kEmail,
                 [](CommandRun run, const QString &email) {
                     return change(run, email, {.isDisabled = false}, u"Enabled %1."_s);
                 });
    const auto revoked = std::make_shared<bool>(false);
    CLI::App *administering = addCommandOn(group, line, "admin", "Let the account administer this server", kEmail,
                                           [revoked](CommandRun run, const QString &email) {
                                               return change(run, email, {.isAdmin = !*revoked},
                                                             *revoked ? u"%1 no longer administers this server."_s
                                                                      : u"%1 may administer this server."_s);
                                           });
    administering->add_flag("--revoke", *revoked, "Take that away again");
    addCommandOn(group, line, "reset-second-factors",
                 "Remove authenticator app, recovery codes and passkeys, for somebody who lost them", kEmail,
                 [](CommandRun run, const QString &email) {
                     return change(run, email, {.resetSecondFactors = true},
                                   u"Removed the second factors of %1: the password alone signs in now."_s);
                 });
    addCommandOn(group, line, "reset-link", "Make a link for a new password and print it, once", kEmail,
                 [](CommandRun run, const QString &email) { return printResetLink(run, email); });
    addCommand(group, "agent-code", "Make a code for an agent that registers itself and print it, once",
               [&line] { line.command = printAgentCode; });
}

} // namespace

void addAccountCommands(CLI::App &root, CommandLine &line)
{
    CLI::App *group = addGroup(root, "account", "People and agents that keys belong to");

    const CreateArguments arguments;
    CLI::App *creating = addCommand(*group, "create", "Make an account and print its id", [&line, arguments] {
        if (!arguments.owner->isEmpty() && !*arguments.isAgent)
            line.misused
                = failField(u"owner"_s, u"--owner goes with --agent: a person answers for themselves."_s).error();
        line.command = [arguments](CommandRun run) { return create(run, arguments); };
    });
    addText(*creating, "email", "EMAIL", "Its e-mail address", arguments.email)->required()->option_text("EMAIL");
    creating->add_flag("--agent", *arguments.isAgent, "An autonomous agent's own identity");
    addText(*creating, "--owner", "EMAIL", "Of an agent: the account of whoever answers for it", arguments.owner);
    creating->add_flag("--admin", *arguments.isAdmin, "May administer this server");
    addText(*creating, "--password-file", "FILE", "A file that holds its password; -: standard input",
            arguments.passwordFile)
        ->required();

    addCommand(*group, "list", "List all accounts", [&line] {
        line.command = [](CommandRun run) {
            return printList(run, &Admin::accounts, kColumns,
                             u"There are no accounts. Make one: ostiary account create EMAIL --password-file -"_s);
        };
    });
    addChanges(*group, line);
}

} // namespace ostiary::app
