// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace ostiary::http {

/// What a stranger wrote (a client's name, a scope, an error description), made fit to be read by a person who decides
/// by it: on one line, without control, invisible and direction-changing characters, without towers of combining marks,
/// and at most `maxChars` UTF-16 units long, the last an ellipsis where something was cut. Empty when nothing can be
/// seen. It does not escape for HTML: templates do.
[[nodiscard]] QString displayText(QStringView text, qsizetype maxChars);

} // namespace ostiary::http
