// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/limit_options.h"
#include "app/cli/list_command.h"

namespace ostiary::app {

using namespace Qt::StringLiterals;

namespace {

constexpr int kTrialDaysMax = 3650;

std::optional<Time> trialEnd(const Organization &organization, Time now)
{
    const bool onTrial = organization.planAt(now) != organization.plan;
    return onTrial ? organization.trialEndsAt : std::nullopt;
}

// clang-format off
const QList<ListColumn<Organization>> kColumns{
    {u"ID"_s,          [](const Organization &o, Time)     { return o.id.text(); }},
    {u"NAME"_s,        [](const Organization &o, Time)     { return o.name; }},
    {u"PLAN"_s,        [](const Organization &o, Time now) { return o.planAt(now); }},
    {u"TRIAL UNTIL"_s, [](const Organization &o, Time now) { return shortTime(trialEnd(o, now)); }},
    {u"LIMITS"_s,      [](const Organization &o, Time now) { return limitWords(o.limits, now, u"default"_s); }},
    {u"BUDGET"_s,      [](const Organization &o, Time)     { return budgetWords(o.budget, u"default"_s); }},
    {u"CREATED"_s,     [](const Organization &o, Time)     { return shortTime(o.createdAt); }},
};
// clang-format on

struct PlanArguments {
    std::shared_ptr<QString> organization = std::make_shared<QString>();
    std::shared_ptr<QString> plan = std::make_shared<QString>();
    std::shared_ptr<int> trialDays = std::make_shared<int>(0);
};

Task<Result<>> setPlan(CommandRun run, PlanArguments arguments)
{
    CO_TRY(const Organization organization, co_await findOrganization(run, *arguments.organization));
    PlanChange change{.plan = *arguments.plan};
    if (*arguments.trialDays > 0)
        change.trialEndsAt = run.clock.now() + std::chrono::days(*arguments.trialDays);
    CO_TRY(const Organization changed, co_await answerOf(run.admin.changePlan(organization.id, change)));
    const Time now = run.clock.now();
    if (run.out.isJson())
        run.out.object(toJson(changed, now));
    const std::optional<Time> end = trialEnd(changed, now);
    const QString trial = end ? u", with what %1 has until %2"_s.arg(changed.planAt(now), shortTime(end)) : QString();
    run.out.note(u"%1 is on the plan %2%3."_s.arg(changed.name, changed.plan, trial));
    co_return Result<>();
}

} // namespace

void addOrganizationCommands(CLI::App &root, CommandLine &line)
{
    CLI::App *group = addGroup(root, "organization", "What accounts belong to, and which plan it has");
    addCommand(*group, "list", "List all organizations", [&line] {
        line.command = [](CommandRun run) {
            return printList(run, &Admin::organizations, kColumns,
                             u"There are no organizations; each account is born with one."_s);
        };
    });

    const PlanArguments arguments;
    CLI::App *setting
        = addCommand(*group, "set-plan", "Give an organization a plan, from the next request on", [&line, arguments] {
              if (*arguments.trialDays > 0 && *arguments.plan != "free"_L1) {
                  line.misused = failField(u"trial_days"_s,
                                           u"--trial-days goes with the plan free: a trial gives free what pro has."_s)
                                     .error();
              }
              line.command = [arguments](CommandRun run) { return setPlan(run, arguments); };
          });
    addText(*setting, "organization", "ORGANIZATION|EMAIL", kOrganizationPurpose, arguments.organization)
        ->required()
        ->option_text("ORGANIZATION|EMAIL");
    addText(*setting, "plan", "PLAN", "The plan's name; see: ostiary plan list", arguments.plan)
        ->required()
        ->option_text("PLAN");
    setting->add_option("--trial-days", *arguments.trialDays, "With the plan free: for so long it has what pro has")
        ->type_name("N")
        ->check(CLI::Range(1, kTrialDaysMax).description(""));
    addOrganizationLimitCommands(*group, line);
}

} // namespace ostiary::app
