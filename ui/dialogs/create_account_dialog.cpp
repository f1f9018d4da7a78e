// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/create_account_dialog.h"

#include "models/tables/account_table.h"
#include "models/tables/when_ready.h"
#include "ui/look/flat_style.h"
#include "ui/look/icons.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>

namespace ostiary::ui {

CreateAccountDialog::CreateAccountDialog(Admin &admin, const AccountTable *others, QWidget *parent)
    : FormDialog(others ? tr("New account") : tr("Create your account"),
                 others ? tr("Keys, apps and sessions belong to an account. Give each person and each agent their own.")
                        : tr("You sign in with it on the web pages, and you own API keys with it. "
                             "It is an administrator."),
                 parent),
      m_admin(admin), m_email(new QLineEdit), m_password(new QLineEdit), m_again(new QLineEdit)
{
    m_email->setPlaceholderText(QStringLiteral("you@example.org"));
    m_password->setEchoMode(QLineEdit::Password);
    m_again->setEchoMode(QLineEdit::Password);
    addRow(tr("&E-mail"), m_email);
    addRow(tr("&Password"), m_password);
    addRow(tr("Pass&word again"), m_again);
    if (others)
        buildChoices(*others);
    nameField(QStringLiteral("email"), m_email);
    nameField(QStringLiteral("password"), m_password);
    nameField(QStringLiteral("again"), m_again);

    connect(addButton(tr("&Cancel")), &QPushButton::clicked, this, &QDialog::reject);
    connect(addMainButton(tr("Create &account")), &QPushButton::clicked, this, &CreateAccountDialog::create);
    setMinimumWidth(60 * kGrid);
    m_email->setFocus();
}

void CreateAccountDialog::buildChoices(const AccountTable &others)
{
    auto *kinds = new QWidget;
    auto *row = new QHBoxLayout(kinds);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(2 * kGrid);
    auto *isPerson = new QRadioButton(tr("Pe&rson"));
    m_isAgent = new QRadioButton(tr("A&gent"));
    isPerson->setIcon(lineIcon(QStringLiteral("person")));
    m_isAgent->setIcon(lineIcon(QStringLiteral("agent")));
    for (QRadioButton *kind : {isPerson, m_isAgent}) {
        kind->setMinimumHeight(4 * kGrid);
        row->addWidget(kind);
    }
    row->addStretch(1);
    isPerson->setChecked(true);
    kinds->setFocusProxy(isPerson);

    m_owner = new QComboBox;
    m_owner->addItem(tr("Nobody"), QString());
    for (const Account &account : others.records()) {
        if (account.kind == AccountKind::Person)
            m_owner->addItem(account.email, account.id.text());
    }
    m_owner->setEnabled(false);
    connect(m_isAgent, &QRadioButton::toggled, m_owner, &QWidget::setEnabled);
    m_isAdmin = new QCheckBox(tr("&May administer this server"));
    addRow(tr("Kind"), kinds);
    addRow(tr("Agent's &owner"), m_owner);
    addUnder(m_isAdmin);
    nameField(QStringLiteral("owner"), m_owner);
}

NewAccount CreateAccountDialog::wanted() const
{
    NewAccount account;
    account.email = m_email->text();
    account.password = Secret(m_password->text().toUtf8());
    account.isAdmin = !m_isAdmin || m_isAdmin->isChecked();
    if (m_isAgent && m_isAgent->isChecked()) {
        account.kind = AccountKind::Agent;
        account.owner = AccountId(m_owner->currentData().toString());
    }
    return account;
}

void CreateAccountDialog::create()
{
    if (m_password->text() != m_again->text())
        return showError(
            failField(QStringLiteral("again"), tr("The two passwords differ. Type the same one twice.")).error());
    setBusy(true);
    whenReady(this, m_admin.createAccount(wanted()), [this](const Result<Account> &answer) {
        if (!answer)
            return showError(answer.error());
        emit created(*answer);
        accept();
    });
}

} // namespace ostiary::ui
