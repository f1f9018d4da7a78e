// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/admin.h"
#include "ui/dialogs/form_dialog.h"

class QAbstractItemModel;
class QButtonGroup;
class QComboBox;
class QLineEdit;

namespace ostiary::ui {

class Disclosure;
class LimitFields;
class ScopePicker;

/// Makes an API key. created() carries it once, with its secret.
class CreateKeyDialog final : public FormDialog
{
    Q_OBJECT

public:
    /// `accounts`: a model whose first column is the e-mail.
    CreateKeyDialog(Admin &admin, const Clock &clock, QAbstractItemModel &accounts, QWidget *parent);

signals:
    void created(const ostiary::CreatedApiKey &key);

private:
    void buildExpiry();
    void showWarnings();
    void create();
    [[nodiscard]] std::optional<Time> expiry() const;

    Admin &m_admin;
    const Clock &m_clock;
    QComboBox *m_account;
    QComboBox *m_kind;
    QLineEdit *m_name;
    ScopePicker *m_scopes;
    QWidget *m_expiryRow;
    QButtonGroup *m_expiry; ///< ids are days; 0: none
    QLineEdit *m_networks;
    LimitFields *m_limits;
    Disclosure *m_limitsPart;
    QWidget *m_everythingWarning;
    QWidget *m_endlessWarning;
};

} // namespace ostiary::ui
