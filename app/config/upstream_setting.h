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

/// Where an HTTP API lies on this server: /v1, /api/reviews.
[[nodiscard]] Result<QString> parseUpstreamPath(const QString &text);
/// "standard" or "ai".
[[nodiscard]] Result<LimitKind> parseUpstreamClass(const QString &text);
/// "refuse", or dollars.
[[nodiscard]] Result<std::optional<qint64>> parseUnknownPrice(const QString &text);
[[nodiscard]] Result<QByteArray> parseCredentialHeader(const QString &text);

} // namespace ostiary::app
