// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/settings.h"

namespace ostiary::app {

/// Runs the server until SIGINT or SIGTERM, prints where it listens (with `json`, one line of JSON each), and returns
/// the exit code. Makes its own QCoreApplication.
[[nodiscard]] int serve(const Settings &settings, bool json, int &argc, char **argv);

/// Keeps SIGINT and SIGTERM from all threads that start later, so that quitOnSignals() alone hears them. Called first.
void blockQuitSignals();

/// Makes SIGINT and SIGTERM end the event loop of the QCoreApplication that exists; a second one ends the process.
void quitOnSignals();

/// What every program of ours does first: Qt settings that must stand before the application object, no core dumps with
/// secrets in them, logging. Returns the QCA initializer, to be kept until the end.
class ProcessSetup
{
public:
    ProcessSetup();
    ~ProcessSetup();

private:
    struct Private;
    Private *d;
};

} // namespace ostiary::app
