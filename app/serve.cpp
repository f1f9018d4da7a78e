// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/serve.h"

#include "app/cli/exit_code.h"
#include "app/cli/output.h"
#include "app/running_server.h"
#include "models/json.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QSocketNotifier>

#include <QtCrypto>

#include <csignal>
#include <cstdio>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace ostiary::app {

namespace {

void print(const QString &line)
{
    std::fputs(qPrintable(line + u'\n'), stdout);
    std::fflush(stdout);
}

void print(const QJsonObject &event)
{
    print(QString::fromUtf8(QJsonDocument(event).toJson(QJsonDocument::Compact)));
}

/// How this program is called here: `ostiary`, or `./dev run --` in a checkout.
QString program()
{
    return qEnvironmentVariable("OSTIARY_PROGRAM", QStringLiteral("ostiary"));
}

void announceAsJson(const RunningServer &server, const Settings &settings, const Result<SetupCode> &setup)
{
    print(QJsonObject{{QStringLiteral("event"), QStringLiteral("listening")},
                      {QStringLiteral("url"), server.url().toString()},
                      {QStringLiteral("public_url"), server.publicUrl().toString()},
                      {QStringLiteral("data"), settings.dataFolder}});
    if (setup) {
        QJsonObject event = toJson(*setup);
        event.insert(QStringLiteral("event"), QStringLiteral("setup"));
        print(event);
    }
}

void printFirstSteps(const Result<SetupCode> &setup)
{
    if (setup) {
        print(QStringLiteral("First, make yourself the administrator, in a browser:"));
        print(QStringLiteral("  %1").arg(setup->url.toString()));
        print(QStringLiteral("  It works until %1; after that, print another one: %2 setup-code\n")
                  .arg(shortTime(setup->expiresAt), program()));
        print(QStringLiteral("Or here, in a terminal:"));
        print(QStringLiteral("  %1 account create you@example.org --admin --password-file -\n").arg(program()));
    }
    print(QStringLiteral("A key:"));
    print(QStringLiteral("  %1 key create --account you@example.org --kind fvk --name first\n").arg(program()));
}

void printConnections(const RunningServer &server, const Settings &settings)
{
    const QString base = server.publicUrl().toString();
    QStringList paths;
    for (const UpstreamSetting &upstream : settings.upstreams)
        paths << QStringLiteral("/mcp/") + upstream.name;
    if (settings.defaultUpstream.isEmpty())
        paths << QStringLiteral("/mcp");
    const QString first = base + paths.first();
    const QString name = settings.upstreams.isEmpty() ? QStringLiteral("ostiary") : settings.upstreams.first().name;
    print(QStringLiteral("MCP servers:"));
    for (const QString &path : std::as_const(paths))
        print(QStringLiteral("  %1%2%3")
                  .arg(base, path, path == QLatin1String("/mcp") ? QStringLiteral("   (built in)") : QString()));
    print(QStringLiteral("\nTry it:"));
    print(QStringLiteral("  curl -H 'Authorization: Bearer KEY' %1/auth/me").arg(base));
    print(QStringLiteral("Claude Code (signs in with your browser):"));
    print(QStringLiteral("  claude mcp add --transport http %1 %2").arg(name, first));
    print(QStringLiteral("Cursor, ~/.cursor/mcp.json:"));
    print(QStringLiteral("  {\"mcpServers\": {\"%1\": {\"url\": \"%2\"}}}\n").arg(name, first));
}

/// `setup` is there while nobody administers the server.
void announce(const RunningServer &server, const Settings &settings, const Result<SetupCode> &setup, bool json)
{
    if (json)
        return announceAsJson(server, settings, setup);
    print(QStringLiteral("Ostiary listens on %1").arg(server.url().toString()));
    print(QStringLiteral("Data: %1\n").arg(settings.dataFolder));
    printFirstSteps(setup);
    printConnections(server, settings);
}

sigset_t quitSignals()
{
    sigset_t mask;
    sigemptyset(&mask);
    sigaddset(&mask, SIGINT);
    sigaddset(&mask, SIGTERM);
    return mask;
}

} // namespace

struct ProcessSetup::Private {
    QCA::Initializer crypto;
};

ProcessSetup::ProcessSetup() : d(new Private)
{
    // A core file would hold keys; nor may another process of this user look into this one's memory.
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
#ifndef __SANITIZE_ADDRESS__ // its leak check looks into the process
    ::prctl(PR_SET_DUMPABLE, 0);
#endif
    std::signal(SIGPIPE, SIG_IGN);
}

ProcessSetup::~ProcessSetup()
{
    delete d;
}

void blockQuitSignals()
{
    const sigset_t mask = quitSignals();
    ::pthread_sigmask(SIG_BLOCK, &mask, nullptr);
}

void quitOnSignals()
{
    const sigset_t mask = quitSignals();
    const int descriptor = ::signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
    auto *const notifier = new QSocketNotifier(descriptor, QSocketNotifier::Read, qApp);
    QObject::connect(notifier, &QSocketNotifier::activated, qApp, [descriptor, mask] {
        signalfd_siginfo info{};
        if (::read(descriptor, &info, sizeof info) != sizeof info)
            return;
        // From now on the default holds: a second signal ends the process at once.
        ::pthread_sigmask(SIG_UNBLOCK, &mask, nullptr);
        QCoreApplication::quit();
    });
}

int serve(const Settings &settings, bool json, int &argc, char **argv)
{
    blockQuitSignals();
    QCoreApplication application(argc, argv);
    const ProcessSetup setup;
    quitOnSignals();
    const Result<std::unique_ptr<RunningServer>> server = RunningServer::start(settings);
    if (!server) {
        std::fprintf(stderr, "ostiary: %s\n", qPrintable(server.error().detail));
        return exitCodeOf(server.error().code);
    }
    announce(**server, settings, (*server)->admin().setupCode().result(), json); // its admin answers at once
    return QCoreApplication::exec();
}

} // namespace ostiary::app
