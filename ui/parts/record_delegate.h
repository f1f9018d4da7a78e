// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/clock.h"
#include "ui/look/theme.h"

#include <QStyledItemDelegate>

namespace ostiary::ui {

/// Draws a RecordTable's values by their ColumnKind: states as icon and word, scopes as chips, times relative to now.
class RecordDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit RecordDelegate(const Clock &clock, QObject *parent = nullptr);

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    /// Tool tips are text: a name with tags in it is shown, not rendered.
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                   const QModelIndex &index) override;

private:
    void paintText(QPainter &painter, const QStyleOptionViewItem &option, const QRect &rect, const QString &text,
                   Tone tone) const;
    void paintState(QPainter &painter, const QStyleOptionViewItem &option, const QRect &rect,
                    const QModelIndex &index) const;
    void paintTags(QPainter &painter, const QStyleOptionViewItem &option, const QRect &rect,
                   const QStringList &tags) const;
    void paintTime(QPainter &painter, const QStyleOptionViewItem &option, const QRect &rect,
                   const QVariant &value) const;

    const Clock &m_clock;
};

} // namespace ostiary::ui
