// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/admin.h"
#include "ui/dialogs/form_dialog.h"

class QCheckBox;
class QLineEdit;
class QPlainTextEdit;

namespace ostiary::ui {

/// Makes an OAuth client by hand, for software that cannot register itself.
class CreateClientDialog final : public FormDialog
{
    Q_OBJECT

public:
    CreateClientDialog(Admin &admin, QWidget *parent);

signals:
    void created(const ostiary::CreatedClient &client);

private:
    void create();

    Admin &m_admin;
    QLineEdit *m_name;
    QPlainTextEdit *m_redirectUris; ///< one a line
    QCheckBox *m_hasSecret;
};

} // namespace ostiary::ui
