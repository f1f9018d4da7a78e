// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/look/flat_parts.h"

#include "ui/look/flat_style.h"
#include "ui/look/theme.h"

#include <QPainter>
#include <QPainterPath>
#include <QStyleOption>

namespace ostiary::ui {

namespace {

class Saved
{
public:
    explicit Saved(QPainter &painter) : m_painter(painter)
    {
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
    }
    ~Saved() { m_painter.restore(); }
    Q_DISABLE_COPY_MOVE(Saved)

private:
    QPainter &m_painter;
};

QColor mix(const QColor &a, const QColor &b, float share)
{
    return QColor::fromRgbF(a.redF() + (b.redF() - a.redF()) * share, a.greenF() + (b.greenF() - a.greenF()) * share,
                            a.blueF() + (b.blueF() - a.blueF()) * share);
}

void roundRect(QPainter &painter, const QRect &rect, const QColor &line, const QBrush &fill, qreal radius = kRadius,
               qreal width = 1)
{
    const qreal inset = width / 2;
    painter.setPen(QPen(line, width));
    painter.setBrush(fill);
    painter.drawRoundedRect(QRectF(rect).adjusted(inset, inset, -inset, -inset), radius, radius);
}

void tick(QPainter &painter, const QRectF &box, const QColor &color)
{
    QPainterPath path;
    path.moveTo(box.left() + box.width() * 0.24, box.top() + box.height() * 0.52);
    path.lineTo(box.left() + box.width() * 0.43, box.top() + box.height() * 0.71);
    path.lineTo(box.left() + box.width() * 0.77, box.top() + box.height() * 0.30);
    painter.setPen(QPen(color, 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(path);
}

QColor borderOf(const QStyleOption &option)
{
    const bool hovered = (option.state & QStyle::State_MouseOver) && (option.state & QStyle::State_Enabled);
    return option.palette.color(hovered ? QPalette::Dark : QPalette::Mid);
}

} // namespace

void drawButtonPanel(const QStyleOption &option, QPainter &painter, bool primary)
{
    const Saved saved(painter);
    const bool enabled = option.state & QStyle::State_Enabled;
    const bool pressed = option.state & (QStyle::State_Sunken | QStyle::State_On);
    const bool hovered = enabled && (option.state & QStyle::State_MouseOver);
    const bool flat = (option.state & QStyle::State_AutoRaise) && !pressed && !hovered;
    if (!flat) {
        const QColor accent = option.palette.color(QPalette::Accent);
        QColor fill = primary && enabled ? accent : option.palette.color(QPalette::Button);
        if (pressed)
            fill = mix(fill, option.palette.color(QPalette::WindowText), 0.12F);
        else if (hovered)
            fill = mix(fill, option.palette.color(QPalette::WindowText), 0.05F);
        if (!enabled)
            fill = option.palette.color(QPalette::Window);
        roundRect(painter, option.rect, primary && enabled ? fill : borderOf(option), fill);
    }
    if (option.state & QStyle::State_HasFocus)
        drawFocusRing(option, painter);
}

void drawField(const QStyleOption &option, QPainter &painter)
{
    const Saved saved(painter);
    const bool quiet = (option.state & QStyle::State_ReadOnly) || !(option.state & QStyle::State_Enabled);
    roundRect(painter, option.rect, borderOf(option), option.palette.color(quiet ? QPalette::Window : QPalette::Base));
    if (option.state & QStyle::State_HasFocus)
        drawFocusRing(option, painter);
}

void drawBorder(const QStyleOption &option, QPainter &painter, bool filled)
{
    const Saved saved(painter);
    roundRect(painter, option.rect, option.palette.color(QPalette::Mid), filled ? option.palette.base() : QBrush());
}

void drawButtonLabel(const QStyleOptionButton &option, QPainter &painter, bool primary)
{
    const Saved saved(painter);
    const bool enabled = option.state & QStyle::State_Enabled;
    const QPalette::ColorGroup group = enabled ? QPalette::Active : QPalette::Disabled;
    painter.setPen(primary && enabled ? onAccent() : option.palette.color(group, QPalette::ButtonText));
    const int iconWidth = option.icon.isNull() ? 0 : option.iconSize.width();
    const int gap = iconWidth > 0 && !option.text.isEmpty() ? kGrid : 0;
    const int textWidth = option.fontMetrics.size(Qt::TextShowMnemonic, option.text).width();
    QRect content(0, 0, std::min(iconWidth + gap + textWidth, option.rect.width()), option.rect.height());
    content.moveCenter(option.rect.center());
    if (iconWidth > 0) {
        const QRect icon(content.left(), content.center().y() - iconWidth / 2 + 1, iconWidth, iconWidth);
        option.icon.paint(&painter, icon, Qt::AlignCenter, enabled ? QIcon::Normal : QIcon::Disabled);
    }
    painter.drawText(content.adjusted(iconWidth + gap, 0, 0, 0),
                     Qt::AlignVCenter | Qt::AlignLeft | Qt::TextShowMnemonic, option.text);
}

void drawFocusRing(const QStyleOption &option, QPainter &painter)
{
    const Saved saved(painter);
    roundRect(painter, option.rect, toneColor(Tone::Accent, option.palette), Qt::NoBrush, kRadius, 2);
}

void drawCheckBox(const QStyleOption &option, QPainter &painter)
{
    const Saved saved(painter);
    const bool enabled = option.state & QStyle::State_Enabled;
    if (option.state & QStyle::State_On) {
        const QColor fill = option.palette.color(enabled ? QPalette::Accent : QPalette::Dark);
        roundRect(painter, option.rect, fill, fill, 4);
        tick(painter, option.rect, onAccent());
    } else {
        roundRect(painter, option.rect, option.palette.color(QPalette::Dark), option.palette.base(), 4);
    }
}

void drawRadioButton(const QStyleOption &option, QPainter &painter)
{
    const Saved saved(painter);
    const bool on = option.state & QStyle::State_On;
    const QColor accent = option.palette.color(QPalette::Accent);
    const qreal radius = option.rect.width() / 2.0;
    roundRect(painter, option.rect, on ? accent : option.palette.color(QPalette::Dark), option.palette.base(), radius,
              on ? 5 : 1);
}

void drawHeaderSection(const QStyleOption &option, QPainter &painter)
{
    painter.fillRect(option.rect, option.palette.base());
    painter.setPen(option.palette.color(QPalette::Mid));
    painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
}

void drawComboBox(const QStyleOptionComplex &option, QPainter &painter)
{
    const auto *combo = qstyleoption_cast<const QStyleOptionComboBox *>(&option);
    if (combo && combo->editable)
        drawField(option, painter);
    else
        drawButtonPanel(option, painter, false);
    const Saved saved(painter);
    const QPointF middle(option.rect.right() - 14, option.rect.center().y() + 0.5);
    painter.setPen(QPen(option.palette.color(QPalette::PlaceholderText), 1.6, Qt::SolidLine, Qt::RoundCap));
    painter.drawPolyline(QPolygonF{middle + QPointF(-4, -2), middle + QPointF(0, 2), middle + QPointF(4, -2)});
}

void drawScrollBar(const QStyleOptionComplex &option, QPainter &painter, const QRect &slider)
{
    const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(&option);
    if (!bar || bar->maximum <= bar->minimum)
        return;
    const Saved saved(painter);
    const bool active = option.activeSubControls & QStyle::SC_ScrollBarSlider;
    const QColor color = option.palette.color(active ? QPalette::PlaceholderText : QPalette::Dark);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.setOpacity(active ? 1.0 : 0.6);
    painter.drawRoundedRect(QRectF(slider).adjusted(3, 3, -3, -3), 3, 3);
}

QRect scrollBarPart(const QStyleOptionSlider &option, QStyle::SubControl part)
{
    const bool horizontal = option.orientation == Qt::Horizontal;
    const int length = horizontal ? option.rect.width() : option.rect.height();
    const qint64 range = qint64(option.maximum) - option.minimum;
    int size = length;
    if (range > 0)
        size = std::clamp(int(qint64(length) * option.pageStep / (range + option.pageStep)), std::min(32, length),
                          length);
    const int start = QStyle::sliderPositionFromValue(option.minimum, option.maximum, option.sliderPosition,
                                                      length - size, option.upsideDown);
    const auto span = [&](int from, int count) {
        const QRect &r = option.rect;
        return horizontal ? QRect(r.x() + from, r.y(), count, r.height())
                          : QRect(r.x(), r.y() + from, r.width(), count);
    };
    switch (part) {
    case QStyle::SC_ScrollBarGroove: return option.rect;
    case QStyle::SC_ScrollBarSlider: return span(start, size);
    case QStyle::SC_ScrollBarSubPage: return span(0, start);
    case QStyle::SC_ScrollBarAddPage: return span(start + size, length - start - size);
    default: return {};
    }
}

} // namespace ostiary::ui
