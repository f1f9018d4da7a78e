// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/limit_options.h"
#include "app/cli/list_command.h"

namespace ostiary::app {

using namespace Qt::StringLiterals;

namespace {

struct SimulateArguments {
    std::shared_ptr<QString> subject = std::make_shared<QString>();
    std::shared_ptr<QString> count = std::make_shared<QString>();
    std::shared_ptr<bool> ai = std::make_shared<bool>(false);
};

Task<Result<>> simulate(CommandRun run, QString subject, LimitKind kind, int count)
{
    CO_TRY(const LimitSimulation simulation, co_await answerOf(run.admin.simulateLimit(subject, kind, count)));
    if (run.out.isJson()) {
        run.out.object(toJson(simulation));
        co_return Result<>();
    }
    run.out.table({},
                  {{u"Since"_s, shortTime(simulation.since)},
                   {u"Requests"_s, QString::number(simulation.requests)},
                   {u"Busiest minute"_s, QString::number(simulation.busiestMinute)},
                   {u"Refused at %1 a minute"_s.arg(count), QString::number(simulation.refused)},
                   {u"Refused in fact"_s, QString::number(simulation.refusedThen)}});
    run.out.note(u"Counted by the minute; the limit itself looks at any 60 seconds."_s);
    co_return Result<>();
}

} // namespace

void addLimitCommands(CLI::App &root, CommandLine &line)
{
    CLI::App *group = addGroup(root, "limit", "Requests a minute; see also: key change, organization set-limits");
    const SimulateArguments arguments;
    CLI::App *simulating
        = addCommand(*group, "simulate", "What a limit would have refused in the last 7 days", [&line, arguments] {
              std::optional<int> count;
              if (const Result<> readable = readCount("COUNT", *arguments.count, {}, count); !readable)
                  line.misused = readable.error();
              line.command = [arguments, count](CommandRun run) {
                  return simulate(run, *arguments.subject, *arguments.ai ? LimitKind::Ai : LimitKind::Standard, *count);
              };
          });
    addText(*simulating, "id", "ID", "The id of a key (key_…) or of an organization (org_…)", arguments.subject)
        ->required()
        ->option_text("ID");
    addText(*simulating, "count", "COUNT", "Requests a minute", arguments.count)->required()->option_text("COUNT");
    simulating->add_flag("--ai", *arguments.ai, "Of the requests to AI endpoints");
}

} // namespace ostiary::app
