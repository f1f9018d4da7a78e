// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/settings.h"
#include "models/admin.h"

#include <QProcessEnvironment>

#include <functional>
#include <memory>

namespace ostiary::app {

/// What differs between the desktop program, the headless one and a test.
struct CliEnvironment {
    const Clock &clock;
    QProcessEnvironment environment;
    /// An Admin for one command: that of a running server, else one that opens the data folder itself. Called with a
    /// QCoreApplication in place.
    std::function<Result<std::unique_ptr<Admin>>(const Settings &settings)> openAdmin;
    /// Runs the server until it is told to stop; makes its own QCoreApplication. Returns an exit code (exit_code.h).
    std::function<int(const Settings &settings, bool json)> serve;
    /// Runs the desktop console; makes its own QApplication. Empty in the headless program.
    std::function<int(const Settings &settings)> runConsole;
};

/// The whole program: reads the command line, does what it says, returns the exit code. Data goes to stdout, all else
/// to stderr. Makes a QCoreApplication for the commands that need an Admin, and none before.
[[nodiscard]] int runCli(const CliEnvironment &environment, int argc, char **argv);

} // namespace ostiary::app
