// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/look/theme.h"

#include <QIcon>

namespace ostiary::ui {

/// A line icon of resources/icons, drawn in the palette's text colour of the moment.
[[nodiscard]] QIcon lineIcon(const QString &name);
/// The same in the colour of a tone.
[[nodiscard]] QIcon lineIcon(const QString &name, Tone tone);
/// One drawing of it.
[[nodiscard]] QPixmap linePixmap(const QString &name, int size, qreal ratio, const QColor &color);

/// The door with the brass keyhole.
[[nodiscard]] QIcon markIcon();

} // namespace ostiary::ui
