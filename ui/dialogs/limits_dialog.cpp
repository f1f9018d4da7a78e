// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/limits_dialog.h"

#include "models/money.h"
#include "models/tables/limit_words.h"
#include "models/tables/when_ready.h"
#include "ui/dialogs/limit_fields.h"
#include "ui/look/flat_style.h"
#include "ui/parts/labels.h"

#include <QPushButton>

namespace ostiary::ui {

namespace {

QString planWords(const Plan &plan)
{
    const auto rate = [](const std::optional<int> &limit) {
        return limit ? LimitsDialog::tr("%1 a minute").arg(*limit) : LimitsDialog::tr("as the server is set");
    };
    const QString cap = plan.aiCapMicros ? dollars(*plan.aiCapMicros) : LimitsDialog::tr("no stop");
    return LimitsDialog::tr("The plan %1 says: requests %2, AI endpoints %3, spending %4.")
        .arg(plan.title, rate(plan.standardLimit), rate(plan.aiLimit), cap);
}

} // namespace

LimitsDialog::LimitsDialog(Admin &admin, const Clock &clock, const Organization &organization, const Plan *plan,
                           QWidget *parent)
    : FormDialog(tr("Limits and budget"),
                 tr("Requests count for each key and app of “%1”, the budget for all of them together.")
                     .arg(organization.name),
                 parent),
      m_admin(admin), m_organization(organization), m_limits(new LimitFields(tr("as its plan")))
{
    m_limits->set(organization.limits, organization.budget);
    body().addWidget(m_limits);
    if (plan)
        body().addWidget(quietLabel(planWords(*plan)));
    if (const QString raise = raiseWords(organization.limits, clock.now()); !raise.isEmpty()) {
        body().addWidget(
            toneLine(QStringLiteral("gauge"), tr("Raised: %1. It then ends by itself.").arg(raise), Tone::Accent));
    }
    for (const auto &[name, field] : m_limits->fields().asKeyValueRange())
        nameField(name, field);
    connect(addButton(tr("&Cancel")), &QPushButton::clicked, this, &QDialog::reject);
    connect(addMainButton(tr("&Save")), &QPushButton::clicked, this, &LimitsDialog::save);
    setMinimumWidth(82 * kGrid);
    m_limits->setFocus();
}

void LimitsDialog::save()
{
    const Result<Limits> limits = m_limits->limits();
    const Result<Budget> budget = m_limits->budget();
    if (!limits || !budget)
        return showError(limits ? budget.error() : limits.error());
    setBusy(true);
    whenReady(this, m_admin.changeOrganization(m_organization.id, {.limits = *limits, .budget = *budget}),
              [this](const Result<Organization> &changed) {
                  if (!changed)
                      return showError(changed.error());
                  accept();
              });
}

} // namespace ostiary::ui
