// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/error.h"

namespace ostiary::password_rules {

/// 12 to 256 bytes of UTF-8 without NUL; no word, name, date, keyboard row or leaked password, alone or lengthened a
/// little, and not the e-mail (measured by zxcvbn, which knows the usual lists). InvalidValue (`password`).
[[nodiscard]] Result<> checkNew(QByteArrayView password, const QString &email);

constexpr qsizetype kShortest = 12; ///< bytes
constexpr qsizetype kLongest = 256; ///< bytes

} // namespace ostiary::password_rules
