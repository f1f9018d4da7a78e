// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/program.h"

#include "app/cli/cli.h"
#include "app/open_admin.h"
#include "app/serve.h"

namespace ostiary::app {

int runProgram(int argc, char **argv, const std::function<int(const Settings &)> &runConsole)
{
    qputenv("QT_NO_GLIB", "1"); // Qt's own event loop: GLib's costs a fifth of the requests
    const SystemClock clock;
    const CliEnvironment environment{
        .clock = clock,
        .environment = QProcessEnvironment::systemEnvironment(),
        .openAdmin = openAdmin,
        .serve = [&](const Settings &settings, bool json) { return serve(settings, json, argc, argv); },
        .runConsole = runConsole,
    };
    return runCli(environment, argc, argv);
}

} // namespace ostiary::app
