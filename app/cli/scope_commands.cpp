// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/list_command.h"

namespace ostiary::app {

using namespace Qt::StringLiterals;

namespace {

QString useWords(const Scope &scope)
{
    QStringList words;
    for (const ScopeUse &use : scope.neededBy)
        words << (use.pattern.isEmpty() ? use.upstream : u"%1 (%2)"_s.arg(use.upstream, use.pattern));
    return words.isEmpty() ? u"nothing"_s : words.join(u", "_s);
}

// clang-format off
const QList<ListColumn<Scope>> kColumns{
    {u"SCOPE"_s,     [](const Scope &s, Time) { return s.name; }},
    {u"KIND"_s,      [](const Scope &s, Time) { return toString(s.kind); }},
    {u"WORDS"_s,     [](const Scope &s, Time) { return wordsIn(s.words, {}).text; }},
    {u"INCLUDES"_s,  [](const Scope &s, Time) { return s.implies.join(u' '); }},
    {u"NEEDED BY"_s, [](const Scope &s, Time) { return useWords(s); }},
};
// clang-format on

} // namespace

void addScopeCommands(CLI::App &root, CommandLine &line)
{
    CLI::App *group = addGroup(root, "scope", "What keys and apps may be good for");
    addCommand(*group, "list", "List all scopes, with what is closed without them", [&line] {
        line.command = [](CommandRun run) {
            return printList(run, &Admin::scopes, kColumns,
                             u"There are no scopes; the configuration file defines them under [scopes]."_s);
        };
    });
}

} // namespace ostiary::app
