// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/shares_card.h"

#include "models/money.h"
#include "ui/look/flat_style.h"
#include "ui/parts/bars.h"
#include "ui/parts/labels.h"
#include "ui/parts/record_delegate.h"
#include "ui/parts/segments.h"

#include <QHeaderView>
#include <QTableWidget>
#include <QVBoxLayout>

namespace ostiary::ui {

namespace {

enum { ByKey, ByProject, ByUpstream, BySubject, ByDay };
enum { NameColumn, SpentColumn, ShareColumn, CallsColumn, ColumnCount };
constexpr int kRowHeight = 32;
constexpr int kRowsShown = 10;

QTableWidgetItem *cell(const QString &text, bool isNumber)
{
    auto *item = new QTableWidgetItem(text);
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
    item->setTextAlignment(Qt::AlignVCenter | (isNumber ? Qt::AlignRight : Qt::AlignLeft));
    item->setToolTip(text);
    return item;
}

} // namespace

SharesCard::SharesCard(const Clock &clock, QWidget *parent)
    : Card(tr("Where it went"), parent), m_days(new DayBars),
      m_by(
          new Segments(tr("Shares by"),
                       {tr("By &key"), tr("By pr&oject"), tr("By &upstream"), tr("By &tool or model"), tr("By &day")})),
      m_table(new QTableWidget(0, ColumnCount))
{
    m_table->setHorizontalHeaderLabels({{}, tr("Spent"), tr("Share"), tr("Calls")});
    for (int column = SpentColumn; column < ColumnCount; ++column)
        m_table->horizontalHeaderItem(column)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_table->setAccessibleName(tr("Shares of this month’s spending"));
    m_table->setFont(tabular(m_table->font()));
    m_table->setItemDelegate(new RecordDelegate(clock, m_table)); // as all other lists look
    m_table->setShowGrid(false);
    m_table->setTabKeyNavigation(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(kRowHeight);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setSectionResizeMode(NameColumn, QHeaderView::Stretch);
    auto *choice = new QHBoxLayout;
    choice->addWidget(m_by);
    choice->addStretch(1);
    body().addWidget(m_days);
    body().addSpacing(kGrid);
    body().addLayout(choice);
    body().addWidget(m_table);
    connect(m_by, &Segments::chosen, this, &SharesCard::showShares);
}

void SharesCard::showReport(const SpendReport &report)
{
    m_report = report;
    m_days->setDays(report.byDay, report.startsAt, report.resetsAt);
    showShares();
}

const QList<SpendShare> &SharesCard::shares() const
{
    switch (m_by->current()) {
    case ByProject: return m_report.byProject;
    case ByUpstream: return m_report.byUpstream;
    case BySubject: return m_report.bySubject;
    case ByDay: return m_report.byDay;
    default: return m_report.byKey;
    }
}

void SharesCard::showShares()
{
    const QStringList titles{tr("Key or app"), tr("Project"), tr("Upstream"), tr("Tool, route or model"), tr("Day")};
    m_table->horizontalHeaderItem(NameColumn)->setText(titles.value(m_by->current()));
    m_table->horizontalHeaderItem(NameColumn)->setTextAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    qint64 all = 0;
    for (const SpendShare &share : shares())
        all += share.spentMicros;
    m_table->setRowCount(int(shares().size()));
    for (int row = 0; row < m_table->rowCount(); ++row) {
        const SpendShare &share = shares()[row];
        const QString percent = all > 0 ? tr("%1 %").arg(share.spentMicros * 100 / all) : QString();
        m_table->setItem(row, NameColumn, cell(share.name.isEmpty() ? share.id : share.name, false));
        m_table->setItem(row, SpentColumn, cell(dollars(share.spentMicros), true));
        m_table->setItem(row, ShareColumn, cell(percent, true));
        m_table->setItem(row, CallsColumn, cell(QString::number(share.calls), true));
    }
    m_table->setFixedHeight(m_table->horizontalHeader()->sizeHint().height()
                            + std::clamp(m_table->rowCount(), 1, kRowsShown) * kRowHeight + 4);
}

} // namespace ostiary::ui
