// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/cli.h"

#include "app/cli/command_line.h"
#include "app/cli/exit_code.h"
#include "app/cli/interrupt.h"

#include <QCoreApplication>

#include <cstdio>

namespace ostiary::app {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kFooter = R"(Settings come from flags, then OSTIARY_… variables, then a file (--config, else
$XDG_CONFIG_HOME/ostiary/config.toml), then defaults.
Exit codes: 0 ok, 1 failed, 2 usage, 3 not reachable, 4 not authorised, 5 not found, 6 conflict, 7 rate limited,
130 interrupted.)";

void complain(Output &out, const QString &sentence)
{
    out.note(u"ostiary: "_s + sentence);
}

int complain(Output &out, const Error &error, std::optional<ExitCode> code = {})
{
    complain(out, sentenceOf(error));
    return code.value_or(exitCodeOf(error.code));
}

void build(CLI::App &root, CommandLine &line, const CliEnvironment &environment)
{
    root.name("ostiary");
    root.get_formatter()->column_width(34);
    root.get_formatter()->label("REQUIRED", "(required)");
    root.get_formatter()->label("Positionals", "Arguments");
    root.get_formatter()->label("SUBCOMMAND", "COMMAND");
    root.require_subcommand(0, 1);
    if (environment.runConsole)
        addServerOptions(root, line); // the console holds a server of its own

    CLI::App *serving = addCommand(root, "serve", "Run the server without a console", [&line] { line.serve = true; });
    addServerOptions(*serving, line);
    addStatusCommand(root, line);
    addSetupCommand(root, line);
    addAccountCommands(root, line);
    addOrganizationCommands(root, line);
    addProjectCommands(root, line);
    addPlanCommands(root, line);
    addKeyCommands(root, line, environment.clock);
    addScopeCommands(root, line);
    addLimitCommands(root, line);
    addPriceCommands(root, line);
    addSigningKeyCommands(root, line);
    addSpendCommands(root, line);
    addOAuthCommands(root, line);
    addApprovalCommands(root, line);
    addConnectionCommands(root, line);
    addRevokeAllCommand(root, line);
    addCommonOptions(root, line);
    addCommonOptionsBelow(root, line);
    root.footer(kFooter); // last: commands copy what is there when they are made
}

/// One command under an event loop of its own, at the top level.
int runCommand(const CliEnvironment &environment, const CommandLine &line, const Settings &settings, Output &out,
               int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    Result<std::unique_ptr<Admin>> admin = environment.openAdmin(settings);
    if (!admin)
        return complain(out, admin.error());

    const CommandRun run{.admin = **admin, .out = out, .clock = environment.clock};
    const auto finish = [&out](const Result<> &result) {
        int code = result ? kOk : complain(out, result.error());
        if (!out.flush() && code == kOk) {
            complain(out, u"The output could not be written."_s);
            code = kFailed;
        }
        QCoreApplication::exit(code);
    };
    // Started from the loop: a command that is done at once could not end a loop that has not begun.
    post(threadAnchor(), [&] { whenDone(line.command(run), finish); });
    return QCoreApplication::exec();
}

int run(const CliEnvironment &environment, const CommandLine &line, int argc, char **argv)
{
    Output out(line.json);
    if (line.misused)
        return complain(out, *line.misused, kUsage);
    Result<LoadedSettings> loaded = loadSettings(line.flags, environment.environment);
    if (!loaded)
        return complain(out, loaded.error(), kUsage);
    if (line.command) {
        exitWhenInterrupted();
        return runCommand(environment, line, loaded->settings, out, argc, argv);
    }
    if (const Result<> secrets = loadSecrets(loaded->settings); !secrets)
        return complain(out, secrets.error(), kUsage);
    for (const QString &warning : loaded->warnings)
        out.note(u"ostiary: warning: "_s + warning);
    return line.serve ? environment.serve(loaded->settings, line.json) : environment.runConsole(loaded->settings);
}

} // namespace

int runCli(const CliEnvironment &environment, int argc, char **argv)
{
    CLI::App root("Keys, consent and limits for MCP servers and AI APIs.");
    CommandLine line;
    build(root, line, environment);
    try {
        root.parse(argc, argv);
    } catch (const CLI::CallForHelp &) {
        std::fputs(root.help().c_str(), stdout);
        return kOk;
    } catch (const CLI::CallForVersion &version) {
        std::puts(version.what());
        return kOk;
    } catch (const CLI::ParseError &error) {
        Output out(false);
        complain(out, sentenceAbout(error, root));
        return kUsage;
    }
    if (!line.command && !line.serve && !line.misused && !environment.runConsole) {
        std::fputs(root.help().c_str(), stdout);
        return kOk;
    }
    return run(environment, line, argc, argv);
}

} // namespace ostiary::app
