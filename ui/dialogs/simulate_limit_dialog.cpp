// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/simulate_limit_dialog.h"

#include "models/tables/when_ready.h"
#include "ui/look/flat_style.h"
#include "ui/look/words.h"
#include "ui/parts/labels.h"

#include <QAccessible>
#include <QComboBox>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

namespace ostiary::ui {

SimulateLimitDialog::SimulateLimitDialog(Admin &admin, const QString &subject, const QString &name,
                                         std::optional<int> limit, QWidget *parent)
    : FormDialog(tr("Try a limit"),
                 tr("What it would have refused of “%1” in the last 7 days. Nothing is changed.").arg(name), parent),
      m_admin(admin), m_subject(subject), m_count(new QLineEdit), m_kind(new QComboBox)
{
    m_count->setText(limit ? QString::number(*limit) : QStringLiteral("60"));
    m_count->setMaxLength(7);
    m_kind->addItem(tr("All but AI endpoints"), int(LimitKind::Standard));
    m_kind->addItem(tr("AI endpoints"), int(LimitKind::Ai));
    addRow(tr("&Requests a minute"), m_count);
    addRow(tr("&To"), m_kind);
    nameField(QStringLiteral("count"), m_count);
    connect(addButton(tr("Cl&ose")), &QPushButton::clicked, this, &QDialog::reject);
    connect(addMainButton(tr("&Simulate")), &QPushButton::clicked, this, &SimulateLimitDialog::simulate);
    setMinimumWidth(60 * kGrid);
    m_count->selectAll();
    m_count->setFocus();
}

void SimulateLimitDialog::simulate()
{
    delete std::exchange(m_answer, nullptr);
    bool isNumber = false;
    const int count = m_count->text().trimmed().toInt(&isNumber);
    if (!isNumber)
        return showError(failField(QStringLiteral("count"), tr("Type a whole number from 1.")).error());
    setBusy(true);
    const auto kind = LimitKind(m_kind->currentData().toInt());
    whenReady(this, m_admin.simulateLimit(m_subject, kind, count),
              [this, count](const Result<LimitSimulation> &answer) {
                  if (!answer)
                      return showError(answer.error());
                  setBusy(false);
                  showAnswer(*answer, count);
              });
}

void SimulateLimitDialog::showAnswer(const LimitSimulation &simulation, int count)
{
    const QLocale locale;
    const auto number = [&](qint64 value) { return locale.toString(value); };
    const QString headline = simulation.requests == 0
        ? tr("There were no such requests since %1.").arg(exactTime(simulation.since))
        : simulation.refused == 0 ? tr("At %1 a minute nothing would have been refused.").arg(number(count))
                                  : tr("At %1 a minute, %2 of %3 requests would have been refused.")
                                        .arg(number(count), number(simulation.refused), number(simulation.requests));
    const bool refuses = simulation.refused > 0;
    m_answer = new QWidget;
    auto *column = new QVBoxLayout(m_answer);
    column->setContentsMargins(0, kGrid, 0, 0);
    column->setSpacing(kGrid / 2);
    column->addWidget(toneLine(refuses ? QStringLiteral("warning") : QStringLiteral("active"), headline,
                               refuses ? Tone::Warning : Tone::Good));
    column->addWidget(plainLabel(tr("The busiest minute had %1. The limits of then refused %2.")
                                     .arg(number(simulation.busiestMinute), number(simulation.refusedThen))));
    column->addWidget(quietLabel(tr("Counted by the minute since %1; the limit itself looks at any 60 seconds.")
                                     .arg(exactTime(simulation.since))));
    body().addWidget(m_answer);
    QAccessibleAnnouncementEvent announcement(this, headline);
    QAccessible::updateAccessibility(&announcement);
}

} // namespace ostiary::ui
