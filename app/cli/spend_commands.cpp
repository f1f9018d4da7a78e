// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/list_command.h"
#include "models/money.h"

namespace ostiary::app {

using namespace Qt::StringLiterals;

namespace {

// clang-format off
const QList<ListColumn<SpendEntry>> kColumns{
    {u"NUMBER"_s,       [](const SpendEntry &e, Time) { return QString::number(e.number); }},
    {u"AT"_s,           [](const SpendEntry &e, Time) { return shortTime(e.at); }},
    {u"WHAT"_s,         [](const SpendEntry &e, Time) { return toString(e.kind); }},
    {u"HELD"_s,         [](const SpendEntry &e, Time) { return dollars(e.heldMicros); }},
    {u"SPENT"_s,        [](const SpendEntry &e, Time) { return dollars(e.spentMicros); }},
    {u"UPSTREAM"_s,     [](const SpendEntry &e, Time) { return e.upstream; }},
    {u"SUBJECT"_s,      [](const SpendEntry &e, Time) { return e.subject; }},
    {u"CREDENTIAL"_s,   [](const SpendEntry &e, Time) { return e.credential; }},
    {u"ORGANIZATION"_s, [](const SpendEntry &e, Time) { return e.organization.text(); }},
    {u"PRICE"_s,        [](const SpendEntry &e, Time) { return e.price.text(); }},
};
// clang-format on

QString alerts(const BudgetState &state)
{
    return state.reached.isEmpty() ? QString() : u"%1 % reached"_s.arg(state.reached.constLast());
}

void printBudgets(Output &out, const SpendReport &report)
{
    QList<QStringList> rows;
    for (const BudgetState &state : report.budgets) {
        const std::optional<qint64> remaining = state.remainingMicros();
        rows.append({toString(state.scope), state.name, dollars(state.spentMicros), dollars(state.heldMicros),
                     state.budget.capMicros ? dollars(*state.budget.capMicros) : u"none"_s,
                     remaining ? dollars(*remaining) : QString(), alerts(state)});
    }
    out.table({u"BUDGET OF"_s, u"NAME"_s, u"SPENT"_s, u"HELD"_s, u"CAP"_s, u"REMAINING"_s, u"ALERT"_s}, rows);
}

void printShares(Output &out, const QString &title, const QList<SpendShare> &shares)
{
    if (shares.isEmpty())
        return;
    QList<QStringList> rows;
    for (const SpendShare &share : shares)
        rows.append(
            {share.name.isEmpty() ? share.id : share.name, dollars(share.spentMicros), QString::number(share.calls)});
    out.line({});
    out.table({title, u"SPENT"_s, u"CALLS"_s}, rows);
}

/// The only organization, where nobody has to say which one is meant.
Task<Result<Organization>> onlyOrganization(CommandRun run)
{
    CO_TRY(const Page<Organization> page, co_await answerOf(run.admin.organizations({.limit = 2})));
    if (page.rows.size() == 1)
        co_return page.rows.constFirst();
    co_return failField(u"organization"_s,
                        page.rows.isEmpty()
                            ? u"There is no organization yet."_s
                            : u"Name the organization, or an account of it; see: ostiary organization list"_s);
}

Task<Result<>> show(CommandRun run, QString word)
{
    CO_TRY(const Organization organization,
           co_await (word.isEmpty() ? onlyOrganization(run) : findOrganization(run, word)));
    CO_TRY(const SpendReport report, co_await answerOf(run.admin.spendReport(organization.id)));
    if (run.out.isJson()) {
        run.out.object(toJson(report));
        co_return Result<>();
    }
    run.out.line(u"%1 in %2; begins anew at %3"_s.arg(organization.name, report.period, shortTime(report.resetsAt)));
    printBudgets(run.out, report);
    printShares(run.out, u"KEY OR SESSION"_s, report.byKey);
    printShares(run.out, u"PROJECT"_s, report.byProject);
    printShares(run.out, u"UPSTREAM"_s, report.byUpstream);
    printShares(run.out, u"TOOL, ROUTE OR MODEL"_s, report.bySubject);
    printShares(run.out, u"DAY"_s, report.byDay);
    if (report.byKey.isEmpty())
        run.out.note(u"Nothing has been spent this month. Calls cost something once they have a price: see "
                     "ostiary price list"_s);
    co_return Result<>();
}

} // namespace

void addSpendCommands(CLI::App &root, CommandLine &line)
{
    CLI::App *group = addGroup(root, "spend", "What was spent this month, and what of it is left");
    const auto word = std::make_shared<QString>();
    CLI::App *showing = addCommand(*group, "show", "An organization's budgets and where its money went", [&line, word] {
        line.command = [word](CommandRun run) { return show(run, *word); };
    });
    addText(*showing, "organization", "ORGANIZATION|EMAIL", kOrganizationPurpose, word)
        ->option_text("ORGANIZATION|EMAIL");

    const auto last = std::make_shared<int>(0);
    CLI::App *listing = addCommand(*group, "ledger", "List every movement, the newest first", [&line, last] {
        const qsizetype most = *last > 0 ? *last : std::numeric_limits<qsizetype>::max();
        line.command = [most](CommandRun run) {
            return printList(run, &Admin::spendLedger, kColumns,
                             u"Nothing has been spent or held yet. Calls cost something once they have a price."_s,
                             most);
        };
    });
    listing->add_option("--last", *last, "Only so many of them")
        ->type_name("N")
        ->check(CLI::Range(1, 1'000'000).description(""));
}

} // namespace ostiary::app
