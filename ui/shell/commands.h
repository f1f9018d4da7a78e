// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/verb.h"

#include <QKeySequence>

#include <span>

namespace ostiary::ui {

/// A command of the menus that pages carry out. Texts are in the context "ostiary::ui::Commands".
struct Command {
    const char *menu;
    const char *text;
    const char *icon; ///< empty: none
    QKeyCombination shortcut;
    Verb verb;
};

[[nodiscard]] std::span<const Command> commands();
[[nodiscard]] QString commandText(const char *text);

} // namespace ostiary::ui
