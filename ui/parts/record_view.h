// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/record_filter.h"
#include "models/tables/record_table_model.h"
#include "ui/parts/empty_state.h"

#include <QTimer>
#include <QWidget>

class QHBoxLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QStackedLayout;
class QTableView;

namespace ostiary::ui {

class Banner;

/// A RecordTable with all that a list needs: a filter as one types, sorting, a count, what to say when it is empty, and
/// errors with what was there still in place.
class RecordView final : public QWidget
{
    Q_OBJECT

public:
    RecordView(RecordTable &table, const Clock &clock, const EmptyText &empty, QWidget *parent = nullptr);

    [[nodiscard]] RecordTable &table() const { return m_table; }
    [[nodiscard]] QTableView &view() const { return *m_view; }
    [[nodiscard]] RecordFilter &filter() const { return *m_filter; }
    [[nodiscard]] Banner &banner() const { return *m_banner; }
    /// Puts a button at the right of the filter line.
    void addButton(QWidget *button);
    void sortBy(int column, Qt::SortOrder order);
    /// Hides all other columns.
    void showOnly(const QList<int> &columns);
    /// What the filter field shows while it is empty.
    void setFilterExample(const QString &example);

    /// Shows only these rows, and a button that says which they are and shows all again.
    void narrowTo(const QString &words, const QStringList &ids);

    /// The ids of the selected rows, top to bottom.
    [[nodiscard]] QStringList selectedIds() const;
    void select(const QString &id);
    void focusFilter();
    void copySelection() const;
    void exportCsv();

signals:
    void selectionChanged();
    void emptyActivated(); ///< the empty state's button

private:
    void build(const EmptyText &empty);
    void buildView(const Clock &clock);
    void showState();
    void showAll();
    void setWidths();
    void setColumnWidth(int column, int characters);

    RecordTable &m_table;
    RecordFilter *m_filter;
    QTableView *m_view;
    QLineEdit *m_search;
    QPushButton *m_narrowed;
    QLabel *m_count;
    Banner *m_banner;
    QWidget *m_toolbar;
    QHBoxLayout *m_toolbarRow;
    QStackedLayout *m_stack = nullptr;
    QTimer m_tick; ///< relative times grow old
};

} // namespace ostiary::ui
