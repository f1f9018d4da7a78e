// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/admin.h"
#include "ui/dialogs/form_dialog.h"

class QComboBox;
class QLineEdit;

namespace ostiary::ui {

/// What another limit would have refused in the last 7 days; nothing is changed.
class SimulateLimitDialog final : public FormDialog
{
    Q_OBJECT

public:
    /// `subject`: the id of a key or an organization; `name`: for people.
    SimulateLimitDialog(Admin &admin, const QString &subject, const QString &name, std::optional<int> limit,
                        QWidget *parent);

private:
    void simulate();
    void showAnswer(const LimitSimulation &simulation, int count);

    Admin &m_admin;
    const QString m_subject;
    QLineEdit *m_count;
    QComboBox *m_kind;
    QWidget *m_answer = nullptr;
};

} // namespace ostiary::ui
