// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/settings.h"

#include <functional>

namespace ostiary::app {

/// The whole program. `runConsole` is what it does without a command; empty in the headless one, which then prints its
/// help.
[[nodiscard]] int runProgram(int argc, char **argv, const std::function<int(const Settings &)> &runConsole);

} // namespace ostiary::app
