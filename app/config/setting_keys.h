// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/settings.h"
#include "models/error.h"

#include <QDir>

#include <functional>

namespace ostiary::app {

/// One setting, however it was given: its name in the file ("limits.ai"), its environment variable, its rule.
struct SettingKey {
    enum class Form {
        Text,
        TextOrNumber, ///< in the file a bare number will do
        Switch, ///< "on" or "off"; in the file true and false will do
        List, ///< in the file an array, in the environment separated by commas
    };

    QString name;
    QString environment;
    Form form = Form::Text;
    /// Checks the values (exactly one, unless a List) and sets them. `base` is what relative paths are relative to.
    std::function<Result<>(Settings &settings, const QStringList &values, const QDir &base)> apply;
};

/// All of them but the upstreams, which have names of their own.
[[nodiscard]] const QList<SettingKey> &settingKeys();
[[nodiscard]] const SettingKey *findSettingKey(const QString &name);

} // namespace ostiary::app
