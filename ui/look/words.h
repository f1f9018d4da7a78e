// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/clock.h"
#include "models/scope.h"
#include "ui/look/theme.h"

#include <QStringList>

namespace ostiary::ui {

/// "3 min ago", "in 12 days", "yesterday".
[[nodiscard]] QString relativeTime(Time time, Time now);
/// "4:05", minutes and seconds; never below 0:00.
[[nodiscard]] QString countdown(Time until, Time now);
/// In the reader's time zone, to the second.
[[nodiscard]] QString exactTime(Time time);

/// What a scope allows, for people: "See your projects". One that is not among `known` is shown as it is.
[[nodiscard]] QString scopeWords(const QString &scope, const QList<Scope> &known);

/// "1 hour", "30 days".
[[nodiscard]] QString lifetimeWords(std::chrono::seconds lifetime);

/// What was typed into a field of networks, at blanks and commas.
[[nodiscard]] QStringList networksIn(const QString &text);

/// Where a redirect URI leads, and whether that is an app on this computer (RFC 8252 §7.3).
struct RedirectTarget {
    QString host; ///< with its port
    bool isLoopback = false;
    bool isDevice = false; ///< no address at all: a device that shows a code and asks by itself (RFC 8628)
    bool isApp = false; ///< a private scheme: an app that registered itself with the desktop
};
[[nodiscard]] RedirectTarget redirectTarget(const QString &uri);

/// How a state or kind of models/tables/states.h looks.
struct StateLook {
    const char *icon;
    Tone tone;
};
[[nodiscard]] StateLook stateLook(const QString &word);

} // namespace ostiary::ui
