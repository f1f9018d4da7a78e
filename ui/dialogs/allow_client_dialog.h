// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/admin.h"
#include "ui/dialogs/form_dialog.h"

class QComboBox;

namespace ostiary {
class AccountTable;
}

namespace ostiary::ui {

class ScopePicker;

/// Lets a program have tokens in its own name: who answers for it, and the most that it can get.
class AllowClientDialog final : public FormDialog
{
    Q_OBJECT

public:
    AllowClientDialog(Admin &admin, const OAuthClient &client, const AccountTable &accounts, QWidget *parent);

private:
    void allow();

    Admin &m_admin;
    const ClientId m_client;
    QComboBox *m_owner;
    ScopePicker *m_scopes;
};

} // namespace ostiary::ui
