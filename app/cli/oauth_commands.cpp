// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/list_command.h"

namespace ostiary::app {

using namespace Qt::StringLiterals;

namespace {

// clang-format off
const QList<ListColumn<Grant>> kSessionColumns{
    {u"ID"_s,        [](const Grant &g, Time)     { return g.id.text(); }},
    {u"CLIENT"_s,    [](const Grant &g, Time)     { return g.clientName; }},
    {u"ACCOUNT"_s,   [](const Grant &g, Time)     { return g.accountEmail; }},
    {u"SCOPES"_s,    [](const Grant &g, Time)     { return g.scopes.join(u' '); }},
    {u"RESOURCE"_s,  [](const Grant &g, Time)     { return g.resource; }},
    {u"STATE"_s,     [](const Grant &g, Time now) { return toString(g.stateAt(now)); }},
    {u"EXPIRES"_s,   [](const Grant &g, Time)     { return shortTime(g.expiresAt); }},
    {u"LAST USED"_s, [](const Grant &g, Time)     { return shortTime(g.lastUsedAt, u"never"_s); }},
};

const QList<ListColumn<OAuthClient>> kClientColumns{
    {u"ID"_s,        [](const OAuthClient &c, Time) { return c.id.text(); }},
    {u"NAME"_s,      [](const OAuthClient &c, Time) { return c.name; }},
    {u"FROM"_s,      [](const OAuthClient &c, Time) { return toString(c.origin); }},
    {u"TIMES"_s,     [](const OAuthClient &c, Time) { return QString::number(c.registrations); }},
    {u"REDIRECTS"_s, [](const OAuthClient &c, Time) { return c.redirectUris.join(u' '); }},
    {u"CREATED"_s,   [](const OAuthClient &c, Time) { return shortTime(c.createdAt); }},
    {u"LAST USED"_s, [](const OAuthClient &c, Time) { return shortTime(c.lastUsedAt, u"never"_s); }},
};
// clang-format on

struct CreateArguments {
    std::shared_ptr<QString> name = std::make_shared<QString>();
    std::shared_ptr<QStringList> redirectUris = std::make_shared<QStringList>();
    std::shared_ptr<bool> hasSecret = std::make_shared<bool>(false);
};

Task<Result<>> create(CommandRun run, NewClient wanted)
{
    CO_TRY(const CreatedClient created, co_await answerOf(run.admin.createClient(std::move(wanted))));
    const QString id = created.client.id.text();
    if (run.out.isJson()) {
        run.out.object(toJson(created));
    } else {
        run.out.line(id);
        if (!created.secret.isEmpty())
            run.out.line(QString::fromUtf8(created.secret.reveal()));
    }
    run.out.note(created.secret.isEmpty()
                     ? u"Created the client %1. It is public: give the program its id."_s.arg(id)
                     : u"Created the client %1. Give the program both lines, its id and its secret, now: the secret is "
                       "never shown again."_s.arg(id));
    co_return Result<>();
}

void addClientCreation(CLI::App &clients, CommandLine &line)
{
    const CreateArguments arguments;
    CLI::App *creating
        = addCommand(clients, "create", "Make a client for software that cannot register itself, and print its id",
                     [&line, arguments] {
                         line.command = [arguments](CommandRun run) {
                             return create(run,
                                           {.name = *arguments.name,
                                            .redirectUris = *arguments.redirectUris,
                                            .hasSecret = *arguments.hasSecret});
                         };
                     });
    addText(*creating, "name", "NAME", "What people are told it is", arguments.name)->required()->option_text("NAME");
    const auto keepUris = [uris = arguments.redirectUris](const std::vector<std::string> &values) {
        for (const std::string &value : values)
            uris->append(QString::fromStdString(value));
    };
    creating
        ->add_option_function<std::vector<std::string>>("--redirect-uri", keepUris,
                                                        "Where people are sent back to; repeat for more")
        ->type_name("URI")
        ->allow_extra_args(false)
        ->required();
    creating->add_flag("--secret", *arguments.hasSecret, "It runs on a server and can keep a secret: print one, once");
}

} // namespace

void addOAuthCommands(CLI::App &root, CommandLine &line)
{
    CLI::App *sessions = addGroup(root, "session", "OAuth sessions: what clients were allowed to do");
    addCommand(*sessions, "list", "List all OAuth sessions", [&line] {
        line.command = [](CommandRun run) {
            return printList(run, &Admin::grants, kSessionColumns, u"No client has been allowed anything yet."_s);
        };
    });
    addCommandOn(*sessions, line, "revoke", "End a session with all of its tokens",
                 {"id", "ID", "The session's id (ses_…)"}, [](CommandRun run, const QString &id) {
                     return changeOne(run, &Admin::revokeGrant, id,
                                      u"Ended the session %1: its tokens are refused from now on."_s);
                 });

    CLI::App *clients = addGroup(root, "client", "OAuth clients that are known here");
    addCommand(*clients, "list", "List all clients, by the names that they gave themselves", [&line] {
        line.command = [](CommandRun run) {
            return printList(run, &Admin::clients, kClientColumns, u"No client has registered yet."_s);
        };
    });
    addClientCreation(*clients, line);
    addCommandOn(
        *clients, line, "delete", "End a client with all of its sessions",
        {"id", "ID", "The client's id (cli_…, or the address of its document)"}, [](CommandRun run, const QString &id) {
            return changeOne(run, &Admin::deleteClient, id, u"Deleted the client %1: its sessions have ended."_s);
        });
}

} // namespace ostiary::app
