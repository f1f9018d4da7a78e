// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/create_account_dialog.h"

#include "models/tables/when_ready.h"
#include "ui/look/flat_style.h"

#include <QLineEdit>
#include <QPushButton>

namespace ostiary::ui {

CreateAccountDialog::CreateAccountDialog(Admin &admin, QWidget *parent)
    : FormDialog(tr("Create your account"),
                 tr("You sign in with it on the web pages, and you own API keys with it. It is an administrator."),
                 parent),
      m_admin(admin), m_email(new QLineEdit), m_password(new QLineEdit), m_again(new QLineEdit)
{
    m_email->setPlaceholderText(QStringLiteral("you@example.org"));
    m_password->setEchoMode(QLineEdit::Password);
    m_again->setEchoMode(QLineEdit::Password);
    addRow(tr("&E-mail"), m_email);
    addRow(tr("&Password"), m_password);
    addRow(tr("Password &again"), m_again);
    nameField(QStringLiteral("email"), m_email);
    nameField(QStringLiteral("password"), m_password);
    nameField(QStringLiteral("again"), m_again);

    connect(addButton(tr("&Cancel")), &QPushButton::clicked, this, &QDialog::reject);
    connect(addMainButton(tr("Create &account")), &QPushButton::clicked, this, &CreateAccountDialog::create);
    setMinimumWidth(60 * kGrid);
    m_email->setFocus();
}

void CreateAccountDialog::create()
{
    if (m_password->text() != m_again->text())
        return showError(
            failField(QStringLiteral("again"), tr("The two passwords differ. Type the same one twice.")).error());
    setBusy(true);
    NewAccount account;
    account.email = m_email->text();
    account.password = Secret(m_password->text().toUtf8());
    account.isAdmin = true;
    whenReady(this, m_admin.createAccount(account), [this](const Result<Account> &created) {
        if (!created)
            return showError(created.error());
        accept();
    });
}

} // namespace ostiary::ui
