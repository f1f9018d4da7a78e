// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPalette>

class QApplication;

namespace ostiary::ui {

/// What a colour is for. Never the only signal: an icon and a word go with it.
enum class Tone { Neutral, Good, Warning, Bad, Accent };

[[nodiscard]] bool isDark(const QPalette &palette);
/// Readable (4.5:1) as text on the palette's Base and Window.
[[nodiscard]] QColor toneColor(Tone tone, const QPalette &palette);
/// A quiet ground behind text of that tone.
[[nodiscard]] QColor toneGround(Tone tone, const QPalette &palette);
/// Text upon the accent.
[[nodiscard]] QColor onAccent();

[[nodiscard]] QPalette lightPalette();
[[nodiscard]] QPalette darkPalette();

enum class Appearance { System, Light, Dark };

/// Gives the application its style and palette, and follows the desktop when it turns light or dark.
class Theme final : public QObject
{
    Q_OBJECT

public:
    explicit Theme(QApplication &application, QObject *parent = nullptr);

    [[nodiscard]] Appearance appearance() const { return m_appearance; }
    void setAppearance(Appearance appearance);

private:
    void apply();

    QApplication &m_application;
    Appearance m_appearance = Appearance::System;
};

} // namespace ostiary::ui
