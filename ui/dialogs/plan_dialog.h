// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/admin.h"
#include "models/tables/plan_table.h"
#include "ui/dialogs/form_dialog.h"

class QButtonGroup;
class QComboBox;
class QLabel;

namespace ostiary::ui {

/// Gives an organization a plan and, with the plan free, a trial.
class PlanDialog final : public FormDialog
{
    Q_OBJECT

public:
    PlanDialog(Admin &admin, const Clock &clock, PlanTable &plans, const Organization &organization, QWidget *parent);

private:
    void buildTrial();
    void showPlan();
    void change();
    [[nodiscard]] const Plan *chosen() const;
    [[nodiscard]] std::optional<Time> trialEnd() const;

    Admin &m_admin;
    const Clock &m_clock;
    PlanTable &m_plans;
    const Organization m_organization;
    QComboBox *m_plan;
    QLabel *m_allows;
    QWidget *m_trialRow;
    QButtonGroup *m_trial; ///< ids are days; 0: none, kAsItIs: the one that runs
    QLabel *m_trialEnd;
};

} // namespace ostiary::ui
