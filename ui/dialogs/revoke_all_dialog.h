// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/admin.h"
#include "ui/dialogs/form_dialog.h"

class QButtonGroup;
class QLabel;
class QLineEdit;
class QPushButton;

namespace ostiary::ui {

/// Takes everything back from an account, an organization or everyone, after a look at what stops. For everyone the
/// server's name has to be typed.
class RevokeAllDialog final : public FormDialog
{
    Q_OBJECT

public:
    /// `account`: whose, to begin with; nullptr: only everyone can be chosen.
    RevokeAllDialog(Admin &admin, const Account *account, const QString &organizationName, const QString &serverName,
                    QWidget *parent);

private:
    enum Scope { OneAccount, OneOrganization, Everyone };

    void buildScope(const Account *account, const QString &organizationName);
    void look();
    void showPreview(const Revocation &preview);
    void showWhatIsPossible();
    void revoke();
    [[nodiscard]] RevocationTarget target() const;

    Admin &m_admin;
    const AccountId m_account;
    const OrganizationId m_organization;
    const QString m_serverName;
    QWidget *m_scopes;
    QButtonGroup *m_scope;
    QLabel *m_what;
    QLabel *m_names;
    QWidget *m_typing;
    QLineEdit *m_typed;
    QPushButton *m_goAhead = nullptr;
    int m_looks = 0; ///< only the answer to the last one counts
    bool m_isKnown = false; ///< what stops
};

} // namespace ostiary::ui
