// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace ostiary::app {

/// The candidate that a mistyped word most likely meant; empty when none is near.
[[nodiscard]] QString closestTo(const QString &word, const QStringList &candidates);

/// ` Did you mean "listen"?`, with its leading space, or nothing.
[[nodiscard]] QString didYouMean(const QString &word, const QStringList &candidates);

} // namespace ostiary::app
