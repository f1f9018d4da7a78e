// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/list_command.h"
#include "app/cli/password.h"

namespace ostiary::app {

using namespace Qt::StringLiterals;

namespace {

QString kindOf(const Account &account)
{
    return account.kind == AccountKind::Agent ? u"agent"_s : u"person"_s;
}

// clang-format off
const QList<ListColumn<Account>> kColumns{
    {u"ID"_s,      [](const Account &a, Time) { return a.id.text(); }},
    {u"E-MAIL"_s,  [](const Account &a, Time) { return a.email; }},
    {u"KIND"_s,    [](const Account &a, Time) { return kindOf(a); }},
    {u"ADMIN"_s,   [](const Account &a, Time) { return a.isAdmin ? u"yes"_s : u"no"_s; }},
    {u"CREATED"_s, [](const Account &a, Time) { return shortTime(a.createdAt); }},
};
// clang-format on

struct CreateArguments {
    std::shared_ptr<QString> email = std::make_shared<QString>();
    std::shared_ptr<QString> passwordFile = std::make_shared<QString>();
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
    CO_TRY(const Account account, co_await answerOf(run.admin.createAccount(std::move(wanted))));
    if (run.out.isJson())
        run.out.object(toJson(account));
    else
        run.out.line(account.id.text());
    run.out.note(u"Created the %1 account %2."_s.arg(kindOf(account), account.email));
    co_return Result<>();
}

} // namespace

void addAccountCommands(CLI::App &root, CommandLine &line)
{
    CLI::App *group = addGroup(root, "account", "People and agents that keys belong to");

    const CreateArguments arguments;
    CLI::App *creating = addCommand(*group, "create", "Make an account and print its id", [&line, arguments] {
        line.command = [arguments](CommandRun run) { return create(run, arguments); };
    });
    addText(*creating, "email", "EMAIL", "Its e-mail address", arguments.email)->required()->option_text("EMAIL");
    creating->add_flag("--agent", *arguments.isAgent, "An autonomous agent's own identity");
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
}

} // namespace ostiary::app
