// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/admin.h"
#include "ui/dialogs/form_dialog.h"

class QLineEdit;

namespace ostiary::ui {

/// The first account: an administrator who can sign in, own keys and answer consents.
class CreateAccountDialog final : public FormDialog
{
    Q_OBJECT

public:
    CreateAccountDialog(Admin &admin, QWidget *parent);

private:
    void create();

    Admin &m_admin;
    QLineEdit *m_email;
    QLineEdit *m_password;
    QLineEdit *m_again;
};

} // namespace ostiary::ui
