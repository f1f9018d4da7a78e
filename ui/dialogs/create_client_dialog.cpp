// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/create_client_dialog.h"

#include "models/tables/when_ready.h"
#include "ui/look/flat_style.h"

#include <QCheckBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>

namespace ostiary::ui {

CreateClientDialog::CreateClientDialog(Admin &admin, QWidget *parent)
    : FormDialog(tr("New client"),
                 tr("For software that cannot register itself. Being a client gives it nothing: each person is still "
                    "asked."),
                 parent),
      m_admin(admin), m_name(new QLineEdit), m_redirectUris(new QPlainTextEdit),
      m_hasSecret(new QCheckBox(tr("It runs on a server and can keep a &secret")))
{
    m_name->setPlaceholderText(tr("What people are told it is"));
    m_redirectUris->setPlaceholderText(QStringLiteral("https://app.example/callback"));
    m_redirectUris->setTabChangesFocus(true);
    m_redirectUris->setFixedHeight(11 * kGrid);
    addRow(tr("&Name"), m_name);
    addRow(tr("Sends people &back to,\none a line"), m_redirectUris);
    addUnder(m_hasSecret);
    nameField(QStringLiteral("name"), m_name);
    nameField(QStringLiteral("redirect_uris"), m_redirectUris);
    connect(addButton(tr("&Cancel")), &QPushButton::clicked, this, &QDialog::reject);
    connect(addMainButton(tr("Create c&lient")), &QPushButton::clicked, this, &CreateClientDialog::create);
    setMinimumWidth(72 * kGrid);
    m_name->setFocus();
}

void CreateClientDialog::create()
{
    NewClient wanted{.name = m_name->text().trimmed(), .redirectUris = {}, .hasSecret = m_hasSecret->isChecked()};
    for (const QString &line : m_redirectUris->toPlainText().split(u'\n', Qt::SkipEmptyParts)) {
        if (const QString uri = line.trimmed(); !uri.isEmpty())
            wanted.redirectUris << uri;
    }
    setBusy(true);
    whenReady(this, m_admin.createClient(std::move(wanted)), [this](const Result<CreatedClient> &answer) {
        if (!answer)
            return showError(answer.error());
        emit created(*answer);
        accept();
    });
}

} // namespace ostiary::ui
