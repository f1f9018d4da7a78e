// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/parts/record_view.h"

#include "models/tables/csv.h"
#include "ui/look/flat_style.h"
#include "ui/look/icons.h"
#include "ui/parts/banner.h"
#include "ui/parts/labels.h"
#include "ui/parts/record_delegate.h"

#include <QClipboard>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QSaveFile>
#include <QStackedLayout>
#include <QTableView>
#include <QVBoxLayout>

namespace ostiary::ui {

namespace {

constexpr std::chrono::seconds kRepaint{20};

} // namespace

RecordView::RecordView(RecordTable &table, const Clock &clock, const EmptyText &empty, QWidget *parent)
    : QWidget(parent), m_table(table), m_filter(new RecordFilter(table, this)), m_view(new QTableView),
      m_search(new QLineEdit), m_narrowed(new QPushButton), m_count(quietLabel()), m_banner(new Banner),
      m_toolbar(new QWidget), m_toolbarRow(new QHBoxLayout(m_toolbar))
{
    buildView(clock);
    build(empty);
    connect(m_search, &QLineEdit::textChanged, m_filter, &RecordFilter::setText);
    connect(m_narrowed, &QPushButton::clicked, this, &RecordView::showAll);
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, &RecordView::selectionChanged);
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(m_filter, signal, this, &RecordView::showState);
    connect(&table, &RecordTable::loaded, this, [this] {
        m_banner->clear();
        showState();
    });
    connect(&table, &RecordTable::failed, this, [this](const Error &error) {
        m_banner->setRetryable(true);
        m_banner->showError(error);
        if (!m_table.isLoaded())
            m_count->setText(tr("Not read"));
    });
    connect(m_banner, &Banner::retry, &table, &RecordTable::refresh);
    connect(&m_tick, &QTimer::timeout, m_view->viewport(), qOverload<>(&QWidget::update));
    m_tick.start(kRepaint);
    showState();
}

void RecordView::buildView(const Clock &clock)
{
    m_view->setModel(m_filter);
    m_view->setItemDelegate(new RecordDelegate(clock, m_view));
    m_view->setSortingEnabled(true);
    m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setShowGrid(false);
    m_view->setTabKeyNavigation(false); // Tab leaves the table; arrows move inside it
    m_view->setWordWrap(false);
    m_view->setAccessibleName(tr("List"));
    m_view->verticalHeader()->hide();
    m_view->verticalHeader()->setDefaultSectionSize(36);
    m_view->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_view->horizontalHeader()->setHighlightSections(false);
    m_view->horizontalHeader()->setSectionsMovable(true);
    m_view->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    setWidths();
}

void RecordView::build(const EmptyText &empty)
{
    setFilterExample(tr("ada state:active"));
    m_search->setClearButtonEnabled(true);
    m_search->setAccessibleName(tr("Filter the list"));
    m_search->addAction(lineIcon(QStringLiteral("search"), Tone::Neutral), QLineEdit::LeadingPosition);
    m_search->setMaximumWidth(320);
    m_count->setFont(tabular(m_count->font()));
    m_count->setWordWrap(false);
    m_toolbarRow->setContentsMargins(0, 0, 0, 0);
    m_toolbarRow->setSpacing(kGrid);
    m_toolbarRow->addWidget(m_search, 3);
    m_toolbarRow->addWidget(m_narrowed);
    m_toolbarRow->addWidget(m_count);
    m_toolbarRow->addStretch(1);

    auto *emptyState = new EmptyState(empty);
    connect(emptyState, &EmptyState::activated, this, &RecordView::emptyActivated);
    auto *nothingFound = new EmptyState({{},
                                         tr("Nothing here matches the filter."),
                                         tr("Each word must occur in the row. Clear the filter to see everything."),
                                         tr("Clear the filter")});
    connect(nothingFound, &EmptyState::activated, m_search, &QLineEdit::clear);
    connect(nothingFound, &EmptyState::activated, this, &RecordView::showAll);
    m_narrowed->setIcon(lineIcon(QStringLiteral("cross")));
    m_narrowed->setToolTip(tr("Show all"));
    m_narrowed->setAccessibleDescription(tr("Shows all rows again"));
    m_narrowed->hide();
    m_stack = new QStackedLayout;
    m_stack->addWidget(m_view);
    m_stack->addWidget(emptyState);
    m_stack->addWidget(nothingFound);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kGrid + kGrid / 2);
    column->addWidget(m_toolbar);
    column->addWidget(m_banner);
    column->addLayout(m_stack, 1);
}

