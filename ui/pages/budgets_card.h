// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/spend.h"
#include "ui/parts/card.h"

namespace ostiary::ui {

/// The budgets of an organization: a line, a bar and words for each.
class BudgetsCard final : public Card
{
    Q_OBJECT

public:
    explicit BudgetsCard(QWidget *parent = nullptr);

    void showReport(const SpendReport &report);

private:
    [[nodiscard]] QWidget *buildLine(const BudgetState &state) const;

    QWidget *m_lines = nullptr;
};

/// "$3.20 spent, $0.40 held, of $5.00 (64 %)"
[[nodiscard]] QString budgetWords(const BudgetState &state);

} // namespace ostiary::ui
