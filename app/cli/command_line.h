// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/output.h"
#include "app/config/load_settings.h"
#include "models/admin.h"
#include "models/task.h"

#include <CLI/CLI.hpp>

#include <functional>

namespace ostiary::app {

/// What a command works with, while it runs.
struct CommandRun {
    Admin &admin;
    Output &out;
    const Clock &clock;
};

/// Succeeds, or fails with what is printed to stderr; its ErrorCode decides the exit code.
using Command = std::function<Task<Result<>>(CommandRun run)>;

/// What the parser found: flags, and which command was called.
struct CommandLine {
    SettingFlags flags;
    bool json = false;
    bool serve = false;
    Command command; ///< empty: none that needs an Admin
    /// What is wrong with an argument, found by the command itself; exit code 2.
    std::optional<Error> misused;
};

/// --data, --config, --json and --version, which every command has.
void addCommonOptions(CLI::App &app, CommandLine &line);
/// The same for every command below `app`, after the options of its own.
void addCommonOptionsBelow(CLI::App &app, CommandLine &line);
/// What only a server needs: --listen, --public-url, --upstream, --default-upstream.
void addServerOptions(CLI::App &app, CommandLine &line);

/// A command of `parent`; `chosen` runs when it was called and fully read.
CLI::App *addCommand(CLI::App &parent, const char *name, const char *purpose, std::function<void()> chosen);
/// A noun with commands below it.
CLI::App *addGroup(CLI::App &parent, const char *name, const char *purpose);

/// An option whose value lands in `value`.
CLI::Option *addText(CLI::App &app, const char *name, const char *type, const char *purpose,
                     const std::shared_ptr<QString> &value);

void addSetupCommand(CLI::App &root, CommandLine &line);
void addAccountCommands(CLI::App &root, CommandLine &line);
void addOrganizationCommands(CLI::App &root, CommandLine &line);
void addOrganizationLimitCommands(CLI::App &group, CommandLine &line); ///< of addOrganizationCommands()'s group
void addPlanCommands(CLI::App &root, CommandLine &line);
void addKeyCommands(CLI::App &root, CommandLine &line, const Clock &clock);
void addKeyChangeCommands(CLI::App &group, CommandLine &line); ///< of the group that addKeyCommands() makes
void addLimitCommands(CLI::App &root, CommandLine &line);
void addProjectCommands(CLI::App &root, CommandLine &line);
void addScopeCommands(CLI::App &root, CommandLine &line);
void addPriceCommands(CLI::App &root, CommandLine &line);
void addSigningKeyCommands(CLI::App &root, CommandLine &line);
void addSpendCommands(CLI::App &root, CommandLine &line);
void addRevokeAllCommand(CLI::App &root, CommandLine &line);
void addOAuthCommands(CLI::App &root, CommandLine &line);
void addApprovalCommands(CLI::App &root, CommandLine &line);
void addConnectionCommands(CLI::App &root, CommandLine &line);
void addStatusCommand(CLI::App &root, CommandLine &line);

/// One sentence about what the parser did not like, with a did-you-mean where a word was nearly right.
[[nodiscard]] QString sentenceAbout(const CLI::ParseError &error, const CLI::App &root);

} // namespace ostiary::app
