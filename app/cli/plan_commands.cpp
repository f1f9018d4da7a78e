// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/limit_options.h"
#include "app/cli/list_command.h"
#include "models/money.h"

namespace ostiary::app {

using namespace Qt::StringLiterals;

namespace {

QString number(std::optional<int> value, const QString &otherwise)
{
    return value ? QString::number(*value) : otherwise;
}

// clang-format off
const QList<ListColumn<Plan>> kColumns{
    {u"NAME"_s,          [](const Plan &p, Time) { return p.name; }},
    {u"TITLE"_s,         [](const Plan &p, Time) { return p.title; }},
    {u"STANDARD/MIN"_s,  [](const Plan &p, Time) { return number(p.standardLimit, u"default"_s); }},
    {u"AI/MIN"_s,        [](const Plan &p, Time) { return number(p.aiLimit, u"default"_s); }},
    {u"AI CAP/MONTH"_s,  [](const Plan &p, Time) { return p.aiCapMicros ? dollars(*p.aiCapMicros) : u"none"_s; }},
    {u"MEMBERS"_s,       [](const Plan &p, Time) { return number(p.memberLimit, u"unlimited"_s); }},
    {u"PROJECTS"_s,      [](const Plan &p, Time) { return number(p.projectLimit, u"unlimited"_s); }},
    {u"CUSTOM LIMITS"_s, [](const Plan &p, Time) { return p.customLimits ? u"yes"_s : u"no"_s; }},
};
// clang-format on

/// As they were typed; a null string: not at all.
struct Figures {
    std::shared_ptr<QString> title = std::make_shared<QString>();
    std::shared_ptr<QString> standard = std::make_shared<QString>();
    std::shared_ptr<QString> ai = std::make_shared<QString>();
    std::shared_ptr<QString> aiCap = std::make_shared<QString>();
    std::shared_ptr<QString> members = std::make_shared<QString>();
    std::shared_ptr<QString> projects = std::make_shared<QString>();
    std::shared_ptr<QString> customLimits = std::make_shared<QString>();

    [[nodiscard]] bool areNone() const
    {
        return std::ranges::all_of(std::initializer_list{title, standard, ai, aiCap, members, projects, customLimits},
                                   &QString::isNull, [](const auto &text) -> const QString & { return *text; });
    }
};

/// The plan with what was typed. InvalidValue: a sentence about the first that cannot be read.
Result<Plan> withFigures(Plan plan, const Figures &figures)
{
    if (!figures.title->isNull())
        plan.title = *figures.title;
    CHECK(readCount("--standard", *figures.standard, u"default"_s, plan.standardLimit));
    CHECK(readCount("--ai", *figures.ai, u"default"_s, plan.aiLimit));
    CHECK(readDollars("--ai-cap", *figures.aiCap, u"none"_s, plan.aiCapMicros));
    CHECK(readCount("--members", *figures.members, u"none"_s, plan.memberLimit));
    CHECK(readCount("--projects", *figures.projects, u"none"_s, plan.projectLimit));
    const QString &custom = *figures.customLimits;
    if (!custom.isNull() && custom != "yes"_L1 && custom != "no"_L1)
        return failField(u"custom_limits"_s, u"--custom-limits: \"%1\" must be yes or no."_s.arg(custom));
    if (!custom.isNull())
        plan.customLimits = custom == "yes"_L1;
    return plan;
}

Task<Result<>> setFigures(CommandRun run, QString name, Figures figures)
{
    CO_TRY(std::optional<Plan> plan, co_await findIn(run, &Admin::plans, &Plan::name, name));
    if (!plan)
        co_return fail(ErrorCode::NotFound, u"There is no plan %1; see: ostiary plan list"_s.arg(name));
    CO_TRY(Plan wanted, withFigures(*std::move(plan), figures));
    CO_TRY(const Plan changed, co_await answerOf(run.admin.updatePlan(std::move(wanted))));
    if (run.out.isJson())
        run.out.object(toJson(changed));
    run.out.note(u"Changed the plan %1; it holds from the next request on."_s.arg(changed.name));
    co_return Result<>();
}

} // namespace

void addPlanCommands(CLI::App &root, CommandLine &line)
{
    CLI::App *group = addGroup(root, "plan", "What organizations may use, by plan");
    addCommand(*group, "list", "List all plans, the least first", [&line] {
        line.command = [](CommandRun run) { return printList(run, &Admin::plans, kColumns, u"There are no plans."_s); };
    });

    const auto name = std::make_shared<QString>();
    const Figures figures;
    CLI::App *setting
        = addCommand(*group, "set", "Change a plan's figures; what is not named stays", [&line, name, figures] {
              const Result<Plan> readable = withFigures({}, figures);
              if (!readable)
                  line.misused = readable.error();
              else if (figures.areNone())
                  line.misused = failField(u"plan"_s,
                                           u"Say what to change, for example: ostiary plan set %1 --ai 20"_s.arg(*name))
                                     .error();
              line.command = [name, figures](CommandRun run) { return setFigures(run, *name, figures); };
          });
    addText(*setting, "name", "NAME", "The plan's name", name)->required()->option_text("NAME");
    addText(*setting, "--title", "TITLE", "What people read", figures.title);
    addText(*setting, "--standard", "N|default", "Requests a minute (default: as the server is set)", figures.standard);
    addText(*setting, "--ai", "N|default", "Requests a minute to AI endpoints", figures.ai);
    addText(*setting, "--ai-cap", "USD|none", "Spending on AI endpoints in a month, e.g. 25 or 0.50", figures.aiCap);
    addText(*setting, "--members", "N|none", "Members of an organization (none: no limit)", figures.members);
    addText(*setting, "--projects", "N|none", "Projects of an organization (none: no limit)", figures.projects);
    addText(*setting, "--custom-limits", "yes|no", "Keys and organizations may have limits of their own",
            figures.customLimits);
}

} // namespace ostiary::app
