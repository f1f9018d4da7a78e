// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/expiry.h"
#include "app/cli/limit_options.h"
#include "app/cli/list_command.h"
#include "app/config/setting_values.h"

#include <QRegularExpression>

namespace ostiary::app {

using namespace Qt::StringLiterals;

namespace {

/// Where the last use came from: address and client, as it named itself.
QString usedFrom(const ApiKey &key)
{
    constexpr qsizetype kLongestClient = 40;
    return (key.lastUsedAddress + u' ' + key.lastUsedClient.left(kLongestClient)).trimmed();
}

// clang-format off
const QList<ListColumn<ApiKey>> kColumns{
    {u"ID"_s,        [](const ApiKey &k, Time)     { return k.id.text(); }},
    {u"NAME"_s,      [](const ApiKey &k, Time)     { return k.name; }},
    {u"KEY"_s,       [](const ApiKey &k, Time)     { return k.hint; }},
    {u"ACCOUNT"_s,   [](const ApiKey &k, Time)     { return k.accountEmail; }},
    {u"SCOPES"_s,    [](const ApiKey &k, Time)     { return k.scopes.join(u' '); }},
    {u"STATE"_s,     [](const ApiKey &k, Time now) { return toString(k.stateAt(now)); }},
    {u"LIMITS"_s,    [](const ApiKey &k, Time now) { return limitWords(k.limits, now, u"default"_s); }},
    {u"BUDGET"_s,    [](const ApiKey &k, Time)     { return budgetWords(k.budget, u"none"_s); }},
    {u"EXPIRES"_s,   [](const ApiKey &k, Time)     { return shortTime(k.expiresAt, u"never"_s); }},
    {u"LAST USED"_s, [](const ApiKey &k, Time)     { return shortTime(k.lastUsedAt, u"never"_s); }},
    {u"FROM"_s,      [](const ApiKey &k, Time)     { return usedFrom(k); }},
};
// clang-format on

struct CreateArguments {
    std::shared_ptr<QString> account = std::make_shared<QString>();
    std::shared_ptr<QString> kind = std::make_shared<QString>();
    std::shared_ptr<QString> name = std::make_shared<QString>();
    std::shared_ptr<QString> scopes = std::make_shared<QString>(u"*"_s);
    std::shared_ptr<QString> expires = std::make_shared<QString>(u"never"_s);
    std::shared_ptr<QString> networks = std::make_shared<QString>();
    LimitOptions limits;
    BudgetOptions budget;
};

Result<NewApiKey> wantedKey(const CreateArguments &arguments, Time now)
{
    static const QRegularExpression kBetween(u"[\\s,]+"_s);
    TRY(const std::optional<Time> expiresAt, parseExpiry(*arguments.expires, now));
    const QStringList scopes = arguments.scopes->split(kBetween, Qt::SkipEmptyParts);
    if (scopes.isEmpty())
        return failField(u"scopes"_s, u"Name one scope or more, or leave --scopes out for all."_s);
    TRY(const Limits limits, arguments.limits.applied({}));
    TRY(const Budget budget, arguments.budget.applied({}));
    return NewApiKey{.accountEmail = *arguments.account,
                     .kind = keyKindFromString(*arguments.kind).value_or(KeyKind::Fos),
                     .name = *arguments.name,
                     .scopes = scopes,
                     .expiresAt = expiresAt,
                     .networks = arguments.networks->split(kBetween, Qt::SkipEmptyParts),
                     .limits = limits,
                     .budget = budget};
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

Task<Result<>> switchKey(CommandRun run, QString id, bool isDisabled)
{
    CO_TRY(const ApiKey key, co_await answerOf(run.admin.changeApiKey(ApiKeyId(id), {.isDisabled = isDisabled})));
    if (run.out.isJson())
        run.out.object(toJson(key, run.clock.now()));
    run.out.note(isDisabled ? u"Switched the key %1 off: the next request with it is refused."_s.arg(id)
                            : u"Switched the key %1 on again."_s.arg(id));
    co_return Result<>();
}

struct RotateArguments {
    std::shared_ptr<QString> id = std::make_shared<QString>();
    std::shared_ptr<QString> overlap = std::make_shared<QString>(u"24h"_s);
};

Task<Result<>> rotate(CommandRun run, QString id, std::chrono::seconds overlap)
{
    CO_TRY(const CreatedApiKey created, co_await answerOf(run.admin.rotateApiKey(ApiKeyId(id), overlap)));
    if (run.out.isJson())
        run.out.object(toJson(created, run.clock.now()));
    else
        run.out.line(QString::fromUtf8(created.secret.reveal()));
    run.out.note(u"The key %1 takes the place of %2, which works until %3. Keep it now: it is never shown again."_s.arg(
        created.key.id.text(), id, shortTime(run.clock.now() + overlap)));
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
    addText(*creating, "--networks", "\"A B\"", "The only networks that it works from (anywhere)", arguments.networks);
    arguments.limits.addTo(*creating);
    arguments.budget.addTo(*creating);

    addCommand(*group, "list", "List all keys; the keys themselves are not kept", [&line] {
        line.command = [](CommandRun run) {
            return printList(
                run, &Admin::apiKeys, kColumns,
                u"There are no keys. Make one: ostiary key create --account EMAIL --kind fos --name NAME"_s);
        };
    });

    const Argument key{"id", "ID", "The key's id (key_…)"};
    addKeyChangeCommands(*group, line);
    addCommandOn(*group, line, "disable", "Switch a key off until it is enabled again", key,
                 [](CommandRun run, const QString &id) { return switchKey(run, id, true); });
    addCommandOn(*group, line, "enable", "Switch a key on again", key,
                 [](CommandRun run, const QString &id) { return switchKey(run, id, false); });

    const RotateArguments rotating;
    CLI::App *rotation = addCommand(*group, "rotate", "Print a new key in the place of another", [&line, rotating] {
        const Result<std::chrono::seconds> overlap
            = *rotating.overlap == u"0"_s ? Result<std::chrono::seconds>(0) : parseDuration(*rotating.overlap);
        if (!overlap) {
            line.misused = overlap.error();
            return;
        }
        line.command = [id = *rotating.id, overlap = *overlap](CommandRun run) { return rotate(run, id, overlap); };
    });
    addText(*rotation, "id", "ID", "The key's id (key_…)", rotating.id)->required()->option_text("ID");
    addText(*rotation, "--overlap", "TIME", "How long the old one still works: 0, 90s, 30m, 24h, 7d (24h)",
            rotating.overlap);

    addCommandOn(*group, line, "revoke", "Refuse a key from the next request on", key,
                 [](CommandRun run, const QString &id) {
                     return changeOne(run, &Admin::revokeApiKey, id,
                                      u"Revoked the key %1: the next request with it is refused."_s);
                 });
}

} // namespace ostiary::app