void RecordView::setWidths()
{
    for (int column = 0; column < m_table.columnCount(); ++column)
        setColumnWidth(column, m_table.headerData(column, Qt::Horizontal, RecordTable::WidthRole).toInt());
    m_view->horizontalHeader()->setMinimumSectionSize(fontMetrics().averageCharWidth() * 7);
    m_view->horizontalHeader()->setStretchLastSection(true);
}

void RecordView::setColumnWidth(int column, int characters)
{
    m_view->setColumnWidth(column, fontMetrics().averageCharWidth() * characters + 2 * kGrid);
}

void RecordView::setFilterExample(const QString &example)
{
    m_search->setPlaceholderText(tr("Filter, e.g. %1").arg(example));
}

void RecordView::addButton(QWidget *button)
{
    m_toolbarRow->addWidget(button);
}

void RecordView::sortBy(int column, Qt::SortOrder order)
{
    m_view->sortByColumn(column, order);
}

void RecordView::showOnly(const QList<int> &columns)
{
    for (int column = 0; column < m_table.columnCount(); ++column)
        m_view->setColumnHidden(column, !columns.contains(column));
}

void RecordView::narrowTo(const QString &words, const QStringList &ids)
{
    m_search->clear();
    m_filter->setIds(ids);
    m_narrowed->setText(words);
    m_narrowed->show();
    showState();
}

void RecordView::showAll()
{
    if (m_narrowed->isHidden())
        return;
    m_filter->setIds(std::nullopt);
    m_narrowed->hide();
    showState();
}

QStringList RecordView::selectedIds() const
{
    QModelIndexList rows = m_view->selectionModel()->selectedRows();
    std::ranges::sort(rows, {}, &QModelIndex::row);
    QStringList ids;
    for (const QModelIndex &row : rows)
        ids.append(row.data(RecordTable::IdRole).toString());
    return ids;
}

void RecordView::select(const QString &id)
{
    const QModelIndex index = m_filter->mapFromSource(m_table.index(m_table.rowOf(id), 0));
    if (!index.isValid())
        return;
    m_view->setCurrentIndex(index);
    m_view->scrollTo(index);
}

void RecordView::focusFilter()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void RecordView::copySelection() const
{
    QModelIndexList rows = m_view->selectionModel()->selectedRows();
    std::ranges::sort(rows, {}, &QModelIndex::row);
    QStringList lines;
    for (const QModelIndex &row : rows) {
        QStringList cells;
        for (int column = 0; column < m_filter->columnCount(); ++column)
            cells.append(RecordTable::plainText(row.siblingAtColumn(column).data()));
        lines.append(cells.join(QLatin1Char('\t')));
    }
    if (!lines.isEmpty())
        QGuiApplication::clipboard()->setText(lines.join(QLatin1Char('\n')));
}

void RecordView::exportCsv()
{
    auto *dialog = new QFileDialog(window(), tr("Export what is shown"), {}, tr("Comma-separated values (*.csv)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("csv"));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        QSaveFile file(path);
        const QByteArray bytes = csv(*m_filter);
        if (file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit())
            return;
        m_banner->setRetryable(false);
        m_banner->showText(tr("%1 could not be written: %2. Choose another folder.").arg(path, file.errorString()),
                           Tone::Bad);
    });
    dialog->open();
}

void RecordView::showState()
{
    const int all = m_table.rowCount();
    const int shown = m_filter->rowCount();
    enum { List, Empty, NothingFound };
    m_stack->setCurrentIndex(shown > 0 || !m_table.isLoaded() ? List : all == 0 ? Empty : NothingFound);
    m_toolbar->setVisible(all > 0 || !m_table.isLoaded()); // the empty state has its own button
    if (!m_table.isLoaded())
        m_count->setText(tr("Reading …"));
    else
        m_count->setText(shown == all ? tr("%1 in all").arg(all) : tr("%1 of %2").arg(shown).arg(all));
}

} // namespace ostiary::ui
