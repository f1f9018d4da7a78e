// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/list_command.h"

namespace ostiary::app {

using namespace Qt::StringLiterals;

namespace {

// clang-format off
const QList<ListColumn<SigningKeyInfo>> kColumns{
    {u"KID"_s,        [](const SigningKeyInfo &k, Time) { return k.kid; }},
    {u"ALGORITHM"_s,  [](const SigningKeyInfo &k, Time) { return k.algorithm; }},
    {u"STATE"_s,      [](const SigningKeyInfo &k, Time) { return toString(k.state); }},
    {u"SIGNS FROM"_s, [](const SigningKeyInfo &k, Time) { return shortTime(k.startsAt); }},
    {u"CREATED"_s,    [](const SigningKeyInfo &k, Time) { return shortTime(k.createdAt); }},
};
// clang-format on

Task<Result<>> rotate(CommandRun run, bool atOnce)
{
    CO_TRY(const SigningKeyInfo key, co_await answerOf(run.admin.rotateSigningKey(atOnce)));
    if (run.out.isJson())
        run.out.object(toJson(key));
    run.out.note(atOnce ? u"The key %1 signs from now on, and all others are gone: access tokens made before are "
                          u"refused, and clients "
                          "fetch new ones by themselves."_s.arg(key.kid)
                        : u"The key %1 is published and signs from %2 on; nobody notices."_s.arg(
                              key.kid, shortTime(key.startsAt)));
    co_return Result<>();
}

} // namespace

void addSigningKeyCommands(CLI::App &root, CommandLine &line)
{
    CLI::App *group = addGroup(root, "signing-key", "What access tokens are signed with; it rotates by itself");
    addCommand(*group, "list", "List the keys that are published", [&line] {
        line.command = [](CommandRun run) {
            return printList(run, &Admin::signingKeys, kColumns, u"There is no key yet; the server makes one."_s);
        };
    });
    const auto atOnce = std::make_shared<bool>(false);
    CLI::App *rotating
        = addCommand(*group, "rotate", "Publish the next key; it signs a day later, when everybody has fetched it",
                     [&line, atOnce] { line.command = [atOnce](CommandRun run) { return rotate(run, *atOnce); }; });
    rotating->add_flag("--now", *atOnce,
                       "One may have leaked: sign with a new one at once and refuse what others signed");
}

} // namespace ostiary::app
