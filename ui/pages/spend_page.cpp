// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/spend_page.h"

#include "models/tables/when_ready.h"
#include "ui/dialogs/confirm_dialog.h"
#include "ui/dialogs/price_dialog.h"
#include "ui/look/flat_style.h"
#include "ui/look/icons.h"
#include "ui/pages/budgets_card.h"
#include "ui/pages/shares_card.h"
#include "ui/parts/banner.h"
#include "ui/parts/labels.h"
#include "ui/parts/record_view.h"
#include "ui/parts/segments.h"
#include "ui/shell/server_watch.h"

#include <QComboBox>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace ostiary::ui {

namespace {

// How often what others spend is read anew, at most.
constexpr std::chrono::milliseconds kMonthInView{500};
constexpr std::chrono::seconds kMonthOutOfView{20}; ///< for the figure on the overview
constexpr std::chrono::seconds kLedger{2};

enum Part { MonthPart, LedgerPart, PricesPart };

} // namespace

SpendPage::SpendPage(Admin &admin, const Clock &clock, const ServerWatch &server, OrganizationTable &organizations,
                     SpendTable &ledger, PriceTable &prices)
    : Page(tr("Spend"), tr("What calls cost, what of it a budget still allows, and where the money went.")),
      m_admin(admin), m_server(server), m_organizations(organizations), m_ledger(ledger), m_prices(prices),
      m_organization(new QComboBox),
      m_parts(new Segments(tr("What is shown"), {tr("This &month"), tr("Led&ger"), tr("&Prices")})),
      m_stack(new QStackedWidget), m_banner(new Banner)
{
    m_organization->setModel(&organizations);
    m_organization->setModelColumn(OrganizationTable::NameColumn);
    m_organization->setAccessibleName(tr("Organization"));
    m_organization->setMinimumWidth(36 * kGrid);
    m_organizationLabel = new QLabel(tr("Or&ganization"));
    m_organizationLabel->setBuddy(m_organization);
    auto *top = new QHBoxLayout;
    top->setSpacing(kGrid);
    top->addWidget(m_parts);
    top->addStretch(1);
    top->addWidget(m_organizationLabel);
    top->addWidget(m_organization);
    body().addLayout(top);
    body().addSpacing(kGrid / 2);
    body().addWidget(m_banner);
    buildMonth(clock);
    buildLists(clock);
    body().addWidget(m_stack, 1);

    m_monthTick.setSingleShot(true);
    m_ledgerTick.setSingleShot(true);
    connect(&m_monthTick, &QTimer::timeout, this, &SpendPage::readMonth);
    connect(&m_ledgerTick, &QTimer::timeout, &ledger, &RecordTable::refresh);
    connect(&admin, &Admin::changed, this, &SpendPage::follow);
    connect(m_parts, &Segments::chosen, this, &SpendPage::showPart);
    connect(m_organization, &QComboBox::currentIndexChanged, this, &SpendPage::readMonth);
    connect(m_banner, &Banner::retry, this, &SpendPage::readMonth);
    connect(&organizations, &RecordTable::loaded, this, [this] {
        if (organization().isEmpty())
            readMonth();
    });
}

void SpendPage::buildMonth(const Clock &clock)
{
    m_budgets = new BudgetsCard;
    m_shares = new SharesCard(clock);
    m_nothingSpent = new EmptyState({{},
                                     tr("Nothing has been spent this month."),
                                     tr("Calls cost something once their tool, route or model has a price."),
                                     tr("Set a price …")});
    connect(m_nothingSpent, &EmptyState::activated, this, &SpendPage::onSetPrice);
    m_nobody = new EmptyState({{},
                               tr("Nobody can spend anything yet."),
                               tr("Each account is born with an organization. Create yours on the overview."),
                               {}});
    m_month = new QWidget;
    auto *column = new QVBoxLayout(m_month);
    column->setContentsMargins(0, 0, kGrid, 0);
    column->setSpacing(2 * kGrid);
    column->addWidget(m_budgets);
    column->addWidget(m_shares);
    column->addWidget(m_nothingSpent, 1);
    column->addWidget(m_nobody, 1);
    column->addStretch(1);
    for (QWidget *part : {static_cast<QWidget *>(m_budgets), static_cast<QWidget *>(m_shares),
                          static_cast<QWidget *>(m_nothingSpent), static_cast<QWidget *>(m_nobody)})
        part->hide();
    auto *scroll = new QScrollArea;
    scroll->setWidget(m_month);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->viewport()->setAutoFillBackground(false);
    m_month->setAutoFillBackground(false);
    m_stack->addWidget(scroll);
}

