// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/look/flat_style.h"

#include "ui/look/flat_parts.h"
#include "ui/look/theme.h"

#include <QAbstractScrollArea>
#include <QPainter>
#include <QPushButton>
#include <QStyleFactory>
#include <QStyleOption>

namespace ostiary::ui {

namespace {

constexpr int kPadding = 5; // px, beside the text of fields
constexpr char kPrimary[] = "ostiaryPrimary";

bool isPrimary(const QWidget *widget)
{
    return widget && widget->property(kPrimary).toBool();
}

} // namespace

void makePrimary(QPushButton *button)
{
    button->setProperty(kPrimary, true);
    button->update();
}

FlatStyle::FlatStyle() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) { }

void FlatStyle::drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                              const QWidget *widget) const
{
    switch (element) {
    case PE_PanelButtonCommand:
    case PE_PanelButtonTool: return drawButtonPanel(*option, *painter, isPrimary(widget));
    case PE_PanelLineEdit:
        if (const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option); frame && frame->lineWidth == 0)
            return painter->fillRect(option->rect, option->palette.base());
        return drawField(*option, *painter);
    case PE_FrameLineEdit: return;
    case PE_Frame: return drawBorder(*option, *painter, qobject_cast<const QAbstractScrollArea *>(widget) != nullptr);
    case PE_FrameStatusBarItem:
    case PE_FrameButtonBevel: return;
    case PE_IndicatorCheckBox: return drawCheckBox(*option, *painter);
    case PE_IndicatorRadioButton: return drawRadioButton(*option, *painter);
    case PE_FrameFocusRect:
        if (!qobject_cast<const QPushButton *>(widget)) // those have their ring in the panel
            drawFocusRing(*option, *painter);
        return;
    default: QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void FlatStyle::drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                            const QWidget *widget) const
{
    switch (element) {
    case CE_PushButtonLabel:
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option))
            return drawButtonLabel(*button, *painter, isPrimary(widget));
        break;
    case CE_HeaderSection: return drawHeaderSection(*option, *painter);
    case CE_HeaderEmptyArea: return drawHeaderSection(*option, *painter);
    default: break;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void FlatStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter,
                                   const QWidget *widget) const
{
    switch (control) {
    case CC_ComboBox: return drawComboBox(*option, *painter);
    case CC_ScrollBar:
        return drawScrollBar(*option, *painter,
                             proxy()->subControlRect(CC_ScrollBar, option, SC_ScrollBarSlider, widget));
    default: QProxyStyle::drawComplexControl(control, option, painter, widget);
    }
}

QRect FlatStyle::subControlRect(ComplexControl control, const QStyleOptionComplex *option, SubControl part,
                                const QWidget *widget) const
{
    if (const auto *slider = qstyleoption_cast<const QStyleOptionSlider *>(option); slider && control == CC_ScrollBar)
        return scrollBarPart(*slider, part);
    QRect rect = QProxyStyle::subControlRect(control, option, part, widget);
    if (control == CC_ComboBox && part == SC_ComboBoxEditField)
        rect.adjust(kPadding, 0, 0, 0);
    return rect;
}

QRect FlatStyle::subElementRect(SubElement element, const QStyleOption *option, const QWidget *widget) const
{
    const QRect rect = QProxyStyle::subElementRect(element, option, widget);
    return element == SE_LineEditContents ? rect.adjusted(kPadding, 0, -kPadding, 0) : rect;
}

QSize FlatStyle::sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size,
                                  const QWidget *widget) const
{
    QSize result = QProxyStyle::sizeFromContents(type, option, size, widget);
    constexpr int kControlHeight = 4 * kGrid;
    switch (type) {
    case CT_PushButton:
        if (!size.isEmpty())
            result.rwidth() += kGrid;
        result.setHeight(std::max(result.height(), kControlHeight));
        break;
    case CT_ComboBox: result.rwidth() += 2 * kPadding; [[fallthrough]];
    case CT_LineEdit: result.setHeight(std::max(result.height(), kControlHeight)); break;
    case CT_HeaderSection: result.setHeight(std::max(result.height(), kControlHeight)); break;
    case CT_MenuItem:
        if (size.height() > 8) // not the separators
            result.rheight() += 6;
        break;
    default: break;
    }
    return result;
}

int FlatStyle::pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const
{
    switch (metric) {
    case PM_ScrollBarExtent: return 12;
    case PM_DefaultFrameWidth: return 2; // keeps square contents inside round corners
    case PM_ScrollBarSliderMin: return 4 * kGrid;
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical: return 0;
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight: return 16;
    case PM_CheckBoxLabelSpacing:
    case PM_RadioButtonLabelSpacing: return kGrid;
    case PM_SmallIconSize:
    case PM_ButtonIconSize: return 16;
    case PM_HeaderMargin: return kGrid;
    case PM_HeaderMarkSize: return 10;
    default: return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int FlatStyle::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                         QStyleHintReturn *data) const
{
    switch (hint) {
    case SH_Widget_Animation_Duration: return 0;
    case SH_DialogButtonBox_ButtonsHaveIcons: return 0;
    case SH_ItemView_ShowDecorationSelected: return 1;
    case SH_UnderlineShortcut: return 1;
    default: return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

} // namespace ostiary::ui
