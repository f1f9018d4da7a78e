// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "server/http/request.h"

// Numbers and amounts as people write them into forms. An empty field is no figure.

namespace ostiary::http::form_figures {

/// The field, cut and trimmed; what to show again when the form is refused.
[[nodiscard]] QString text(const Parameters &form, QStringView name);
/// From 1 to `most`. InvalidValue (`name`).
[[nodiscard]] Result<std::optional<int>> count(const Parameters &form, const QString &name, int most);
/// "12.50" and "$12.50", in millionths of a dollar. InvalidValue (`name`).
[[nodiscard]] Result<std::optional<qint64>> dollars(const Parameters &form, const QString &name);

/// The same figures as a form shows them.
[[nodiscard]] QString plain(const std::optional<int> &count);
[[nodiscard]] QString plain(const std::optional<qint64> &micros);

} // namespace ostiary::http::form_figures