void SpendPage::buildLists(const Clock &clock)
{
    m_ledgerView
        = new RecordView(m_ledger, clock,
                         {{},
                          tr("No money has moved yet."),
                          tr("Before a call its price is held, then what it cost is charged. Set a price first."),
                          tr("Set a price …")});
    m_ledgerView->view().setAccessibleName(tr("Ledger"));
    m_ledgerView->setFilterExample(tr("what:charged search"));
    m_ledgerView->sortBy(SpendTable::NumberColumn, Qt::DescendingOrder);
    auto *save = new QPushButton(lineIcon(QStringLiteral("export")), tr("&Export as CSV …"));
    m_ledgerView->addButton(save);
    m_pricesView = new RecordView(m_prices, clock,
                                  {{},
                                   tr("Nothing has a price yet."),
                                   tr("Say what a tool, a route or a model costs; from then on calls are counted."),
                                   tr("Set a price …")});
    m_pricesView->view().setAccessibleName(tr("Prices"));
    m_pricesView->sortBy(PriceTable::StateColumn, Qt::DescendingOrder); // those in force first
    m_pricesView->setFilterExample(tr("state:force search"));
    auto *end = new QPushButton(lineIcon(QStringLiteral("revoke"), Tone::Bad), tr("&End price …"));
    auto *set = new QPushButton(tr("&Set a price …"));
    makePrimary(set);
    m_pricesView->addButton(end);
    m_pricesView->addButton(set);
    m_stack->addWidget(m_ledgerView);
    m_stack->addWidget(m_pricesView);
    connect(save, &QPushButton::clicked, m_ledgerView, &RecordView::exportCsv);
    connect(set, &QPushButton::clicked, this, &SpendPage::onSetPrice);
    connect(end, &QPushButton::clicked, this, &SpendPage::onEndPrice);
    for (RecordView *list : {m_ledgerView, m_pricesView}) {
        connect(list, &RecordView::emptyActivated, this, &SpendPage::onSetPrice);
        connect(list, &RecordView::selectionChanged, this, &Page::verbsChanged);
        connect(&list->table(), &RecordTable::loaded, this, &Page::verbsChanged);
    }
    connect(this, &Page::verbsChanged, end, [this, end] { end->setEnabled(can(Verb::EndPrice)); });
    end->setEnabled(false);
}

QList<Verb> SpendPage::verbs() const
{
    return {Verb::SetPrice, Verb::EndPrice, Verb::Copy, Verb::Find, Verb::Export, Verb::Refresh};
}

bool SpendPage::can(Verb verb) const
{
    const RecordView *list = currentList();
    switch (verb) {
    case Verb::SetPrice:
    case Verb::Refresh: return true;
    case Verb::EndPrice: return list == m_pricesView && endable() != nullptr;
    case Verb::Copy: return list && !list->selectedIds().isEmpty();
    case Verb::Find:
    case Verb::Export: return list && list->table().rowCount() > 0;
    default: return false;
    }
}

void SpendPage::run(Verb verb)
{
    RecordView *list = currentList();
    switch (verb) {
    case Verb::SetPrice: return onSetPrice();
    case Verb::EndPrice: return onEndPrice();
    case Verb::Refresh: return list ? list->table().refresh() : readMonth();
    case Verb::Copy: return list ? list->copySelection() : void();
    case Verb::Find: return list ? list->focusFilter() : void();
    case Verb::Export: return list ? list->exportCsv() : void();
    default: return;
    }
}

