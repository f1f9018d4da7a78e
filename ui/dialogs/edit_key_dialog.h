// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/admin.h"
#include "ui/dialogs/form_dialog.h"

class QLineEdit;

namespace ostiary::ui {

class LimitFields;
class ScopePicker;

/// Changes a key without reissuing it. Only what differs from before is sent.
class EditKeyDialog final : public FormDialog
{
    Q_OBJECT

public:
    EditKeyDialog(Admin &admin, const Clock &clock, const ApiKey &key, QWidget *parent);

private:
    void save();
    [[nodiscard]] Result<ApiKeyChange> change() const;

    Admin &m_admin;
    const ApiKey m_key;
    QLineEdit *m_name;
    ScopePicker *m_scopes;
    QWidget *m_everythingWarning;
    QLineEdit *m_networks;
    LimitFields *m_limits;
};

} // namespace ostiary::ui
