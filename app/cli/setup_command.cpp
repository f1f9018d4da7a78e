// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/list_command.h"

namespace ostiary::app {

using namespace Qt::StringLiterals;

namespace {

Task<Result<>> printSetupCode(CommandRun run)
{
    CO_TRY(const SetupCode setup, co_await answerOf(run.admin.setupCode()));
    if (run.out.isJson())
        run.out.object(toJson(setup));
    else
        run.out.line(setup.url.toString());
    run.out.note(
        u"Open it in a browser and make yourself the administrator; the page asks for the code %1."_s.arg(setup.code));
    run.out.note(u"It works until %1. This command prints it, or the next one, as often as you like."_s.arg(
        shortTime(setup.expiresAt)));
    co_return Result<>();
}

} // namespace

void addSetupCommand(CLI::App &root, CommandLine &line)
{
    addCommand(root, "setup-code", "The link that makes the first administrator; exit code 5 when there is one",
               [&line] { line.command = printSetupCode; });
}

} // namespace ostiary::app
