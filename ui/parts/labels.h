// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/look/theme.h"

#include <QIcon>
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

/// An icon that follows the palette, as a pixmap in a label would not.
class IconLabel final : public QWidget
{
    Q_OBJECT

public:
    explicit IconLabel(const QIcon &icon = {}, int size = 18);
    void setIcon(const QIcon &icon);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QIcon m_icon;
};

/// Text for a tool tip that is never taken for markup.
[[nodiscard]] QString plainToolTip(const QString &text);

[[nodiscard]] QFont monospaceFont();
[[nodiscard]] QFont tabular(QFont font); ///< figures of one width

} // namespace ostiary::ui
