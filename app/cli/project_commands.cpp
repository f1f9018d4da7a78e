// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/limit_options.h"
#include "app/cli/list_command.h"

namespace ostiary::app {

using namespace Qt::StringLiterals;

namespace {

// clang-format off
const QList<ListColumn<Project>> kColumns{
    {u"ID"_s,           [](const Project &p, Time) { return p.id.text(); }},
    {u"NAME"_s,         [](const Project &p, Time) { return p.name; }},
    {u"ORGANIZATION"_s, [](const Project &p, Time) { return p.organization.text(); }},
    {u"ACTIVE KEYS"_s,  [](const Project &p, Time) { return QString::number(p.activeKeys); }},
    {u"BUDGET"_s,       [](const Project &p, Time) { return budgetWords(p.budget, u"none"_s); }},
    {u"CREATED"_s,      [](const Project &p, Time) { return shortTime(p.createdAt); }},
};
// clang-format on

Task<Result<>> setBudget(CommandRun run, QString id, BudgetOptions options)
{
    CO_TRY(const std::optional<Project> project, co_await findIn(run, &Admin::projects, &Project::id, ProjectId(id)));
    if (!project)
        co_return fail(ErrorCode::NotFound, u"There is no project %1; see: ostiary project list"_s.arg(id));
    CO_TRY(const Budget budget, options.applied(project->budget));
    CO_TRY(const Project changed, co_await answerOf(run.admin.changeProject(project->id, {.budget = budget})));
    if (run.out.isJson())
        run.out.object(toJson(changed));
    run.out.note(
        u"The budget of %1 is %2, from the next call on."_s.arg(changed.name, budgetWords(changed.budget, u"none"_s)));
    co_return Result<>();
}

} // namespace

void addProjectCommands(CLI::App &root, CommandLine &line)
{
    CLI::App *group = addGroup(root, "project", "What an organization's keys and spending are sorted into");
    addCommand(*group, "list", "List all projects", [&line] {
        line.command = [](CommandRun run) {
            return printList(run, &Admin::projects, kColumns,
                             u"There are no projects; members make them with POST /api/projects."_s);
        };
    });

    const auto id = std::make_shared<QString>();
    const BudgetOptions budget;
    CLI::App *setting
        = addCommand(*group, "set-budget", "Say what a project may spend in a month", [&line, id, budget] {
              if (const Result<Budget> readable = budget.applied({}); !readable)
                  line.misused = readable.error();
              else if (budget.areNone())
                  line.misused = failField(u"budget"_s, u"Name --budget or --alert, or take one away."_s).error();
              line.command = [id, budget](CommandRun run) { return setBudget(run, *id, budget); };
          });
    addText(*setting, "id", "ID", "The project's id (prj_…)", id)->required()->option_text("ID");
    budget.addTo(*setting);
    budget.addRemovalTo(*setting);
}

} // namespace ostiary::app
