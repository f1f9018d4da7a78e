// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/admin.h"
#include "ui/dialogs/form_dialog.h"

class QCheckBox;
class QComboBox;
class QLineEdit;
class QRadioButton;

namespace ostiary {
class AccountTable;
}

namespace ostiary::ui {

/// Makes an account: the first one, an administrator who can sign in, own keys and answer consents; or one more.
class CreateAccountDialog final : public FormDialog
{
    Q_OBJECT

public:
    /// `others`: those that are there; null: this is the first one.
    CreateAccountDialog(Admin &admin, const AccountTable *others, QWidget *parent);

signals:
    void created(const ostiary::Account &account);

private:
    void buildChoices(const AccountTable &others);
    void create();
    [[nodiscard]] NewAccount wanted() const;

    Admin &m_admin;
    QLineEdit *m_email;
    QLineEdit *m_password;
    QLineEdit *m_again;
    QRadioButton *m_isAgent = nullptr; ///< null, as are the two below, for the first account
    QComboBox *m_owner = nullptr; ///< its data are ids
    QCheckBox *m_isAdmin = nullptr;
};

} // namespace ostiary::ui
