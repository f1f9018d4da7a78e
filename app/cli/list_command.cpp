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
