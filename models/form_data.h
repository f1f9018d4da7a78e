// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/error.h"

#include <QList>

#include <utility>

namespace ostiary {

/// The name-value pairs of a query string or a form body (application/x-www-form-urlencoded), decoded, in order.
/// InvalidRequest: broken percent-encoding, invalid UTF-8, or a zero character.
[[nodiscard]] Result<QList<std::pair<QString, QString>>> parseFormData(QByteArrayView encoded);

} // namespace ostiary
