// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/random.h"
#include "models/records.h"

#include <optional>

namespace ostiary {

/// How API keys look. `fos_`: 43 characters of base62 and 6 of checksum, so that a typing error or a false alarm of a
/// leak scanner is told from a real key without a look-up. `fvk_live_`: 32 random bytes in base64url.
namespace key_format {

[[nodiscard]] Secret make(KeyKind kind, Random &random);
/// The kind, if the text has the form of a key (the checksum included); nothing is looked up.
[[nodiscard]] std::optional<KeyKind> kindOf(QByteArrayView text);
/// It begins like a key that has a checksum, and is none: a character is wrong or missing.
[[nodiscard]] bool looksMistyped(QByteArrayView text);
/// What may be shown of a key: its prefix and last four characters.
[[nodiscard]] QString hint(QByteArrayView key);

} // namespace key_format
} // namespace ostiary
