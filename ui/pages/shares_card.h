// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/spend.h"
#include "ui/parts/card.h"

class QTableWidget;

namespace ostiary::ui {

class DayBars;
class Segments;

/// Where a month's money went: by key, project, upstream, tool or day.
class SharesCard final : public Card
{
    Q_OBJECT

public:
    explicit SharesCard(const Clock &clock, QWidget *parent = nullptr);

    void showReport(const SpendReport &report);

private:
    void showShares();
    [[nodiscard]] const QList<SpendShare> &shares() const;

    SpendReport m_report;
    DayBars *m_days;
    Segments *m_by;
    QTableWidget *m_table;
};

} // namespace ostiary::ui
