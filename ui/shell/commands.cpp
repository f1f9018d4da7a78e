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
    {WORDS("&Access"), WORDS("&Edit key …"), "pencil", QKeyCombination(Qt::Key_F2), Verb::EditKey},
    {WORDS("&Access"), WORDS("Raise limits for an &hour"), "gauge", Qt::CTRL | Qt::SHIFT | Qt::Key_H, Verb::Raise},
    {WORDS("&Access"), WORDS("&Try a limit …"), "search", Qt::CTRL | Qt::Key_T, Verb::TryLimit},
    {WORDS("&Access"), WORDS("&Check a key …"), "info", Qt::CTRL | Qt::SHIFT | Qt::Key_C, Verb::CheckKey},
    {WORDS("&Access"), WORDS("Test an a&uthorization request …"), "connections", Qt::CTRL | Qt::SHIFT | Qt::Key_T,
     Verb::TestRequest},
    {WORDS("&Access"), WORDS("R&otate key …"), "refresh", Qt::CTRL | Qt::Key_R, Verb::Rotate},
    {WORDS("&Access"), WORDS("Disable or enable &key …"), "clock", Qt::CTRL | Qt::SHIFT | Qt::Key_K, Verb::SwitchKey},
    {WORDS("&Access"), WORDS("&Revoke …"), "revoke", QKeyCombination(Qt::Key_Delete), Verb::Revoke},
    {WORDS("&Access"), WORDS("Revoke e&verything …"), "revoke", Qt::CTRL | Qt::SHIFT | Qt::Key_Delete,
     Verb::RevokeEverything},
    {WORDS("A&ccounts"), WORDS("&New account …"), "plus", Qt::CTRL | Qt::SHIFT | Qt::Key_N, Verb::CreateAccount},
    {WORDS("A&ccounts"), WORDS("Code for an a&gent …"), "agent", Qt::CTRL | Qt::SHIFT | Qt::Key_G,
     Verb::CreateAgentCode},
    {WORDS("A&ccounts"), WORDS("Reset &link …"), "key", Qt::CTRL | Qt::Key_L, Verb::ResetLink},
    {WORDS("A&ccounts"), WORDS("&Plan …"), "overview", Qt::CTRL | Qt::Key_P, Verb::ChangePlan},
    {WORDS("A&ccounts"), WORDS("Limits and &budget …"), "gauge", Qt::CTRL | Qt::SHIFT | Qt::Key_L, Verb::EditLimits},
    {WORDS("A&ccounts"), WORDS("&Disable or enable …"), "revoke", Qt::CTRL | Qt::Key_D, Verb::SwitchAccount},
    {WORDS("A&ccounts"), WORDS("Make or unmake &administrator …"), "door", Qt::CTRL | Qt::SHIFT | Qt::Key_M,
     Verb::SwitchAdmin},
    {WORDS("A&ccounts"), WORDS("Remove second &factors …"), "cross", Qt::CTRL | Qt::SHIFT | Qt::Key_F,
     Verb::RemoveFactors},
    {WORDS("C&lients"), WORDS("&New client …"), "plus", Qt::CTRL | Qt::ALT | Qt::Key_N, Verb::CreateClient},
    {WORDS("C&lients"), WORDS("Let it &act for itself, or stop that …"), "agent", Qt::CTRL | Qt::ALT | Qt::Key_A,
     Verb::SwitchMachine},
    {WORDS("C&lients"), WORDS("&Delete …"), "revoke", Qt::CTRL | Qt::ALT | Qt::Key_D, Verb::DeleteClient},
    {WORDS("&Spend"), WORDS("&Set a price …"), "spend", Qt::CTRL | Qt::SHIFT | Qt::Key_P, Verb::SetPrice},
    {WORDS("&Spend"), WORDS("&End price …"), "revoke", Qt::CTRL | Qt::SHIFT | Qt::Key_E, Verb::EndPrice},
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
