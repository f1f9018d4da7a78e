// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/error.h"

/// What people and programs may write into a field.
namespace ostiary::text_rules {

/// Trimmed, not empty, at most `longest` characters, no control characters or direction overrides. InvalidValue.
[[nodiscard]] Result<QString> singleLine(const QString &text, const QString &field, qsizetype longest);

/// Trimmed and lower-cased, ASCII only (no confusable look-alikes), at most 254 characters, one '@' with something
/// around it and a dot-separated domain behind it. InvalidValue (`email`).
[[nodiscard]] Result<QString> email(const QString &text);

/// What strangers wrote, to be shown: on one line, without control characters and direction overrides, cut to
/// `longest`.
[[nodiscard]] QString shown(const QString &text, qsizetype longest);

} // namespace ostiary::text_rules
