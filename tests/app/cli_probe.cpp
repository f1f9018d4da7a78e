// SPDX-License-Identifier: GPL-3.0-or-later

// The command line with an Admin in memory behind it; test_cli.cpp starts it as a process. `serve` offers that Admin on
// the control socket, and commands use the socket when somebody serves, as the real program does.

#include "app/cli/cli.h"
#include "app/control/control_admin.h"
#include "app/control/control_server.h"
#include "memory_admin.h"

#include <QCoreApplication>
#include <QDir>

#include <cstdio>

using namespace ostiary;
using namespace ostiary::app;

namespace {

Result<std::unique_ptr<Admin>> openAdmin(const Clock &clock, const Settings &settings)
{
    Result<std::unique_ptr<ControlAdmin>> running = ControlAdmin::open(controlSocketPath(settings.dataFolder));
    if (running)
        return *std::move(running);
    if (running.error().code != ErrorCode::NotFound)
        return std::unexpected(running.error());
    auto admin = std::make_unique<MemoryAdmin>(clock);
    if (qEnvironmentVariableIsSet("PROBE_IS_NEW"))
        admin->forgetAccounts();
    return admin;
}

int serve(const Clock &clock, const Settings &settings, int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    MemoryAdmin admin(clock, QUrl(QStringLiteral("http://127.0.0.1:8420")));
    admin.answersStatus = settings.workers != 7; // so that a test can have a call that waits
    const auto server = ControlServer::listen(admin, clock, controlSocketPath(settings.dataFolder));
    if (!server) {
        std::fprintf(stderr, "%s\n", qPrintable(server.error().detail));
        return 6;
    }
    std::printf("ready: %d upstreams\n", int(settings.upstreams.size()));
    std::fflush(stdout);
    return QCoreApplication::exec();
}

} // namespace

int main(int argc, char **argv)
{
    const SystemClock clock;
    CliEnvironment environment{
        .clock = clock,
        .environment = QProcessEnvironment::systemEnvironment(),
        .openAdmin = [&](const Settings &settings) { return openAdmin(clock, settings); },
        .serve = [&](const Settings &settings, bool) { return serve(clock, settings, argc, argv); },
        .runConsole = {},
    };
    if (environment.environment.contains(QStringLiteral("PROBE_HAS_CONSOLE")))
        environment.runConsole = [](const Settings &) { return std::puts("console") < 0 ? 1 : 0; };
    return runCli(environment, argc, argv);
}
