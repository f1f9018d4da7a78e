// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/look/theme.h"

#include "ui/look/flat_style.h"

#include <QApplication>
#include <QStyleHints>

#include <array>

namespace ostiary::ui {

namespace {

struct RoleColor {
    QPalette::ColorRole role;
    QRgb light;
    QRgb dark;
};

constexpr RoleColor kRoles[]{
    {QPalette::Window, 0xfff7f7f5, 0xff151a25},
    {QPalette::WindowText, 0xff1f2a44, 0xffe4e7ef},
    {QPalette::Base, 0xffffffff, 0xff1b2130},
    {QPalette::AlternateBase, 0xffeeeeea, 0xff10141d}, // the sidebar, chips, code
    {QPalette::Text, 0xff1f2a44, 0xffe4e7ef},
    {QPalette::PlaceholderText, 0xff656d7e, 0xff98a1b5}, // all secondary text
    {QPalette::Button, 0xffffffff, 0xff232b3d},
    {QPalette::ButtonText, 0xff1f2a44, 0xffe4e7ef},
    {QPalette::Light, 0xffffffff, 0xff2b3449},
    {QPalette::Midlight, 0xffecedef, 0xff262e41}, // lines between rows
    {QPalette::Mid, 0xffd3d6dd, 0xff3a445c}, // borders
    {QPalette::Dark, 0xff9aa1b0, 0xff5a6680},
    {QPalette::Shadow, 0xff1f2a44, 0xff000000},
    {QPalette::Highlight, 0xffe0e6f2, 0xff2d3956},
    {QPalette::HighlightedText, 0xff1f2a44, 0xfff2f4f9},
    {QPalette::Link, 0xff7a5510, 0xffd9a84e},
    {QPalette::LinkVisited, 0xff7a5510, 0xffd9a84e},
    {QPalette::Accent, 0xffb8862f, 0xffd9a84e},
    {QPalette::ToolTipBase, 0xff1f2a44, 0xff2b3449},
    {QPalette::ToolTipText, 0xfff7f7f5, 0xffe4e7ef},
    {QPalette::BrightText, 0xffffffff, 0xffffffff},
};

struct ToneColors {
    QRgb light;
    QRgb dark;
    QRgb lightGround;
    QRgb darkGround;
};

constexpr ToneColors kTones[]{
    {0xff656d7e, 0xff98a1b5, 0xffeeeeea, 0xff262e41}, // Neutral
    {0xff25704a, 0xff6cc495, 0xffe5f2ea, 0xff1b3229}, // Good
    {0xff825a08, 0xffe3b65c, 0xfffaf1dc, 0xff372d18}, // Warning
    {0xffac2f27, 0xfff0897f, 0xfffbe9e7, 0xff3d2325}, // Bad
    {0xff7a5510, 0xffd9a84e, 0xfff6ecd8, 0xff33291a}, // Accent
};

QPalette paletteOf(QRgb RoleColor::*column)
{
    QPalette palette;
    for (const RoleColor &entry : kRoles)
        palette.setColor(entry.role, QColor::fromRgba(entry.*column));
    const QColor faded = palette.color(QPalette::Dark);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText})
        palette.setColor(QPalette::Disabled, role, faded);
    return palette;
}

} // namespace

bool isDark(const QPalette &palette)
{
    return palette.color(QPalette::Window).lightness() < 128;
}

QColor toneColor(Tone tone, const QPalette &palette)
{
    const ToneColors &colors = kTones[int(tone)];
    return QColor::fromRgba(isDark(palette) ? colors.dark : colors.light);
}

QColor toneGround(Tone tone, const QPalette &palette)
{
    const ToneColors &colors = kTones[int(tone)];
    return QColor::fromRgba(isDark(palette) ? colors.darkGround : colors.lightGround);
}

QColor onAccent()
{
    return QColor(0x14, 0x1c, 0x30); // ink on brass: 5.3:1; white would have 3.2:1
}

QPalette lightPalette()
{
    return paletteOf(&RoleColor::light);
}

QPalette darkPalette()
{
    return paletteOf(&RoleColor::dark);
}

Theme::Theme(QApplication &application, QObject *parent) : QObject(parent), m_application(application)
{
    application.setStyle(new FlatStyle);
    connect(application.styleHints(), &QStyleHints::colorSchemeChanged, this, &Theme::apply);
    apply();
}

void Theme::setAppearance(Appearance appearance)
{
    m_appearance = appearance;
    // Also asks the platform, for its own parts (window frame, file dialog); not every platform can.
    constexpr std::array kSchemes{Qt::ColorScheme::Unknown, Qt::ColorScheme::Light, Qt::ColorScheme::Dark};
    m_application.styleHints()->setColorScheme(kSchemes[size_t(appearance)]);
    apply();
}

void Theme::apply()
{
    const bool systemIsDark = m_application.styleHints()->colorScheme() == Qt::ColorScheme::Dark;
    const bool dark = m_appearance == Appearance::Dark || (m_appearance == Appearance::System && systemIsDark);
    QApplication::setPalette(dark ? darkPalette() : lightPalette());
}

} // namespace ostiary::ui
