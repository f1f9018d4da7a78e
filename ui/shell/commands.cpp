// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/commands.h"

#include <QCoreApplication>

namespace ostiary::ui {

namespace {

#define WORDS(text) QT_TRANSLATE_NOOP("ostiary::ui::Commands", text)

// menu            text                          icon       shortcut                 what the page does
constexpr Command kCommands[]{
    {WORDS("&File"), WORDS("&New API key …"), "plus", Qt::CTRL | Qt::Key_N, Verb::Create},
    {WORDS("&File"), WORDS("&Export as CSV …"), "export", Qt::CTRL | Qt::Key_E, Verb::Export},
    {WORDS("&Edit"), WORDS("&Copy rows"), "copy", Qt::CTRL | Qt::Key_C, Verb::Copy},
    {WORDS("&Edit"), WORDS("&Find"), "search", Qt::CTRL | Qt::Key_F, Verb::Find},
    {WORDS("&Access"), WORDS("&Approve"), "check", Qt::CTRL | Qt::SHIFT | Qt::Key_A, Verb::Approve},
    {WORDS("&Access"), WORDS("&Deny"), "cross", Qt::CTRL | Qt::SHIFT | Qt::Key_D, Verb::Deny},
    {WORDS("&Access"), WORDS("&Revoke …"), "revoke", QKeyCombination(Qt::Key_Delete), Verb::Revoke},
    {WORDS("&View"), WORDS("&Refresh"), "refresh", QKeyCombination(Qt::Key_F5), Verb::Refresh},
};

#undef WORDS

} // namespace

std::span<const Command> commands()
{
    return kCommands;
}

QString commandText(const char *text)
{
    return QCoreApplication::translate("ostiary::ui::Commands", text);
}

} // namespace ostiary::ui
