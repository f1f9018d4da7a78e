// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/client_secret_dialog.h"

#include "ui/look/flat_style.h"
#include "ui/parts/banner.h"
#include "ui/parts/copy_line.h"
#include "ui/parts/labels.h"
#include "ui/parts/secret_clipboard.h"

#include <QCheckBox>
#include <QPushButton>
#include <QVBoxLayout>

namespace ostiary::ui {

ClientSecretDialog::ClientSecretDialog(const CreatedClient &created, SecretClipboard &clipboard, QWidget *parent)
    : FormDialog(created.secret.isEmpty() ? tr("The client is ready") : tr("Store this secret now"),
                 created.secret.isEmpty()
                     ? tr("“%1” is public: its id is all that the software is given.").arg(created.client.name)
                     : tr("“%1” is ready. Only the secret’s fingerprint is kept here, so nobody can show it again.")
                           .arg(created.client.name),
                 parent),
      m_secret(created.secret)
{
    auto *id = new CopyLine(tr("Client id"));
    id->setText(created.client.id.text());
    body().addWidget(plainLabel(tr("Client id")));
    body().addWidget(id);
    if (!m_secret.isEmpty())
        addSecret(clipboard);
    body().addStretch(1);
    QPushButton *close = addMainButton(tr("&Close"));
    if (m_stored) {
        close->setEnabled(false);
        connect(m_stored, &QCheckBox::toggled, close, &QWidget::setEnabled);
        connect(m_stored, &QCheckBox::toggled, &banner(), &Banner::clear);
    }
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    setMinimumWidth(84 * kGrid);
    id->setFocus();
}

void ClientSecretDialog::addSecret(SecretClipboard &clipboard)
{
    auto *line = new CopyLine(tr("Client secret"));
    line->setText(QString::fromUtf8(m_secret.reveal()));
    line->setCopier([this, &clipboard] { clipboard.copy(m_secret); });
    body().addSpacing(kGrid);
    body().addWidget(plainLabel(tr("Client secret")));
    body().addWidget(line);
    body().addWidget(quietLabel(
        tr("A copied secret leaves the clipboard after %1 seconds.").arg(SecretClipboard::kLifetime.count())));
    body().addSpacing(kGrid);
    m_stored = new QCheckBox(tr("I &stored it"));
    body().addWidget(m_stored);
}

void ClientSecretDialog::reject()
{
    if (!m_stored || m_stored->isChecked())
        return QDialog::reject();
    banner().showText(tr("This secret is lost once the window closes. Store it, then tick “I stored it”."),
                      Tone::Warning);
    m_stored->setFocus();
}

} // namespace ostiary::ui
