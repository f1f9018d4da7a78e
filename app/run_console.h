// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/settings.h"

namespace ostiary::app {

/// Runs the desktop console with the server inside, or attached to the server that runs on the data folder already. A
/// second launch only raises the first one's window. Returns the exit code. Makes its own QApplication.
[[nodiscard]] int runConsole(const Settings &settings, int &argc, char **argv);

} // namespace ostiary::app
