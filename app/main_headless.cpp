// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/cli.h"
#include "app/open_admin.h"
#include "app/serve.h"

// The program without a desktop: the same commands, no widgets linked.
int main(int argc, char **argv)
{
    using namespace ostiary;
    qputenv("QT_NO_GLIB", "1"); // Qt's own event loop: GLib's costs a fifth of the requests
    const SystemClock clock;
    const app::CliEnvironment environment{
        .clock = clock,
        .environment = QProcessEnvironment::systemEnvironment(),
        .openAdmin = [](const app::Settings &settings) { return app::openAdmin(settings); },
        .serve = [&](const app::Settings &settings, bool json) { return app::serve(settings, json, argc, argv); },
        .runConsole = {},
    };
    return app::runCli(environment, argc, argv);
}
