// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/settings.h"
#include "models/error.h"

#include <QMap>
#include <QProcessEnvironment>

#include <optional>

namespace ostiary::app {

/// What was said on the command line.
struct SettingFlags {
    QMap<QString, QString> values; ///< by the setting's name in the file: {"public_url", "https://…"}
    QStringList upstreams; ///< each as parseUpstream() takes it
    std::optional<QString> configFile;
};

struct LoadedSettings {
    Settings settings;
    QStringList warnings; ///< one sentence each, for stderr
    QString configFile; ///< the one that was read; empty: none
};

/// Flags go before environment, environment before file, file before defaults. The file is --config, else
/// $OSTIARY_CONFIG, else $XDG_CONFIG_HOME/ostiary/config.toml where that exists. Upstreams of all sources are joined;
/// one named again by a stronger source is replaced. InvalidValue or NotFound: "WHERE: what is wrong", in one sentence
/// or two.
[[nodiscard]] Result<LoadedSettings> loadSettings(const SettingFlags &flags, const QProcessEnvironment &environment);

/// Reads the files that settings name secrets by: only the server needs what is in them, a command may run as somebody
/// who must not see it. InvalidValue: which file, what is wrong with it.
[[nodiscard]] Result<> loadSecrets(Settings &settings);

} // namespace ostiary::app
