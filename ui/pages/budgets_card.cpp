// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/budgets_card.h"

#include "models/money.h"
#include "models/tables/states.h"
#include "ui/look/flat_style.h"
#include "ui/look/icons.h"
#include "ui/look/words.h"
#include "ui/parts/bars.h"
#include "ui/parts/labels.h"

#include <QCoreApplication>
#include <QVBoxLayout>

namespace ostiary::ui {

namespace {

QString scopeName(const BudgetState &state)
{
    switch (state.scope) {
    case BudgetScope::Organization: return BudgetsCard::tr("All of %1").arg(state.name);
    case BudgetScope::Project: return BudgetsCard::tr("Project “%1”").arg(state.name);
    case BudgetScope::Key: break;
    }
    return BudgetsCard::tr("Key “%1”").arg(state.name);
}

} // namespace

QString budgetWords(const BudgetState &state)
{
    QString words = BudgetsCard::tr("%1 spent").arg(dollars(state.spentMicros));
    if (state.heldMicros > 0)
        words += BudgetsCard::tr(", %1 held by calls under way").arg(dollars(state.heldMicros));
    if (!state.budget.capMicros)
        return words + BudgetsCard::tr(", no stop");
    words += BudgetsCard::tr(", of %1").arg(dollars(*state.budget.capMicros));
    if (*state.budget.capMicros > 0)
        words += BudgetsCard::tr(" (%1 %)").arg(state.spentMicros * 100 / *state.budget.capMicros);
    return words;
}

BudgetsCard::BudgetsCard(QWidget *parent) : Card(tr("Budgets"), parent) { }

void BudgetsCard::showReport(const SpendReport &report)
{
    delete m_lines;
    m_lines = new QWidget;
    auto *column = new QVBoxLayout(m_lines);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2 * kGrid);
    for (const BudgetState &state : report.budgets)
        column->addWidget(buildLine(state));
    column->addWidget(
        quietLabel(tr("Counted by calendar month, in UTC; begins anew on %1.").arg(exactTime(report.resetsAt))));
    body().addWidget(m_lines);
}

QWidget *BudgetsCard::buildLine(const BudgetState &state) const
{
    const QString word = stateWord(state);
    const StateLook look = stateLook(word);
    const bool hasAmount = state.budget.capMicros || state.budget.alertMicros.value_or(0) > 0;
    auto *line = new QWidget;
    line->setAccessibleName(scopeName(state));
    line->setAccessibleDescription(budgetWords(state));
    auto *column = new QVBoxLayout(line);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kGrid / 2);
    auto *top = new QHBoxLayout;
    top->setSpacing(kGrid);
    QLabel *name = plainLabel(scopeName(state));
    QLabel *words = quietLabel(budgetWords(state));
    words->setFont(tabular(words->font()));
    words->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    top->addWidget(name, 1);
    top->addWidget(words, 2);
    column->addLayout(top);
    if (state.budget.capMicros)
        column->addWidget(new BudgetBar(state, look.tone));
    if (hasAmount)
        column->addWidget(toneLine(QLatin1String(look.icon), stateLabel(word), look.tone));
    return line;
}

} // namespace ostiary::ui
