// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/list_command.h"

namespace ostiary::app {

using namespace Qt::StringLiterals;

namespace {

QStringList rowOf(const UpstreamStatus &upstream)
{
    return {upstream.isDefault ? upstream.name + u" (default)"_s : upstream.name, upstream.target,
            QString::number(upstream.sessions), upstream.publicUrl,
            upstream.lastError.isEmpty() ? u"ok"_s : upstream.lastError};
}

Task<Result<>> printStatus(CommandRun run)
{
    CO_TRY(const ServerStatus status, co_await answerOf(run.admin.status()));
    if (run.out.isJson()) {
        run.out.object(toJson(status));
    } else {
        run.out.table(
            {},
            {
                {u"Version"_s, status.version},
                {u"Listening on"_s, status.url.isEmpty() ? u"nothing: no server is running"_s : status.url.toString()},
                {u"Clients use"_s, status.publicUrl.toString()},
                {u"Data folder"_s, status.dataFolder},
                {u"Waiting approvals"_s, QString::number(status.pendingApprovals)},
            });
        QList<QStringList> rows;
        for (const UpstreamStatus &upstream : status.upstreams)
            rows.append(rowOf(upstream));
        if (!rows.isEmpty()) {
            run.out.line({});
            run.out.table({u"UPSTREAM"_s, u"TARGET"_s, u"SESSIONS"_s, u"ADDRESS"_s, u"STATE"_s}, rows);
        }
    }
    if (status.url.isEmpty())
        co_return fail(ErrorCode::Unavailable,
                       u"No Ostiary is running on %1; start one: ostiary serve"_s.arg(status.dataFolder));
    co_return Result<>();
}

} // namespace

void addStatusCommand(CLI::App &root, CommandLine &line)
{
    addCommand(root, "status", "What the server is doing; exit code 3 when none is running",
               [&line] { line.command = printStatus; });
}

} // namespace ostiary::app
