// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyle>

class QPainter;
class QStyleOption;
class QStyleOptionButton;
class QStyleOptionComplex;
class QStyleOptionSlider;

// How FlatStyle draws each part of a control.

namespace ostiary::ui {

void drawButtonPanel(const QStyleOption &option, QPainter &painter, bool primary);
void drawField(const QStyleOption &option, QPainter &painter);
/// A frame; `filled` with the palette's Base.
void drawBorder(const QStyleOption &option, QPainter &painter, bool filled);
/// Icon and text, a whole grid step apart.
void drawButtonLabel(const QStyleOptionButton &option, QPainter &painter, bool primary);
void drawFocusRing(const QStyleOption &option, QPainter &painter);
void drawCheckBox(const QStyleOption &option, QPainter &painter);
void drawRadioButton(const QStyleOption &option, QPainter &painter);
void drawHeaderSection(const QStyleOption &option, QPainter &painter);
void drawComboBox(const QStyleOptionComplex &option, QPainter &painter);
void drawScrollBar(const QStyleOptionComplex &option, QPainter &painter, const QRect &slider);
/// A scroll bar without arrows: groove and slider only.
[[nodiscard]] QRect scrollBarPart(const QStyleOptionSlider &option, QStyle::SubControl part);

} // namespace ostiary::ui
