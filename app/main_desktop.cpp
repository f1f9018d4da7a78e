// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/cli.h"
#include "app/open_admin.h"
#include "app/run_console.h"
#include "app/serve.h"

#include <cstdio>

namespace {

bool hasDisplay()
{
    return qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY")
        || qEnvironmentVariableIsSet("QT_QPA_PLATFORM");
}

} // namespace

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
        .runConsole =
            [&](const app::Settings &settings) {
                if (hasDisplay())
                    return app::runConsole(settings, argc, argv);
                std::fputs("There is no display here: running without the console, as `ostiary serve` does.\n", stderr);
                return app::serve(settings, false, argc, argv);
            },
    };
    return app::runCli(environment, argc, argv);
}
