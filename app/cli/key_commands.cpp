// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/expiry.h"
#include "app/cli/list_command.h"

#include <QRegularExpression>

namespace ostiary::app {

using namespace Qt::StringLiterals;

namespace {

// clang-format off
const QList<ListColumn<ApiKey>> kColumns{
    {u"ID"_s,        [](const ApiKey &k, Time)     { return k.id.text(); }},
    {u"NAME"_s,      [](const ApiKey &k, Time)     { return k.name; }},
    {u"KEY"_s,       [](const ApiKey &k, Time)     { return k.hint; }},
    {u"ACCOUNT"_s,   [](const ApiKey &k, Time)     { return k.accountEmail; }},
    {u"SCOPES"_s,    [](const ApiKey &k, Time)     { return k.scopes.join(u' '); }},
    {u"STATE"_s,     [](const ApiKey &k, Time now) { return toString(k.stateAt(now)); }},
    {u"EXPIRES"_s,   [](const ApiKey &k, Time)     { return shortTime(k.expiresAt, u"never"_s); }},
    {u"LAST USED"_s, [](const ApiKey &k, Time)     { return shortTime(k.lastUsedAt, u"never"_s); }},
};
// clang-format on

struct CreateArguments {
    std::shared_ptr<QString> account = std::make_shared<QString>();
    std::shared_ptr<QString> kind = std::make_shared<QString>();
    std::shared_ptr<QString> name = std::make_shared<QString>();
    std::shared_ptr<QString> scopes = std::make_shared<QString>(u"*"_s);
    std::shared_ptr<QString> expires = std::make_shared<QString>(u"never"_s);
};

Result<NewApiKey> wantedKey(const CreateArguments &arguments, Time now)
{
    static const QRegularExpression kBetween(u"[\\s,]+"_s);
    TRY(const std::optional<Time> expiresAt, parseExpiry(*arguments.expires, now));
    const QStringList scopes = arguments.scopes->split(kBetween, Qt::SkipEmptyParts);
    if (scopes.isEmpty())
        return failField(u"scopes"_s, u"Name one scope or more, or leave --scopes out for all."_s);
    return NewApiKey{.accountEmail = *arguments.account,
                     .kind = keyKindFromString(*arguments.kind).value_or(KeyKind::Fos),
                     .name = *arguments.name,
                     .scopes = scopes,
                     .expiresAt = expiresAt};
}

Task<Result<>> create(CommandRun run, NewApiKey wanted)
{
    CO_TRY(const CreatedApiKey created, co_await answerOf(run.admin.createApiKey(std::move(wanted))));
    if (run.out.isJson())
        run.out.object(toJson(created, run.clock.now()));
    else
        run.out.line(QString::fromUtf8(created.secret.reveal()));
    run.out.note(u"Created the key %1 for %2. Keep it now: it is never shown again."_s.arg(created.key.id.text(),
                                                                                           created.key.accountEmail));
    co_return Result<>();
}

} // namespace

void addKeyCommands(CLI::App &root, CommandLine &line, const Clock &clock)
{
    CLI::App *group = addGroup(root, "key", "API keys");

    const CreateArguments arguments;
    CLI::App *creating = addCommand(*group, "create", "Make a key and print it, once", [&line, &clock, arguments] {
        const Result<NewApiKey> wanted = wantedKey(arguments, clock.now());
        if (!wanted) {
            line.misused = wanted.error();
            return;
        }
        line.command = [wanted = *wanted](CommandRun run) { return create(run, wanted); };
    });
    addText(*creating, "--account", "EMAIL", "Whose key it is", arguments.account)->required();
    addText(*creating, "--kind", "KIND", "fos: sent as X-ForgeOS-API-Key; fvk: sent as Authorization: Bearer",
            arguments.kind)
        ->required()
        ->check([](const std::string &kind) {
            const bool known = keyKindFromString(QString::fromStdString(kind)).has_value();
            return known ? std::string() : "\"" + kind + "\" must be fos or fvk";
        });
    addText(*creating, "--name", "NAME", "What it is for", arguments.name)->required();
    addText(*creating, "--scopes", "\"A B\"", "What it may do (*: everything)", arguments.scopes);
    addText(*creating, "--expires", "TIME", "12h, 30d, 8w, 1y, 2027-01-31 or never (never)", arguments.expires);

    addCommand(*group, "list", "List all keys; the keys themselves are not kept", [&line] {
        line.command = [](CommandRun run) {
            return printList(
                run, &Admin::apiKeys, kColumns,
                u"There are no keys. Make one: ostiary key create --account EMAIL --kind fos --name NAME"_s);
        };
    });

    addCommandOn(*group, line, "revoke", "Refuse a key from the next request on", {"id", "ID", "The key's id (key_…)"},
                 [](CommandRun run, const QString &id) {
                     return changeOne(run, &Admin::revokeApiKey, id,
                                      u"Revoked the key %1: the next request with it is refused."_s);
                 });
}

} // namespace ostiary::app
