// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/run_console.h"

#include "app/cli/exit_code.h"
#include "app/control/control_admin.h"
#include "app/control/control_server.h"
#include "app/running_server.h"
#include "app/serve.h"
#include "ui/console.h"

#include <QApplication>
#include <QCryptographicHash>
#include <QMessageBox>

#include <kdsingleapplication.h>

#include <csignal>
#include <cstdio>

namespace ostiary::app {

namespace {

// One console per data folder, not per user: two folders are two servers.
QString instanceName(const Settings &settings)
{
    const QByteArray folder = settings.dataFolder.toUtf8();
    return QStringLiteral("ostiary-")
        + QString::fromLatin1(QCryptographicHash::hash(folder, QCryptographicHash::Sha256).toHex().first(12));
}

int showFailure(const Error &error)
{
    std::fprintf(stderr, "ostiary: %s\n", qPrintable(error.detail));
    auto *const box
        = new QMessageBox(QMessageBox::Critical, QStringLiteral("Ostiary"),
                          QCoreApplication::translate("app", "Ostiary could not start."), QMessageBox::Close);
    box->setInformativeText(error.detail);
    box->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(box, &QMessageBox::finished, qApp, [] { QCoreApplication::quit(); });
    box->open();
    QCoreApplication::exec();
    return exitCodeOf(error.code);
}

/// What the console works on: a server in this process, or one that runs elsewhere.
struct Backing {
    std::unique_ptr<RunningServer> server;
    std::unique_ptr<ControlAdmin> remote;

    [[nodiscard]] Admin &admin() const { return server ? server->admin() : *remote; }
    [[nodiscard]] ui::Console::Server kind() const
    {
        return server ? ui::Console::Server::EndsWithConsole : ui::Console::Server::RunsElsewhere;
    }
};

Result<Backing> findBacking(const Settings &settings)
{
    Backing backing;
    Result<std::unique_ptr<ControlAdmin>> running = ControlAdmin::open(controlSocketPath(settings.dataFolder));
    if (running) {
        backing.remote = *std::move(running);
        return backing;
    }
    if (running.error().code != ErrorCode::NotFound)
        return std::unexpected(running.error());
    TRY(backing.server, RunningServer::start(settings));
    std::printf("Ostiary listens on %s\n", qPrintable(backing.server->url().toString()));
    std::fflush(stdout);
    return backing;
}

} // namespace

int runConsole(const Settings &settings, int &argc, char **argv)
{
    blockQuitSignals();
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("ostiary"));
    QApplication::setApplicationDisplayName(QStringLiteral("Ostiary"));
    QApplication::setApplicationVersion(QStringLiteral(OSTIARY_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("org.ostiary.Ostiary"));
    QApplication::setQuitOnLastWindowClosed(false); // the console decides: there may be a tray icon
    const ProcessSetup setup;
    quitOnSignals();

    KDSingleApplication single(instanceName(settings));
    if (!single.isPrimaryInstance()) {
        if (single.sendMessage("show"))
            return kOk;
        return showFailure(
            Error{.code = ErrorCode::Conflict,
                  .detail = QStringLiteral("Another Ostiary console uses this data folder but does not answer.")});
    }
    const Result<Backing> backing = findBacking(settings);
    if (!backing)
        return showFailure(backing.error());
    const SystemClock clock;
    ui::Console console(application, backing->admin(), clock, backing->kind());
    QObject::connect(&console, &ui::Console::quitRequested, &application, &QCoreApplication::quit);
    QObject::connect(&single, &KDSingleApplication::messageReceived, &console, [&console] { console.show(); });
    console.show();
    return QApplication::exec();
}

} // namespace ostiary::app
