// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/admin.h"
#include "ui/dialogs/form_dialog.h"

namespace ostiary::ui {

class LimitFields;

/// An organization's own limits and budget, in the place of its plan's.
class LimitsDialog final : public FormDialog
{
    Q_OBJECT

public:
    /// `plan`: the one that holds; nullptr: not known.
    LimitsDialog(Admin &admin, const Clock &clock, const Organization &organization, const Plan *plan, QWidget *parent);

private:
    void save();

    Admin &m_admin;
    const Organization m_organization;
    LimitFields *m_limits;
};

} // namespace ostiary::ui
