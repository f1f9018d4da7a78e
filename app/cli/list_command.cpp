// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/list_command.h"

namespace ostiary::app {

using namespace Qt::StringLiterals;

Task<Result<Account>> findAccount(CommandRun run, QString email)
{
    const QString normalised = email.trimmed().toLower();
    CO_TRY(const std::optional<Account> account, co_await findIn(run, &Admin::accounts, &Account::email, normalised));
    if (!account) {
        co_return fail(ErrorCode::NotFound,
                       u"There is no account with the e-mail address %1; see: ostiary account list"_s.arg(email));
    }
    co_return *account;
}

Task<Result<Organization>> findOrganization(CommandRun run, QString word)
{
    OrganizationId id(word);
    if (word.contains(u'@')) {
        CO_TRY(const Account account, co_await findAccount(run, word));
        id = account.organization;
    }
    CO_TRY(const std::optional<Organization> found, co_await findIn(run, &Admin::organizations, &Organization::id, id));
    if (!found)
        co_return fail(ErrorCode::NotFound, u"There is no organization %1; see: ostiary organization list"_s.arg(word));
    co_return *found;
}

CLI::App *addCommandOn(CLI::App &group, CommandLine &line, const char *name, const char *purpose, Argument argument,
                       std::function<Task<Result<>>(CommandRun run, QString word)> act)
{
    const auto word = std::make_shared<QString>();
    CLI::App *command = addCommand(group, name, purpose, [&line, word, act = std::move(act)] {
        line.command = [word, act](CommandRun run) { return act(run, *word); };
    });
    addText(*command, argument.name, argument.type, argument.purpose, word)->required()->option_text(argument.type);
    return command;
}

} // namespace ostiary::app
