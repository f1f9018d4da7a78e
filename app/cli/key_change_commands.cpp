// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/limit_options.h"
#include "app/cli/list_command.h"
#include "app/cli/password.h"

#include <QRegularExpression>

namespace ostiary::app {

using namespace Qt::StringLiterals;

namespace {

/// As they were typed; a null string: not at all.
struct ChangeArguments {
    std::shared_ptr<QString> id = std::make_shared<QString>();
    std::shared_ptr<QString> name = std::make_shared<QString>();
    std::shared_ptr<QString> scopes = std::make_shared<QString>();
    std::shared_ptr<QString> networks = std::make_shared<QString>();
    std::shared_ptr<bool> noNetworks = std::make_shared<bool>(false);
    LimitOptions limits;
    BudgetOptions budget;

    [[nodiscard]] bool areNone() const
    {
        return name->isNull() && scopes->isNull() && networks->isNull() && !*noNetworks && limits.areNone()
            && budget.areNone();
    }
};

QStringList wordsOf(const QString &text)
{
    static const QRegularExpression kBetween(u"[\\s,]+"_s);
    return text.split(kBetween, Qt::SkipEmptyParts);
}

/// What of `arguments` can be told wrong before a key is read.
Result<> checkChange(const ChangeArguments &arguments)
{
    if (arguments.areNone()) {
        return failField(u"key"_s,
                         u"Say what to change, for example: ostiary key change %1 --limit 60"_s.arg(*arguments.id));
    }
    if (!arguments.scopes->isNull() && wordsOf(*arguments.scopes).isEmpty())
        return failField(u"scopes"_s, u"--scopes: name one scope or more, or * for all."_s);
    if (!arguments.networks->isNull() && *arguments.noNetworks)
        return failField(u"networks"_s, u"Say either --networks or --no-networks."_s);
    CHECK(arguments.limits.applied({}));
    CHECK(arguments.budget.applied({}));
    return {};
}

Task<Result<ApiKey>> findKey(CommandRun run, QString id)
{
    CO_TRY(const std::optional<ApiKey> key, co_await findIn(run, &Admin::apiKeys, &ApiKey::id, ApiKeyId(id)));
    if (!key)
        co_return fail(ErrorCode::NotFound, u"There is no key %1; see: ostiary key list"_s.arg(id));
    co_return *key;
}

/// Limits and budget are replaced as a whole, so what was not named is written back as it was.
Task<Result<>> changeKey(CommandRun run, ChangeArguments arguments)
{
    CO_TRY(const ApiKey key, co_await findKey(run, *arguments.id));
    ApiKeyChange wanted;
    if (!arguments.name->isNull())
        wanted.name = *arguments.name;
    if (!arguments.scopes->isNull())
        wanted.scopes = wordsOf(*arguments.scopes);
    if (!arguments.networks->isNull() || *arguments.noNetworks)
        wanted.networks = wordsOf(*arguments.networks);
    if (!arguments.limits.areNone()) {
        CO_TRY(wanted.limits, arguments.limits.applied(key.limits));
    }
    if (!arguments.budget.areNone()) {
        CO_TRY(wanted.budget, arguments.budget.applied(key.budget));
    }
    CO_TRY(const ApiKey changed, co_await answerOf(run.admin.changeApiKey(key.id, std::move(wanted))));
    if (run.out.isJson())
        run.out.object(toJson(changed, run.clock.now()));
    run.out.note(u"Changed the key %1; it holds from the next request on."_s.arg(changed.id.text()));
    co_return Result<>();
}

Task<Result<>> raiseKey(CommandRun run, QString id, RaiseOptions raise)
{
    CO_TRY(const ApiKey key, co_await findKey(run, id));
    CO_TRY(const Limits limits, raise.applied(key.limits, run.clock.now()));
    CO_TRY(const ApiKey changed, co_await answerOf(run.admin.changeApiKey(key.id, {.limits = limits})));
    if (run.out.isJson())
        run.out.object(toJson(changed, run.clock.now()));
    run.out.note(changed.limits.factorAt(run.clock.now()) > 1
                     ? u"The key %1 may make %2 times as many requests until %3; then it is as before by itself."_s.arg(
                           id, QString::number(*changed.limits.raise), shortTime(changed.limits.raisedUntil))
                     : u"The limits of the key %1 are as they were before."_s.arg(id));
    co_return Result<>();
}

Task<Result<>> checkKey(CommandRun run)
{
    CO_TRY(Secret secret, readKey());
    CO_TRY(const KeyCheck check, co_await answerOf(run.admin.checkApiKey(std::move(secret))));
    const bool works = check.verdict == "works"_L1;
    if (run.out.isJson()) {
        run.out.object(toJson(check, run.clock.now()));
    } else {
        QList<QStringList> rows{{u"Verdict"_s, check.verdict}};
        if (const std::optional<ApiKey> &key = check.key) {
            rows += {{u"Key"_s, u"%1, %2"_s.arg(key->id.text(), key->name)},
                     {u"Account"_s, key->accountEmail},
                     {u"Scopes"_s, key->scopes.join(u' ')},
                     {u"Expires"_s, shortTime(key->expiresAt, u"never"_s)}};
        }
        run.out.table({}, rows);
    }
    if (!works)
        co_return fail(ErrorCode::InvalidToken, check.detail);
    run.out.note(check.detail);
    co_return Result<>();
}

void addChange(CLI::App &group, CommandLine &line)
{
    const ChangeArguments arguments;
    CLI::App *changing
        = addCommand(group, "change", "Change a key without reissuing it; what is not named stays", [&line, arguments] {
              if (const Result<> readable = checkChange(arguments); !readable)
                  line.misused = readable.error();
              line.command = [arguments](CommandRun run) { return changeKey(run, arguments); };
          });
    addText(*changing, "id", "ID", "The key's id (key_…)", arguments.id)->required()->option_text("ID");
    addText(*changing, "--name", "NAME", "What it is for", arguments.name);
    addText(*changing, "--scopes", "\"A B\"", "What it may do (*: everything)", arguments.scopes);
    addText(*changing, "--networks", "\"A B\"", "The only networks that it works from", arguments.networks);
    changing->add_flag("--no-networks", *arguments.noNetworks, "It works from anywhere");
    arguments.limits.addTo(*changing);
    arguments.limits.addRemovalTo(*changing);
    arguments.budget.addTo(*changing);
    arguments.budget.addRemovalTo(*changing);
}

void addRaise(CLI::App &group, CommandLine &line)
{
    const auto id = std::make_shared<QString>();
    const RaiseOptions raise;
    CLI::App *raising = addCommand(group, "raise", "Let a key make more requests for a while", [&line, id, raise] {
        if (const Result<Limits> readable = raise.applied({}, {}); !readable)
            line.misused = readable.error();
        line.command = [id, raise](CommandRun run) { return raiseKey(run, *id, raise); };
    });
    addText(*raising, "id", "ID", "The key's id (key_…)", id)->required()->option_text("ID");
    raise.addTo(*raising);
}

} // namespace

void addKeyChangeCommands(CLI::App &group, CommandLine &line)
{
    addChange(group, line);
    addRaise(group, line);
    addCommand(group, "check", "Read a key from standard input and tell whether it works; exit code 0 only then",
               [&line] { line.command = checkKey; });
}

} // namespace ostiary::app
