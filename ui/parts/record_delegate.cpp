// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/parts/record_delegate.h"

#include "models/tables/record_table.h"
#include "ui/look/flat_style.h"
#include "ui/look/icons.h"
#include "ui/look/words.h"
#include "ui/parts/labels.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace ostiary::ui {

namespace {

constexpr int kChipHeight = 20;

} // namespace

RecordDelegate::RecordDelegate(const Clock &clock, QObject *parent) : QStyledItemDelegate(parent), m_clock(clock) { }

void RecordDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    item.text.clear();
    item.state &= ~QStyle::State_HasFocus; // the row is the unit; its selection shows where the focus is
    const QStyle *style = item.widget ? item.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &item, painter, item.widget);

    const QRect rect = item.rect.adjusted(kGrid, 0, -kGrid, 0);
    const auto kind = ColumnKind(index.data(RecordTable::KindRole).toInt());
    const QVariant value = index.data();
    painter->save();
    switch (kind) {
    case ColumnKind::State: paintState(*painter, item, rect, index); break;
    case ColumnKind::Tags: paintTags(*painter, item, rect, value.toStringList()); break;
    case ColumnKind::Moment:
    case ColumnKind::Deadline: paintTime(*painter, item, rect, value); break;
    case ColumnKind::Code:
        item.font = monospaceFont();
        paintText(*painter, item, rect, value.toString(), Tone::Neutral);
        break;
    default: {
        painter->setPen(item.palette.color(QPalette::Text));
        painter->setFont(tabular(item.font));
        const QString text = value.toString();
        painter->drawText(rect, int(item.displayAlignment),
                          QFontMetrics(painter->font()).elidedText(text, Qt::ElideRight, rect.width()));
    }
    }
    painter->restore();
}

QSize RecordDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QSize size = QStyledItemDelegate::sizeHint(option, index);
    size.setHeight(std::max(4 * kGrid, option.fontMetrics.height() + kGrid));
    return size;
}

bool RecordDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                               const QModelIndex &index)
{
    if (event->type() != QEvent::ToolTip)
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    QToolTip::showText(event->globalPos(), plainToolTip(index.data(Qt::ToolTipRole).toString()), view->viewport(),
                       option.rect);
    return true;
}

void RecordDelegate::paintText(QPainter &painter, const QStyleOptionViewItem &option, const QRect &rect,
                               const QString &text, Tone tone) const
{
    painter.setFont(option.font);
    painter.setPen(toneColor(tone, option.palette));
    painter.drawText(rect, int(option.displayAlignment),
                     QFontMetrics(option.font).elidedText(text, Qt::ElideMiddle, rect.width()));
}

void RecordDelegate::paintState(QPainter &painter, const QStyleOptionViewItem &option, const QRect &rect,
                                const QModelIndex &index) const
{
    const StateLook look = stateLook(index.data(RecordTable::WordRole).toString());
    const QRect icon(rect.left(), rect.center().y() - 7, 16, 16);
    lineIcon(QLatin1String(look.icon), look.tone).paint(&painter, icon);
    paintText(painter, option, rect.adjusted(22, 0, 0, 0), index.data().toString(), look.tone);
}

/// As many chips as fit, and how many more there are.
void RecordDelegate::paintTags(QPainter &painter, const QStyleOptionViewItem &option, const QRect &rect,
                               const QStringList &tags) const
{
    QFont font = option.font;
    font.setPointSizeF(font.pointSizeF() * 0.92);
    const QFontMetrics metrics(font);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(font);
    int left = rect.left();
    for (qsizetype i = 0; i < tags.size(); ++i) {
        const QString more = tr("+%1").arg(tags.size() - i);
        const int reserve = i + 1 < tags.size() ? metrics.horizontalAdvance(more) + kGrid : 0;
        const QString shown = tags[i] == QLatin1String("*") ? tr("all scopes") : tags[i];
        int width = metrics.horizontalAdvance(shown) + 2 * kGrid;
        if (i > 0 && left + width + reserve > rect.right()) {
            painter.setPen(toneColor(Tone::Neutral, option.palette));
            painter.drawText(QRect(left, rect.top(), rect.right() - left, rect.height()),
                             Qt::AlignVCenter | Qt::AlignLeft, more);
            return;
        }
        width = std::min(width, rect.right() - left - reserve);
        const QRect chip(left, rect.center().y() - kChipHeight / 2 + 1, width, kChipHeight);
        const Tone tone = tags[i] == QLatin1String("*") ? Tone::Accent : Tone::Neutral;
        painter.setPen(Qt::NoPen);
        painter.setBrush(toneGround(tone, option.palette));
        painter.drawRoundedRect(chip, kRadius, kRadius);
        painter.setPen(tone == Tone::Neutral ? option.palette.color(QPalette::Text) : toneColor(tone, option.palette));
        painter.drawText(chip, Qt::AlignCenter, metrics.elidedText(shown, Qt::ElideMiddle, width - kGrid));
        left += width + kGrid / 2;
    }
}

void RecordDelegate::paintTime(QPainter &painter, const QStyleOptionViewItem &option, const QRect &rect,
                               const QVariant &value) const
{
    painter.setFont(tabular(option.font));
    if (!value.isValid())
        return paintText(painter, option, rect, tr("never"), Tone::Neutral);
    const Time time{std::chrono::milliseconds(value.toDateTime().toMSecsSinceEpoch())};
    painter.setPen(option.palette.color(QPalette::Text));
    painter.drawText(rect, int(option.displayAlignment),
                     painter.fontMetrics().elidedText(relativeTime(time, m_clock.now()), Qt::ElideRight, rect.width()));
}

} // namespace ostiary::ui
