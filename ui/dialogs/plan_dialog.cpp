// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/plan_dialog.h"

#include "models/tables/when_ready.h"
#include "ui/look/flat_style.h"
#include "ui/look/words.h"
#include "ui/parts/labels.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QHBoxLayout>
#include <QPushButton>
#include <QRadioButton>

namespace ostiary::ui {

namespace {

constexpr int kAsItIs = 100'000; // more days than any choice has
constexpr int kNone = 0;

struct Trial {
    const char *label;
    int days;
};

constexpr Trial kTrials[]{
    {QT_TRANSLATE_NOOP("ostiary::ui::PlanDialog", "&None"), kNone},
    {QT_TRANSLATE_NOOP("ostiary::ui::PlanDialog", "&14 days"), 14},
    {QT_TRANSLATE_NOOP("ostiary::ui::PlanDialog", "&30 days"), 30},
    {QT_TRANSLATE_NOOP("ostiary::ui::PlanDialog", "&90 days"), 90},
};

} // namespace

PlanDialog::PlanDialog(Admin &admin, const Clock &clock, PlanTable &plans, const Organization &organization,
                       QWidget *parent)
    : FormDialog(tr("Plan"),
                 tr("Holds for all members, keys and apps of “%1”, from the next request on.").arg(organization.name),
                 parent),
      m_admin(admin), m_clock(clock), m_plans(plans), m_organization(organization), m_plan(new QComboBox),
      m_allows(quietLabel()), m_trialRow(new QWidget), m_trial(new QButtonGroup(this)), m_trialEnd(quietLabel())
{
    m_plan->setModel(&plans);
    m_plan->setModelColumn(PlanTable::TitleColumn);
    m_plan->setCurrentIndex(plans.rowOf(organization.plan));
    buildTrial();
    addRow(tr("&Plan"), m_plan);
    addUnder(m_allows);
    addRow(tr("&Trial of Pro"), m_trialRow);
    addUnder(m_trialEnd);
    nameField(QStringLiteral("plan"), m_plan);

    connect(addButton(tr("&Cancel")), &QPushButton::clicked, this, &QDialog::reject);
    connect(addMainButton(tr("&Set plan")), &QPushButton::clicked, this, &PlanDialog::change);
    connect(m_plan, &QComboBox::currentIndexChanged, this, &PlanDialog::showPlan);
    connect(m_trial, &QButtonGroup::idToggled, this, &PlanDialog::showPlan);
    showPlan();
    setMinimumWidth(68 * kGrid);
    m_plan->setFocus();
}

void PlanDialog::buildTrial()
{
    auto *row = new QHBoxLayout(m_trialRow);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(2 * kGrid);
    const auto add = [&](const QString &label, int days) {
        auto *choice = new QRadioButton(label);
        choice->setMinimumHeight(4 * kGrid);
        m_trial->addButton(choice, days);
        row->addWidget(choice);
    };
    const bool runs = m_organization.planAt(m_clock.now()) != m_organization.plan;
    if (runs)
        add(tr("As it &is"), kAsItIs);
    for (const Trial &entry : kTrials)
        add(tr(entry.label), entry.days);
    row->addStretch(1);
    QAbstractButton *usual = m_trial->button(runs ? kAsItIs : kNone);
    usual->setChecked(true);
    m_trialRow->setFocusProxy(usual);
}

const Plan *PlanDialog::chosen() const
{
    const int row = m_plan->currentIndex();
    return row < 0 ? nullptr : &m_plans.record(row);
}

std::optional<Time> PlanDialog::trialEnd() const
{
    const Plan *plan = chosen();
    const int days = m_trial->checkedId();
    if (!plan || plan->name != QLatin1String("free") || days == kNone)
        return std::nullopt;
    return days == kAsItIs ? m_organization.trialEndsAt : m_clock.now() + std::chrono::days(days);
}

void PlanDialog::showPlan()
{
    const int row = m_plan->currentIndex();
    const auto figure = [&](int column) { return m_plans.index(row, column).data().toString(); };
    m_allows->setText(
        tr("Members: %1. Projects: %2. AI a month: %3.")
            .arg(figure(PlanTable::MembersColumn), figure(PlanTable::ProjectsColumn), figure(PlanTable::CapColumn)));
    const bool mayTry = chosen() && chosen()->name == QLatin1String("free");
    m_trialRow->setEnabled(mayTry);
    const std::optional<Time> end = trialEnd();
    if (!mayTry)
        m_trialEnd->setText(tr("Only what is Free can have a trial."));
    else if (end)
        m_trialEnd->setText(tr("Until %1 it has what Pro has; then it is Free again by itself.").arg(exactTime(*end)));
    else
        m_trialEnd->setText(tr("A trial that runs ends at once."));
}

void PlanDialog::change()
{
    const Plan *plan = chosen();
    if (!plan)
        return showError(failField(QStringLiteral("plan"), tr("Choose a plan.")).error());
    setBusy(true);
    whenReady(this, m_admin.changePlan(m_organization.id, {.plan = plan->name, .trialEndsAt = trialEnd()}),
              [this](const Result<Organization> &changed) {
                  if (!changed)
                      return showError(changed.error());
                  accept();
              });
}

} // namespace ostiary::ui
