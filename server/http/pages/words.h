// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/records.h"

#include <QJsonObject>

// What pages say of values, in words.

namespace ostiary::http {

/// {text: "3 days ago", iso}, as templates take a time.
[[nodiscard]] QJsonObject timeValue(Time at, Time now);
/// The same, or null: "never".
[[nodiscard]] QJsonValue timeValue(const std::optional<Time> &at, Time now);

/// "1,204".
[[nodiscard]] QString numberWords(qint64 number);

/// "Firefox on Linux"; what a browser says of itself, for people to tell their own ones apart. "Unknown browser".
[[nodiscard]] QString browserWords(const QString &userAgent);

/// How somebody tried to sign in, and what came of it ("password", "wrong password").
[[nodiscard]] QString methodWords(const QString &method);
[[nodiscard]] QString outcomeWords(const QString &outcome);
/// What a role may do, in one sentence.
[[nodiscard]] QString roleWords(Role role);

} // namespace ostiary::http
