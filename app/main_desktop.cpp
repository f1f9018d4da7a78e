// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/program.h"
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
    using namespace ostiary::app;
    return runProgram(argc, argv, [&](const Settings &settings) {
        if (hasDisplay())
            return runConsole(settings, argc, argv);
        std::fputs("There is no display here: running without the console, as `ostiary serve` does.\n", stderr);
        return serve(settings, false, argc, argv);
    });
}
