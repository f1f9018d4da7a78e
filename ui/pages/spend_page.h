// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/organization_table.h"
#include "models/tables/price_table.h"
#include "models/tables/spend_table.h"
#include "ui/pages/page.h"

#include <QTimer>

class QComboBox;
class QLabel;
class QStackedWidget;

namespace ostiary::ui {

class Banner;
class BudgetsCard;
class EmptyState;
class RecordView;
class Segments;
class ServerWatch;
class SharesCard;

/// What calls cost: an organization's month, every movement of money, and the prices.
class SpendPage final : public Page
{
    Q_OBJECT

public:
    SpendPage(Admin &admin, const Clock &clock, const ServerWatch &server, OrganizationTable &organizations,
              SpendTable &ledger, PriceTable &prices);

    [[nodiscard]] QList<Verb> verbs() const override;
    [[nodiscard]] bool can(Verb verb) const override;
    void run(Verb verb) override;

    [[nodiscard]] RecordView &ledger() const { return *m_ledgerView; }
    [[nodiscard]] RecordView &prices() const { return *m_pricesView; }

protected:
    void showEvent(QShowEvent *event) override;

signals:
    /// The month of the organization that is chosen, whenever it was read.
    void reported(const ostiary::SpendReport &report);

private:
    void buildMonth(const Clock &clock);
    void buildLists(const Clock &clock);
    void follow(const Change &change);
    void readMonth();
    void showMonth(const SpendReport &report);
    void showPart(int part);
    void onSetPrice();
    void onEndPrice();
    [[nodiscard]] OrganizationId organization() const;
    [[nodiscard]] RecordView *currentList() const; ///< nullptr: the month is shown
    [[nodiscard]] const Price *endable() const;

    Admin &m_admin;
    const ServerWatch &m_server;
    OrganizationTable &m_organizations;
    SpendTable &m_ledger;
    PriceTable &m_prices;
    QComboBox *m_organization;
    QLabel *m_organizationLabel;
    Segments *m_parts;
    QStackedWidget *m_stack;
    Banner *m_banner;
    QWidget *m_month;
    BudgetsCard *m_budgets;
    SharesCard *m_shares;
    EmptyState *m_nothingSpent;
    EmptyState *m_nobody;
    RecordView *m_ledgerView;
    RecordView *m_pricesView;
    QTimer m_monthTick; ///< many calls end at once; one reading shows them all
    QTimer m_ledgerTick; ///< the same for the ledger, which is longer
    int m_readings = 0; ///< only the answer to the last one counts
};

} // namespace ostiary::ui