RecordView *SpendPage::currentList() const
{
    switch (m_parts->current()) {
    case LedgerPart: return m_ledgerView;
    case PricesPart: return m_pricesView;
    default: return nullptr;
    }
}

OrganizationId SpendPage::organization() const
{
    const int row = m_organization->currentIndex();
    return row < 0 ? OrganizationId() : m_organizations.record(row).id;
}

void SpendPage::showPart(int part)
{
    m_stack->setCurrentIndex(part);
    m_organization->setVisible(part == MonthPart); // the lists are of all organizations
    m_organizationLabel->setVisible(part == MonthPart);
    if (part == LedgerPart)
        m_ledger.refresh(); // it is long, so it is only read when somebody looks
    emit verbsChanged();
}

void SpendPage::follow(const Change &change)
{
    const bool isSpend = change.table == Table::Spend;
    const bool mayMatter = (isSpend && change.id == organization().text()) || change.table == Table::Organizations
        || change.table == Table::Projects || change.table == Table::Plans;
    if (mayMatter && !m_monthTick.isActive())
        m_monthTick.start(isVisible() ? kMonthInView : std::chrono::milliseconds(kMonthOutOfView));
    if (isSpend && isVisible() && m_parts->current() == LedgerPart && !m_ledgerTick.isActive())
        m_ledgerTick.start(kLedger);
}

/// What changed while nobody looked is shown at once.
void SpendPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    if (m_monthTick.isActive())
        m_monthTick.start(0);
    if (m_parts->current() == LedgerPart)
        m_ledger.refresh();
}

void SpendPage::readMonth()
{
    const OrganizationId id = organization();
    m_nobody->setVisible(id.isEmpty() && m_organizations.isLoaded());
    if (id.isEmpty())
        return;
    whenReady(this, m_admin.spendReport(id), [this, mine = ++m_readings](const Result<SpendReport> &report) {
        if (mine != m_readings)
            return;
        if (report)
            return showMonth(*report);
        m_banner->setRetryable(true);
        m_banner->showError(report.error());
    });
}

void SpendPage::showMonth(const SpendReport &report)
{
    m_banner->clear();
    m_budgets->showReport(report);
    m_shares->showReport(report);
    const bool spent = !report.byDay.isEmpty();
    m_budgets->setVisible(!report.budgets.isEmpty());
    m_shares->setVisible(spent);
    m_nothingSpent->setVisible(!spent);
    emit reported(report);
}

const Price *SpendPage::endable() const
{
    const QStringList ids = m_pricesView->selectedIds();
    const Price *price = ids.size() == 1 ? m_prices.find(ids.first()) : nullptr;
    return price && !price->until ? price : nullptr;
}

void SpendPage::onSetPrice()
{
    QStringList upstreams;
    if (const auto &status = m_server.status()) {
        for (const UpstreamStatus &upstream : status->upstreams)
            upstreams.append(upstream.name);
    }
    const Price *from = m_parts->current() == PricesPart ? endable() : nullptr;
    auto *dialog = new PriceDialog(m_admin, upstreams, from ? std::optional(*from) : std::nullopt, window());
    connect(dialog, &QDialog::accepted, this, [this] { m_parts->choose(PricesPart); });
    dialog->open();
}

void SpendPage::onEndPrice()
{
    const Price *price = endable();
    if (!price)
        return;
    auto *dialog = new ConfirmDialog(
        tr("End the price of “%1”?").arg(price->subject),
        tr("From now on such calls have no price; where an upstream must be paid for, they are refused. What was "
           "charged stays charged."),
        {}, tr("&End price"), window());
    connect(dialog, &QDialog::accepted, this, [this, id = price->id] {
        whenReady(this, m_admin.endPrice(id), [this](const Result<Price> &ended) {
            if (ended)
                return;
            m_pricesView->banner().setRetryable(false);
            m_pricesView->banner().showError(ended.error());
        });
    });
    dialog->open();
}

} // namespace ostiary::ui
