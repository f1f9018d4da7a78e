// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/side_bar.h"

#include "ui/look/flat_style.h"
#include "ui/look/icons.h"
#include "ui/parts/labels.h"

#include <QPainter>
#include <QStyledItemDelegate>

namespace ostiary::ui {

namespace {

constexpr int kBadgeRole = Qt::UserRole;
constexpr int kRowHeight = 40;

class PageDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override { return {0, kRowHeight}; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const bool selected = option.state & QStyle::State_Selected;
        const QRect pill = option.rect.adjusted(0, 2, 0, -2);
        if (selected || (option.state & QStyle::State_MouseOver)) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(option.palette.color(selected ? QPalette::Highlight : QPalette::Midlight));
            painter->drawRoundedRect(pill, kRadius, kRadius);
        }
        if (selected && (option.state & QStyle::State_HasFocus)) {
            painter->setBrush(Qt::NoBrush);
            painter->setPen(QPen(toneColor(Tone::Accent, option.palette), 2));
            painter->drawRoundedRect(QRectF(pill).adjusted(1, 1, -1, -1), kRadius, kRadius);
        }
        const QRect icon(pill.left() + 12, pill.center().y() - 8, 18, 18);
        index.data(Qt::DecorationRole).value<QIcon>().paint(painter, icon);
        painter->setPen(option.palette.color(QPalette::WindowText));
        painter->drawText(pill.adjusted(42, 0, -8, 0), Qt::AlignVCenter | Qt::AlignLeft, index.data().toString());
        paintBadge(painter, option, pill, index.data(kBadgeRole).toInt());
        painter->restore();
    }

private:
    static void paintBadge(QPainter *painter, const QStyleOptionViewItem &option, const QRect &pill, int count)
    {
        if (count == 0)
            return;
        const QString text = QString::number(count);
        const int width = std::max(20, option.fontMetrics.horizontalAdvance(text) + 12);
        const QRect badge(pill.right() - width - 8, pill.center().y() - 9, width, 20);
        painter->setPen(Qt::NoPen);
        painter->setBrush(option.palette.color(QPalette::Accent));
        painter->drawRoundedRect(badge, 10, 10);
        painter->setPen(onAccent());
        painter->setFont(tabular(option.font));
        painter->drawText(badge, Qt::AlignCenter, text);
    }
};

} // namespace

SideBar::SideBar(QWidget *parent) : QListWidget(parent)
{
    setItemDelegate(new PageDelegate(this));
    setFrameShape(QFrame::NoFrame);
    setMouseTracking(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("Pages"));
    viewport()->setBackgroundRole(QPalette::AlternateBase);
}

void SideBar::addPage(const QString &icon, const QString &title)
{
    addItem(new QListWidgetItem(lineIcon(icon), title));
}

void SideBar::setBadge(int row, int count)
{
    item(row)->setData(kBadgeRole, count);
    const QString title = item(row)->text();
    item(row)->setData(Qt::AccessibleTextRole, count > 0 ? tr("%1, %2 waiting").arg(title).arg(count) : title);
}

} // namespace ostiary::ui
