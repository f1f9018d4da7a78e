// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/settings.h"
#include "models/error.h"

namespace ostiary::app {

/// `NAME=URL` or `NAME=stdio:COMMAND ARGUMENT…` (quotes as in a shell; no shell is run), as --upstream takes it.
/// InvalidValue says which part is wrong and how it should look.
[[nodiscard]] Result<UpstreamSetting> parseUpstream(const QString &text);

/// The same from parts, for the configuration file. `name`: [a-z0-9-]{1,40}.
[[nodiscard]] Result<UpstreamSetting> makeHttpUpstream(const QString &name, const QString &url);
[[nodiscard]] Result<UpstreamSetting> makeStdioUpstream(const QString &name, const QStringList &command);

} // namespace ostiary::app
