// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/settings.h"
#include "models/error.h"

// The text forms of scopes. Each failure is InvalidValue with one sentence that shows the right form.

namespace ostiary::app {

/// A name for a scope of one's own (see isScopeName()).
[[nodiscard]] Result<QString> parseScopeName(const QString &text);
/// read, write or act.
[[nodiscard]] Result<ScopeKind> parseScopeKind(const QString &text);
/// What people read when they are asked: one line of 1 to 200 characters.
[[nodiscard]] Result<QString> parseScopeWords(const QString &text);
/// A language tag (RFC 5646): en, de, pt-BR.
[[nodiscard]] Result<QString> parseLanguage(const QString &text);
/// A tool's name or, for an HTTP API, METHOD /path; `*` stands for any characters.
[[nodiscard]] Result<QString> parseNeedPattern(const QString &text, bool isApi);

/// Every scope that the file names is one that there is; else where, which, and what to do.
[[nodiscard]] Result<> checkScopes(const Settings &settings);

} // namespace ostiary::app
