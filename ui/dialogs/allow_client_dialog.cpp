// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/allow_client_dialog.h"

#include "models/tables/account_table.h"
#include "models/tables/when_ready.h"
#include "ui/dialogs/scope_picker.h"
#include "ui/look/flat_style.h"

#include <QComboBox>
#include <QPushButton>

namespace ostiary::ui {

AllowClientDialog::AllowClientDialog(Admin &admin, const OAuthClient &client, const AccountTable &accounts,
                                     QWidget *parent)
    : FormDialog(tr("Let “%1” act for itself").arg(client.name),
                 tr("It gets tokens without asking anybody (client credentials), in the organization of the account "
                    "that answers for it."),
                 parent),
      m_admin(admin), m_client(client.id), m_owner(new QComboBox), m_scopes(new ScopePicker(admin))
{
    for (const Account &account : accounts.records()) {
        if (!account.disabledAt)
            m_owner->addItem(account.email);
    }
    addRow(tr("Who &answers for it"), m_owner);
    addRow(tr("The most it may do"), m_scopes);
    nameField(QStringLiteral("owner"), m_owner);
    nameField(QStringLiteral("scopes"), m_scopes);
    connect(addButton(tr("&Cancel")), &QPushButton::clicked, this, &QDialog::reject);
    connect(addMainButton(tr("A&llow")), &QPushButton::clicked, this, &AllowClientDialog::allow);
    setMinimumWidth(72 * kGrid);
    m_owner->setFocus();
}

void AllowClientDialog::allow()
{
    setBusy(true);
    whenReady(this, m_admin.allowClient(m_client, {.ownerEmail = m_owner->currentText(), .scopes = m_scopes->scopes()}),
              [this](const Result<OAuthClient> &answer) {
                  if (!answer)
                      return showError(answer.error());
                  accept();
              });
}

} // namespace ostiary::ui
