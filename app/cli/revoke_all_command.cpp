// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/list_command.h"

#include <QFile>

#include <cstdio>

#include <unistd.h>

namespace ostiary::app {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kNamesShown = 6;

struct RevokeArguments {
    std::shared_ptr<QString> account = std::make_shared<QString>();
    std::shared_ptr<QString> organization = std::make_shared<QString>();
    std::shared_ptr<bool> everyone = std::make_shared<bool>(false);
    std::shared_ptr<bool> yes = std::make_shared<bool>(false);
};

struct NamedTarget {
    RevocationTarget target;
    QString name; ///< "all that ada@example.org has"
};

Task<Result<NamedTarget>> targetOf(CommandRun run, RevokeArguments arguments)
{
    if (*arguments.everyone)
        co_return NamedTarget{{}, u"everything that anyone has on this server"_s};
    if (!arguments.account->isEmpty()) {
        CO_TRY(const Account account, co_await findAccount(run, *arguments.account));
        co_return NamedTarget{{.account = account.id}, u"all that %1 has"_s.arg(account.email)};
    }
    CO_TRY(const Organization organization, co_await findOrganization(run, *arguments.organization));
    co_return NamedTarget{{.organization = organization.id}, u"all in the organization %1"_s.arg(organization.name)};
}

QString counted(int count, const QString &thing)
{
    return count == 1 ? u"1 "_s + thing : u"%1 %2s"_s.arg(QString::number(count), thing);
}

QString wordsFor(const Revocation &revocation)
{
    return u"%1 (%2 used in the last 24 hours), %3 and %4"_s.arg(
        counted(revocation.keys, u"key"_s), QString::number(revocation.keysUsedToday),
        counted(revocation.grants, u"OAuth session"_s), counted(revocation.browserSessions, u"browser session"_s));
}

void preview(Output &out, const QString &what, const Revocation &revocation)
{
    out.note(u"This revokes %1 for good: %2."_s.arg(what, wordsFor(revocation)));
    const QStringList shown = revocation.names.first(std::min(kNamesShown, revocation.names.size()));
    if (!shown.isEmpty())
        out.note(u"Among them: %1%2"_s.arg(shown.join(u", "_s),
                                           shown.size() < revocation.names.size() ? u", …"_s : QString()));
}

/// Somebody at a terminal says so, or --yes did.
Result<> agreed(bool yes)
{
    if (yes)
        return {};
    if (!::isatty(STDIN_FILENO))
        return failField(u"yes"_s, u"Nothing was revoked. Without a terminal to ask at, say --yes."_s);
    std::fputs("Type \"revoke\" to go ahead: ", stderr);
    QFile terminal;
    const bool opened = terminal.open(STDIN_FILENO, QIODevice::ReadOnly);
    if (!opened || terminal.readLine(100).trimmed() != "revoke")
        return fail(ErrorCode::AccessDenied, u"Nothing was revoked."_s);
    return {};
}

Task<Result<>> revokeAll(CommandRun run, RevokeArguments arguments)
{
    CO_TRY(const NamedTarget meant, co_await targetOf(run, arguments));
    CO_TRY(const Revocation before, co_await answerOf(run.admin.previewRevokeAll(meant.target)));
    preview(run.out, meant.name, before);
    CO_CHECK(agreed(*arguments.yes));
    CO_TRY(const Revocation done, co_await answerOf(run.admin.revokeAll(meant.target)));
    if (run.out.isJson())
        run.out.object(toJson(done));
    run.out.note(u"Revoked: %1. All of it is refused from the next request on."_s.arg(wordsFor(done)));
    co_return Result<>();
}

} // namespace

void addRevokeAllCommand(CLI::App &root, CommandLine &line)
{
    const RevokeArguments arguments;
    CLI::App *revoking = addCommand(
        root, "revoke-all", "Revoke every key and session of an account, an organization or everyone",
        [&line, arguments] {
            const int said = int(!arguments.account->isEmpty()) + int(!arguments.organization->isEmpty())
                + int(*arguments.everyone);
            if (said != 1) {
                line.misused = failField(u"account"_s,
                                         u"Say whose access: --account, --organization or --everyone, one of them."_s)
                                   .error();
            }
            line.command = [arguments](CommandRun run) { return revokeAll(run, arguments); };
        });
    addText(*revoking, "--account", "EMAIL", "One account's", arguments.account);
    addText(*revoking, "--organization", "ORGANIZATION|EMAIL", "One organization's", arguments.organization);
    revoking->add_flag("--everyone", *arguments.everyone, "Everyone's on this server");
    revoking->add_flag("--yes", *arguments.yes, "Do not ask; needed without a terminal");
}

} // namespace ostiary::app
