// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/list_command.h"

namespace ostiary::app {

using namespace Qt::StringLiterals;

namespace {

// What stands in a row of `connection list`: a program that did not say its name is known by its user agent.
QString nameOf(const ConnectionAttempt &attempt)
{
    return attempt.clientName.isEmpty() ? attempt.userAgent.left(40) : attempt.clientName;
}

// clang-format off
const QList<ListColumn<ConnectionAttempt>> kColumns{
    {u"ID"_s,      [](const ConnectionAttempt &a, Time) { return a.id.text(); }},
    {u"CLIENT"_s,  [](const ConnectionAttempt &a, Time) { return nameOf(a); }},
    {u"ACCOUNT"_s, [](const ConnectionAttempt &a, Time) { return a.accountEmail.isEmpty() ? u"-"_s : a.accountEmail; }},
    {u"STATE"_s,   [](const ConnectionAttempt &a, Time) { return toString(a.state()); }},
    {u"REACHED"_s, [](const ConnectionAttempt &a, Time) { return toString(a.reached); }},
    {u"BEGUN"_s,   [](const ConnectionAttempt &a, Time) { return shortTime(a.startedAt); }},
    {u"STOPPED BECAUSE"_s, [](const ConnectionAttempt &a, Time) { return a.stoppedBecause; }},
};
// clang-format on

void printTimeline(Output &out, const ConnectionAttempt &attempt)
{
    out.line(u"%1: %2, at %3"_s.arg(nameOf(attempt).isEmpty() ? u"A client without a name"_s : nameOf(attempt),
                                    toString(attempt.state()), toString(attempt.reached)));
    const std::pair<QString, QString> facts[]{{u"client id"_s, attempt.clientId.text()},
                                              {u"account"_s, attempt.accountEmail},
                                              {u"wants"_s, attempt.resource},
                                              {u"from"_s, attempt.address},
                                              {u"user agent"_s, attempt.userAgent}};
    for (const auto &[what, value] : facts) {
        if (!value.isEmpty())
            out.line(u"  %1: %2"_s.arg(what, value));
    }
    QList<QStringList> rows;
    for (const AttemptEntry &entry : attempt.entries) {
        rows.append({shortTime(entry.at), toString(entry.step), entry.ok ? u"ok"_s : u"refused"_s,
                     entry.count > 1 ? u"%1 (%2 times)"_s.arg(entry.detail).arg(entry.count) : entry.detail});
    }
    out.table({u"TIME"_s, u"STEP"_s, u"RESULT"_s, u"WHAT"_s}, rows);
    if (!attempt.stoppedBecause.isEmpty())
        out.line(u"Stopped because: %1"_s.arg(attempt.stoppedBecause));
    if (const QString hint = hintOf(attempt); !hint.isEmpty())
        out.line(u"What to do: %1"_s.arg(hint));
}

Task<Result<>> show(CommandRun run, QString id)
{
    CO_TRY(const ConnectionAttempt attempt, co_await answerOf(run.admin.attempt(AttemptId(id))));
    if (run.out.isJson())
        run.out.object(toJson(attempt));
    else
        printTimeline(run.out, attempt);
    co_return Result<>();
}

Task<Result<>> test(CommandRun run, QString url)
{
    CO_TRY(const AuthorizeReport report, co_await answerOf(run.admin.checkAuthorizeUrl(url)));
    if (run.out.isJson()) {
        run.out.object(toJson(report));
    } else {
        QList<QStringList> rows;
        for (const AuthorizeLine &line : report.lines)
            rows.append({line.what, toString(line.verdict), line.sentence, line.value});
        run.out.table({u"PART"_s, u"VERDICT"_s, u"WHY"_s, u"VALUE"_s}, rows);
        run.out.line(report.outcome);
    }
    if (!report.isAccepted())
        co_return fail(ErrorCode::InvalidRequest, u"The request is refused."_s);
    co_return Result<>();
}

} // namespace

void addConnectionCommands(CLI::App &root, CommandLine &line)
{
    CLI::App *group = addGroup(root, "connection", "How clients came in, or why they did not");
    addCommand(*group, "list", "List the attempts to connect, the newest first", [&line] {
        line.command = [](CommandRun run) {
            return printList(run, &Admin::attempts, kColumns,
                             u"No client has tried to connect yet. Add an address of this server to one: "
                             "ostiary status"_s);
        };
    });
    addCommandOn(*group, line, "show", "Print the timeline of an attempt, and why it stopped",
                 {"id", "ID", "The attempt's id (con_…)"}, show);
    addCommandOn(*group, line, "test", "Say line by line what of an authorization request is accepted",
                 {"url", "URL", "The address that the client opened in the browser, in quotes"}, test);
}

} // namespace ostiary::app
