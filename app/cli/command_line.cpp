// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command_line.h"

#include "app/config/did_you_mean.h"

namespace ostiary::app {

using namespace Qt::StringLiterals;

namespace {

const std::string kVersion = std::string("ostiary ") + OSTIARY_VERSION;

/// Flags keep the name that the setting has in the file.
void addSetting(CLI::App &app, CommandLine &line, const char *flag, const char *type, const char *setting,
                const char *purpose)
{
    const auto keep = [&line, setting](const std::string &value) {
        line.flags.values.insert(QString::fromUtf8(setting), QString::fromStdString(value));
    };
    app.add_option_function<std::string>(flag, keep, purpose)->type_name(type);
}

/// The command that was reached, and the words in front of it: "ostiary key create".
const CLI::App *deepest(const CLI::App &root, QString &path)
{
    const CLI::App *app = &root;
    path = QString::fromStdString(root.get_name());
    while (!app->get_subcommands().empty()) {
        app = app->get_subcommands().back();
        path += u' ' + QString::fromStdString(app->get_name());
    }
    return app;
}

QStringList commandNames(const CLI::App &app)
{
    QStringList names;
    for (const CLI::App *command : app.get_subcommands([](const CLI::App *) { return true; }))
        names.append(QString::fromStdString(command->get_name()));
    return names;
}

QStringList optionNames(const CLI::App &app)
{
    QStringList names;
    for (const CLI::Option *option : app.get_options()) {
        for (const std::string &name : option->get_lnames())
            names.append(u"--"_s + QString::fromStdString(name));
    }
    return names;
}

QString aboutStrayWord(const QString &word, const CLI::App &app, const QString &path)
{
    if (word.startsWith(u'-'))
        return u"\"%1\" has no option \"%2\".%3"_s.arg(path, word, didYouMean(word, optionNames(app)));
    const QStringList commands = commandNames(app);
    if (commands.isEmpty())
        return u"\"%1\" is one word too many for \"%2\"; quote what belongs together."_s.arg(word, path);
    return u"\"%1\" has no command \"%2\".%3"_s.arg(path, word, didYouMean(word, commands));
}

} // namespace

void addCommonOptions(CLI::App &app, CommandLine &line)
{
    addSetting(app, line, "--data", "DIR", "data", "The folder that keeps everything");
    const auto keepFile = [&line](const std::string &value) { line.flags.configFile = QString::fromStdString(value); };
    app.add_option_function<std::string>("--config", keepFile, "Read settings from this file")->type_name("FILE");
    app.add_flag("--json", line.json, "Print JSON");
    app.set_version_flag("--version", kVersion, "Print the version");
    app.set_help_flag("-h,--help", "Print this help");
}

void addServerOptions(CLI::App &app, CommandLine &line)
{
    addSetting(app, line, "--listen", "ADDR:PORT", "listen", "Where to listen (127.0.0.1:8420); port 0: any free one");
    addSetting(app, line, "--public-url", "URL", "public_url", "The address that clients use, behind a reverse proxy");
    const auto keepUpstreams = [&line](const std::vector<std::string> &values) {
        for (const std::string &value : values)
            line.flags.upstreams.append(QString::fromStdString(value));
    };
    app.add_option_function<std::vector<std::string>>(
           "--upstream", keepUpstreams, "An MCP server: NAME=URL or 'NAME=stdio:COMMAND ...'; repeat for more")
        ->type_name("NAME=TARGET")
        ->allow_extra_args(false);
    addSetting(app, line, "--default-upstream", "NAME", "default_upstream", "Which of them answers at /mcp");
}

void addCommonOptionsBelow(CLI::App &app, CommandLine &line)
{
    for (CLI::App *command : app.get_subcommands([](CLI::App *) { return true; })) {
        if (command->get_require_subcommand_min() == 0)
            addCommonOptions(*command, line);
        addCommonOptionsBelow(*command, line);
    }
}

CLI::App *addCommand(CLI::App &parent, const char *name, const char *purpose, std::function<void()> chosen)
{
    CLI::App *command = parent.add_subcommand(name, purpose)->group("Commands");
    command->final_callback(std::move(chosen));
    return command;
}

CLI::App *addGroup(CLI::App &parent, const char *name, const char *purpose)
{
    CLI::App *group = parent.add_subcommand(name, purpose)->group("Commands");
    group->require_subcommand(1);
    group->set_version_flag("--version", kVersion, "Print the version");
    group->set_help_flag("-h,--help", "Print this help");
    return group;
}

CLI::Option *addText(CLI::App &app, const char *name, const char *type, const char *purpose,
                     const std::shared_ptr<QString> &value)
{
    const auto keep = [value](const std::string &text) { *value = QString::fromStdString(text); };
    return app.add_option_function<std::string>(name, keep, purpose)->type_name(type);
}

QString sentenceAbout(const CLI::ParseError &error, const CLI::App &root)
{
    QString path;
    const CLI::App *app = deepest(root, path);
    for (const CLI::App *level : {app, app->get_parent(), &root}) {
        if (level && !level->remaining().empty()) {
            const QString where = level == app ? path : level == &root ? u"ostiary"_s : path.section(u' ', 0, -2);
            return aboutStrayWord(QString::fromStdString(level->remaining().front()), *level, where);
        }
    }
    const QStringList commands = commandNames(*app);
    if (!commands.isEmpty())
        return u"\"%1\" needs one of: %2."_s.arg(path, commands.join(u", "));
    const QString problem = QString::fromUtf8(error.what()).simplified();
    return u"\"%1\": %2%3"_s.arg(path, problem, problem.endsWith(u'.') ? QString() : u"."_s);
}

} // namespace ostiary::app
