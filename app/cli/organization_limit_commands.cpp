// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/limit_options.h"
#include "app/cli/list_command.h"

namespace ostiary::app {

using namespace Qt::StringLiterals;

namespace {

QString limitsOf(const Organization &organization, Time now)
{
    return u"Limits of each credential in %1: %2; from the next request on."_s.arg(
        organization.name, limitWords(organization.limits, now, u"as its plan says"_s));
}

QString budgetOf(const Organization &organization, Time)
{
    return u"Budget of all in %1 together: %2; from the next call on."_s.arg(
        organization.name, budgetWords(organization.budget, u"as its plan says"_s));
}

Task<Result<>> change(CommandRun run, Organization organization, OrganizationChange wanted,
                      QString (*said)(const Organization &, Time))
{
    CO_TRY(const Organization changed,
           co_await answerOf(run.admin.changeOrganization(organization.id, std::move(wanted))));
    const Time now = run.clock.now();
    if (run.out.isJson())
        run.out.object(toJson(changed, now));
    run.out.note(said(changed, now));
    co_return Result<>();
}

// Limits and budget are replaced as a whole, so what was not named is written back as it was.

Task<Result<>> setLimits(CommandRun run, QString word, LimitOptions options)
{
    CO_TRY(const Organization organization, co_await findOrganization(run, word));
    CO_TRY(const Limits limits, options.applied(organization.limits));
    co_return co_await change(run, organization, {.limits = limits}, limitsOf);
}

Task<Result<>> setBudget(CommandRun run, QString word, BudgetOptions options)
{
    CO_TRY(const Organization organization, co_await findOrganization(run, word));
    CO_TRY(const Budget budget, options.applied(organization.budget));
    co_return co_await change(run, organization, {.budget = budget}, budgetOf);
}

Task<Result<>> raise(CommandRun run, QString word, RaiseOptions options)
{
    CO_TRY(const Organization organization, co_await findOrganization(run, word));
    CO_TRY(const Limits limits, options.applied(organization.limits, run.clock.now()));
    co_return co_await change(run, organization, {.limits = limits}, limitsOf);
}

void addOrganization(CLI::App &command, const std::shared_ptr<QString> &word)
{
    addText(command, "organization", "ORGANIZATION|EMAIL", kOrganizationPurpose, word)
        ->required()
        ->option_text("ORGANIZATION|EMAIL");
}

/// A command that takes an organization and some options; `act` does it, unless `check` finds something wrong first.
template <typename Options, typename Act, typename Check>
CLI::App *add(CLI::App &group, CommandLine &line, const char *name, const char *purpose, const Options &options,
              Act act, Check check)
{
    const auto word = std::make_shared<QString>();
    CLI::App *command = addCommand(group, name, purpose, [&line, word, options, act, check] {
        if (const Result<> readable = check(); !readable)
            line.misused = readable.error();
        line.command = [word, options, act](CommandRun run) { return act(run, *word, options); };
    });
    addOrganization(*command, word);
    options.addTo(*command);
    return command;
}

template <typename Options>
Result<> checkNamed(const Options &options, const QString &field, const QString &sentence)
{
    if (options.areNone())
        return failField(field, sentence);
    CHECK(options.applied({}));
    return {};
}

} // namespace

void addOrganizationLimitCommands(CLI::App &group, CommandLine &line)
{
    const LimitOptions limits;
    CLI::App *limiting
        = add(group, line, "set-limits", "Say how many requests each credential in it may make", limits, setLimits,
              [limits] { return checkNamed(limits, u"limit"_s, u"Name --limit or --ai-limit, or take one away."_s); });
    limits.addRemovalTo(*limiting);

    const BudgetOptions budget;
    CLI::App *budgeting
        = add(group, line, "set-budget", "Say what all in it together may spend in a month", budget, setBudget,
              [budget] { return checkNamed(budget, u"budget"_s, u"Name --budget or --alert, or take one away."_s); });
    budget.addRemovalTo(*budgeting);

    const RaiseOptions raising;
    add(group, line, "raise", "Let each credential in it make more requests for a while", raising, raise,
        [raising]() -> Result<> {
            CHECK(raising.applied({}, {}));
            return {};
        });
}

} // namespace ostiary::app
