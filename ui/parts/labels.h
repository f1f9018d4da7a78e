// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/look/theme.h"

#include <QLabel>

namespace ostiary::ui {

/// Text that is never taken for markup: names come from strangers. Wraps.
[[nodiscard]] QLabel *plainLabel(const QString &text = {});
/// The title of a page or dialog.
[[nodiscard]] QLabel *titleLabel(const QString &text);
/// The title of a part of a page.
[[nodiscard]] QLabel *headingLabel(const QString &text);
/// Secondary text; follows the palette.
[[nodiscard]] QLabel *quietLabel(const QString &text = {});
/// Icon and words in the colour of a tone.
[[nodiscard]] QWidget *toneLine(const QString &icon, const QString &text, Tone tone);

[[nodiscard]] QFont monospaceFont();
[[nodiscard]] QFont tabular(QFont font); ///< figures of one width

} // namespace ostiary::ui
